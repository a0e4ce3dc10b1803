"""The timekeeper: each circle is woken when it is due, by the clock alone, and nothing that fails makes it sleep for ever."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest

from rooms.bounds import HOLD_SECONDS, OFFER_SECONDS, PLACE_SECONDS
from rooms.circle import Circle, Stage
from rooms.commands import Begin, LetTimePass, MarkAway, Pause, RaiseHand, Resume
from rooms.deadlines import expires_at
from rooms.ids import CircleId, Instant
from rooms.seat import Presence
from rooms.turn import TurnState
from server import circles as road, timekeeper as timekeeping
from server.circles import Circles
from server.store.port import NoSuchCircle, Unavailable
from server.timekeeper import Timekeeper
from tests.fakes import EVENING, FakeClock, FaultyStore, MemoryStore
from tests.server.meeting import Table, accepted, seat_of, table_for


class Evening:
    """A server's time, store and road in one life, with a timekeeper at work."""

    def __init__(self, store: FaultyStore, clock: FakeClock, circles: Circles) -> None:
        self.store = store
        self.clock = clock
        self.circles = circles
        self.timekeeper = Timekeeper(store, circles, clock)

    async def until(self, is_so: Callable[[Circle], bool], code: str = "ABCD2345") -> Circle:
        """The circle once it is so. The test fails when it never is."""
        changes = self.store.changes()
        async with asyncio.timeout(5):
            while not is_so(circle := (await self.circles.load(CircleId(code))).circle):
                await anext(changes)
        return circle

    async def quiet(self) -> None:
        """Whatever could happen by itself has happened."""
        for _ in range(200):
            await asyncio.sleep(0)

    @asynccontextmanager
    async def keeping(self) -> AsyncGenerator[None]:
        running = asyncio.ensure_future(self.timekeeper.run())
        await self.quiet()
        try:
            yield
            assert not running.done(), running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def living(memory: MemoryStore, clock: FakeClock) -> AsyncGenerator[Evening]:
    async with AsyncExitStack() as life:
        store = FaultyStore(memory)
        await store.start()
        life.push_async_callback(store.stop)
        yield Evening(store, clock, await life.enter_async_context(Circles(store, clock)))


@pytest.fixture
async def evening() -> AsyncGenerator[Evening]:
    async with living(MemoryStore(), FakeClock()) as evening:
        yield evening


def offered(circle: Circle) -> bool:
    return circle.turn is not None and circle.turn.state is TurnState.OFFERED


async def raised(table: Table, *seats: int) -> None:
    for n in seats:
        accepted(await table.ask(seat_of(n), RaiseHand(by=seat_of(n)), 1))


async def test_an_offer_lapses_at_its_deadline_and_not_before(evening: Evening) -> None:
    async with evening.keeping():
        table = await table_for(evening.circles, 2)
        await raised(table, 1, 2)
        evening.clock.advance(OFFER_SECONDS - 0.1)
        await evening.quiet()
        circle = (await evening.circles.load(table.id)).circle
        assert circle.turn is not None
        assert circle.turn.seat == seat_of(1)
        evening.clock.advance(0.1)
        await evening.until(lambda circle: circle.turn is not None and circle.turn.seat == seat_of(2))


async def test_one_deadline_after_another(evening: Evening) -> None:
    async with evening.keeping():
        table = await table_for(evening.circles, 2)
        await raised(table, 1)
        accepted(await table.ask(seat_of(1), Begin(by=seat_of(1)), 2))
        accepted(await table.serve(MarkAway(seat=seat_of(1))))
        evening.clock.advance(HOLD_SECONDS)
        await evening.until(lambda circle: circle.turn is None)
        evening.clock.advance(PLACE_SECONDS - HOLD_SECONDS)
        circle = await evening.until(lambda circle: circle.seats[seat_of(1)].presence is Presence.GONE)
        assert circle.queue == ()


async def test_a_nearer_deadline_wakes_earlier(evening: Evening) -> None:
    async with evening.keeping():
        await table_for(evening.circles, 1, "FARAWAY2")
        await evening.quiet()
        table = await table_for(evening.circles, 1, "NEARBY22")
        evening.clock.advance(1)
        await raised(table, 1)
        evening.clock.advance(OFFER_SECONDS)
        again = await evening.until(lambda circle: circle.turn is not None and circle.turn.place.again, "NEARBY22")
        assert offered(again)


