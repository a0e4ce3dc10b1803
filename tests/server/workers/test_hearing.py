"""One worker asks another over a real connection. Whoever is not one of them finds nothing there."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp
import aiohttp.web
import pytest

from rooms.ids import CircleId, Instant, SeatId, WorkerId
from server.bugs import Bugs
from server.store.roster import Worker
from server.workers.hearing import BODY_AT_MOST, Hearing
from server.workers.peers import NoAnswer, Peers
from server.workers.signing import Signing
from tests.fakes import FakeClock, SureChance

CIRCLE, SEAT = CircleId("ABCD2345"), SeatId("anu")


@dataclass
class Listener:
    """Remembers what it was asked for."""

    asked: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])

    async def offered(self, circle: CircleId, seat: SeatId, sdp: str) -> tuple[str, str]:
        self.asked.append(("offer", circle, seat, sdp))
        if sdp == "break":
            raise RuntimeError("a bug")
        return ("", "audio-busy") if sdp == "refuse me" else (f"answer to {sdp}", "")

    async def is_gated(self, circle: CircleId, version: tuple[int, int]) -> bool:
        self.asked.append(("gated", circle, version))
        return version < (1, 5)

    def narrowed(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        self.asked.append(("narrow", circle, *seats))

    def dropped(self, circle: CircleId, seat: SeatId) -> None:
        self.asked.append(("drop", circle, seat))

    def ready(self) -> bool:
        return True


@dataclass
class Line:
    """Between two workers."""

    peers: Peers
    worker: Worker
    hearing: Hearing
    listener: Listener
    strangers: Peers
    """With another centre's key."""
    session: aiohttp.ClientSession


def at(address: str) -> Worker:
    return Worker(id=WorkerId("other"), address=address, schema=3, born=Instant(0.0))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    clock, listener = FakeClock(), Listener()
    async with AsyncExitStack() as stack:
        hearing = Hearing(Signing(b"key", clock.now, SureChance(1).token_bytes), listener, Bugs(SureChance().token_bytes))
        address = await stack.enter_async_context(hearing.listening("127.0.0.1", 0))
        peers = await stack.enter_async_context(Peers(Signing(b"key", clock.now, SureChance(1000).token_bytes)))
        strangers = await stack.enter_async_context(Peers(Signing(b"other", clock.now, SureChance(1).token_bytes)))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield Line(peers, at(address), hearing, listener, strangers, session)


async def test_everything_that_can_be_asked(line: Line) -> None:
    assert await line.peers.offer(line.worker, CIRCLE, SEAT, "v=0\r\n") == ("answer to v=0\r\n", "")
    assert await line.peers.offer(line.worker, CIRCLE, SEAT, "refuse me") == ("", "audio-busy")
    assert await line.peers.gated(line.worker, CIRCLE, (1, 4))
    assert not await line.peers.gated(line.worker, CIRCLE, (1, 5))
    await line.peers.narrow(line.worker, CIRCLE, [SEAT])
    await line.peers.drop(line.worker, CIRCLE, SEAT)
    assert await line.peers.ready(line.worker)
    assert line.listener.asked == [
        ("offer", CIRCLE, SEAT, "v=0\r\n"), ("offer", CIRCLE, SEAT, "refuse me"), ("gated", CIRCLE, (1, 4)), ("gated", CIRCLE, (1, 5)),
        ("narrow", CIRCLE, SEAT), ("drop", CIRCLE, SEAT),
    ]  # fmt: skip
    assert line.hearing.counts["refused"] == 0


async def test_a_stranger_finds_nothing(line: Line) -> None:
    with pytest.raises(NoAnswer):
        await line.strangers.narrow(line.worker, CIRCLE, [SEAT])
    assert await line.strangers.ready(line.worker) is None
    for method, path in (("GET", "/"), ("GET", "/ready"), ("POST", "/narrow"), ("POST", "/offer"), ("PUT", "/offer"), ("GET", "/metrics")):
        async with line.session.request(method, line.worker.address + path, data=b"{}" if method == "POST" else None) as answer:
            assert answer.status == 404
            assert await answer.read() == b""
    assert line.listener.asked == []
    assert line.hearing.counts["refused"] == 8


async def test_a_stranger_finds_nothing_by_odd_headers_either(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    for headers in ({"Content-Encoding": "gzip"}, {"Content-Encoding": "br"}, {"Expect": "all"}):
        async with line.session.post(f"{line.worker.address}/drop", data=b"no gzip", headers=headers) as answer:
            assert answer.status == 404
            assert await answer.read() == b""
    assert line.hearing.counts == {"refused": 3}
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01 not http\r\n\r\n",
        b"GET /ready HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /drop HTTP/1.1\r\nHost x\r\n\r\n",
        b"POST /drop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
    ],
    ids=["not http", "another version", "long line", "no header", "broken body"],
)
async def test_what_is_no_request_is_told_nothing_and_leaves_nothing(line: Line, caplog: pytest.LogCaptureFixture, sent: bytes) -> None:
    caplog.set_level("INFO")
    address = urlsplit(line.worker.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(sent)
    async with asyncio.timeout(30):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400", b"HTTP/1.1 404"))
    assert body in (b"bad-request\n", b"")
    assert b"aiohttp" not in head
    assert "Traceback" not in caplog.text
    assert "127.0.0.1" not in caplog.text
    assert line.listener.asked == []


async def test_what_is_too_long_is_not_read(line: Line) -> None:
    async with line.session.post(line.worker.address + "/offer", data=bytes(BODY_AT_MOST + 1)) as answer:
        assert answer.status == 404
    with pytest.raises(NoAnswer):
        await line.peers.offer(line.worker, CIRCLE, SEAT, "v" * BODY_AT_MOST)
    assert line.listener.asked == []


async def test_an_answer_that_another_gave_is_not_believed(line: Line) -> None:
    async def hear(_: aiohttp.web.BaseRequest) -> aiohttp.web.Response:
        return aiohttp.web.json_response({"sdp": "a fingerprint of mine"}, headers={"Circlekeeper-Signed": "0" * 64})

    runner = aiohttp.web.ServerRunner(aiohttp.web.Server(hear))
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        with pytest.raises(NoAnswer):
            await line.peers.offer(at(f"http://127.0.0.1:{runner.addresses[0][1]}"), CIRCLE, SEAT, "v=0")
    finally:
        await runner.cleanup()


async def test_a_bug_and_a_worker_that_is_gone_are_no_answer(line: Line) -> None:
    with pytest.raises(NoAnswer):
        await line.peers.offer(line.worker, CIRCLE, SEAT, "break")
    with pytest.raises(NoAnswer):
        await line.peers.offer(at("http://127.0.0.1:1"), CIRCLE, SEAT, "v=0")
    assert await line.peers.ready(at("http://127.0.0.1:1")) is None
