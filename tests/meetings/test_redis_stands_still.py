"""Redis hangs instead of being away: its connections stay and nothing is answered, neither yes nor no. And it comes and goes, again and again."""

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import aiohttp
import pytest

from tests.bounds import EXACT, TOLERANCE
from tests.meetings.people import People, Person
from tests.meetings.pictures import picture_in
from tests.meetings.restartable import Restartable
from tests.meetings.shared import LATER, SharedMeeting, measured, shared_meeting
from tests.meetings.test_many_workers import Meeting
from tests.meetings.test_redis_away import GAP_SECONDS, MUTE_SECONDS, OPEN_SECONDS, at_another_worker
from tests.meetings.test_redis_faults import CONVERGE_SECONDS
from tests.meetings.workers import until, workers
from tests.server.store.redis_servers import standing_still
from tests.serving import ServerProcess

LENGTHS = tuple(float(seconds) for seconds in os.environ.get("CIRCLEKEEPER_STILL_SECONDS", "2.5").split(","))
"""Longer than a round trip may take (2 s), shorter, and longer than a gap in service (5 s)."""
ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
SEED = int(os.environ.get("CIRCLEKEEPER_SEED", "5"))
LONG_SECONDS = 3.0
"""Enough for an offer to be answered without it by the worker that carries the voices, from another one."""
FLAPS = (0.3, 4.0)
"""Seconds for which it is there, and away."""


@pytest.fixture
async def servers(tmp_path: Path, redis: Restartable) -> AsyncIterator[list[ServerProcess]]:
    async with workers(tmp_path, redis.url, 2) as servers:
        yield servers
        for server in servers:
            for word in ("Traceback", "cut-off", "buried", "worker-given-up", "clock-put-right"):
                assert word not in server.errors(), server.errors()


async def test_a_share_goes_on_while_redis_stands_still_and_a_mute_is_heard_at_once(servers: list[ServerProcess], redis: Restartable) -> None:
    gaps, silences, agreements = list[float](), list[float](), list[float]()
    async with AsyncExitStack() as stack:
        meeting = Meeting(servers, await stack.enter_async_context(People(servers[0].url)), stack)
        await meeting.gather(at=[0, 0, 1, 0])
        keeper, speaker, *_ = meeting.everyone
        await at_another_worker(meeting, keeper)
        speaking = asyncio.create_task(meeting.speak())
        drops = next(ears for ears in meeting.listeners if not ears.member.is_at(meeting.carrier.url))
        for number in range(ROUNDS):
            length = LENGTHS[number % len(LENGTHS)]
            await meeting.heard()
            assert (await keeper.do("add_time", seconds=60))["ok"]
            began = time.monotonic()
            with standing_still(redis.folder):
                await asyncio.sleep(0.3)
                gaps.append(max(ears.gap(began, time.monotonic()) for ears in meeting.listeners))
                muted = time.monotonic()
                answer = asyncio.create_task(keeper.do("mute", seat=speaker.member.seat))
                drops.voice.drop()
                drops.voice.ended, moves = True, drops.moves
                await asyncio.sleep(length - 0.3)
                assert length < LONG_SECONDS * TOLERANCE or drops.moves > moves, "who lost their voices had none until it was back"
                heard = max(ears.arrivals[-1] for ears in meeting.listeners)
            silences.append(heard - muted)
            agreements.append(await _agree(meeting, keeper, speaker, answer))
            await asyncio.sleep(OPEN_SECONDS if EXACT else 0.5)
            assert max(ears.arrivals[-1] for ears in meeting.listeners) == heard, "it opened again"
            assert all(person.member.online and not person.member.bye for person in meeting.everyone), "sent elsewhere"
            assert (await keeper.do("unmute", seat=speaker.member.seat))["ok"]
        speaking.cancel()
    assert max(gaps) <= GAP_SECONDS * TOLERANCE, gaps
    assert max(silences) <= MUTE_SECONDS * TOLERANCE, silences
    assert max(agreements) <= CONVERGE_SECONDS * TOLERANCE, agreements
    measured("voices, Redis stands still", times=ROUNDS, gap=max(gaps), silenced=max(silences), agreed=max(agreements))


