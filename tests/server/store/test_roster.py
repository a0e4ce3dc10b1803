"""The roster on a real Redis and on a Cluster of three."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rooms.ids import Instant
from server.store.redis import RedisStore
from server.store.roster import Roster
from tests.fakes import EVENING, FakeClock
from tests.server.store.redis_servers import Redis, redis_cluster, redis_server
from tests.server.store.roster_contract import RosterContract, a_lease, a_worker
from tests.server.workers.rosters import MemoryRoster


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_cluster(tmp_path_factory.mktemp("cluster")) as url:
        yield url


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
