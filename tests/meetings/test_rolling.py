"""All workers are replaced while a circle meets: the voice goes on, and everybody's connection moves once."""

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.bounds import EXACT, TOLERANCE
from tests.meetings.moving import Ears
from tests.meetings.people import People, Person
from tests.meetings.test_redis_faults import AWAY_SECONDS, Restartable
from tests.meetings.workers import until
from tests.server.store.redis_servers import Redis
from tests.serving import ServerProcess, plain_pages, server_process

SILENCE_SECONDS = 2.0
"""For a listener, over the whole restart."""

AGED_SECONDS = float(os.environ.get("CIRCLEKEEPER_AGED", "0"))
"""How old the workers are then. Younger than 30 s, their age says nothing: only that their doors are shut keeps circles from them."""

WORKERS, PEOPLE = 2, 6


async def stay(person: Person, moves: list[int], number: int) -> None:
    """As a browser whose page stays as it is: nobody taps anything."""
    while True:
        try:
            await person.member.gone()
        except TimeoutError:  # nobody was sent away for so long
            continue
        moves[number] += 1
        await person.reappear(moved=True)


async def speak(ears: Ears) -> None:
    while True:
        if ears.voice.connected:
            ears.voice.send_packet(ears.voice.rtp(bytes(120)))
        await asyncio.sleep(0.06)


@pytest.mark.parametrize("away", [False, True] if EXACT else [False], ids=lambda away: "away" if away else "there")
async def test_a_rolling_restart_moves_everybody_once_and_the_voice_goes_on(tmp_path: Path, away: bool) -> None:
    """Also when Redis is away in the middle of it: then nobody is sent away until it is back, since nobody could come in elsewhere."""
    redis = Restartable(tmp_path / "redis")
    redis.start()
    async with AsyncExitStack() as stack:
        stack.callback(redis.kill)
        options = ("--workers", str(WORKERS), "--redis", redis.url)
        parent = await stack.enter_async_context(server_process(tmp_path / "data", *options, static=plain_pages(tmp_path / "static")))
        people = await stack.enter_async_context(People(parent.url))
        links = await parent.centre.open_circle(lobby=False)
        everyone = [people.person() for _ in range(PEOPLE)]
        for number, person in enumerate(everyone):
            await person.come(links.member if number else links.facilitator)
        keeper, speaker, *_ = everyone
        ears = [await stack.enter_async_context(Ears(person.member)) for person in everyone[1:]]
        await asyncio.gather(*(each.connected() for each in ears))
        assert (await keeper.do("start_circle"))["ok"]
        assert (await speaker.do("raise_hand"))["ok"]
        await speaker.member.until(lambda _: speaker.my_turn() == "offered")
        assert (await speaker.do("begin"))["ok"]
        speaking = asyncio.create_task(speak(ears[0]))
        moves = [0] * PEOPLE
        await asyncio.sleep(AGED_SECONDS)
        await until(lambda: all(each.arrivals for each in ears[1:]))

        staying = [asyncio.create_task(stay(person, moves, n)) for n, person in enumerate(everyone)]
        began, made = time.monotonic(), [each.moves for each in ears]
        os.kill(parent.pid, signal.SIGHUP)
        if away:
            await _is_away(redis, parent, moves)
        await until(lambda: "replaced" in parent.errors(), 60.0)
        await asyncio.sleep(0.5)
        ended = time.monotonic()
        for task in (speaking, *staying):
            task.cancel()
        await asyncio.gather(speaking, *staying, return_exceptions=True)
        assert moves == [1] * PEOPLE
        assert speaker.my_turn() == "sharing"
        silence = max(each.gap(began, ended) for each in ears[1:])
        voices = [each.moves - n for each, n in zip(ears, made, strict=True)]
        print(f"silence {silence:.2f} s, voice moves {voices}, {ended - began:.1f} s")  # noqa: T201
        assert max(voices) == 1, "to a worker that was about to drain"
        assert silence <= SILENCE_SECONDS * TOLERANCE, silence
        assert await parent.stop() == 0
        assert "Traceback" not in parent.errors()


async def _is_away(redis: Restartable, parent: ServerProcess, moves: list[int]) -> None:
    """From when the first new worker is there, so that it is known to be away when the first old one would drain."""
    with Redis.from_url(redis.url) as line:
        (beats,) = line.keys("*{workers}:beats")
        await until(lambda: line.zcard(beats) > WORKERS)
    await asyncio.sleep(0.3)
    redis.kill()
    before = sum(moves)
    await asyncio.sleep(AWAY_SECONDS)
    assert "replacing-held" in parent.errors(), "the control: it was not over yet"
    assert sum(moves) == before == 0, "sent away, and nobody can come back"
    await asyncio.to_thread(redis.start)
