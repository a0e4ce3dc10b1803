"""A worker among others, on a roster in memory: who is given up, who begins anew, and when nobody may be."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from rooms.ids import WorkerId
from server.clock import SharedClock
from server.store.roster import BEAT_SECONDS, DEAD_SECONDS, Worker
from server.workers.membership import Membership
from server.workers.touch import CUT_SECONDS, STEADY_SECONDS
from tests.fakes import FakeClock
from tests.server.store.roster_contract import a_lease
from tests.server.workers.rosters import MemoryRoster


@dataclass(slots=True)
class One:
    """A worker at work, and what was told to the rest of it."""

    membership: Membership
    clock: SharedClock
    task: asyncio.Task[None]
    gone: list[WorkerId] = field(default_factory=list[WorkerId])
    anew: list[WorkerId] = field(default_factory=list[WorkerId])

    async def stop(self) -> None:
        """As `kill -9`: it says nothing any more."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class Company:
    def __init__(self, stack: AsyncExitStack) -> None:
        self.base = FakeClock()
        self.roster = MemoryRoster(self.base)
        self._stack = stack
        self._ids = 0

    def _new_id(self) -> WorkerId:
        self._ids += 1
        return WorkerId(f"{self._ids:016x}")

    async def comes(self, schema: int = 2, address: str = "") -> One:
        clock = SharedClock(self.base)
        membership = Membership(self.roster, clock, self._new_id, schema=schema, address=address)
        beginning = asyncio.ensure_future(membership.begin())
        while not beginning.done():
            await self.passes(BEAT_SECONDS)
        await beginning
        membership.serve()
        one = One(membership, clock, asyncio.ensure_future(membership.run()))
        membership.on_gone.append(one.gone.append)
        membership.on_anew.append(lambda: one.anew.append(membership.me))
        self._stack.push_async_callback(one.stop)
        await self.passes(0.125)  # so that each beats at a moment of its own
        return one

    async def passes(self, seconds: float) -> None:
        """A beat in four steps."""
        for _ in range(round(seconds * 8)):
            self.base.advance(0.125)
            await quiet()


async def quiet() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


@asynccontextmanager
async def a_company() -> AsyncGenerator[Company]:
    async with AsyncExitStack() as stack:
        yield Company(stack)


@pytest.fixture
async def company() -> AsyncGenerator[Company]:
    async with a_company() as company:
        yield company


