"""What every roster promises, run on each of them: it tells who lives, and forgets nobody who was connected to one that does not."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from rooms.ids import CircleId, Instant, SeatId, SecretHash, WorkerId
from server.store.roster import Lease, Roster, Worker

_ids = count()


def a_worker(**fields: object) -> Worker:
    id = WorkerId(f"{next(_ids):016x}")
    return replace(Worker(id=id, address="http://127.0.0.1:1", schema=2, born=Instant(1.0)), **fields)  # pyright: ignore[reportArgumentType]


def a_lease(seat: str = "anu", token: str = "first", circle: str = "ABCD2345") -> Lease:
    return Lease(CircleId(circle), SeatId(seat), SecretHash(token))


class RosterContract:
    """Its tests share nothing: each works with workers of its own."""

    @pytest.fixture
    def roster(self) -> Roster:
        raise NotImplementedError

    async def test_a_beat_tells_who_else_is_there_and_what_they_say(self, roster: Roster) -> None:
        one, other = a_worker(load=3), a_worker(draining=True, shut=True, now=Instant(7.5), address="http://[::1]:9")
        first = await roster.beat(one)
        assert (first.buried, first.known, first.workers[one.id].worker) == (False, False, one)
        second = await roster.beat(other)
        assert {id: second.workers[id].worker for id in (one.id, other.id)} == {one.id: one, other.id: other}
        assert second.time >= first.time
        await asyncio.sleep(0.002)
        again = await roster.beat(replace(one, load=4))
        assert again.known
        assert again.workers[one.id].worker.load == 4
        assert again.workers[one.id].at > first.workers[one.id].at
        assert again.workers[other.id] == second.workers[other.id]

    async def test_who_is_buried_learns_it_and_is_not_there_any_more(self, roster: Roster) -> None:
        one, other = a_worker(), a_worker()
        last = (await roster.beat(one)).workers[one.id].at
        assert await roster.bury(one.id, last)
        assert await roster.bury(one.id, last)
        seen = await roster.beat(other)
        assert one.id not in seen.workers
        assert one.id in seen.gone
        for _ in range(2):
            after = await roster.beat(one)
            assert after.buried
            assert one.id not in after.workers

    async def test_who_has_beaten_since_is_not_buried(self, roster: Roster) -> None:
        one = a_worker()
        last = (await roster.beat(one)).workers[one.id].at
        await asyncio.sleep(0.002)
        await roster.beat(one)
        assert not await roster.bury(one.id, last)
        assert not (await roster.beat(one)).buried

    async def test_nobody_buries_whom_nobody_knows(self, roster: Roster) -> None:
        assert not await roster.bury(a_worker().id, Instant(1.0))

    async def test_who_leaves_in_order_leaves_no_estate(self, roster: Roster) -> None:
        one, other = a_worker(), a_worker()
        await roster.beat(one)
        await roster.sit(one.id, a_lease())
        await roster.rise(one.id, a_lease())
        await roster.leave(one.id)
        seen = await roster.beat(other)
        assert one.id not in seen.workers
        assert one.id in seen.gone
        assert one.id not in seen.estates

    @pytest.mark.parametrize("buried", [True, False])
    async def test_the_leases_of_who_is_gone_are_an_estate_until_all_are_settled(self, roster: Roster, buried: bool) -> None:
        one, other = a_worker(), a_worker()
        last = (await roster.beat(one)).workers[one.id].at
        leases = [a_lease("anu"), a_lease("bela"), a_lease("anu", circle="EFGH2345")]
        for lease in leases:
            await roster.sit(one.id, lease)
        assert one.id not in (await roster.beat(other)).estates
        await (roster.bury(one.id, last) if buried else roster.leave(one.id))
        assert one.id in (await roster.beat(other)).estates
        assert sorted(await roster.leases(one.id)) == sorted(leases)
        await roster.settle(one.id, leases[:2])
        assert one.id in (await roster.beat(other)).estates
        await roster.settle(one.id, leases[1:])
        assert await roster.leases(one.id) == []
        assert one.id not in (await roster.beat(other)).estates

    async def test_of_a_seat_the_newest_lease_stays(self, roster: Roster) -> None:
        one = a_worker()
        await roster.beat(one)
        await roster.sit(one.id, a_lease(token="first"))
        await roster.sit(one.id, a_lease(token="second"))
        await roster.rise(one.id, a_lease(token="first"))
        assert await roster.leases(one.id) == [a_lease(token="second")]
        await roster.rise(one.id, a_lease(token="second"))
        await roster.rise(one.id, a_lease(token="second"))
        assert await roster.leases(one.id) == []

    async def test_who_sits_down_at_one_that_is_gone_is_an_estate_at_once(self, roster: Roster) -> None:
        one, other = a_worker(), a_worker()
        last = (await roster.beat(one)).workers[one.id].at
        await roster.bury(one.id, last)
        await roster.sit(one.id, a_lease())
        assert one.id in (await roster.beat(other)).estates

    async def test_two_that_bury_each_other_at_once_while_both_beat(self, roster: Roster) -> None:
        """Whatever comes first: nobody beats again after they were buried, and whoever buried them is told so."""
        for _ in range(20):
            one, other = a_worker(), a_worker()
            at = (await roster.beat(one)).workers[one.id].at
            there = (await roster.beat(other)).workers[other.id].at
            gone, also, mine, theirs = await asyncio.gather(
                roster.bury(other.id, there), roster.bury(one.id, at), roster.beat(one), roster.beat(other)
            )
            assert (gone, also) == (theirs.buried, mine.buried) or gone or also
            seen = await roster.beat(a_worker())
            assert (other.id in seen.gone, other.id in seen.workers) == (gone, not gone)
            assert (one.id in seen.gone, one.id in seen.workers) == (also, not also)
