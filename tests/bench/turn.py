"""From *Next* on the keeper's screen to the last member's, and to the last packet of the voice that it silenced: in circles of 10, 100 and 500."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import aiohttp

from tests.bench import crowd
from tests.bench.crowd import Circle, Ours
from tests.bench.fanout import more_files
from tests.bench.process import CLIENT_CORE, SERVER_CORE, pin, pin_process
from tests.bench.results import Result
from tests.meetings.people import secret_of
from tests.member import Member
from tests.serving import plain_pages, server_process
from tests.voice import Voice

MEMBERS = (10, 100, 500)
TURNS = 50
VIEW_MS = 50.0
GATE_MS = 20.0
EVERY = 0.005
"""Seconds between two packets of who speaks: so fine is the gate measured."""
_OURS = 4
"""Keeper, two who share in turns, and one who listens; the rest are bare sockets."""
_QUIET = 0.3


class Person(Member):
    """With a voice."""

    voice: Voice

    async def come(self, code: str, secret: str) -> None:
        await self.connect()
        answer = await self.join(code, secret)
        assert answer["ok"], answer
        self.voice = Voice(sections=1)
        answer = await self.offer(self.voice.offer())
        assert answer["ok"], answer
        await self.voice.connect(answer["sdp"], seconds=30)

    async def must(self, command: str) -> None:
        answer = await self.do(command)
        assert answer["ok"], (command, answer)


async def run() -> AsyncIterator[Result]:
    """Without Redis: what one process does for a centre. Each size in a server of its own."""
    before = os.sched_getaffinity(0)
    more_files()
    pin(CLIENT_CORE)
    try:
        for members in MEMBERS:
            views, gates = await _measure(members)
            for what, found, most in (("last member's view", views, VIEW_MS), ("gate", gates, GATE_MS)):
                print(f"# circle of {members}: {what} p50 {found[len(found) // 2]:.1f}, p99 {_p99(found):.1f} ms", file=sys.stderr, flush=True)
                yield Result(
                    bench="turn", case=f"circle of {members}: {what}, p99 of {TURNS}", ours=(_p99(found),), peer=(most,), peer_name="budget",
                    unit="ms", goal=1.0 if members == MEMBERS[-1] else None,
                )  # fmt: skip
    finally:
        os.sched_setaffinity(0, before)


async def _measure(members: int) -> tuple[list[float], list[float]]:
    """Milliseconds, sorted: until the last view, and until the last packet that was still let through was sent."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-turn-") as folder:
        static = plain_pages(Path(folder) / "static")
        async with server_process(Path(folder) / "data", static=static) as server, AsyncExitStack() as stack:
            pin_process(server.pid, SERVER_CORE)
            links = await server.centre.open_circle(lobby=False)
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
            keeper, one, other, listener = (Person(session, server.url, name=(number, 255)) for number in range(_OURS))
            for person, link in ((keeper, links.facilitator), (one, links.member), (other, links.member), (listener, links.member)):
                await person.come(*secret_of(link))
                stack.callback(person.voice.drop)
                stack.push_async_callback(person.close)
            dialect = Ours({links.code: (secret_of(links.facilitator)[1], secret_of(links.member)[1])})
            (circle,) = await crowd.seated(dialect, [[f"127.0.0.1:{server.port}"]], [links.code], members - _OURS)
            for seat in circle.seats:
                stack.callback(seat.close)
            await keeper.must("start_circle")
            await one.must("raise_hand")
            await one.must("begin")
            views, gates = list[float](), list[float]()
            for turn in range(TURNS):
                now, then = (one, other) if turn % 2 == 0 else (other, one)
                view, gate = await _turn(circle, keeper, now, then, listener)
                views.append(view)
                gates.append(gate)
            return sorted(views), sorted(gates)


async def _turn(circle: Circle, keeper: Person, now: Person, then: Person, listener: Person) -> tuple[float, float]:
    await then.must("raise_hand")
    listener.voice.packets.clear()
    sent: list[float] = []
    async with asyncio.TaskGroup() as tasks:
        speaking = tasks.create_task(_speak(now.voice, sent))
        await asyncio.sleep(_QUIET)
        circle.forget()
        begun = perf_counter()
        circle.expect(begun)
        await keeper.must("next")
        await asyncio.sleep(_QUIET)
        speaking.cancel()
    heard = [int.from_bytes(packet[-4:], "big") for packet in listener.voice.packets]
    assert heard, "nobody was heard before"
    assert circle.waits[0] > 0, "somebody saw nothing"
    await then.must("begin")
    return circle.waits[0] * 1e3, max(0.0, sent[max(heard)] - begun) * 1e3


async def _speak(voice: Voice, sent: list[float]) -> None:
    """Every packet says which it is."""
    while True:
        voice.send_packet(voice.rtp(bytes(116) + len(sent).to_bytes(4, "big")))
        sent.append(perf_counter())
        await asyncio.sleep(EVERY)


def _p99(values: list[float]) -> float:
    return values[len(values) * 99 // 100]
