"""What is left behind is told to the circles: by the proof that was lost, by one worker first, and by the next if that one dies too."""

import asyncio

import pytest

from moderation.actors import System
from rooms.commands import Command, MarkAway
from rooms.ids import CircleId, WorkerId
from server.store.port import NoSuchCircle, Unavailable
from server.store.roster import DEAD_SECONDS, Lease
from server.workers.estates import NEXT_SECONDS, ORDERLY_SECONDS, Estates
from server.workers.leases import Leases
from tests.fakes import FakeClock
from tests.leaping import leaping
from tests.server.store.roster_contract import a_lease
from tests.server.workers.company import Company, One, a_company, quiet
from tests.server.workers.rosters import MemoryRoster


class Road:
    """Remembers who was called away, and by which proof."""

    def __init__(self) -> None:
        self.away: list[Lease] = []
        self.failures: list[Exception] = []

    async def submit(self, circle: CircleId, actor: System, command: Command) -> object:
        assert isinstance(command, MarkAway)
        assert command.token is not None
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop()
        self.away.append(Lease(circle, command.seat, command.token))
        return None


def estates(company: Company, one: One) -> tuple[Estates, Road]:
    road = Road()
    return Estates(one.membership, company.roster, road, company.base), road


async def test_of_a_dead_worker_everybody_is_called_away_once() -> None:
    async with a_company() as company:
        one, other, dead = [await company.comes() for _ in range(3)]
        leases = [a_lease(f"seat {n}") for n in range(200)]
        for lease in leases:
            dead.membership.leases.sit(lease)
        await company.passes(1)
        await dead.stop()
        await company.passes(DEAD_SECONDS + 1)
        dealing = [estates(company, each) for each in (one, other)]
        for _ in range(2 + int(NEXT_SECONDS * 2)):
            for each, _ in dealing:
                await each.deal()
            await company.passes(1)
        assert sorted(lease for _, road in dealing for lease in road.away) == sorted(leases)
        assert one.membership.estates == frozenset()


async def test_what_the_first_does_not_deal_with_the_next_does() -> None:
    async with a_company() as company:
        one, other, dead = [await company.comes() for _ in range(3)]
        dead.membership.leases.sit(a_lease())
        await company.passes(1)
        await dead.stop()
        await company.passes(DEAD_SECONDS + 1)
        (second,) = [each for each in (one, other) if each.membership.rank(dead.membership.me) == 1]
        dealing, road = estates(company, second)
        await dealing.deal()
        assert road.away == []
        await company.passes(NEXT_SECONDS)
        await dealing.deal()
        assert road.away == [a_lease()]


async def test_who_is_told_to_come_back_in_order_is_not_called_away_on_the_way() -> None:
    async with a_company() as company:
        one, leaving = [await company.comes() for _ in range(2)]
        leaving.membership.leases.sit(a_lease())
        await company.passes(1)
        await leaving.stop()
        await leaving.membership.leave()
        await company.passes(1)
        dealing, road = estates(company, one)
        await dealing.deal()
        await company.passes(ORDERLY_SECONDS - 1)
        await dealing.deal()
        assert road.away == []
        await company.passes(1)
        await dealing.deal()
        assert road.away == [a_lease()]


@pytest.mark.parametrize(("failure", "stays"), [(NoSuchCircle(CircleId("ABCD2345")), False), (RuntimeError("planted"), False), (Unavailable(), True)])
async def test_an_estate_stays_until_its_circles_know(failure: Exception, stays: bool) -> None:
    async with a_company() as company:
        one, dead = [await company.comes() for _ in range(2)]
        dead.membership.leases.sit(a_lease())
        await company.passes(1)
        await dead.stop()
        await company.passes(DEAD_SECONDS + 1.5)
        dealing, road = estates(company, one)
        road.failures = [failure]
        await dealing.deal()
        await company.passes(1)
        assert bool(one.membership.estates) is stays
        await dealing.deal()
        assert road.away == ([a_lease()] if stays else [])


class TestLeases:
    @leaping
    async def test_a_lease_is_written_when_the_store_is_back(self) -> None:
        roster = MemoryRoster(FakeClock())
        leases = Leases(roster, lambda: WorkerId("me"))
        running = asyncio.ensure_future(leases.run())
        try:
            roster.away = None
            leases.sit(a_lease("anu"))
            leases.sit(a_lease("bela"))
            await quiet()
            leases.rise(a_lease("bela"))
            assert await roster.leases(WorkerId("me")) == []
            roster.away = set()
            async with asyncio.timeout(5):
                while await roster.leases(WorkerId("me")) != [a_lease("anu")]:  # noqa: ASYNC110  # nothing tells of it
                    await asyncio.sleep(0.05)
        finally:
            running.cancel()

    async def test_a_late_rise_leaves_whoever_came_back(self) -> None:
        roster = MemoryRoster(FakeClock())
        leases = Leases(roster, lambda: WorkerId("me"))
        running = asyncio.ensure_future(leases.run())
        try:
            leases.sit(a_lease(token="first"))
            await quiet()
            leases.sit(a_lease(token="second"))
            leases.rise(a_lease(token="first"))
            await quiet()
            assert await roster.leases(WorkerId("me")) == [a_lease(token="second")]
        finally:
            running.cancel()
