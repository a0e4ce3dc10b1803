"""Two facilitators on two workers press everything at once: one order on every screen."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from tests.bounds import TOLERANCE
from tests.meetings.people import Person
from tests.meetings.shared import OF_SEATS, POWERS, SharedMeeting, measured, shared_meeting
from tests.meetings.workers import workers
from tests.member import Json
from tests.server.store.redis_servers import redis_server

PRESS_SECONDS = float(os.environ.get("CIRCLEKEEPER_PRESS_SECONDS", "4"))
PRESSES = st.lists(
    st.tuples(st.sampled_from((*POWERS, "raise_hand")), st.integers(0, 5), st.sampled_from((0.0, 0.0, 0.02, 0.1))), min_size=2, max_size=10
)
"""What one of them presses, for whom, and after how many seconds: most of it together with the other."""


class Pressing:
    """A loop of its own in which hypothesis, which is not async, has things pressed."""

    def __init__(self, meeting: SharedMeeting) -> None:
        self.meeting = meeting
        self.pressed = 0

    async def both(self, ours: list[tuple[str, int, float]], theirs: list[tuple[str, int, float]]) -> None:
        """At once; then all screens are alike. Raises Objection."""
        one, other = self.meeting.everyone[:2]
        before = time.monotonic()
        await asyncio.gather(*(self._press(person, presses) for person, presses in ((one, ours), (other, theirs))))
        await self.meeting.settle(1.0 * TOLERANCE)
        self.meeting.check(within=0.5 * TOLERANCE, since=before)

    async def _press(self, person: Person, presses: list[tuple[str, int, float]]) -> None:
        for command, seat, pause in presses:
            await asyncio.sleep(max(pause, 0.1))  # within the messages that one connection may send
            fields: Json = {}
            if command in OF_SEATS:
                fields["seat"] = self.meeting.members[seat].member.seat
            if command == "add_time":
                fields["seconds"] = 60
            await self.meeting.insist(person, command, fields)
            self.pressed += 1


@pytest.fixture
async def meeting(tmp_path: Path) -> AsyncIterator[SharedMeeting]:
    with redis_server(tmp_path / "redis") as redis:
        async with AsyncExitStack() as stack:
            servers = await stack.enter_async_context(workers(tmp_path, redis, 2))
            meeting = await stack.enter_async_context(shared_meeting(servers, redis, 11))
            await meeting.gather()
            yield meeting
            for server in servers:
                assert "Traceback" not in server.errors()


async def test_two_facilitators_press_everything_at_once(meeting: SharedMeeting) -> None:
    pressing, loop, ends = Pressing(meeting), asyncio.get_running_loop(), time.monotonic() + PRESS_SECONDS

    @settings(
        max_examples=round(3 * PRESS_SECONDS), deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
    )
    @given(ours=PRESSES, theirs=PRESSES)
    def press(ours: list[tuple[str, int, float]], theirs: list[tuple[str, int, float]]) -> None:
        if time.monotonic() < ends:
            asyncio.run_coroutine_threadsafe(pressing.both(ours, theirs), loop).result(60)

    async def members() -> None:
        chance = Random(meeting.seed)
        while time.monotonic() < ends:
            holding = [person for person in meeting.members if person.my_turn()]
            person = (holding or [chance.choice(meeting.members)])[0]
            await meeting.insist(person, {"": "raise_hand", "sharing": "done"}.get(person.my_turn(), "begin"), {})
            await meeting.insist(chance.choice(meeting.members), "raise_hand", {})
            await asyncio.sleep(0.3)

    hands = asyncio.create_task(members())
    await asyncio.to_thread(press)
    await hands
    await meeting.settle(1.0 * TOLERANCE)
    slowest = meeting.check(within=0.5 * TOLERANCE)
    versions = len(meeting.witness.of(meeting.code))
    assert pressing.pressed > PRESS_SECONDS, "the control: they did press"
    measured("two facilitators", times=pressing.pressed, seconds=PRESS_SECONDS, versions=versions, slowest=slowest)
