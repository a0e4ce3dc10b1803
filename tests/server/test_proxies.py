"""Every proxy that `docs/proxies/` shows: who asks is told, a circle's sockets meet on one worker, headers stay, and nothing is written down."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import aiohttp.abc
import pytest
from aiohttp import web

from tests.certificates import make_certificate, trusting
from tests.meetings.people import secret_of
from tests.member import Member
from tests.ports import free_port
from tests.server.proxies import PROGRAMS, front_of_compose, program, proxy
from tests.server.store.redis_servers import redis_server
from tests.serving import Centre, plain_pages, server_process

PERSON = "127.0.0.9"
"""Where who asks comes from: an address that nothing else here has."""

HASHES = [f"{number:02x}" for number in range(0, 256, 8)]
"""So many that a proxy that spreads them over two gives one of them nothing in two thousand million runs."""


class Worker:
    """What stands behind the proxy: says what it was asked, and how it is called."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready = True
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[None]:
        application = web.Application()
        paths = {"/readyz": self._ready, "/socket.io/": self._socket, "/broken": self._broken, "/{path:.*}": self._page}
        application.add_routes([web.get(path, answer) for path, answer in paths.items()])
        runner = web.AppRunner(application)
        await runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        await web.SockSite(runner, listening).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _ready(self, _request: web.Request) -> web.Response:
        return web.Response(status=200 if self.ready else 503)

    async def _broken(self, request: web.Request) -> web.Response:
        """A worker that dies at its work."""
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _page(self, _request: web.Request) -> web.Response:
        return web.json_response({"worker": self.name}, headers={"Clear-Site-Data": '"*"'})

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        answer = web.WebSocketResponse()
        await answer.prepare(request)
        await answer.send_json({"worker": self.name, "headers": dict(request.headers)})
        await answer.close()
        return answer


@asynccontextmanager
async def two_behind(name: str, folder: Path) -> AsyncGenerator[tuple[str, Worker, Worker]]:
    program(name)
    one, other = Worker("one"), Worker("other")
    async with one.serving(), other.serving(), proxy(name, folder, [one.port, other.port]) as url:
        yield url, one, other


async def told(session: aiohttp.ClientSession, url: str, r: str) -> Any:
    """What the worker that got the socket says."""
    async with session.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket&r={r}", ssl=False, headers={"X-Forwarded-For": "198.51.100.7"}) as ws:
        return await ws.receive_json()


async def told_by(session: aiohttp.ClientSession, url: str) -> set[str]:
    return {(await told(session, url, r))["worker"] for r in HASHES}


@pytest.mark.parametrize("name", PROGRAMS)
async def test_a_circles_sockets_meet_on_one_worker_that_is_told_who_asks(name: str, tmp_path: Path) -> None:
    async with two_behind(name, tmp_path) as (url, *_), aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(PERSON, 0))) as session:
        first = {r: await told(session, url, r) for r in HASHES}
        assert {answer["worker"] for answer in first.values()} == {"one", "other"}
        for r in reversed(HASHES):
            again = await told(session, url, r)
            assert again["worker"] == first[r]["worker"]
            assert again["headers"]["X-Forwarded-For"].split(",")[-1].strip() == PERSON
        async with session.get(f"{url}/some/page", ssl=False) as answer:
            assert answer.headers["Clear-Site-Data"] == '"*"'
            assert not {"Via", "Alt-Svc", "Set-Cookie"} & set(answer.headers)
        for path in ("/metrics", "/readyz", "/healthz"):
            async with session.get(url + path, ssl=False) as answer:
                assert answer.status == 404, path
        async with session.get(f"{url}/broken", ssl=False) as answer:
            assert answer.status == 502
    assert PERSON not in (tmp_path / f"{name}.log").read_text()


@pytest.mark.parametrize("name", PROGRAMS)
async def test_who_has_ipv6_alone_is_served_and_told_by_it(name: str, tmp_path: Path) -> None:
    async with two_behind(name, tmp_path) as (url, *_):
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Here("::1"))) as session:
            assert (await told(session, url, "00"))["headers"]["X-Forwarded-For"] == "::1"


