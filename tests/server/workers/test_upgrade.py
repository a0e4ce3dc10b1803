"""A meeting served by two releases at once: what the older one cannot read is not written before it has gone, and nothing is lost."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from rooms.circle import SCHEMA, Circle
from rooms.ids import CircleId, Instant, WorkerId
from server.store.port import Version
from server.store.redis import RedisStore
from server.store.redis.keys import Keys
from server.store.roster import BEAT_SECONDS, Worker
from server.store.snapshot import decode
from tests.member import Member
from tests.server.store.redis_servers import Redis, redis_server
from tests.serving import plain_pages, running_server

PREFIX = "upgrade"


@pytest.fixture
def url(tmp_path: Path) -> Generator[str]:
    with redis_server(tmp_path / "redis") as url:
        yield url


class OldWorker:
    """Of the release before: says so with every beat, reads what that release reads, and writes as it."""

    def __init__(self, url: str, store: RedisStore) -> None:
        self._redis = Redis.from_url(url)
        self._store = store
        store.schema = SCHEMA - 1
        self.me = Worker(id=WorkerId("f" * 16), address="", schema=SCHEMA - 1, born=Instant(1.0), now=Instant(1.0))

    async def live(self) -> None:
        while True:
            await self._store.roster.beat(self.me)
            await asyncio.sleep(BEAT_SECONDS)

    def read(self, code: str) -> tuple[int, Version, Circle]:
        """As it is written now. Any schema, for the test to look at."""
        epoch, version, schema, state = self._redis.hmget(
            Keys(PREFIX).shelf(CircleId(code)).circle(CircleId(code)), "epoch", "version", "schema", "state"
        )
        if int(schema) < SCHEMA:
            assert b'"voices"' not in state
        return int(schema), Version(int(epoch), int(version)), decode(int(schema), state)

    async def write(self, code: str, **change: str) -> None:
        schema, version, circle = self.read(code)
        assert schema == SCHEMA - 1
        await self._store.commit(version, replace(circle, **change), None)  # pyright: ignore[reportArgumentType]

    async def leave(self) -> None:
        await self._store.roster.leave(self.me.id)


@asynccontextmanager
async def old_worker(url: str) -> AsyncGenerator[tuple[OldWorker, asyncio.Task[None]]]:
    store = RedisStore(url, PREFIX, "f" * 16)
    await store.start()
    old = OldWorker(url, store)
    await store.roster.beat(old.me)
    living = asyncio.ensure_future(old.live())
    try:
        yield old, living
    finally:
        living.cancel()
        await store.stop()


async def test_a_worker_of_the_release_before_leaves_in_the_middle_of_a_meeting(url: str, tmp_path: Path) -> None:
    pages = plain_pages(tmp_path / "static")
    async with (
        old_worker(url) as (old, living),
        running_server(tmp_path / "new", static=pages, redis=url, redis_prefix=PREFIX) as new,
        running_server(tmp_path / "newer", static=pages, redis=url, redis_prefix=PREFIX) as newer,
        aiohttp.ClientSession() as session,
    ):
        links = await new.open_circle(lobby=False)
        async with Member(session, new.url) as kim, Member(session, newer.url) as anu:
            assert (await kim.join(links.code, links.facilitator.rpartition(".")[2]))["ok"]
            assert (await anu.join(links.code, links.member.rpartition(".")[2]))["ok"]
            assert (await anu.do("raise_hand"))["ok"]
            assert old.read(links.code)[0] == SCHEMA - 1
            await old.write(links.code, title="From the release before")
            await kim.until(lambda kim: kim.view["title"] == "From the release before")
            assert (await kim.do("start_circle"))["ok"]
            assert (await anu.do("begin"))["ok"]
            before = old.read(links.code)
            assert before[0] == SCHEMA - 1
            living.cancel()
            await old.leave()
            async with asyncio.timeout(20):
                while cast(RedisStore, new.app.store).schema != SCHEMA:  # noqa: ASYNC110  # with one of its next beats
                    await asyncio.sleep(0.05)
            assert (await kim.do("pause"))["ok"]
            schema, _, after = old.read(links.code)
            assert schema == SCHEMA
            assert (after.title, after.seats.keys()) == ("From the release before", before[2].seats.keys())
            assert after.turn is not None
            assert after.turn.seat == anu.seat
            assert (await kim.do("resume"))["ok"]
            assert (await anu.do("done"))["ok"]
            await asyncio.gather(*(each.until(lambda each: each.view.get("turn") is None) for each in (kim, anu)))
