"""Random lives of the road: two workers, lost answers, refusals, everything sent again until it is answered."""

import asyncio

from hypothesis import given, settings, strategies as st

from rooms.circle import seated
from rooms.commands import LowerHand, MarkAway, RaiseHand
from server.circles import Accepted, Answer, Circles
from server.store.port import Unavailable
from tests.fakes import FakeClock, FaultyStore, MemoryStore
from tests.server.meeting import Table, seat_of, table_for

MEMBERS = range(1, 6)

Step = tuple[int, str, int]
ASKED = ["raise", "lower", "twice", "away", "lost", "refused"]
STEPS = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(ASKED), st.integers(0, 3)), max_size=30)


class Evening:
    """Members who send every command until it is answered, each time to the other worker, and note what they were told."""

    def __init__(self, store: FaultyStore, tables: tuple[Table, Table]) -> None:
        self._store = store
        self._tables = tables
        self.told: dict[int, list[int]] = {n: [] for n in MEMBERS}
        self._turns = {n: asyncio.Lock() for n in MEMBERS}

    async def step(self, n: int, what: str, pause: int) -> None:
        for _ in range(pause):
            await asyncio.sleep(0)
        if what == "lost":
            self._store.lost_answers += 1
        elif what == "refused":
            self._store.refusals += 1
        elif what == "away":
            await self._lose(n, pause)
        else:
            async with self._turns[n]:
                await self._ask(n, LowerHand(by=seat_of(n)) if what == "lower" else RaiseHand(by=seat_of(n)), 2 if what == "twice" else 1, pause)

    async def _lose(self, n: int, worker: int) -> None:
        try:
            await self._tables[worker % 2].serve(MarkAway(seat=seat_of(n)))
        except Unavailable:
            pass

    async def _ask(self, n: int, command: RaiseHand | LowerHand, times: int, worker: int) -> None:
        number = (self.told[n] or [0])[-1] + 1
        for _ in range(times):
            answer = await self._until_answered(n, command, number, worker)
            if isinstance(answer, Accepted) and answer.versioned.circle.seats[seat_of(n)].last >= number:
                self.told[n].append(number)

    async def _until_answered(self, n: int, command: RaiseHand | LowerHand, number: int, worker: int) -> Answer:
        for attempt in range(40):
            try:
                return await self._tables[(worker + attempt) % 2].ask(seat_of(n), command, number)
            except Unavailable:
                continue
        raise AssertionError("never answered")


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_whatever_fails_each_acknowledged_command_is_done_once(steps: list[Step]) -> None:
    async def live() -> None:
        store = FaultyStore(MemoryStore())
        async with Circles(store, FakeClock()) as one, Circles(store, FakeClock()) as two:
            table = await table_for(one, len(MEMBERS))
            before = (await store.load(table.id)).version
            evening = Evening(store, (table, Table(two, table.id)))
            await asyncio.gather(*(evening.step(*each) for each in steps))
            store.refusals = store.lost_answers = 0
            after = await store.load(table.id)
        circle = after.circle
        for n in MEMBERS:
            assert sorted(set(evening.told[n])) == list(range(1, circle.seats[seat_of(n)].last + 1))
        assert after.version.version - before.version <= len(steps)
        waiting = [place.seat for place in circle.queue]
        assert len(waiting) == len(set(waiting))
        assert len(seated(circle)) == 1 + len(MEMBERS)

    asyncio.run(live())
