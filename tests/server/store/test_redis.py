"""The shared store: the contract on a real Redis and on a Cluster of three, and what only several workers can do to each other."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from redis import exceptions
from redis.asyncio import RedisCluster as ClusterOfLibrary
from redis.asyncio.connection import AbstractConnection as ConnectionOfLibrary

from rooms.circle import SCHEMA, Stage
from rooms.ids import CircleId, Instant
from server.store.port import Conflict, NoSuchCircle, Store, Unavailable, UnknownSchema, Version
from server.store.redis import RedisStore, client, line, store as shared
from server.store.redis.keys import Keys
from tests.fakes import EVENING, a_circle, a_follow_up
from tests.server.store.contract import COMES_SECONDS, StoreContract, heard
from tests.server.store.redis_servers import Redis, asked, redis_server, standing_still

Place = tuple[str, str]
"""URL and prefix."""


_workers = 0


@asynccontextmanager
async def worker(url: str, prefix: str = "test") -> AsyncGenerator[RedisStore]:
    global _workers
    _workers += 1
    store = RedisStore(url, prefix, f"{_workers:016x}")
    await store.start()
    try:
        yield store
    finally:
        await store.stop()


def _prefix(place: Path) -> str:
    return sha256(str(place).encode()).hexdigest()[:12]


class RedisContract(StoreContract):
    url: str

    @asynccontextmanager
    async def running(self, place: Any) -> AsyncGenerator[Store]:
        async with worker(self.url, _prefix(place)) as store:
            yield store


class TestRedisStore(RedisContract):
    @pytest.fixture(autouse=True)
    def _url(self, one: str) -> None:
        type(self).url = one


class TestRedisClusterStore(RedisContract):
    @pytest.fixture(autouse=True)
    def _url(self, cluster: str) -> None:
        type(self).url = cluster


@pytest.fixture(params=["one", "cluster"])
def url(maker: str, request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    return _prefix(tmp_path)


async def test_what_another_worker_does_is_heard_where_it_is_watched(url: str, prefix: str) -> None:
    async with worker(url, prefix) as one, worker(url, prefix) as other:
        circles = [await one.open(a_circle(code), None) for code in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD")]
        changes = other.changes()
        for circle in circles[:3]:
            await other.watch(circle.circle.id)
        assert sorted(await heard(changes, "AAAAAAAA", "BBBBBBBB", "CCCCCCCC")) == ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]
        await other.unwatch(CircleId("CCCCCCCC"))
        for circle in circles:
            await one.commit(circle.version, replace(circle.circle, title="changed"), None)
        assert sorted(await heard(changes, "AAAAAAAA", "BBBBBBBB")) == ["AAAAAAAA", "BBBBBBBB"]
        assert (await other.load(CircleId("AAAAAAAA"))).circle.title == "changed"
        await other.watch(CircleId("CCCCCCCC"))
        assert await heard(changes, "CCCCCCCC") == ["CCCCCCCC"]
        await other.unwatch(CircleId("CCCCCCCC"))
        await other.watch(CircleId("CCCCCCCC"))
        assert await heard(changes, "CCCCCCCC") == ["CCCCCCCC"], "who watches anew has missed something, and is woken"


async def test_many_circles_that_are_watched_at_once_are_all_heard(url: str, prefix: str) -> None:
    async with worker(url, prefix) as one, worker(url, prefix) as other:
        codes = [f"AAAA{n:04d}" for n in range(200)]
        circles = [await one.open(a_circle(code), None) for code in codes]
        changes = other.changes()
        async with asyncio.TaskGroup() as tasks:
            for code in codes:
                tasks.create_task(other.watch(CircleId(code)))
                await asyncio.sleep(0)  # some while the line is being opened, some after
        assert sorted(await heard(changes, *codes)) == codes
        await asyncio.gather(*(one.commit(at.version, replace(at.circle, title="changed"), None) for at in circles))
        assert sorted(await heard(changes, *codes)) == codes


async def test_ears_outlive_a_line_that_breaks_while_it_is_opened_and_a_slot_without_a_node(
    cluster: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with worker(cluster, prefix) as one, worker(cluster, prefix) as other:
        nodes, opens = ClusterOfLibrary.get_node_from_key, ConnectionOfLibrary.connect
        nobody, broken = [True] * 3, [True] * 2
        # Of sixteen shelves two thirds are not where the URL leads to: asked there, Redis says so and the line ends.
        circles = [await one.open(a_circle(f"AAAA{n:04d}"), None) for n in range(16)]

        def node(of: Any, key: str) -> object:
            if nobody:
                nobody.pop()
                raise exceptions.SlotNotCoveredError
            return nodes(of, key)

        async def connect(of: Any) -> None:
            if broken:
                broken.pop()
                raise RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")  # as uvloop does
            await opens(of)

        monkeypatch.setattr(ClusterOfLibrary, "get_node_from_key", node)
        monkeypatch.setattr(ConnectionOfLibrary, "connect", connect)
        changes = other.changes()
        await asyncio.gather(*(other.watch(circle.circle.id) for circle in circles))
        async with asyncio.timeout(COMES_SECONDS):
            while nobody or broken:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.05)
        # Whoever watches anew is woken, and finds what was done before; whoever listens already is woken by what is done.
        for circle in circles:
            await one.commit(circle.version, replace(circle.circle, title="changed"), None)
        missing = {circle.circle.id for circle in circles}
        async with asyncio.timeout(COMES_SECONDS):
            while missing:
                if (await other.load(code := await anext(changes))).circle.title == "changed":
                    missing.discard(code)


async def test_of_two_workers_that_commit_at_once_one_is_told_of_the_other(url: str, prefix: str) -> None:
    async with worker(url, prefix) as one, worker(url, prefix) as other:
        opened = await one.open(a_circle(), None)
        tries = [store.commit(opened.version, replace(opened.circle, title=f"try {n}"), None) for n in range(10) for store in (one, other)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        (won,) = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
        assert all(outcome.current == won for outcome in outcomes if isinstance(outcome, Conflict))
        assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 19
        assert await one.load(opened.circle.id) == await other.load(opened.circle.id) == won


async def test_every_key_goes_by_itself_in_the_end(one: str, prefix: str) -> None:
    async with worker(one, prefix) as store:
        at = await store.open(a_circle(), EVENING)
        await store.commit(at.version, at.circle, EVENING)
        await store.keep_follow_up(a_follow_up())
        await store.beat(EVENING)
    with Redis.from_url(one) as redis:
        keys = list(redis.scan_iter(f"{prefix}:*"))
        assert len(keys) > 20
        assert [key for key in keys if redis.ttl(key) <= 0] == []


@pytest.mark.usefixtures("maker")
async def test_a_redis_that_lost_its_memory_is_given_back_the_circles(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        async with worker(url) as one, worker(url) as other:
            live, ended = [await one.open(a_circle(code), Instant(EVENING + 1)) for code in ("AAAAAAAA", "BBBBBBBB")]
            old = await other.load(live.circle.id)
            newest = await one.commit(live.version, replace(live.circle, title="newest"), Instant(EVENING + 2))
            await other.load(ended.circle.id)
            await one.commit(ended.version, replace(ended.circle, stage=Stage.ENDED), None)
            asked(url, "FLUSHALL")
            # the other worker comes first with what it saw, which is older
            restored = await other.load(old.circle.id)
            assert restored.circle == old.circle
            assert restored.version > newest.version
            # who saw more supersedes it
            assert (await one.load(newest.circle.id)).circle == newest.circle
            (version,) = await one.versions([newest.circle.id])
            assert version is not None
            assert version > restored.version
            for _ in range(3):
                assert (await other.load(newest.circle.id)) == await one.load(newest.circle.id)
            # what ended stays ended
            assert (await one.load(ended.circle.id)).circle.stage is Stage.ENDED
            assert (await other.load(ended.circle.id)).circle.stage is Stage.ENDED
            # and an old state is no ground to go on from
            with pytest.raises(Conflict) as conflict:
                await other.commit(old.version, replace(old.circle, title="from afar"), None)
            assert conflict.value.current.circle.title == "newest"


@pytest.mark.usefixtures("maker")
async def test_nothing_follows_a_circle_that_was_given_back_until_who_saw_more_had_time_to_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "GIVEN_BACK_SECONDS", 3600.0)
    with redis_server(tmp_path) as url:
        async with worker(url) as one, worker(url) as other:
            opened = await one.open(a_circle(), None)
            old = await other.load(opened.circle.id)
            newest = await one.commit(opened.version, replace(opened.circle, title="newest"), None)
            asked(url, "FLUSHALL")
            restored = await other.load(old.circle.id)
            with pytest.raises(Unavailable):
                await other.commit(restored.version, replace(restored.circle, title="would be lost"), None)
            again = await one.load(newest.circle.id)
            assert again.circle == newest.circle
            monkeypatch.setattr(shared, "GIVEN_BACK_SECONDS", 0.1)
            await asyncio.sleep(0.2)
            assert (await other.commit(again.version, replace(again.circle, title="goes on"), None)).circle.title == "goes on"


async def test_what_was_forgotten_in_order_is_not_given_back(one: str, prefix: str) -> None:
    async with worker(one, prefix) as first, worker(one, prefix) as second:
        opened = await first.open(a_circle(), None)
        assert await second.load(opened.circle.id) == opened
        assert await first.forget(Instant(EVENING + 365 * 86_400)) == 1
        with pytest.raises(NoSuchCircle):
            await second.load(opened.circle.id)
        assert await second.versions([opened.circle.id]) == [None]


@pytest.mark.usefixtures("maker")
async def test_what_a_circle_let_go_of_is_gone_from_the_log_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "WIPE_SECONDS", 1.0)
    with redis_server(tmp_path) as url:
        async with worker(url) as store:
            opened = await store.open(a_circle(title="Tonight at Zephyr Hill"), None)
            await store.keep_follow_up(a_follow_up(number="98765 43210"))
            await _until(lambda: b"Zephyr Hill" in _everything(tmp_path) and b"98765 43210" in _everything(tmp_path))
            await store.commit(opened.version, replace(opened.circle, title="", stage=Stage.ENDED), None)
            assert len(await store.take_follow_ups(EVENING)) == 1
            await _until(lambda: b"Zephyr Hill" not in _everything(tmp_path) and b"98765 43210" not in _everything(tmp_path))
            assert (await store.load(opened.circle.id)).circle.stage is Stage.ENDED


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        try:
            if holds():
                return
        except FileNotFoundError:
            pass  # the log is being written anew
        await asyncio.sleep(0.1)
    raise AssertionError("not within 20 s")


WRITTEN_AT_ONCE = ("--appendfsync", "always")
"""What was answered is on the disk, not only within a second: as long as a disk may take, no more is known of the other way."""


@pytest.mark.usefixtures("maker")
async def test_a_redis_that_is_killed_and_comes_back_has_everything(tmp_path: Path) -> None:
    with redis_server(tmp_path, *WRITTEN_AT_ONCE) as url:
        port = int(url.rpartition(":")[2].partition("/")[0])
        async with worker(url) as store:
            await store.watch(CircleId("AAAAAAAA"))
            at = await store.open(a_circle("AAAAAAAA"), None)
    async with asyncio.timeout(20):
        with redis_server(tmp_path, port=port) as url:
            async with worker(url) as store:
                assert await store.load(at.circle.id) == at


@pytest.mark.usefixtures("maker")
async def test_while_redis_is_away_commands_are_refused_and_go_on_afterwards(tmp_path: Path) -> None:
    with redis_server(tmp_path, *WRITTEN_AT_ONCE) as url:
        port = int(url.rpartition(":")[2].partition("/")[0])
        stores = [worker(url), worker(url)]
        one, other = [await store.__aenter__() for store in stores]
        at = await one.open(a_circle(), None)
        changes = other.changes()
        await other.watch(at.circle.id)
    try:
        with pytest.raises(Unavailable):
            await one.commit(at.version, at.circle, None)
        assert not one.ready()
        with redis_server(tmp_path, port=port):
            async with asyncio.timeout(COMES_SECONDS):
                while True:
                    try:
                        after = await one.commit(at.version, replace(at.circle, title="after"), None)
                        break
                    except Unavailable:
                        await asyncio.sleep(0.05)
                assert one.ready()
                while (await other.load(await anext(changes))).circle.title != "after":
                    pass
            assert after.version == Version(1, 2)
    finally:
        for store in stores:
            await store.__aexit__(None, None, None)


@pytest.mark.usefixtures("maker")
async def test_what_waits_for_a_redis_that_stands_still_is_told_so_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with redis_server(tmp_path) as url:
        async with worker(url) as store:
            at = await store.open(a_circle(), None)
            monkeypatch.setattr(line, "ANSWER_SECONDS", 0.5)
            with standing_still(tmp_path):
                asked = [asyncio.ensure_future(store.load(at.circle.id))]
                await asyncio.sleep(0)
                asked += [asyncio.ensure_future(store.load(at.circle.id)) for _ in range(300)]
                await asyncio.wait(asked[:1])
                for _ in range(10):
                    await asyncio.sleep(0)
                assert all(one.done() for one in asked), "they wait as long again"
                assert not store.ready()
            assert {type(answer) for answer in await asyncio.gather(*asked, return_exceptions=True)} == {Unavailable}
            assert await store.load(at.circle.id) == at


@pytest.mark.parametrize(
    ("full", "room"),
    [("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"), ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")],
    ids=["out of memory", "read-only"],
)
@pytest.mark.usefixtures("maker")
async def test_a_redis_that_writes_nothing_is_told_of_when_it_begins_and_when_it_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, full: str, room: str
) -> None:
    monkeypatch.setattr(client, "CALM_SECONDS", 3600.0)

    def told() -> list[str]:
        return [record.message for record in caplog.records if record.message.startswith("store-")]

    with redis_server(tmp_path) as url:
        async with worker(url) as store:
            at = await store.open(a_circle(), None)
            await store.beat(EVENING)
            asked(url, *full.split())
            for second in range(1, 6):
                with pytest.raises(Unavailable):
                    await store.beat(Instant(EVENING + second))
                assert await store.load(at.circle.id) == at
                assert not store.ready(), "what can be read is of no help to who taps"
            assert told() == ["store-unavailable"]
            asked(url, *room.split())
            assert not store.ready()
            await store.beat(Instant(EVENING + 6))
            assert store.ready()
            assert told() == ["store-unavailable"], "a moment is no end yet"
            monkeypatch.setattr(client, "CALM_SECONDS", 0.0)
            await store.beat(Instant(EVENING + 7))
            assert told() == ["store-unavailable", "store-available"]


async def test_a_circle_of_another_release_is_told_of_once_and_left_as_it_is(one: str, caplog: pytest.LogCaptureFixture) -> None:
    async with worker(one, "unread") as store:
        circle = a_circle()
        await store.open(circle, None)
        key = Keys("unread").shelf(circle.id).circle(circle.id)
        asked(one, "HSET", key, "schema", str(SCHEMA + 2))
        for _ in range(3):
            with pytest.raises(UnknownSchema):
                await store.load(circle.id)
        (record,) = [record for record in caplog.records if record.message == "circle-unreadable"]
        assert record.__dict__["circle"] == circle.id
        assert f"schema {SCHEMA + 2}" in record.__dict__["code"]
        asked(one, "HSET", key, "schema", str(SCHEMA))
        assert (await store.load(circle.id)).circle == circle
