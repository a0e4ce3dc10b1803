"""Two hundred people with voices who come within five seconds, as after a link was sent to all: how soon each hears who speaks, and what another
circle of the same server notices of it.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.process import SERVER_CORE, ServerProcess, pin_process
from tests.bench.results import Result
from tests.meetings.people import secret_of
from tests.member import Member
from tests.serving import plain_pages, server_process
from tests.voice import Voice

PEOPLE = 200
WITHIN = 5.0
HEAR_SECONDS = 10.0
GAP_SECONDS = 0.1
"""Without anything to play, in a circle that is under way."""
REPETITIONS = 3
_GIVE_UP = 30.0


async def run() -> AsyncIterator[Result]:
    """From each one's first packet to the server until the first packet of the voice."""
    found: list[float] = []
    gaps: list[float] = []
    for _ in range(REPETITIONS):
        weathered = await storm(PEOPLE, WITHIN)
        waits = weathered.waits
        gaps.append(weathered.gap)
        heard = [wait for wait in waits if wait < _GIVE_UP]
        print(f"# {len(heard)} of {PEOPLE} hear; half within {waits[PEOPLE // 2]:.2f} s, all within {waits[-1]:.2f} s", file=sys.stderr, flush=True)
        found.append(waits[PEOPLE * 95 // 100])
    case = f"{PEOPLE} come in {WITHIN:g} s: 95 % hear"
    yield Result(bench="storm", case=case, ours=tuple(found), peer=(HEAR_SECONDS,), peer_name="budget", unit="s", goal=1.0)
    yield Result(bench="storm", case="gap of a circle under way", ours=tuple(gaps), peer=(GAP_SECONDS,), peer_name="budget", unit="s", goal=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weathered:
    waits: list[float]
    """Seconds until each of them hears, the shortest first."""
    gap: float
    """Seconds that somebody in another circle had nothing to play, at the most."""


async def storm(people: int, within: float, *, pinned: bool = True) -> Weathered:
    """`pinned`: the server stays on one core, so that two runs can be compared; beside other tests that core may be somebody else's."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-storm-") as folder:
        static = plain_pages(Path(folder) / "static")
        async with server_process(Path(folder) / "data", static=static) as server, AsyncExitStack() as stack:
            if pinned:
                pin_process(server.pid, SERVER_CORE)
            links = await server.centre.open_circle(lobby=False)
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
            keeper = await stack.enter_async_context(Member(session, server.url, name=(0, 255)))
            await keeper.join(*secret_of(links.facilitator))
            voice = await _voice(stack, keeper)
            for command in ("start_circle", "raise_hand", "begin"):
                answer = await keeper.do(command)
                assert answer["ok"], (command, answer)
            other = await server.centre.open_circle(lobby=False)
            bystander = await ServerProcess.start("tests.bench.bystander", server.url, other.facilitator, other.member)
            stack.push_async_callback(bystander.stop)
            await bystander.ask()
            async with asyncio.TaskGroup() as tasks:
                speaking = tasks.create_task(_speak(voice))
                come = [tasks.create_task(_come(stack, session, server.url, secret_of(links.member), n * within / people)) for n in range(people)]
                waits = [await one for one in come]
                speaking.cancel()
            return Weathered(waits=sorted(waits), gap=(await bystander.ask())["gap"])


async def _come(stack: AsyncExitStack, session: aiohttp.ClientSession, url: str, link: tuple[str, str], after: float) -> float:
    await asyncio.sleep(after)
    begun = time.monotonic()
    try:
        async with asyncio.timeout(_GIVE_UP):
            member = await stack.enter_async_context(Member(session, url))
            answer = await member.join(*link)
            assert answer["ok"], answer
            voice = await _voice(stack, member)
            await voice.until("piece", 1, seconds=_GIVE_UP)
    except TimeoutError:
        return _GIVE_UP
    return time.monotonic() - begun


async def _voice(stack: AsyncExitStack, member: Member) -> Voice:
    voice = Voice(light=True)
    stack.callback(voice.drop)
    answer = await member.offer(voice.offer())
    assert answer["ok"], answer
    await voice.connect(answer["sdp"], seconds=_GIVE_UP)
    return voice


async def _speak(voice: Voice) -> None:
    while True:
        await voice.send(10)
