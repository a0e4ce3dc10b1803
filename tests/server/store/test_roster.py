"""The roster on a real Redis and on a Cluster of three."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rooms.ids import Instant
from server.store.redis import RedisStore
from server.store.roster import Roster
from tests.fakes import EVENING, FakeClock
from tests.server.store.redis_servers import Redis, redis_server
from tests.server.store.roster_contract import RosterContract, a_lease, a_worker
from tests.server.workers.rosters import MemoryRoster


@asynccontextmanager
async def store_at(url: str, prefix: str = "test") -> AsyncGenerator[RedisStore]:
    store = RedisStore(url, prefix, "0" * 16)
    await store.start()
    try:
        yield store
    finally:
        await store.stop()


class TestMemoryRoster(RosterContract):
    @pytest.fixture
    def roster(self) -> Roster:
        return MemoryRoster(FakeClock())


class TestRedisRoster(RosterContract):
    @pytest.fixture
    async def roster(self, one: str) -> AsyncGenerator[Roster]:
        async with store_at(one) as store:
            yield store.roster


class TestRedisClusterRoster(RosterContract):
    @pytest.fixture
    async def roster(self, cluster: str) -> AsyncGenerator[Roster]:
        async with store_at(cluster) as store:
            yield store.roster


@pytest.mark.usefixtures("maker")
@pytest.mark.parametrize("where", ["one", "cluster"])
async def test_of_a_beat_and_a_burial_by_two_lines_one_comes_first(where: str, request: pytest.FixtureRequest) -> None:
    """Either it was buried, and is told so by this beat or by the next; or it has beaten, and lives."""
    url = request.getfixturevalue(where)
    async with store_at(url) as mine, store_at(url) as theirs:
        outcomes: set[bool] = set()
        for round in range(60):
            me = a_worker()
            last = (await mine.roster.beat(me)).workers[me.id].at
            await mine.roster.sit(me.id, a_lease())
            await asyncio.sleep(0.002)
            first, second = (
                (mine.roster.beat(me), theirs.roster.bury(me.id, last)) if round % 2 else (theirs.roster.bury(me.id, last), mine.roster.beat(me))
            )
            answers = await asyncio.gather(first, second)
            (buried,) = [answer for answer in answers if isinstance(answer, bool)]
            after = await mine.roster.beat(me)
            assert after.buried is buried
            assert (me.id in after.workers, me.id in after.estates) == (not buried, buried)
            outcomes.add(buried)
        assert outcomes == {True, False}


async def test_every_key_of_the_roster_goes_by_itself_in_the_end(one: str) -> None:
    async with store_at(one, "ends") as store:
        dead, alive = a_worker(), a_worker()
        last = (await store.roster.beat(dead)).workers[dead.id].at
        await store.roster.sit(dead.id, a_lease())
        await store.roster.bury(dead.id, last)
        await store.roster.beat(alive)
        await store.roster.sit(alive.id, a_lease())
    with Redis.from_url(one) as redis:
        keys = list(redis.scan_iter("ends:{workers}:*"))
        assert len(keys) == 6
        assert [key for key in keys if redis.ttl(key) <= 0] == []


@pytest.mark.usefixtures("maker")
async def test_a_store_that_lost_its_memory_does_not_know_who_beats(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        async with store_at(url) as store:
            worker = a_worker()
            await store.roster.beat(worker)
            assert (await store.roster.beat(worker)).known
            with Redis.from_url(url) as redis:
                redis.flushall()
            lost = await store.roster.beat(worker)
            assert (lost.known, lost.buried) == (False, False)


async def test_of_all_who_notice_a_gap_one_is_told(one: str) -> None:
    async with store_at(one, "gap") as store, store_at(one, "gap") as other:
        assert await store.beat(EVENING) is None
        assert await other.beat(Instant(EVENING + 1)) is None
        assert await store.beat(Instant(EVENING + 0.5)) is None
        told = [await each.beat(Instant(EVENING + 60)) for each in (store, other, store)]
        assert told == [EVENING + 1, None, None]


async def test_a_worker_that_says_what_nobody_understands_stops_no_other_and_is_given_up_when_it_is_silent(
    one: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with store_at(one, "unknown") as store:
        me, other = a_worker(), a_worker()
        await store.roster.beat(other)
        await store.roster.sit(other.id, a_lease())
        with Redis.from_url(one) as redis:
            redis.hset("unknown:{workers}:said", other.id, '{"id": 7}')
        (heard, *_) = [(await store.roster.beat(me)).workers[other.id] for _ in range(3)]
        assert (heard.worker.address, heard.worker.now) == ("", 0.0), "it is counted on"
        assert [record.message for record in caplog.records] == ["worker-unknown"]
        assert await store.roster.bury(other.id, heard.at)
        after = await store.roster.beat(me)
        assert (set(after.workers), after.estates) == ({me.id}, {other.id})
