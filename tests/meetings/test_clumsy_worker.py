"""A worker whose loop is held for half a second, and one whose wall clock is set: nobody is taken for gone, and no turn is moved."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from tests.meetings.people import People, Person
from tests.meetings.shared import measured
from tests.meetings.workers import worker
from tests.server.store.redis_servers import redis_server
from tests.serving import ServerProcess, plain_pages

ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
HELD_SECONDS = 0.5
TURN_SECONDS = 1.0
"""By so much a turn may end early or late."""

_CLUMSY = """
import signal, sys, time
from functools import partial
from pathlib import Path
from server import cli, serving

wall, step = time.time, 0.0
time.time = lambda: wall() + step

def stepped(hours, *_):
    global step
    step += 3600 * hours

signal.signal(signal.SIGUSR1, lambda *_: time.sleep(0.5))
signal.signal(signal.SIGUSR2, partial(stepped, 1))
signal.signal(signal.SIGALRM, partial(stepped, -1))
serving.running = partial(serving.running, static=Path(sys.argv.pop(1)))
cli.main()
"""
"""`circlekeeper` with the pages of the first argument. SIGUSR1 holds it, SIGUSR2 and SIGALRM set its clock an hour on and back."""


class Clumsy(ServerProcess):
    """By a signal."""

    def _launch(self) -> tuple[str, ...]:
        return ("-c", _CLUMSY, str(self.static))

    def suffers(self, fault: signal.Signals) -> None:
        os.kill(self.pid, fault)


@asynccontextmanager
async def clumsy(folder: Path, redis: str) -> AsyncGenerator[Clumsy]:
    """A second worker."""
    data = folder / "clumsy"
    data.mkdir()
    (data / "centre.key").write_text((folder / "worker-0" / "centre.key").read_text())
    process = Clumsy(data=data, options=("--redis", redis), static=folder / "static")
    try:
        await process.start()
        yield process
    finally:
        await process.kill()


class Scene:
    """The keeper on a good worker, a holder in mid-share and a listener on the clumsy one."""

    def __init__(self, good: ServerProcess, bad: Clumsy, people: People) -> None:
        self.good = good
        self.bad = bad
        self.people = people
        self.keeper, self.holder, self.listener = (people.person() for _ in range(3))

    async def gather(self) -> None:
        links = await self.good.centre.open_circle(lobby=False)
        for person in (self.holder, self.listener):
            person.member.turn_to(self.bad.url)
        for person in self.people.everyone:
            assert (await person.come(links.facilitator if person is self.keeper else links.member))["ok"]
        await self.done(self.keeper, "start_circle")
        await self.done(self.holder, "raise_hand")
        await self.holder.member.until(lambda _: self.holder.my_turn() == "offered")
        await self.done(self.holder, "begin")
        await self.keeper.member.until(lambda member: member.view.get("turn", {}).get("state") == "sharing")

    async def done(self, person: Person, command: str) -> None:
        answer = await person.do(command)
        assert answer["ok"], answer

    def nobody_was_missed(self) -> None:
        """On any screen, at any time."""
        for person in self.people.everyone:
            assert person.member.online
            assert len(person.member.history.seen) == 1, "the connection is still the first"
            told = str(person.member.history.seen)
            assert "'away'" not in told, told
        for server in (self.good, self.bad):
            assert "Traceback" not in server.errors(), server.errors()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    with redis_server(tmp_path / "redis") as redis:
        async with AsyncExitStack() as stack:
            good = await stack.enter_async_context(worker(tmp_path, redis, 0, pages=plain_pages(tmp_path / "static")))
            bad = await stack.enter_async_context(clumsy(tmp_path, redis))
            scene = Scene(good, bad, await stack.enter_async_context(People(good.url)))
            await scene.gather()
            yield scene


async def test_nobody_is_gone_whose_worker_is_held_for_half_a_second(scene: Scene) -> None:
    chance, slowest, loop = Random(5), 0.0, asyncio.get_running_loop()
    for _ in range(ROUNDS):
        await asyncio.sleep(chance.uniform(0.3, 0.8))
        scene.bad.suffers(signal.SIGUSR1)
        began = loop.time()
        await scene.done(scene.listener, "raise_hand")
        slowest = max(slowest, loop.time() - began)
        await scene.done(scene.listener, "lower_hand")
        await asyncio.sleep(1.8)  # a worker that was given up would have been by now
    assert slowest > HELD_SECONDS / 2, "the control: it was held"
    scene.nobody_was_missed()
    measured("loop held", times=ROUNDS, slowest=slowest)


async def test_no_turn_is_moved_by_a_worker_whose_clock_is_set(scene: Scene) -> None:
    before = scene.keeper.member.view["turn"]
    for step in (signal.SIGUSR2, signal.SIGALRM, signal.SIGALRM):
        scene.bad.suffers(step)
        await asyncio.sleep(0.6)
        assert scene.keeper.member.view["turn"] == before
    await scene.done(scene.listener, "raise_hand")
    await scene.done(scene.holder, "done")
    await scene.listener.member.until(lambda _: scene.listener.my_turn() == "offered")
    tapped = time.time()
    await scene.done(scene.listener, "begin")
    begun = time.time()
    theirs = {"seat": scene.listener.member.seat, "state": "sharing"}  # a screen that is late still shows the turn before
    await scene.keeper.member.until(lambda member: theirs.items() <= member.view.get("turn", {}).items())
    turn = scene.keeper.member.view["turn"]
    assert tapped - TURN_SECONDS < turn["ends_at"] - turn["seconds"] < begun + TURN_SECONDS, "its time was taken from the worker whose clock is wrong"
    scene.nobody_was_missed()
