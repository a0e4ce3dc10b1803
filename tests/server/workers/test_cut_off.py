"""A worker that has no answer of the store: cut off, if others have one or may have; else it goes on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from rooms.ids import WorkerId
from server.store.roster import BEAT_SECONDS, Worker
from server.workers.touch import CUT_SECONDS, STEADY_SECONDS
from tests.server.workers.company import Company, One


def as_known_to(peer: One) -> Callable[[Worker], Awaitable[bool | None]]:
    async def ask(worker: Worker) -> bool:
        assert worker.id == peer.membership.me
        return peer.membership.in_touch

    return ask


async def two_without_a_store(company: Company) -> tuple[One, One]:
    """For ten seconds by now; each can ask the other."""
    one, other = [await company.comes() for _ in range(2)]
    one.membership.ask_ready, other.membership.ask_ready = as_known_to(other), as_known_to(one)
    await company.passes(1)
    company.roster.away = None
    await company.passes(10)
    return one, other


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
    one, other = await two_without_a_store(company)
    assert not one.membership.cut_off
    assert not other.membership.cut_off
    assert (one.anew, other.anew) == ([], [])


async def test_a_store_that_is_back_for_one_a_moment_sooner_cuts_the_other_not_off(company: Company) -> None:
    one, other = await two_without_a_store(company)
    company.roster.away = {one.membership.me}
    await company.passes(1)
    assert not other.membership.in_touch
    company.roster.away = set()
    await company.passes(5)
    assert (one.anew, other.anew) == ([], [])
    assert other.membership.in_touch


async def test_who_stays_without_the_store_when_it_is_back_for_others_is_cut_off(company: Company) -> None:
    one, other = await two_without_a_store(company)
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
