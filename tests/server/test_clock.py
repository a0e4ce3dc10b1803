"""Time that nobody can set, and chance that nobody can guess."""

import asyncio
import re
import time

import pytest

from rooms.ids import CODE_ALPHABET, Instant
from server.clock import Chance, SharedClock, SystemClock
from tests.fakes import FakeClock, SureChance


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
def test_setting_the_wall_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    wall, monotonic = [1_000_000.0], [50.0]
    monkeypatch.setattr(time, "time", lambda: wall[0])
    monkeypatch.setattr(time, "monotonic", lambda: monotonic[0])
    clock = SystemClock()
    assert clock.now() == 1_000_000.0
    wall[0] += step
    monotonic[0] += 7.0
    assert clock.now() == 1_000_007.0
    assert clock.monotonic() == 57.0


def test_a_start_with_a_clock_that_was_set_back() -> None:
    clock = SystemClock()
    later = Instant(clock.now() + 3600)
    clock.not_before(later)
    assert later <= clock.now() < later + 60
    clock.not_before(Instant(later - 7200))
    assert clock.now() >= later


async def test_waiting_ends_with_the_event_or_the_time() -> None:
    clock = SystemClock()
    event = asyncio.Event()
    await clock.wait(event, Instant(clock.now() - 1))
    await clock.wait(event, Instant(clock.now() + 0.001))
    waiting = asyncio.ensure_future(clock.wait(event, Instant(clock.now() + 3600)))
    await asyncio.sleep(0)
    assert not waiting.done()
    event.set()
    async with asyncio.timeout(5):
        await waiting


async def test_the_fake_clock_keeps_the_same_promise() -> None:
    clock = FakeClock()
    event = asyncio.Event()
    waiting = [asyncio.ensure_future(clock.wait(event, Instant(clock.now() + seconds))) for seconds in (1, 10)]
    await asyncio.sleep(0)
    clock.advance(1)
    async with asyncio.timeout(5):
        await waiting[0]
    assert not waiting[1].done()
    event.set()
    async with asyncio.timeout(5):
        await waiting[1]


def test_a_shared_clock_goes_forwards_at_once_and_never_back() -> None:
    base = FakeClock()
    clock = SharedClock(base)
    began = clock.now()
    clock.put_right(5)
    assert clock.now() == began + 5
    clock.put_right(-3)
    assert clock.now() == began + 5
    assert not clock.right
    base.advance(2.5)
    assert clock.now() == began + 5
    assert clock.right
    base.advance(1.5)
    assert clock.now() == began + 6


def test_a_shared_clock_that_is_doubted_is_not_right() -> None:
    clock = SharedClock(FakeClock())
    assert clock.right
    clock.doubted = True
    assert not clock.right


async def test_a_shared_clock_that_stands_still_waits_all_the_same() -> None:
    base = FakeClock()
    clock = SharedClock(base)
    clock.now()
    clock.put_right(-3600)
    waiting = asyncio.ensure_future(clock.wait(asyncio.Event(), Instant(clock.now() + 1)))
    await asyncio.sleep(0.05)
    assert not waiting.done(), "it did not wait"
    base.advance(1)
    async with asyncio.timeout(5):
        await waiting


@pytest.mark.parametrize("chance", [Chance(), SureChance()])
def test_what_is_drawn_has_its_shape_and_is_never_drawn_again(chance: Chance) -> None:
    codes = {chance.code() for _ in range(500)}
    seats = {chance.seat_id() for _ in range(500)}
    secrets = {chance.secret() for _ in range(500)}
    assert len(codes) == len(seats) == len(secrets) == 500
    assert all(len(code) == 8 and set(code) <= set(CODE_ALPHABET) for code in codes)
    assert {letter for code in codes for letter in code} == set(CODE_ALPHABET)
    assert all(re.fullmatch(r"[\w-]{11}", seat) for seat in seats)
    assert all(re.fullmatch(r"[\w-]{22}", secret) for secret in secrets)
    places = [chance.at() for _ in range(500)]
    assert min(places) >= 0
    assert 2**30 < max(places) < 2**31


def test_sure_chance_is_the_same_in_every_run() -> None:
    assert SureChance(3).code() == SureChance(3).code() != SureChance(4).code()
