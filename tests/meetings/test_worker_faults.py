"""A worker dies, stands still, is cut off from Redis or stops in order, in the middle of what everybody does: nothing promised is lost.

What becomes of the voices then is in `test_many_workers.py`.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.bounds import TOLERANCE
from tests.meetings.lossy import Line, lossy
from tests.meetings.shared import SharedMeeting, measured, shared_meeting
from tests.meetings.workers import stopped, until, workers
from tests.server.store.redis_servers import redis_server
from tests.serving import ServerProcess

ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
SEED = int(os.environ.get("CIRCLEKEEPER_SEED", "5"))
STOPPED_SECONDS = float(os.environ.get("CIRCLEKEEPER_STOPPED_SECONDS", "2"))
BACK_SECONDS = 3.0
"""Until everybody of a worker that died is in the circle again."""
MOVED_SECONDS = 1.0
"""By so much the time that a share has left may change."""
SENT_SECONDS = 5.0
"""Until a worker that is cut off has sent everybody elsewhere."""


@dataclass
class Scene:
    meeting: SharedMeeting
    servers: list[ServerProcess]
    line: Line
    """To Redis, of the second worker alone."""
    chance: Random

    def of(self, server: ServerProcess) -> int:
        """How many people are connected to it."""
        return sum(person.member.online and not person.member.bye and person.member.is_at(server.url) for person in self.meeting.everyone)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    with redis_server(tmp_path / "redis") as redis:
        async with AsyncExitStack() as stack:
            line = await stack.enter_async_context(lossy(redis, SEED))
            servers = await stack.enter_async_context(workers(tmp_path, redis, 2, urls=[redis, line.url]))
            meeting = await stack.enter_async_context(shared_meeting(servers, redis, SEED))
            await meeting.gather()
            yield Scene(meeting, servers, line, Random(SEED))
            for server in servers:
                assert "Traceback" not in server.errors(), server.errors()


async def test_a_worker_is_killed_and_all_of_its_people_are_back(scene: Scene) -> None:
    meeting, back, moved = scene.meeting, list[float](), list[float]()
    for number in range(ROUNDS):
        dead = scene.servers[number % 2]
        async with meeting.busy():
            await asyncio.sleep(scene.chance.uniform(0.3, 1.2))
            await meeting.somebody_shares()
            began = time.monotonic()
            await dead.kill()
            meeting.servers.remove(dead)
            await until(lambda: all(person.member.online for person in meeting.everyone))
            back.append(time.monotonic() - began)
            await asyncio.sleep(2)  # a worker is missed after 1.5 s
            moved += meeting.story.shares_go_on(began, time.monotonic())
        await meeting.settle(BACK_SECONDS * TOLERANCE)
        await dead.start()
        meeting.servers.append(dead)
    meeting.check(within=BACK_SECONDS * TOLERANCE)
    assert max(back) <= BACK_SECONDS * TOLERANCE
    assert max(moved, default=0.0) <= MOVED_SECONDS * TOLERANCE
    assert ROUNDS < 3 or moved, "the control: somebody shared"
    measured("worker killed", times=ROUNDS, back=max(back), moves=meeting.moves, shares=len(moved), moved=max(moved, default=0.0))


async def test_a_worker_that_stood_still_writes_nothing_stale_when_it_wakes(scene: Scene) -> None:
    meeting = scene.meeting
    for number in range(ROUNDS):
        still = scene.servers[number % 2]
        async with meeting.busy():
            await asyncio.sleep(scene.chance.uniform(0.3, 1.2))
            async with stopped(still):
                meeting.servers.remove(still)
                for person in meeting.everyone:
                    if person.member.is_at(still.url):
                        await person.vanish()
                await asyncio.sleep(STOPPED_SECONDS)
            meeting.servers.append(still)
            await asyncio.sleep(1)
        await meeting.settle(BACK_SECONDS * TOLERANCE)
    slowest = meeting.check(within=BACK_SECONDS * TOLERANCE)
    measured(f"worker stopped {STOPPED_SECONDS:g} s", times=ROUNDS, slowest=slowest, moves=meeting.moves)


async def test_a_worker_that_is_cut_off_sends_its_people_elsewhere(scene: Scene) -> None:
    meeting, sent = scene.meeting, list[float]()
    _, apart = scene.servers
    for _ in range(ROUNDS):
        async with meeting.busy():
            await asyncio.sleep(scene.chance.uniform(0.3, 1.2))
            assert scene.of(apart), "the control: somebody is there"
            began = time.monotonic()
            scene.line.cut()
            meeting.servers.remove(apart)
            await until(lambda: not scene.of(apart), 30)
            sent.append(time.monotonic() - began)
            await until(lambda: all(person.member.online for person in meeting.everyone))
            await asyncio.sleep(0.3)
        scene.line.mend()
        meeting.servers.append(apart)
        await meeting.settle(BACK_SECONDS * TOLERANCE)
        while not scene.of(apart):  # for the next time; it may still be beginning anew
            for person in meeting.members[::2]:
                await person.vanish()
                person.member.turn_to(scene.servers[0].url)
            await meeting.settle(10)
    meeting.check(within=(SENT_SECONDS + 3) * TOLERANCE)
    assert max(sent) <= SENT_SECONDS * TOLERANCE
    measured("worker cut off", times=ROUNDS, sent=max(sent), refused=meeting.refused)


async def test_workers_that_stop_one_after_the_other_lose_nothing(scene: Scene) -> None:
    """Nobody moves twice for one of them. With two that are both old, a whole round is two moves; by new ones it is one: `test_rolling.py`."""
    meeting, back, moved = scene.meeting, list[float](), list[float]()
    for _ in range(ROUNDS):
        for server in scene.servers:
            async with meeting.busy():
                await asyncio.sleep(scene.chance.uniform(0.3, 0.8))
                await meeting.somebody_shares()
                came = [len(person.member.history.seen) for person in meeting.everyone]
                began = time.monotonic()
                meeting.servers.remove(server)
                assert await server.stop() == 0
                await until(lambda: all(person.member.online for person in meeting.everyone))
                back.append(time.monotonic() - began)
                assert all(len(person.member.history.seen) <= before + 1 for person, before in zip(meeting.everyone, came, strict=True))
                moved += meeting.story.shares_go_on(began, time.monotonic())
            await meeting.settle(BACK_SECONDS * TOLERANCE)
            await server.start()
            meeting.servers.append(server)
    slowest = meeting.check(within=BACK_SECONDS * TOLERANCE)
    assert max(moved, default=0.0) <= MOVED_SECONDS * TOLERANCE
    measured("rolling restart", times=ROUNDS, back=max(back), slowest=slowest, moves=meeting.moves, shares=len(moved), moved=max(moved, default=0.0))