async def _agree(meeting: Meeting, keeper: Person, speaker: Person, answer: asyncio.Task[dict[str, object]]) -> float:
    """Seconds until the mute is done and all screens are the same."""
    returned = time.monotonic()
    await answer
    while keeper.member.number not in keeper.member.history.acknowledged:
        await keeper.member.send_again()
        await asyncio.sleep(0.05)
    assert keeper.member.history.acknowledged[keeper.member.number]["ok"]
    await until(lambda: keeper.member.view["seats"][speaker.member.seat].get("muted") and speaker.member.you["muted"])
    await until(lambda: len({str(picture_in(person.member.view)) for person in meeting.everyone}) == 1)
    return time.monotonic() - returned


@pytest.mark.parametrize("flaps", [False, True] if EXACT else [False], ids=lambda flaps: "flaps" if flaps else "hangs")
async def test_all_that_happens_to_a_meeting_is_that_it_waits(servers: list[ServerProcess], redis: Restartable, flaps: bool) -> None:
    chance, back, waited = Random(SEED), list[float](), 0
    async with shared_meeting(servers, redis.url, SEED) as meeting:
        await meeting.gather()
        async with meeting.busy():
            for number in range(ROUNDS):
                await asyncio.sleep(chance.uniform(*FLAPS) if flaps else chance.uniform(0.3, 1.2))
                if flaps:
                    redis.kill()
                    await asyncio.sleep(chance.uniform(*FLAPS))
                    await asyncio.to_thread(redis.start)
                else:
                    began, ended = await _stands_still(servers, redis, LENGTHS[number % len(LENGTHS)])
                    waited += _waited(meeting, began, ended)
                    back.append(await _goes_on(meeting))
            if flaps:
                back.append(await _goes_on(meeting))
        await meeting.settle(CONVERGE_SECONDS * TOLERANCE)
        meeting.witness.complete(redis.folders)
        meeting.check(within=30.0)
        assert max(back) <= CONVERGE_SECONDS * TOLERANCE
        assert not meeting.moves, "somebody was sent elsewhere"
        assert meeting.refused if flaps else waited, "the control: somebody asked for something meanwhile"
        measured("Redis flaps" if flaps else "Redis stands still", times=ROUNDS, back=max(back), refused=meeting.refused, waited=waited)


def _waited(meeting: SharedMeeting, began: float, ended: float) -> int:
    """How many commands were asked between the two instants and had no answer at the second: a no comes only from whoever asked first."""
    told = [person.member.history for person in meeting.everyone]
    asked = [(one, number) for one in told for number, at in one.asked_at.items() if began < at < ended]
    return sum(one.answered_at.get(number, math.inf) > ended for one, number in asked)


async def _stands_still(servers: list[ServerProcess], redis: Restartable, seconds: float) -> tuple[float, float]:
    """From when to when.

    A proxy that asks meanwhile is told so, when it has waited for as long as a person would; what it is told meanwhile is waited for.
    """
    is_long = seconds > 2.2
    async with aiohttp.ClientSession() as session:
        with standing_still(redis.folder):
            began = time.monotonic()
            await asyncio.sleep(0)
            asked = [asyncio.create_task(_status(session, server)) for server in servers]
            await asyncio.sleep(seconds)
            if is_long:
                await asyncio.gather(*asked)
            ended = time.monotonic()
        assert [await one for one in asked] == [503 if is_long else 200] * len(servers)
    return began, ended


async def _status(session: aiohttp.ClientSession, server: ServerProcess) -> int:
    async with session.get(f"{server.url}/readyz") as answer:
        return answer.status


async def _goes_on(meeting: SharedMeeting) -> float:
    """Seconds until somebody's command was decided, and everybody saw what was done since."""
    began, decided = time.monotonic(), _decided(meeting)
    await until(lambda: _decided(meeting) > decided + 1)
    took = time.monotonic() - began
    await asyncio.sleep(0.6)
    return max(took, meeting.story.slowest(began, time.monotonic() - 0.25))


def _decided(meeting: SharedMeeting) -> int:
    answers = (answer for person in meeting.everyone for answer in person.member.history.acknowledged.values())
    return sum(answer.get("code") not in LATER for answer in answers)