async def test_workers_see_each_other(company: Company) -> None:
    one = await company.comes()
    assert one.membership.alone()
    other = await company.comes()
    await company.passes(1)
    assert set(one.membership.peers()) == {other.membership.me}
    assert set(other.membership.peers()) == {one.membership.me}
    assert one.membership.alive(one.membership.me)
    assert one.membership.alive(other.membership.me)
    assert not one.membership.alone()
    third = await company.comes()
    await company.passes(1)
    ranks = [{each.membership.rank(circle) for each in (one, other, third)} for circle in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC")]
    assert ranks == [{0, 1, 2}] * 3
    firsts = {next(each.membership.me for each in (one, other, third) if each.membership.rank(str(n)) == 0) for n in range(50)}
    assert len(firsts) == 3


async def test_who_beats_no_more_is_given_up_by_the_others_and_told_of_once(company: Company) -> None:
    one, other, third = [await company.comes() for _ in range(3)]
    await company.passes(1)
    dead = other.membership.me
    await other.stop()
    await company.passes(DEAD_SECONDS - 0.25)
    assert one.membership.alive(dead)
    await company.passes(1.5)
    assert (one.gone, third.gone) == ([dead], [dead])
    assert not one.membership.alive(dead)
    assert one.membership.buried + third.membership.buried == 1
    assert (one.anew, third.anew) == ([], [])


async def test_who_is_held_for_less_is_not_given_up(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    await company.passes(1)
    company.roster.away = {other.membership.me}
    await company.passes(1)
    company.roster.away = set()
    await company.passes(3)
    assert (one.gone, other.anew) == ([], [])


async def test_after_an_outage_of_the_store_nobody_is_given_up(company: Company) -> None:
    workers = [await company.comes() for _ in range(3)]
    await company.passes(1)
    for seconds in (1.5, 2.125, 5.25, 30.375):
        company.roster.away = None
        await company.passes(seconds)
        assert all(len(each.membership.peers()) == 2 for each in workers)
        company.roster.away = set()
        await company.passes(3)
    assert [each.gone for each in workers] == [[]] * 3
    assert [each.anew for each in workers] == [[]] * 3


async def test_who_died_during_an_outage_is_given_up_after_it(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    await company.passes(1)
    company.roster.away = None
    await company.passes(1)
    dead = other.membership.me
    await other.stop()
    await company.passes(5)
    assert one.gone == []
    company.roster.away = set()
    await company.passes(DEAD_SECONDS + 1.5)
    assert one.gone == [dead]


@pytest.mark.parametrize("step", [-3600.0, 3600.0])
async def test_a_step_of_the_stores_clock_kills_nobody_and_moves_no_clock(company: Company, step: float) -> None:
    workers = [await company.comes() for _ in range(3)]
    await company.passes(1)
    company.roster.ahead += step
    for _ in range(40):
        await company.passes(0.125)
        assert all(each.clock.right for each in workers)
        assert all(abs(each.clock.now() - company.base.now()) < 0.3 for each in workers)
    assert [(each.gone, each.anew) for each in workers] == [([], [])] * 3
    dead = workers[2].membership.me
    await workers[2].stop()
    await company.passes(3)
    assert workers[0].gone == [dead]


async def test_who_was_stopped_for_long_begins_anew_under_another_id(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    await company.passes(1)
    before = other.membership.me
    company.roster.away = {before}
    other.membership.leases.sit(a_lease())
    await company.passes(DEAD_SECONDS + 1)
    company.roster.away = set()
    await company.passes(2)
    assert one.gone == [before]
    (now,) = other.anew
    assert now == other.membership.me != before
    assert set(one.membership.peers()) == {now}
    assert await company.roster.leases(now) == []


async def test_who_stops_in_order_is_gone_at_once(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    await company.passes(1)
    await other.stop()
    await other.membership.leave()
    await company.passes(BEAT_SECONDS)
    assert one.gone == [other.membership.me]
    assert one.membership.left == {other.membership.me}
    assert one.membership.buried == 0


async def test_a_store_that_lost_its_memory_is_told_everything_again(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    one.membership.leases.sit(a_lease())
    await company.passes(1)
    company.roster.lose_memory()
    await company.passes(3)
    assert await company.roster.leases(one.membership.me) == [a_lease()]
    assert (one.gone, other.gone, one.anew, other.anew) == ([], [], [], [])
    assert len(one.membership.peers()) == 1


def as_known_to(peer: One) -> Callable[[Worker], Awaitable[bool | None]]:
    async def ask(worker: Worker) -> bool:
        assert worker.id == peer.membership.me
        return peer.membership.in_touch

    return ask


async def test_who_alone_has_no_store_is_cut_off_and_begins_anew(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    await company.passes(1)
    one.membership.ask_ready = as_known_to(other)
    before = one.membership.me
    company.roster.away = {before}
    await company.passes(CUT_SECONDS - 0.5)
    assert not one.membership.cut_off
    company.roster.away.add(WorkerId(f"{3:016x}"))  # the id it takes
    await company.passes(1.5)
    assert one.membership.cut_off
    assert len(one.anew) == 1
    assert not one.membership.in_touch
    await company.passes(5)
    assert len(one.anew) == 1
    company.roster.away = set()
    await company.passes(2)
    assert not one.membership.cut_off
    assert other.gone == [before]
    assert set(other.membership.peers()) == {one.membership.me} == {one.anew[0]}


async def test_a_store_that_is_away_for_all_cuts_nobody_off(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    one.membership.ask_ready, other.membership.ask_ready = as_known_to(other), as_known_to(one)
    await company.passes(1)
    company.roster.away = None
    await company.passes(10)
    assert not one.membership.cut_off
    assert not other.membership.cut_off
    assert (one.anew, other.anew) == ([], [])


async def test_a_store_that_is_back_for_one_a_moment_sooner_cuts_the_other_not_off(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    one.membership.ask_ready, other.membership.ask_ready = as_known_to(other), as_known_to(one)
    await company.passes(1)
    company.roster.away = None
    await company.passes(10)
    company.roster.away = {one.membership.me}
    await company.passes(1)
    assert not other.membership.in_touch
    company.roster.away = set()
    await company.passes(5)
    assert (one.anew, other.anew) == ([], [])
    assert other.membership.in_touch


async def test_who_stays_without_the_store_when_it_is_back_for_others_is_cut_off(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    one.membership.ask_ready, other.membership.ask_ready = as_known_to(other), as_known_to(one)
    await company.passes(1)
    company.roster.away = None
    await company.passes(10)
    company.roster.away = {one.membership.me, WorkerId(f"{3:016x}")}  # and the id that it takes
    await company.passes(STEADY_SECONDS + 2 * BEAT_SECONDS)
    assert one.membership.cut_off
    assert not other.membership.cut_off


async def test_who_has_begun_anew_is_not_meant_by_what_its_old_beat_is_answered(company: Company) -> None:
    one, other = [await company.comes() for _ in range(2)]
    other.membership.ask_ready = as_known_to(one)
    goes_on = company.roster.still[other.membership.me] = asyncio.Event()
    await company.passes(4)
    assert (len(one.gone), other.membership.cut_off) == (1, True)
    goes_on.set()
    await company.passes(2)
    assert (other.anew, other.membership.cut_off) == ([other.membership.me], False)


HERE, BESIDE, THERE, THERE_TOO = "http://10.0.0.1:1", "http://10.0.0.1:2", "http://10.0.0.2:1", "http://10.0.0.2:2"


def answering(*addresses: str) -> Callable[[Worker], Awaitable[bool | None]]:
    """Only the workers at these addresses can be asked, and the store answers them no more."""

    async def ask(worker: Worker) -> bool | None:
        return False if worker.address in addresses else None

    return ask


@pytest.mark.parametrize(
    ("others", "answers", "cut"),
    [
        ([THERE], [], True),
        ([BESIDE, THERE], [BESIDE], True),  # its neighbour knows no more
        ([BESIDE, THERE, "http://10.0.0.3:1"], [BESIDE, "http://10.0.0.3:1"], True),
        ([THERE], [THERE], False),
        ([THERE, THERE_TOO], [THERE], False),  # a worker that hangs, on a machine that is reached
        ([BESIDE], [], False),  # a machine is not cut off from itself
        ([], [], False),
    ],
    ids=["from all", "with its neighbour", "one of two machines", "none", "one worker hangs", "its neighbour hangs", "nobody else"],
)
async def test_who_reaches_neither_the_store_nor_another_machine_cannot_know_who_carries(
    company: Company, others: list[str], answers: list[str], cut: bool
) -> None:
    one, *_ = [await company.comes(address=address) for address in (HERE, *others)]
    await company.passes(1)
    one.membership.ask_ready = answering(*answers)
    company.roster.away = None
    await company.passes(CUT_SECONDS - 0.5)
    assert not one.membership.cut_off
    await company.passes(2.0)
    assert one.membership.cut_off is cut
    await company.passes(60.0)
    assert len(one.anew) == cut
    company.roster.away = set()
    await company.passes(2)
    assert not one.membership.cut_off


async def test_a_machine_that_misses_one_question_is_not_away(company: Company) -> None:
    one, _ = [await company.comes(address=address) for address in (HERE, THERE)]
    await company.passes(1)
    asked: list[Worker] = []

    async def ask(worker: Worker) -> bool | None:
        asked.append(worker)
        return None if len(asked) % 2 else False

    one.membership.ask_ready = ask
    company.roster.away = None
    await company.passes(20)
    assert len(asked) > 10
    assert not one.membership.cut_off


async def test_the_lowest_schema_that_all_read_is_told(company: Company) -> None:
    one, old = await company.comes(schema=7), await company.comes(schema=6)
    told: list[int] = []
    one.membership.on_schema.append(told.append)
    await company.passes(1)
    assert set(told) == {6}
    await old.stop()
    await company.passes(DEAD_SECONDS + 1.5)
    assert told[-1] == 7


class TestClocks:
    """Of workers that compare what they show, whatever the store's says."""

    @pytest.mark.parametrize("wrong", [-3600.0, -30.0, -2.0, 2.0])
    async def test_one_of_three_that_is_wrong_decides_nothing_until_it_is_right(self, company: Company, wrong: float) -> None:
        workers = [await company.comes() for _ in range(3)]
        await company.passes(1)
        workers[0].clock.put_right(wrong)
        workers[0].clock.now()
        await company.passes(BEAT_SECONDS)
        assert not workers[0].clock.right
        await company.passes(max(wrong, 0) + 2 * BEAT_SECONDS)
        for each in workers:
            assert each.clock.right
            assert abs(each.clock.now() - company.base.now()) < 0.3

    async def test_of_two_the_younger_follows(self, company: Company) -> None:
        elder = await company.comes()
        await company.passes(5)
        younger = await company.comes()
        await company.passes(1)
        elder.clock.put_right(20)
        await company.passes(4)
        assert younger.clock.now() - company.base.now() == pytest.approx(20, abs=0.3)
        younger.clock.put_right(20)
        await company.passes(30)
        assert elder.clock.now() - company.base.now() == pytest.approx(20, abs=0.3)
        assert younger.clock.now() == pytest.approx(elder.clock.now(), abs=0.3)

    @pytest.mark.parametrize("step", [-3600.0, 3600.0])
    async def test_who_comes_after_a_step_of_the_stores_clock_takes_the_others_time(self, company: Company, step: float) -> None:
        one = await company.comes()
        company.roster.ahead = step
        await company.passes(2)
        other = await company.comes()
        assert other.clock.now() == pytest.approx(one.clock.now(), abs=0.3)
        await company.passes(5)
        assert one.clock.now() == pytest.approx(company.base.now(), abs=0.3)

    async def test_the_first_takes_the_stores(self, company: Company) -> None:
        company.roster.ahead = 77
        one = await company.comes()
        assert one.clock.now() - company.base.now() == pytest.approx(77)