async def test_a_deadline_that_comes_near_by_a_change_is_kept(evening: Evening) -> None:
    async with evening.keeping():
        table = await table_for(evening.circles, 1)
        await raised(table, 1)
        evening.clock.advance(OFFER_SECONDS - 2)
        accepted(await table.ask(seat_of(0), Pause(), 2))
        evening.clock.advance(60)
        await evening.quiet()
        accepted(await table.ask(seat_of(0), Resume(), 3))
        await evening.quiet()
        evening.clock.advance(2)
        await evening.until(lambda circle: circle.turn is not None and circle.turn.place.again)


async def test_many_circles_due_at_once(evening: Evening) -> None:
    codes = [f"CCCCC{n:03d}" for n in range(timekeeping.AT_ONCE * 2 + 5)]
    for code in codes:
        await raised(await table_for(evening.circles, 1, code), 1)
    evening.clock.advance(OFFER_SECONDS)
    async with evening.keeping():
        for code in codes:
            await evening.until(lambda circle: circle.turn is not None and circle.turn.place.again, code)


async def test_a_circle_that_nobody_ended_ends_and_is_forgotten(evening: Evening) -> None:
    async with evening.keeping():
        table = await table_for(evening.circles, 1)
        end = expires_at((await evening.circles.load(table.id)).circle)
        evening.clock.advance(end - evening.clock.now())
        await evening.until(lambda circle: circle.stage is Stage.ENDED)
        evening.clock.advance(timekeeping.FORGET_SECONDS)
        with pytest.raises(NoSuchCircle):
            await evening.until(lambda _: False)


async def test_it_beats_every_second() -> None:
    memory = MemoryStore()
    async with living(memory, FakeClock()) as life, life.keeping():
        for _ in range(3):
            life.clock.advance(timekeeping.BEAT_SECONDS)
            await life.quiet()
    async with living(memory, FakeClock()) as life:
        assert await life.store.last_beat() == EVENING + 3


async def test_a_store_that_comes_back_finds_it_at_work(evening: Evening) -> None:
    async with evening.keeping():
        table = await table_for(evening.circles, 1)
        await raised(table, 1)
        evening.store.refusals = 12
        evening.clock.advance(OFFER_SECONDS)
        async with asyncio.timeout(5):
            while evening.store.refusals:
                evening.clock.advance(timekeeping.AGAIN_SECONDS)
                await evening.quiet()
        evening.clock.advance(timekeeping.AGAIN_SECONDS)
        await evening.until(lambda circle: circle.turn is not None and circle.turn.place.again)


