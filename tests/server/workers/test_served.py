"""Whole servers that share a Redis: they know of each other, and what one leaves behind another one deals with."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path

import aiohttp
import pytest

from rooms.circle import SCHEMA
from rooms.ids import CircleId, Instant
from rooms.seat import Presence
from server.settings import WrongSetting
from server.store.redis import RedisStore
from server.store.roster import BEAT_SECONDS, Worker
from tests.member import Member
from tests.server.store.redis_servers import redis_server
from tests.server.store.roster_contract import a_worker
from tests.serving import plain_pages, running_server, server_process


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return plain_pages(tmp_path / "static")


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(1500):
        if await holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("not within 30 s")


async def test_a_worker_that_is_killed_is_given_up_and_its_people_are_away(url: str, tmp_path: Path, pages: Path) -> None:
    async with (
        running_server(tmp_path / "one", static=pages, redis=url, redis_prefix="killed") as one,
        server_process(tmp_path / "other", "--redis", url, "--redis-prefix", "killed", static=pages) as other,
        aiohttp.ClientSession() as session,
    ):
        membership = one.app.membership
        assert membership is not None
        links = await one.open_circle()

        async def presences() -> list[Presence]:
            return sorted(seat.presence for seat in (await one.app.circles.load(CircleId(links.code))).circle.seats.values())

        async def both_live() -> bool:
            return len(membership.peers()) == 1

        async def one_is_away() -> bool:
            return await presences() == [Presence.AWAY, Presence.PRESENT]

        async with Member(session, one.url) as here, Member(session, other.url) as there:
            secret = links.facilitator.rpartition(".")[2]
            assert (await here.join(links.code, secret))["ok"]
            assert (await there.join(links.code, secret))["ok"]
            await until(both_live)
            assert await presences() == [Presence.PRESENT, Presence.PRESENT]
            await other.kill()
            await until(one_is_away)
            assert membership.buried == 1
        async with session.get(f"{one.url}/readyz") as answer:
            assert await answer.json() == {"ready": True, "store": True, "audio": True, "among_others": True, "staying": True}
        async with session.get(f"{one.url}/metrics") as answer:
            text = await answer.text()
        assert "circlekeeper_workers 1.0" in text
        assert 'circlekeeper_workers_given_up_total{kind="all"} 1.0' in text


async def test_a_worker_whose_store_breaks_ends(url: str, tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would live on, deaf and mute, and nobody would start it anew."""
    broken = asyncio.Event()

    async def breaks(_: object) -> None:
        await broken.wait()
        raise RuntimeError("ears")

    monkeypatch.setattr("server.store.redis.ears.Ears.run", breaks)

    async def serve() -> None:
        async with asyncio.timeout(10), running_server(tmp_path / "one", static=pages, redis=url, redis_prefix="broken"):
            broken.set()
            await asyncio.sleep(9)

    with pytest.raises(ExceptionGroup) as fault:
        await serve()
    assert fault.group_contains(RuntimeError, match="ears")


async def test_a_worker_that_others_cannot_reach_is_told_of(url: str, tmp_path: Path, pages: Path, caplog: pytest.LogCaptureFixture) -> None:
    """On several machines --worker-host was forgotten, or a firewall is between: the roster knows it, and nobody can hear through it."""
    async with (
        running_server(tmp_path / "one", static=pages, redis=url, redis_prefix="unreached"),
        running_server(tmp_path / "other", static=pages, redis=url, redis_prefix="unreached") as other,
    ):
        assert other.app.membership is not None
        mine = other.app.membership.me
        other.app.membership.address = "http://127.0.0.1:1"

        async def told() -> bool:
            return any(record.message == "worker-unreached" and record.__dict__["worker"] == mine for record in caplog.records)

        await until(told)


@pytest.mark.parametrize("apart", [-2, 2])
async def test_a_release_too_far_from_the_others_does_not_serve(url: str, tmp_path: Path, pages: Path, apart: int) -> None:
    """What one of them writes the other could not read: its people would be told not now until the other has gone."""
    store = RedisStore(url, f"far{apart}", "f" * 16)
    await store.start()
    try:
        far = a_worker(schema=SCHEMA + apart, now=Instant(1.0))
        await store.roster.beat(far)
        living = asyncio.ensure_future(lives(store, far))
        with pytest.raises(WrongSetting, match=rf"too far .*form {SCHEMA + apart}\)"):
            async with running_server(tmp_path / "one", static=pages, redis=url, redis_prefix=f"far{apart}"):
                pass
        living.cancel()
        assert set((await store.roster.beat(far)).workers) == {far.id}
        await store.roster.leave(far.id)
        async with running_server(tmp_path / "one", static=pages, redis=url, redis_prefix=f"far{apart}"):
            pass
    finally:
        await store.stop()


async def lives(store: RedisStore, worker: Worker) -> None:
    """However long it takes a busy machine to start another one."""
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await store.roster.beat(worker)


async def test_a_machine_with_another_centres_key_is_told_and_does_not_serve(url: str, tmp_path: Path, pages: Path) -> None:
    """It would be named to carry voices, and nobody could reach them: what workers ask each other is signed with the key."""
    async with running_server(tmp_path / "one", static=pages, redis=url, redis_prefix="strangers") as one:
        membership = one.app.membership
        assert membership is not None
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "centre.key").write_text("0" * 64 + "\n")
        with pytest.raises(WrongSetting, match=r"another centre\.key"):
            async with running_server(tmp_path / "other", static=pages, redis=url, redis_prefix="strangers"):
                pass
        assert membership.alone()
        async with running_server(tmp_path / "third", static=pages, redis=url, redis_prefix="theirs"):
            pass
