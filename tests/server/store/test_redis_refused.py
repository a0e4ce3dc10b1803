"""A Redis that cannot be used: one line that says why, without the password."""

from pathlib import Path

import pytest

from server.store.port import StoreUnusable
from server.store.redis import RedisStore
from server.store.redis.client import usable
from tests.server.store.redis_servers import asked, redis_server, sentinel


@pytest.mark.usefixtures("maker")
async def test_a_redis_that_throws_things_away_is_refused(tmp_path: Path) -> None:
    with redis_server(tmp_path, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru") as url, pytest.raises(StoreUnusable, match="noeviction"):
        await RedisStore(url, "test", "0" * 16).start()


@pytest.mark.usefixtures("maker")
async def test_a_wrong_password_is_told_in_one_line_without_it(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        asked(url, "CONFIG", "SET", "requirepass", "secret")
        with pytest.raises(StoreUnusable, match="refuses the user or the password") as error:
            await RedisStore(url.replace("redis://", "redis://:wrong@"), "test", "0" * 16).start()
        assert "wrong" not in str(error.value)


@pytest.mark.parametrize("version", ["6.2.14", "5.0.7"])
def test_an_older_redis_is_refused(version: str) -> None:
    with pytest.raises(StoreUnusable, match="7 or newer"):
        usable("Redis at x:1", {"redis_version": version}, {}, {}, of_many=False)


@pytest.mark.parametrize(("ending", "words"), [("/77", "DB index is out of range"), ("?foo=bar", "after the [?]")])
async def test_what_redis_has_not_is_told_in_one_line(one: str, ending: str, words: str) -> None:
    with pytest.raises(StoreUnusable, match=words):
        await RedisStore(one.removesuffix("/0") + ending, "test", "0" * 16).start()


async def test_a_replica_is_refused(tmp_path: Path, one: str) -> None:
    with redis_server(tmp_path, "--replicaof", *one.removeprefix("redis://").removesuffix("/0").split(":")) as url:
        with pytest.raises(StoreUnusable, match="is a replica"):
            await RedisStore(url, "test", "0" * 16).start()


@pytest.mark.usefixtures("maker")
async def test_a_sentinel_is_refused(tmp_path: Path) -> None:
    with sentinel(tmp_path) as url, pytest.raises(StoreUnusable, match="as a Sentinel does: name the Redis that it watches"):
        await RedisStore(url, "test", "0" * 16).start()


async def test_no_redis_is_told_in_one_line_without_the_password() -> None:
    with pytest.raises(StoreUnusable) as error:
        await RedisStore("redis://someone:hidden@127.0.0.1:1/0", "test", "0" * 16).start()
    assert "hidden" not in str(error.value)
    assert "127.0.0.1:1 does not answer: nobody listens there" in str(error.value)
    with pytest.raises(StoreUnusable, match="^Redis at /nowhere does not answer"):
        await RedisStore("unix:///nowhere", "test", "0" * 16).start()




@pytest.mark.parametrize("password", ["secret#1", "secret?1", "secret[1", "secret/1"])
async def test_a_password_that_breaks_the_address_is_not_repeated(password: str) -> None:
    with pytest.raises(StoreUnusable, match="two hex digits") as refused:
        await RedisStore(f"redis://worker:{password}@127.0.0.1:1", "test", "0" * 16).start()
    assert "secret" not in str(refused.value)