@pytest.mark.parametrize("name", ["caddy", "haproxy"])
async def test_a_worker_that_is_not_ready_is_left_alone(name: str, tmp_path: Path) -> None:
    async with two_behind(name, tmp_path) as (url, one, _), aiohttp.ClientSession() as session:
        one.ready = False
        async with asyncio.timeout(60):
            while await told_by(session, url) != {"other"}:  # noqa: ASYNC110  the proxy tells nobody what it thinks of its workers
                await asyncio.sleep(0.1)


@pytest.mark.parametrize("name", PROGRAMS)
async def test_a_circle_is_joined_through_it_on_two_workers(name: str, tmp_path: Path) -> None:
    program(name)
    port, pages = free_port(), plain_pages(tmp_path / "static")
    more = ("--public-url", f"https://localhost:{port}", "--trusted-proxy", "127.0.0.1")
    with redis_server(tmp_path / "redis") as redis:
        ports = [free_port(), free_port()]
        first, second = ([*more, "--redis", redis, "--port", str(port)] for port in ports)  # what they print is the proxy's
        async with (
            server_process(tmp_path / "data", *first, static=pages) as server,
            server_process(tmp_path / "data", *second, static=pages),
            proxy(name, tmp_path, ports, port) as url,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as session,
        ):
            links = await Centre(url=url, key=server.centre.key).open_circle(lobby=False)
            members = [Routed(session, url, r) for r in HASHES[:6]]
            try:
                for member in members:
                    await member.connect()
                    assert (await member.join(*secret_of(links.member)))["ok"]
                for member in members:
                    await member.until(lambda member: len(member.view.get("seats", ())) == len(members))
            finally:
                await asyncio.gather(*(member.close() for member in members))


async def test_pages_and_relay_share_one_443(tmp_path: Path) -> None:
    """The edge of `compose.yaml` tells them apart by name, and where somebody comes from reaches the worker through both proxies."""
    program("haproxy")
    program("caddy")
    certificate, key = make_certificate(tmp_path, "relay", "relay.test")
    greetings = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    greetings.load_cert_chain(certificate, key)
    one, other = Worker("one"), Worker("other")
    relay = await asyncio.start_server(_says_relay, "127.0.0.1", 0, ssl=greetings)
    async with relay, one.serving(), other.serving(), front_of_compose(tmp_path, [one.port, other.port], relay.sockets[0].getsockname()[1]) as edge:
        connector = aiohttp.TCPConnector(local_addr=(PERSON, 0), resolver=Here())
        async with aiohttp.ClientSession(connector=connector) as session:
            answers = {r: await told(session, f"https://pages.test:{edge}", r) for r in HASHES}
            assert {answer["worker"] for answer in answers.values()} == {"one", "other"}
            assert {answer["headers"]["X-Forwarded-For"] for answer in answers.values()} == {PERSON}
            async with session.get(f"https://pages.test:{edge}/metrics", ssl=False) as answer:
                assert answer.status == 404
            async with session.get(f"https://pages.test:{edge}/broken", ssl=False) as answer:
                assert answer.status == 502
        assert await _heard(edge, "relay.test") == b"relay"
        # A certificate authority that wants the relay's name proved speaks with the pages' proxy.
        with pytest.raises(ssl.SSLError):
            await _heard(edge, "relay.test", "acme-tls/1")
        assert await _heard_without_tls(edge) == b""
    assert PERSON not in (tmp_path / "caddy.log").read_text() + (tmp_path / "haproxy.log").read_text()


async def _says_relay(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"relay")
    writer.close()


async def _heard(port: int, name: str, protocol: str | None = None) -> bytes:
    context = trusting()
    if protocol:
        context.set_alpn_protocols([protocol])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    try:
        return await reader.read(5)
    finally:
        writer.close()


async def _heard_without_tls(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: pages.test\r\n\r\n")
    try:
        return await reader.read(5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


class Here(aiohttp.abc.AbstractResolver):
    """Every name is this machine."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
        family = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        return [{"hostname": host, "host": self._address, "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


class Routed(Member):
    """A member whose browser says what its circle's sockets meet by."""

    def __init__(self, session: aiohttp.ClientSession, url: str, r: str) -> None:
        super().__init__(session, url)
        self._url += f"&r={r}"
