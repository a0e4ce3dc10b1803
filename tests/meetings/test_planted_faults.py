"""Faults that are put into the store of every worker on purpose: the checker must object to each. A checker that did not would prove nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.meetings.shared import SharedMeeting, shared_meeting
from tests.meetings.truth import Objection
from tests.meetings.workers import workers
from tests.server.store.redis_servers import redis_server

A_WHILE, LONGEST = 2, 30

NO_COMPARE = """
from server.store.redis import store
text, other = store.COMMIT.text, "held[1] ~= ARGV[2] or held[2] ~= ARGV[3]"
is_open = "string.find(ARGV[5], '\\"stage\\":\\"open\\"', 1, true)"
store.COMMIT.text = text.replace(other, f"({other}) and not {is_open}")
assert store.COMMIT.text != text

import asyncio
from rooms.circle import Stage
commit = store.RedisStore.commit

async def late(self, expected, circle, due):
    if circle.stage is Stage.OPEN:
        await asyncio.sleep(0.05)
    return await commit(self, expected, circle, due)

store.RedisStore.commit = late
"""
"""Whoever commits last wins, whatever they knew; and they commit late, so that somebody else often was first. Not before the circle is open, or
somebody's seat would be gone before they see it.
"""

NO_PUBLISH = """
from server.store.redis import store
for script in (store.COMMIT, store.RESTORE):
    text = script.text
    script.text = text.replace("redis.call('SPUBLISH', ARGV[10], ARGV[11])", "")
    assert script.text != text
"""
"""Other workers are not told of a change, and find it only when they read all versions again."""

STALE_ANNOUNCE = """
import asyncio
from server import shown
show, before = shown.Shown.show, {}

async def stale(self, current):
    known = before.setdefault(self.id, [])
    known.append(current)
    await show(self, current)
    if len(known) > 20 and len(known) % 3 == 0:
        await asyncio.sleep(0.1)
        self.version = None
        await show(self, known[-4])
        self.version = current.version

shown.Shown.show = stale
"""
"""Now and then a screen is shown once more what it was shown before."""

NO_NUMBERS = """
import inspect, textwrap
from server import circles
text = textwrap.dedent(inspect.getsource(circles.Circles._decide))
changed = text.replace("asked.number <= seat.last", "False")
assert changed != text
exec(changed, circles.__dict__)
circles.Circles._decide = circles._decide
"""
"""A command that comes again is done again."""


@pytest.fixture
async def meeting(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[SharedMeeting]:
    with redis_server(tmp_path / "redis") as redis:
        async with AsyncExitStack() as stack:
            servers = await stack.enter_async_context(workers(tmp_path, redis, 2, plant=request.param))
            meeting = await stack.enter_async_context(shared_meeting(servers, redis, 3))
            await meeting.gather()
            yield meeting


async def objection(meeting: SharedMeeting, within: float) -> str:
    """What the checker says of the meeting, of as much of it as is needed."""
    for _ in range(LONGEST // A_WHILE):
        async with meeting.busy():
            await asyncio.sleep(A_WHILE)
        await asyncio.sleep(0.3)  # what was written is seen by then
        try:
            meeting.story.check(within=within)
        except Objection as found:
            return str(found)
    raise AssertionError(f"the checker saw nothing wrong in {LONGEST} s")


@pytest.mark.parametrize("meeting", [NO_COMPARE], indirect=True, ids=["no compare"])
async def test_a_commit_over_what_others_did_is_caught(meeting: SharedMeeting) -> None:
    said = await objection(meeting, 30)
    assert "was written over" in said or "is gone in" in said or "is the last that was done" in said


@pytest.mark.parametrize("meeting", [NO_PUBLISH], indirect=True, ids=["no publish"])
async def test_a_change_of_which_nobody_is_told_is_caught(meeting: SharedMeeting) -> None:
    assert "on a screen only after" in await objection(meeting, 1.0)


@pytest.mark.parametrize("meeting", [STALE_ANNOUNCE], indirect=True, ids=["stale announce"])
async def test_an_old_state_that_is_shown_again_is_caught(meeting: SharedMeeting) -> None:
    assert "was shown an older state after a newer one" in await objection(meeting, 30)


@pytest.mark.parametrize("meeting", [NO_NUMBERS], indirect=True, ids=["no numbers"])
async def test_a_command_that_is_done_twice_is_caught(meeting: SharedMeeting) -> None:
    meeting.stutter()
    assert "is gone in" in await objection(meeting, 30)
