"""The whole server: it starts, serves, survives being killed, and stops in time."""

import asyncio
import contextlib
import socket
import ssl
from pathlib import Path

import aiohttp
import psutil
import pytest

from rooms.ids import CircleId
from server.settings import WrongSetting
from server.store.sqlite import SqliteStore
from tests.certificates import make_certificate
from tests.member import Member
from tests.serving import plain_pages, running_server, server_process


async def test_it_serves_and_lets_go(tmp_path: Path) -> None:
    tasks = asyncio.all_tasks()
    static = plain_pages(tmp_path / "static")
    for _ in range(3):
        async with running_server(tmp_path / "data", static=static) as served:
            async with aiohttp.ClientSession() as session, session.get(f"{served.url}/healthz") as answer:
                assert (answer.status, await answer.text()) == (200, "ok\n")
            links = await served.open_circle()
            assert links.member.startswith(f"{served.url}/circle#{links.code}.")
            port, audio_port = served.app.port, served.app.audio_port
            assert {port, audio_port} <= held()
        assert not {port, audio_port} & held()
    assert asyncio.all_tasks() == tasks


def held() -> set[int]:
    """The ports of this process. Whether they can be had again would be a question of who else asks for any."""
    return {connection.laddr[1] for connection in psutil.Process().net_connections("inet") if connection.laddr}


async def test_with_its_own_certificate(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, "pair")
    trusting = ssl.create_default_context(cafile=str(certificate))
    static = plain_pages(tmp_path / "static")
    async with running_server(tmp_path / "data", static=static, host="localhost", tls_cert=certificate, tls_key=key) as served:
        assert served.url == f"https://localhost:{served.app.port}"
        async with aiohttp.ClientSession() as session, session.get(served.url, ssl=trusting) as answer:
            assert answer.status == 200
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        links = await served.open_circle()
        assert links.member.startswith(f"{served.url}/circle#")
        # Plain HTTP on the TLS port, and a connection that never says anything.
        await send(served.app.port, b"GET / HTTP/1.1\r\n\r\n")


async def test_a_part_that_breaks_ends_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError("timekeeper")

    monkeypatch.setattr("server.timekeeper.Timekeeper.run", broken)
    with pytest.raises(ExceptionGroup) as fault:
        async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static")):
            await asyncio.sleep(5)
    assert fault.group_contains(RuntimeError, match="timekeeper")


