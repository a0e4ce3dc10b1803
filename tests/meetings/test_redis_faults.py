"""Redis fails in the middle of a meeting on two workers: what was acknowledged stays, and every screen soon shows the same again."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.bounds import EXACT, TOLERANCE
from tests.meetings.lossy import Line, lossy
from tests.meetings.restartable import Restartable
from tests.meetings.shared import LATER, SharedMeeting, measured, shared_meeting
from tests.meetings.workers import until, workers
from tests.serving import ServerProcess

ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
"""How often each fault strikes, each time in another phase of the meeting."""
SEED = int(os.environ.get("CIRCLEKEEPER_SEED", "5"))
AWAY_SECONDS = float(os.environ.get("CIRCLEKEEPER_AWAY_SECONDS", "3"))

WAKE_SECONDS = 2.5
"""Until a change of which no message arrived is on every screen: versions are read again every 2 s."""
CONVERGE_SECONDS = 2.0
"""After Redis is back."""
RESEED_SECONDS = 3.0


@dataclass
class Scene:
    meeting: SharedMeeting
    servers: list[ServerProcess]
    line: Line
    """To Redis, of the second worker and its people alone."""
    chance: Random


@pytest.fixture
async def scene(tmp_path: Path, redis: Restartable) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(lossy(redis.url, SEED))
        servers = await stack.enter_async_context(workers(tmp_path, redis.url, 2, urls=[redis.url, line.url]))
        meeting = await stack.enter_async_context(shared_meeting(servers, redis.url, SEED))
        await meeting.gather()
        yield Scene(meeting, servers, line, Random(SEED))
        for server in servers:
            assert "Traceback" not in server.errors(), server.errors()


async def a_while(scene: Scene) -> None:
    """A random phase: the fault strikes anywhere in what everybody is doing."""
    await asyncio.sleep(scene.chance.uniform(0.3, 1.2))


async def test_two_workers_without_a_fault_show_one_story_at_once(scene: Scene) -> None:
    async with scene.meeting.busy():
        await asyncio.sleep(3)
    await scene.meeting.settle(2 * TOLERANCE)
    measured("none", slowest=scene.meeting.check(within=0.5 * TOLERANCE), versions=len(scene.meeting.witness.of(scene.meeting.code)))


@pytest.mark.parametrize("lost", [0.01, 0.1, 0.5] if EXACT else [0.5])
async def test_messages_of_changes_that_are_lost_only_make_screens_late(scene: Scene, lost: float) -> None:
    scene.line.lost = lost
    async with scene.meeting.busy():
        await asyncio.sleep(2 + ROUNDS)
    await scene.meeting.settle(WAKE_SECONDS * TOLERANCE)
    slowest = scene.meeting.check(within=WAKE_SECONDS * TOLERANCE)
    assert lost < 0.5 or scene.line.dropped
    measured(f"pub/sub lost {lost:.0%}", times=scene.line.dropped, slowest=slowest, passed=scene.line.passed)


@pytest.mark.parametrize("empty", [False, True], ids=["with its log", "empty"])
async def test_redis_is_killed_and_comes_back(scene: Scene, redis: Restartable, empty: bool) -> None:
    meeting = scene.meeting
    back: list[float] = []
    async with meeting.busy():
        for _ in range(ROUNDS):
            await a_while(scene)
            redis.kill()
            await asyncio.sleep(scene.chance.uniform(0.0, 0.3))
            back.append(await _returns(scene, redis, empty=empty))
    await meeting.settle(CONVERGE_SECONDS * TOLERANCE)
    unheard = meeting.witness.complete(redis.folders)
    meeting.check(within=30.0)
    assert max(back) <= (RESEED_SECONDS if empty else CONVERGE_SECONDS) * TOLERANCE
    epochs = meeting.witness.epochs_of(meeting.code)
    assert not empty or epochs > ROUNDS, "the control: it was given back under a higher epoch"
    row = "Redis killed, " + ("empty" if empty else "with its log")
    measured(row, times=ROUNDS, back=max(back), refused=meeting.refused, epochs=epochs, unheard=unheard)


async def test_redis_is_away_and_commands_say_so(scene: Scene, redis: Restartable) -> None:
    meeting = scene.meeting
    back: list[float] = []
    async with meeting.busy():
        for _ in range(ROUNDS):
            await a_while(scene)
            redis.kill()
            await asyncio.sleep(AWAY_SECONDS)
            back.append(await _returns(scene, redis))
    await meeting.settle(CONVERGE_SECONDS * TOLERANCE)
    meeting.witness.complete(redis.folders)
    meeting.check(within=AWAY_SECONDS + 30)
    assert meeting.refused, "the control: somebody asked for something meanwhile"
    assert max(back) <= CONVERGE_SECONDS * TOLERANCE
    measured(f"Redis away {AWAY_SECONDS:g} s", times=ROUNDS, back=max(back), refused=meeting.refused, moves=meeting.moves)


async def _returns(scene: Scene, redis: Restartable, *, empty: bool = False) -> float:
    """Starts it, and the seconds until somebody's command was decided (in a meeting that is stopped, by a no) and everybody saw what was done."""
    meeting = scene.meeting
    decided = _decided(meeting)
    await asyncio.to_thread(redis.start, empty=empty)
    began = time.monotonic()
    await until(lambda: _decided(meeting) > decided + 1)
    took = time.monotonic() - began
    await a_while(scene)
    return max(took, meeting.story.slowest(began, time.monotonic() - 0.25))


def _decided(meeting: SharedMeeting) -> int:
    answers = (answer for person in meeting.everyone for answer in person.member.history.acknowledged.values())
    return sum(answer.get("code") not in LATER for answer in answers)
