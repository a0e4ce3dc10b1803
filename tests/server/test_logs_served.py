"""A server of its own, treated badly: what it writes names nobody, wherever a line or a traceback comes from."""

import asyncio
import re
from pathlib import Path

import aiohttp

from tests.member import hashed, made_up
from tests.server.sockets.bare import TEXT, Bare, frame
from tests.serving import ServerProcess, plain_pages

PLANTED = "203.0.113.77"
"""As a proxy would name somebody."""

_BREAKS = """
import sys
from functools import partial
from pathlib import Path
from server import cli, gateway, pages, serving
serving.running = partial(serving.running, static=Path(sys.argv.pop(1)))

async def broken(self, connection, message):
    raise ValueError(f"of {connection!r} with {message!r} from 203.0.113.77 and [2001:db8::77]:443")

gateway.Gateway._return = broken
cli.main()
"""
"""A bug that tells all it knows."""


class Broken(ServerProcess):
    """A server with that bug."""

    def _launch(self) -> tuple[str, ...]:
        return ("-c", _BREAKS, str(self.static))


async def test_nothing_of_a_person_is_written(tmp_path: Path) -> None:
    tokens = [made_up("token") for _ in range(5)]
    server = Broken(data=tmp_path / "data", options=("--trusted-proxy", "127.0.0.1"), static=plain_pages(tmp_path / "static"))
    try:
        await server.start()
        for garbage in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: \xff\r\n\r\n", b"X" * 20_000):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(garbage)
            await writer.drain()
            writer.write_eof()
            await reader.read()
            writer.close()
        for token in tokens:
            async with Bare(server.url) as bare:
                await bare.connected()
                asked = {"circle": "ABCD2345", "token": token, "next": hashed(token + "next")}
                answer = await bare.ask("return", asked)
                assert (answer["ok"], answer["code"]) == (False, "internal")
                bare.send(frame(TEXT, b"\xff\xfe"))
        headers = {"X-Forwarded-For": PLANTED, "User-Agent": "CanaryBrowser/7", "Accept-Language": "xx-CANARY"}
        async with aiohttp.ClientSession(headers=headers) as session:
            for path in ("/", "/circle", "/nowhere", "/api/circles", "/metrics"):
                async with session.get(server.url + path) as answer:
                    await answer.read()
        await server.stop()
    finally:
        await server.kill()
    written = server.errors()
    assert written.count("Traceback") >= len(tokens), "the bug is in the log"
    for planted in (PLANTED, "2001:db8::77", "127.0.0.1", "CanaryBrowser", "CANARY", *tokens, *(hashed(token + "next") for token in tokens)):
        assert planted not in written, planted
    assert re.search(r"bug=\w+", written), "with the id that the browser was told"
