"""Bytes that one idle seat costs the real server, by what its process occupies: with a socket, and with a voice beside it."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from tests.bench.footprint import Footprint, settled
from tests.bench.results import Result
from tests.meetings.people import secret_of
from tests.member import Member
from tests.serving import Links, ServerProcess, server_process
from tests.voice import Voice

CIRCLES = 15
SEATS = 20
"""In each circle, the keeper's not among them."""
REPETITIONS = 3
SOCKET_KB = 40.0
AUDIO_KB = 60.0
_AT_ONCE = 10
_SETTLE_SECONDS = 20.0


async def run() -> AsyncIterator[Result]:
    """A new server for each repetition, since memory that was once used is used again."""
    sockets: list[float] = []
    voices: list[float] = []
    for _ in range(REPETITIONS):
        socket, voice = await _measure()
        print(f"# {CIRCLES * SEATS} seats: {socket:.1f} KB for a socket, {voice:.1f} KB more for its voice", file=sys.stderr, flush=True)
        sockets.append(socket)
        voices.append(voice)
    missing = "Node socket.io (missing: no dependency of this project)"
    case = f"{CIRCLES} circles x {SEATS}, idle"
    yield Result(bench="memory", case=f"{case}, socket", ours=tuple(sockets), peer=(SOCKET_KB,), peer_name="budget", unit="KB/seat", goal=1.0)
    yield Result(bench="memory", case=f"{case}, voice beside it", ours=tuple(voices), peer=(AUDIO_KB,), peer_name="budget", unit="KB/seat", goal=1.0)
    yield Result(bench="memory", case=f"{case}, socket", ours=tuple(sockets), peer=(), peer_name=missing, unit="KB/seat")


async def _measure() -> tuple[float, float]:
    """Kilobytes for each seat: of its socket, and of its voice."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-memory-") as folder:
        async with server_process(Path(folder) / "data", counts=True) as server, AsyncExitStack() as stack:
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
            await _warm_up(server, session)
            empty = await _known(server, {})
            seats: list[Member] = []
            for _ in range(CIRCLES):
                links = await server.centre.open_circle(lobby=False)
                seats += await _sit(stack, session, server.url, links, SEATS)
            count = len(seats)
            seated = await _known(server, {"connections": count, "seats": count})
            await _listen(stack, seats)
            heard = await _known(server, {"connections": count, "seats": count, "audio_peers": count})
            return (seated.memory - empty.memory) / count / 1000, (heard.memory - seated.memory) / count / 1000


async def _warm_up(server: ServerProcess, session: aiohttp.ClientSession) -> None:
    """One whole circle with voices, so that what is loaded once is loaded."""
    links = await server.centre.open_circle(lobby=False)
    async with AsyncExitStack() as stack, Member(session, server.url) as keeper:
        await keeper.join(*secret_of(links.facilitator))
        await _listen(stack, await _sit(stack, session, server.url, links, SEATS))
        await keeper.do("start_circle")
        await keeper.do("end_circle")


async def _sit(stack: AsyncExitStack, session: aiohttp.ClientSession, url: str, links: Links, count: int) -> list[Member]:
    members = [await stack.enter_async_context(Member(session, url)) for _ in range(count)]
    for answer in await asyncio.gather(*(member.join(*secret_of(links.member)) for member in members)):
        assert answer["ok"], answer
    return members


async def _listen(stack: AsyncExitStack, members: list[Member]) -> None:
    for first in range(0, len(members), _AT_ONCE):
        await asyncio.gather(*(_hear(stack, member) for member in members[first : first + _AT_ONCE]))


async def _hear(stack: AsyncExitStack, member: Member) -> None:
    voice = Voice(light=True)
    stack.callback(voice.drop)
    answer = await member.offer(voice.offer())
    assert answer["ok"], answer
    await voice.connect(answer["sdp"], seconds=30)


async def _known(server: ServerProcess, open_: dict[str, int]) -> Footprint:
    """When exactly that is open, and the views of it have been told."""
    found = await settled(server.url, server.pid, lambda found: found.open == open_, _SETTLE_SECONDS)
    assert found.open == open_, found.open
    await asyncio.sleep(1)  # announcements are collected for 50 ms, and are no part of an idle seat
    return await settled(server.url, server.pid, lambda found: found.open == open_, _SETTLE_SECONDS)