async def test_a_deadline_that_stays_in_the_past_does_not_spin(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    table = await table_for(evening.circles, 1)
    await raised(table, 1)
    asked: list[object] = []

    async def submit(circle: object, actor: object, command: object) -> None:
        asked.append(command)

    monkeypatch.setattr(evening.circles, "submit", submit)
    evening.clock.advance(OFFER_SECONDS)
    async with evening.keeping():
        assert asked == [LetTimePass()]
        evening.clock.advance(timekeeping.AGAIN_SECONDS)
        await evening.quiet()
        assert asked == [LetTimePass()] * 2


async def test_a_bug_in_one_circle_does_not_stop_the_time_of_the_others(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for code in ("BADBADBA", "ABCD2345"):
        await raised(await table_for(evening.circles, 1, code), 1)
    decide = road.decide

    def decide_badly(*args: object) -> object:
        if getattr(args[0], "id", None) == "BADBADBA":
            raise ZeroDivisionError
        return decide(*args)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(road, "decide", decide_badly)
    evening.clock.advance(OFFER_SECONDS)
    async with evening.keeping():
        await evening.until(lambda circle: circle.turn is not None and circle.turn.place.again)
    assert [record.message for record in caplog.records] == ["time-broken"]


class TestRecovery:
    async def test_the_rest_of_a_share_is_still_there_after_a_restart(self) -> None:
        memory, clock = MemoryStore(), FakeClock()
        async with living(memory, clock) as life:
            table = await table_for(life.circles, 1)
            await raised(table, 1)
            accepted(await table.ask(seat_of(1), Begin(by=seat_of(1)), 2))
            clock.advance(100)
            await life.store.beat(clock.now())
        clock.advance(600)
        async with living(memory, clock) as life:
            await life.timekeeper.recover()
            circle = (await life.circles.load(table.id)).circle
            assert circle.turn is not None
            assert (circle.turn.state, circle.turn.left, circle.turn.lapses_at) == (TurnState.HELD, 80.0, clock.now() + HOLD_SECONDS)
            assert {seat.presence for seat in circle.seats.values()} == {Presence.AWAY}

    async def test_a_first_start_has_nothing_to_make_good(self, evening: Evening) -> None:
        table = await table_for(evening.circles, 1)
        before = await evening.store.load(table.id)
        await evening.timekeeper.recover()
        assert await evening.store.load(table.id) == before

    async def test_what_expired_meanwhile_is_forgotten_first(self) -> None:
        memory, clock = MemoryStore(), FakeClock()
        async with living(memory, clock) as life:
            table = await table_for(life.circles, 1)
            await life.store.beat(clock.now())
        clock.advance(3 * 86400)
        async with living(memory, clock) as life:
            await life.timekeeper.recover()
            with pytest.raises(NoSuchCircle):
                await life.circles.load(table.id)

    async def test_a_wall_clock_set_back_does_not_run_the_circles_backwards(self) -> None:
        memory = MemoryStore()
        async with living(memory, FakeClock()) as life:
            await table_for(life.circles, 1)
            await life.store.beat(life.clock.now())
        async with living(memory, FakeClock(EVENING - 3600)) as life:
            await life.timekeeper.recover()
            assert life.clock.now() == EVENING

    async def test_without_circles_the_wall_clock_is_right(self) -> None:
        memory = MemoryStore()
        async with living(memory, FakeClock()) as life:
            await life.store.beat(life.clock.now())
        async with living(memory, FakeClock(EVENING - 3600)) as life:
            await life.timekeeper.recover()
            assert life.clock.now() == EVENING - 3600

    async def test_a_store_that_is_late_is_waited_for_within_bounds(self) -> None:
        memory, clock = MemoryStore(), FakeClock()
        async with living(memory, clock) as life:
            table = await table_for(life.circles, 1)
            await life.store.beat(clock.now())
        clock.advance(60)
        for refusals, comes in ((timekeeping.TRIES - 1, True), (10_000, False)):
            async with living(memory, clock) as life:
                life.store.refusals = refusals
                recovering = asyncio.ensure_future(life.timekeeper.recover())
                while not recovering.done():
                    clock.advance(timekeeping.AGAIN_SECONDS)
                    await life.quiet()
                if comes:
                    await recovering
                    assert (await life.circles.load(table.id)).circle.seats[seat_of(1)].presence is Presence.AWAY
                else:
                    with pytest.raises(Unavailable):
                        await recovering

    async def test_a_circle_of_another_release_holds_up_no_other_one(self, caplog: pytest.LogCaptureFixture) -> None:
        memory, clock = MemoryStore(), FakeClock()
        async with living(memory, clock) as life:
            codes = [(await table_for(life.circles, 1, code)).id for code in ("AAAA2345", "BBBB2345")]
            await life.store.beat(clock.now())
        clock.advance(60)
        async with living(memory, clock) as life:
            life.store.unreadable = frozenset(codes[:1])
            recovering = asyncio.ensure_future(life.timekeeper.recover())
            await life.quiet()
            assert recovering.done(), "it is tried again"
            await recovering
            assert (await life.circles.load(codes[1])).circle.seats[seat_of(1)].presence is Presence.AWAY
        assert [record.message for record in caplog.records if record.levelname != "INFO"] == []

    async def test_every_live_circle_is_resumed_and_no_ended_one(self) -> None:
        memory, clock = MemoryStore(), FakeClock()
        codes = [f"CCCCC{n:03d}" for n in range(timekeeping.AT_ONCE + 3)]
        async with living(memory, clock) as life:
            for code in codes:
                await table_for(life.circles, 1, code)
            last = await life.store.load(CircleId(codes[-1]))
            ended = await life.store.commit(last.version, replace(last.circle, stage=Stage.ENDED), None)
            await life.store.beat(clock.now())
        clock.advance(60)
        async with living(memory, clock) as life:
            await life.timekeeper.recover()
            for code in codes[:-1]:
                circle = (await life.circles.load(CircleId(code))).circle
                assert circle.seats[seat_of(1)].since == Instant(EVENING + 60)
            assert await life.store.load(CircleId(codes[-1])) == ended
