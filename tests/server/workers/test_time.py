"""The timekeepers of many workers on one store: one makes a gap good, one wakes a circle first, and nobody who is served is called away."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from moderation.actors import Actor
from rooms.bounds import HOLD_SECONDS, OFFER_SECONDS
from rooms.circle import Circle
from rooms.commands import Begin, Command, LetTimePass, RaiseHand, ResumeService
from rooms.ids import CircleId, Instant
from rooms.seat import Presence
from rooms.turn import TurnState
from server.circles import Answer, Circles
from server.store.port import GAP_SECONDS, Unavailable
from server.timekeeper import NEXT_SECONDS, OTHERS_SECONDS, Timekeeper
from tests.fakes import FakeClock, FaultyStore, MemoryStore
from tests.server.meeting import accepted, seat_of, table_for

CODE = CircleId("ABCD2345")


class SharedMemory(MemoryStore):
    """As a store that many share answers a beat."""

    async def beat(self, now: Instant) -> Instant | None:
        before = self._beat
        await super().beat(max(now, before or now))
        return before if before is not None and now - before > GAP_SECONDS else None


    def loses_beats(self, seconds: float) -> None:
        """As when the replica of a store takes its place that lacks the last of what was written."""
        assert self._beat is not None
        self._beat = Instant(self._beat - seconds)


class Store(FaultyStore):
    """One that can also refuse beats alone: of what is asked at once, they may come last."""

    beats = True

    async def beat(self, now: Instant) -> Instant | None:
        if not self.beats:
            raise Unavailable("planted")
        return await super().beat(now)


@dataclass(slots=True)
class Place:
    """Among the others, as told."""

    number: int
    others: int

    def alone(self) -> bool:
        return self.others == 0

    def rank(self, of: str) -> int:
        return self.number


class Asking(Circles):
    """Remembers what was asked."""

    def __init__(self, store: FaultyStore, clock: FakeClock) -> None:
        super().__init__(store, clock)
        self.asked: list[Command] = []

    async def submit(self, circle: CircleId, actor: Actor, command: Command, number: int | None = None) -> Answer:
        self.asked.append(command)
        return await super().submit(circle, actor, command, number)

    def said(self, kind: type[LetTimePass] | type[ResumeService]) -> list[Command]:
        return [command for command in self.asked if isinstance(command, kind)]


@dataclass(slots=True)
class Worker:
    store: Store
    circles: Asking
    timekeeper: Timekeeper
    place: Place

    async def circle(self) -> Circle:
        return (await self.circles.load(CODE)).circle


class Evening:
    def __init__(self, stack: AsyncExitStack) -> None:
        self.clock = FakeClock()
        self.memory = SharedMemory()
        self._stack = stack

    async def worker(self, number: int = 0, others: int = 0) -> Worker:
        store, place = Store(self.memory), Place(number, others)
        await store.start()
        circles = await self._stack.enter_async_context(Asking(store, self.clock))
        return Worker(store, circles, Timekeeper(store, circles, self.clock, place), place)

    async def runs(self, *workers: Worker) -> None:
        for worker in workers:
            running = asyncio.ensure_future(worker.timekeeper.run())
            self._stack.push_async_callback(asyncio.wait, [running])
            self._stack.callback(running.cancel)
        await self.passes(0)

    async def passes(self, seconds: float) -> None:
        await quiet()
        for _ in range(round(seconds / 0.125)):
            self.clock.advance(0.125)
            await quiet()


async def quiet() -> None:
    for _ in range(60):
        await asyncio.sleep(0)


@asynccontextmanager
async def an_evening() -> AsyncGenerator[Evening]:
    async with AsyncExitStack() as stack:
        yield Evening(stack)


async def a_share(worker: Worker) -> None:
    table = await table_for(worker.circles, 2)
    accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
    accepted(await table.ask(seat_of(1), Begin(by=seat_of(1)), 2))


async def test_who_starts_beside_others_resumes_nothing() -> None:
    async with an_evening() as evening:
        one = await evening.worker(others=1)
        await a_share(one)
        await evening.runs(one)
        await evening.passes(2)
        other = await evening.worker(others=1)
        before = await one.circle()
        await other.timekeeper.recover()
        assert other.circles.asked == []
        assert await one.circle() == before


async def test_beats_that_a_store_has_lost_are_no_time_in_which_nobody_was_served() -> None:
    async with an_evening() as evening:
        one = await evening.worker(others=1)
        await a_share(one)
        await evening.runs(one)
        await evening.passes(30)
        evening.memory.loses_beats(20)
        await evening.passes(2)
        assert one.circles.said(ResumeService) == []
        one.store.beats, down_since = False, evening.clock.now()
        await evening.passes(10)
        evening.memory.loses_beats(20)
        one.store.beats = True
        await evening.passes(2)
        (resumed,) = one.circles.said(ResumeService)
        assert isinstance(resumed, ResumeService)
        assert abs(resumed.down_since - down_since) <= 1


async def test_when_all_were_down_one_gives_the_time_back_and_the_other_waits() -> None:
    async with an_evening() as evening:
        one = await evening.worker()
        await a_share(one)
        await one.store.beat(evening.clock.now())
        left = (await one.circle()).turn
        assert left is not None
        evening.clock.advance(600)
        both = [await evening.worker(), await evening.worker()]
        recovering = [asyncio.ensure_future(each.timekeeper.recover()) for each in both]
        await quiet()
        assert [task.done() for task in recovering] == [True, False]
        await evening.passes(OTHERS_SECONDS)
        await asyncio.gather(*recovering)
        assert [len(each.circles.said(ResumeService)) for each in both] == [1, 0]
        circle = await one.circle()
        assert circle.turn is not None
        assert (circle.turn.state, circle.turn.lapses_at) == (TurnState.HELD, evening.clock.now() - OTHERS_SECONDS + HOLD_SECONDS)
        assert {seat.presence for seat in circle.seats.values()} == {Presence.AWAY}


async def test_after_the_store_was_away_one_gives_the_time_back_and_everybody_stays() -> None:
    async with an_evening() as evening:
        workers = [await evening.worker(number, others=2) for number in range(3)]
        table = await table_for(workers[0].circles, 2)
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        await evening.runs(*workers)
        await evening.passes(2)
        offer = (await workers[0].circle()).turn
        assert offer is not None
        assert offer.lapses_at is not None
        for worker in workers:
            worker.store.refusals = 1_000_000
            worker.store.beats = False
        await evening.passes(60)
        for worker in workers:
            worker.store.refusals = 0
        await evening.passes(2)
        for worker in workers:
            worker.store.beats = True
        await evening.passes(3)
        assert [each.circles.said(LetTimePass) for each in workers] == [[], [], []]
        assert sum(len(each.circles.said(ResumeService)) for each in workers) == 1
        circle = await workers[0].circle()
        assert circle.turn is not None
        assert (circle.turn.seat, circle.turn.state) == (offer.seat, TurnState.OFFERED)
        assert circle.turn.lapses_at is not None
        assert abs(circle.turn.lapses_at - offer.lapses_at - 62) <= 1.5
        assert {seat.presence for seat in circle.seats.values()} == {Presence.PRESENT}


async def test_a_short_outage_is_no_gap() -> None:
    async with an_evening() as evening:
        workers = [await evening.worker(number, others=1) for number in range(2)]
        await a_share(workers[0])
        await evening.runs(*workers)
        await evening.passes(2)
        for worker in workers:
            worker.store.refusals = 1_000_000
        await evening.passes(3)
        for worker in workers:
            worker.store.refusals = 0
        await evening.passes(3)
        assert [each.circles.said(ResumeService) for each in workers] == [[], []]


async def test_a_circle_that_is_due_is_woken_by_the_first_and_if_it_is_dead_by_the_next() -> None:
    async with an_evening() as evening:
        workers = [await evening.worker(number, others=2) for number in range(3)]
        table = await table_for(workers[0].circles, 1)
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        await evening.runs(*workers)
        await evening.passes(OFFER_SECONDS + 1)
        assert [len(each.circles.said(LetTimePass)) for each in workers] == [1, 0, 0]
    async with an_evening() as evening:
        first, *others = [await evening.worker(number, others=2) for number in range(3)]
        table = await table_for(first.circles, 1)
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        await evening.runs(*others)
        await evening.passes(OFFER_SECONDS)
        assert [len(each.circles.said(LetTimePass)) for each in others] == [0, 0]
        await evening.passes(2 * NEXT_SECONDS)
        assert [len(each.circles.said(LetTimePass)) for each in others] == [1, 0]


async def test_whoever_has_a_circle_in_their_hands_wakes_it_before_those_who_would_have_to_read_it() -> None:
    async with an_evening() as evening:
        stranger, near = [await evening.worker(number, others=1) for number in range(2)]
        table = await table_for(near.circles, 1)
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        await evening.runs(stranger, near)
        await evening.passes(OFFER_SECONDS + 1)
        assert [len(each.circles.said(LetTimePass)) for each in (stranger, near)] == [0, 1]


async def test_a_second_try_gives_no_circle_the_gap_twice() -> None:
    async with an_evening() as evening:
        one = await evening.worker()
        codes = [CircleId("AAAAAAAA"), CircleId("BBBBBBBB")]
        for code in codes:
            await table_for(one.circles, 1, code)
        await one.store.beat(evening.clock.now())
        evening.clock.advance(100)
        again = await evening.worker()
        asked: list[CircleId] = []
        submit = again.circles.submit

        async def failing(circle: CircleId, actor: Actor, command: Command, number: int | None = None) -> Answer:
            asked.append(circle)
            if asked.count(codes[1]) == 1 and circle == codes[1]:
                raise Unavailable("planted")
            return await submit(circle, actor, command, number)

        again.circles.submit = failing
        recovering = asyncio.ensure_future(again.timekeeper.recover())
        await evening.passes(3)
        await recovering
        assert sorted(asked) == [codes[0], codes[1], codes[1]]
