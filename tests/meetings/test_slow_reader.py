"""A member whose network takes 1 KB a second, amid what everybody does, is let go and comes back to the whole; the others notice nothing."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from rooms.ids import SeatId
from rooms.seat import Presence
from tests.bounds import EXACT, TOLERANCE
from tests.meetings.hurried import hurried
from tests.meetings.people import Person
from tests.meetings.shared import SharedMeeting, measured, shared_meeting
from tests.meetings.slow import SlowNetwork, slow_network
from tests.meetings.workers import until
from tests.server.store.redis_servers import redis_server

TIMES = int(os.environ.get("CIRCLEKEEPER_FAULTS", "2"))
SEED = int(os.environ.get("CIRCLEKEEPER_SEED", "5"))
AT_ONCE = 10
SCALE = 1.0 if EXACT else 0.2
RATE = 1000
"""Bytes a second."""
GONE_SECONDS = 10.0 if EXACT else 3.0
"""Until who reads so slowly that they owe more than some seconds of it has been let go."""
SEEN_SECONDS = 0.5
"""A change on every other screen."""
MISSED = 8
"""So often the page asks for the whole when its network becomes slow: more than it can take in the time in which a ping has to be answered."""
OWED_AT_MOST = 1 << 20
"""Bytes that were sent to one of them and not read, as their operating systems count them."""


@dataclass
class Slow:
    """One who reads slowly."""

    meeting: SharedMeeting
    person: Person
    network: SlowNetwork

    async def suffers(self, chance: Random) -> float:
        """Seconds until they were let go; then the network is good again, and they come back to everything."""
        await asyncio.sleep(chance.uniform(0.0, 1.0))
        began = time.monotonic()
        self.network.rate = RATE
        for _ in range(MISSED):
            with suppress(ConnectionError):  # let go already
                await self.person.member.say('42["resync"]')
            await asyncio.sleep(0.12)  # those that come together are answered together
        await until(lambda: self._let_go(began), 60)
        took = self._let_go(began) - began
        self.network.rate = None
        await self.person.vanish()
        assert (await self.person.reappear())["ok"]
        await self.person.member.until(lambda member: "seats" in member.view)
        return took

    def _let_go(self, since: float) -> float:
        """When it was written that they are away. 0: it has not been."""
        seat = SeatId(self.person.member.seat)
        late = (one for one in reversed(self.meeting.witness.of(self.meeting.code)) if one.at > since)
        return min((one.at for one in late if one.circle.seats[seat].presence is not Presence.PRESENT), default=0.0)


@dataclass
class Scene:
    meeting: SharedMeeting
    slow: list[Slow]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    with redis_server(tmp_path / "redis") as redis:
        async with AsyncExitStack() as stack:
            servers = await stack.enter_async_context(hurried(tmp_path, redis, SCALE))
            meeting = await stack.enter_async_context(shared_meeting(servers, redis, SEED))
            await meeting.gather()
            slow: list[Slow] = []
            for number in range(min(TIMES, AT_ONCE)):
                server = servers[number % 2]
                network = await stack.enter_async_context(slow_network(server.port))
                person = await meeting.joined_by(network.url, server.url)
                slow.append(Slow(meeting, person, network))
            yield Scene(meeting, slow)
            for server in servers:
                assert "Traceback" not in server.errors(), server.errors()


async def test_who_reads_slowly_is_let_go_and_nobody_else_notices(scene: Scene) -> None:
    meeting, took, chance = scene.meeting, list[float](), Random(SEED)
    for _ in range(0, TIMES, AT_ONCE):
        async with meeting.busy():
            took += await asyncio.gather(*(slow.suffers(chance) for slow in scene.slow))
            await asyncio.sleep(0.5)
        await meeting.settle(2 * TOLERANCE)
    slowest = meeting.check(within=SEEN_SECONDS * TOLERANCE)
    assert all(len(person.member.history.seen) == 1 for person in meeting.everyone), "the others stayed"
    owed = max(slow.network.most for slow in scene.slow)
    assert owed <= OWED_AT_MOST
    assert max(took) <= GONE_SECONDS * TOLERANCE
    measured("slow reader", times=len(took), gone=max(took), owed=owed, slowest=slowest)
