"""Redis is away for a while in the middle of a share: the voice goes on, nothing opens, and who is silenced is silent at once.

Two workers: the first carries the voices, the keeper and a listener are on the second.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.bounds import TOLERANCE
from tests.meetings.people import People, Person
from tests.meetings.pictures import picture_in
from tests.meetings.restartable import Restartable
from tests.meetings.shared import measured
from tests.meetings.test_many_workers import Meeting
from tests.meetings.test_redis_faults import CONVERGE_SECONDS
from tests.meetings.workers import until, workers

AWAY_SECONDS = float(os.environ.get("CIRCLEKEEPER_AWAY_SECONDS", "3"))
ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
GAP_SECONDS = 0.3
"""A packet comes every 60 ms."""
MUTE_SECONDS = 0.3
OPEN_SECONDS = 6.0
"""After the mute is committed: longer than who was silenced without the store is held (`narrowing.HELD_SECONDS`)."""


@pytest.fixture
async def meeting(tmp_path: Path, redis: Restartable) -> AsyncIterator[Meeting]:
    async with AsyncExitStack() as stack:
        servers = await stack.enter_async_context(workers(tmp_path, redis.url, 2))
        people = await stack.enter_async_context(People(servers[0].url))
        yield Meeting(servers, people, stack)
        for server in servers:
            assert "Traceback" not in server.errors(), server.errors()


async def test_a_share_goes_on_while_redis_is_away_and_a_mute_is_heard_at_once(meeting: Meeting, redis: Restartable) -> None:
    await meeting.gather(at=[0, 0, 1, 0])
    keeper, speaker, *_ = meeting.everyone
    await at_another_worker(meeting, keeper)
    speaking = asyncio.create_task(meeting.speak())
    told: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        await meeting.heard()
        assert (await keeper.do("add_time", seconds=60))["ok"]  # more than a round takes, so that the share is never over
        redis.kill()
        gap = await goes_on(meeting, speaker)
        silenced, agreed = await is_muted(meeting, keeper, speaker, redis)
        told.append((gap, silenced, agreed))
        assert all(person.member.online and not person.member.bye for person in meeting.everyone), "sent elsewhere, when all of them had it back"
        assert (await keeper.do("unmute", seat=speaker.member.seat))["ok"]
    await meeting.heard()
    speaking.cancel()
    gaps, silences, agreements = zip(*told, strict=True)
    assert max(gaps) <= GAP_SECONDS * TOLERANCE, gaps
    assert max(silences) <= MUTE_SECONDS * TOLERANCE, silences
    assert max(agreements) <= CONVERGE_SECONDS * TOLERANCE, agreements
    measured(f"voices, Redis away {AWAY_SECONDS:g} s", times=ROUNDS, gap=max(gaps), silenced=max(silences), agreed=max(agreements))


async def goes_on(meeting: Meeting, speaker: Person) -> float:
    """The longest gap that anybody heard while it is away."""
    began = time.monotonic()
    while time.monotonic() < began + AWAY_SECONDS:
        await asyncio.sleep(min(0.5, AWAY_SECONDS))
        assert (await speaker.do("raise_hand")).get("code") == "unavailable", "the control: Redis is away"
    return max(ears.gap(began, time.monotonic()) for ears in meeting.listeners)


async def is_muted(meeting: Meeting, keeper: Person, speaker: Person, redis: Restartable) -> tuple[float, float]:
    """Seconds until the speaker was silent; and, after it is back, until all screens agreed. The voice never opens again meanwhile."""
    muted = time.monotonic()
    answer = asyncio.create_task(keeper.do("mute", seat=speaker.member.seat))
    await asyncio.sleep(MUTE_SECONDS * TOLERANCE + 0.7)
    heard = max(ears.arrivals[-1] for ears in meeting.listeners)
    assert (await answer).get("code") == "unavailable"

    await asyncio.to_thread(redis.start)
    returned = time.monotonic()
    while keeper.member.number not in keeper.member.history.acknowledged:
        await keeper.member.send_again()
        await asyncio.sleep(0.05)
    assert keeper.member.history.acknowledged[keeper.member.number]["ok"]
    await until(lambda: keeper.member.view["seats"][speaker.member.seat].get("muted") and speaker.member.you["muted"])
    await until(lambda: len({str(picture_in(person.member.view)) for person in meeting.everyone}) == 1)
    agreed = time.monotonic() - returned
    await asyncio.sleep(OPEN_SECONDS)
    assert max(ears.arrivals[-1] for ears in meeting.listeners) == heard, "it opened again"
    return heard - muted, agreed


async def at_another_worker(meeting: Meeting, person: Person) -> None:
    """Whose voices the others carry."""
    other = next(server for server in meeting.servers if server is not meeting.carrier)
    await person.vanish()
    person.member.turn_to(other.url)
    assert (await person.reappear())["ok"]
    assert person.member.is_at(other.url)
