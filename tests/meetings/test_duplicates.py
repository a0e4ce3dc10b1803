"""Commands that come twice, late and in another order, from everybody of a meeting on two workers: each is done once, and all see one order."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.bounds import TOLERANCE
from tests.meetings.shared import SharedMeeting, measured, shared_meeting
from tests.meetings.workers import workers
from tests.server.store.redis_servers import redis_server

TIMES = int(os.environ.get("CIRCLEKEEPER_FAULTS", "3"))
"""How often every person's messages are disturbed, at least."""
SEED = int(os.environ.get("CIRCLEKEEPER_SEED", "5"))
SEEN_SECONDS = 0.5


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[SharedMeeting]:
    with redis_server(tmp_path / "redis") as redis:
        async with AsyncExitStack() as stack:
            servers = await stack.enter_async_context(workers(tmp_path, redis, 2))
            meeting = await stack.enter_async_context(shared_meeting(servers, redis, SEED))
            await meeting.gather()
            yield meeting
            for server in servers:
                assert "Traceback" not in server.errors(), server.errors()


async def test_what_comes_twice_or_late_or_in_another_order_is_done_once(meeting: SharedMeeting) -> None:
    meeting.stutter()
    async with meeting.busy():
        async with asyncio.timeout(60 + 2 * TIMES):
            while any(stutter.times < TIMES for stutter in meeting.stutters.values()):  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.1)
    await meeting.settle(2 * TOLERANCE)
    slowest = meeting.check(within=SEEN_SECONDS * TOLERANCE)
    told = meeting.stutters.values()
    repeated, turned, late = (sum(counts) for counts in zip(*((one.again, one.turned, one.late) for one in told), strict=True))
    measured("duplicates", times=repeated + turned + late, repeated=repeated, turned=turned, late=late, slowest=slowest)