async def test_the_same_data_is_served_once(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    async with running_server(tmp_path / "data", static=static):
        with pytest.raises(WrongSetting, match="in use by another server"):
            async with running_server(tmp_path / "data", static=static):
                pass


async def test_a_circle_survives_kill_9(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server:
        links = await server.centre.open_circle(title="Survives")
        key = server.centre.key
        port, audio_port = server.port, server.audio_port
        await server.kill()
        with pytest.raises(aiohttp.ClientConnectionError):
            await server.centre.open_circle()
        await server.start()
        assert (server.port, server.audio_port, server.centre.key) == (port, audio_port, key)
        assert (await server.centre.ask(f"/api/circles/{links.code}/invitations", {"count": 1}))[0] == 201
        await server.kill()
    store = SqliteStore(tmp_path / "data")
    await store.start()
    circle = (await store.load(CircleId(links.code))).circle
    await store.stop()
    assert (circle.title, len(circle.links)) == ("Survives", 3)


UNHURRIED = "from server import serving; serving.STOP_SECONDS = 3600.0"
"""Its end is shown by how it ends: else it ends itself after 5 s, with 1, on a machine that is too busy for more."""

CANARY = "198.51.100.23"
"""Stands for a person's address. The peers' own are loopback."""


async def test_whatever_people_send_no_address_is_written_down(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    async with server_process(tmp_path / "data", "--trusted-proxy", "127.0.0.1", static=static, plant=UNHURRIED) as server:
        for sent in hostile(server.centre.key):
            await send(server.port, sent)
        origin = f"http://127.0.0.1:{server.port}"
        forwarded = {"X-Forwarded-For": CANARY, "Origin": origin}
        async with aiohttp.ClientSession() as session:
            for frame in ("", "9", "40{", '42["join"', '42["do",{}]', "2" * 30_000, "42" + "[" * 9000):
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.ws_connect(f"{server.url}/socket.io/?EIO=4&transport=websocket", headers=forwarded) as websocket:
                        await websocket.send_str("40")
                        await websocket.send_str(frame)
                        await websocket.receive(timeout=20)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for datagram in (b"", b"\x00", b"\x16\xfe\xfd" + b"x" * 50, b"\x80" + b"x" * 100, b"\x00\x01\x00\x00" + b"x" * 40):
                stranger.sendto(datagram, ("127.0.0.1", server.audio_port))
        await server.centre.open_circle()
        await server.stop()
        files = [path for path in (tmp_path / "data").iterdir() if path.name != "server.url"]
        written = server.errors() + "".join(path.read_bytes().decode("latin-1") for path in files)
    assert "stopped" in written
    for address in ("127.0.0.1", CANARY):
        assert address not in written
    assert "Traceback" not in server.errors(), server.errors()


def hostile(key: str) -> list[bytes]:
    head = f"POST /api/circles HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {CANARY}\r\nAuthorization: Bearer {key}\r\n".encode()
    return [
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"\x00" * 100 + b"\r\n\r\n",
        f"GET /{CANARY} HTTP/1.1\r\nHost: {CANARY}\r\nX-Forwarded-For: {CANARY}\r\n\r\n".encode(),
        f"GET /%ff%00{CANARY} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        f"BREW / HTTP/1.1\r\nHost: {CANARY}\r\n\r\n".encode(),
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500 + b"\r\n",
        head + b"Content-Length: 100\r\n\r\n{",
        head + b"Transfer-Encoding: chunked\r\n\r\nnot a chunk\r\n",
        head + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        head + b"Expect: 200-maybe\r\nContent-Length: 3\r\n\r\nabc",
        head + b"Content-Type: text/html; charset=nonsense\r\nContent-Length: 3\r\n\r\nabc",
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: nonsense\r\n\r\n",
        b"POST /code HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\ncode=\xff\xfe\xfd\xfc",
    ]


async def send(port: int, sent: bytes) -> None:
    """Send it, hear what comes at once, and hang up rudely."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(0.3):
            await reader.read(65536)
    writer.transport.abort()


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "with callers who never finish"])
async def test_sigterm_ends_it_whoever_is_there(tmp_path: Path, busy: bool) -> None:
    data, static = tmp_path / "data", plain_pages(tmp_path / "static")
    async with server_process(data, static=static, plant=UNHURRIED) as server, contextlib.AsyncExitStack() as callers:
        if busy:
            waiting = f"POST /api/circles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.centre.key}\r\nContent-Length: 9\r\n\r\n"
            for sent in ("", "GET / HT", waiting):
                _, writer = await asyncio.open_connection("127.0.0.1", server.port)
                callers.callback(writer.close)
                writer.write(sent.encode())
                await writer.drain()
        assert await server.stop() == 0, server.errors()
        assert "Traceback" not in server.errors()


HANGS = """
import asyncio
from server.store.sqlite import SqliteStore
async def stop(self):
    await asyncio.Event().wait()
SqliteStore.stop = stop
"""


async def test_what_hangs_at_the_end_holds_nothing_up(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", static=plain_pages(tmp_path / "static"), plant=HANGS) as server:
        assert await server.stop() == 1
        assert "stop-late" in server.errors()


async def test_the_first_circle_has_the_waiting_room_that_members_meet(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", "--welcome", static=plain_pages(tmp_path / "static")) as server, aiohttp.ClientSession() as session:
        while not server.printed[-1].startswith("To share"):
            server.printed.append(await asyncio.to_thread(server._line))  # pyright: ignore[reportPrivateUsage]
        code, _, secret = server.printed[-1].strip().partition("#")[2].partition(".")
        async with Member(session, server.url) as guest:
            assert (await guest.join(code, secret))["ok"]
            await guest.until(lambda guest: guest.you.get("standing") == "waiting")


async def test_the_welcome_is_said_once(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", "--welcome", static=plain_pages(tmp_path / "static")) as server:
        await server.stop()
        ready, *welcome = server.printed
        assert ready == f"Circlekeeper serves at {server.url}/ (voices: UDP port {server.audio_port}). Ctrl-C stops it.\n"
        assert [line.partition("  ")[0] for line in welcome] == ["Code", "Who runs it", "To share"]
        assert f"{server.url}/circle#" in welcome[2]
        await server.start()
        await server.stop()
        assert len(server.printed) == 1
