"""A worker among others, on a roster in memory: who is given up, who begins anew, and when nobody may be."""


import pytest

from server.store.roster import BEAT_SECONDS, DEAD_SECONDS
from tests.server.store.roster_contract import a_lease
from tests.server.workers.company import Company


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
