"""The Redis of `compose.yaml`, started by its own script: its one user may do all that workers need, and nothing else."""

import re
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.exceptions import AuthenticationError, RedisError

from server.store.port import Store, StoreUnusable
from server.store.redis.rights import NEEDED
from server.store.roster import Roster
from tests.fakes import EVENING, a_circle
from tests.server.store.contract import StoreContract
from tests.server.store.redis_servers import COMPOSE, Redis, redis_of_compose
from tests.server.store.roster_contract import RosterContract
from tests.server.store.test_redis import worker

STORE = Path(__file__).resolve().parents[3] / "server" / "store" / "redis"

PREFIX = "circlekeeper"


@pytest.fixture(scope="module")
def url(maker: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_of_compose(tmp_path_factory.mktemp(maker)) as url:
        yield url


class TestStoreOfOneWhoMayLittle(StoreContract):
    url: str

    @pytest.fixture(autouse=True)
    def _url(self, url: str) -> None:
        type(self).url = url

    @asynccontextmanager
    async def running(self, place: Any) -> AsyncGenerator[Store]:
        async with worker(self.url, f"{PREFIX}:{place.name}") as store:
            yield store


class TestRosterOfOneWhoMayLittle(RosterContract):
    @pytest.fixture
    async def roster(self, url: str, tmp_path: Path) -> AsyncGenerator[Roster]:
        async with worker(url, f"{PREFIX}:{tmp_path.name}") as store:
            yield store.roster


async def test_a_log_on_disk_is_written_anew_and_others_are_heard(url: str) -> None:
    async with worker(url, PREFIX) as one, worker(url, PREFIX) as other:
        at = await one.open(a_circle(), EVENING)
        changes = other.changes()
        await other.watch(at.circle.id)
        assert await anext(changes) == at.circle.id
        await one.commit(at.version, at.circle, None)
        assert await anext(changes) == at.circle.id
        await one.forget(EVENING)
        await other.unwatch(at.circle.id)
    with Redis.from_url(url) as redis:
        assert redis.execute_command("BGREWRITEAOF")


RIGHTS = ("+spublish", "+ssubscribe", "+zrem", "+bgrewriteaof", "+evalsha", "+info", "+eval", "~circlekeeper:*", "&circlekeeper:*")


@pytest.mark.parametrize("right", RIGHTS)
async def test_a_user_who_may_not_do_what_workers_do_is_refused_at_the_start(url: str, one: str, right: str) -> None:
    """And not found out about in the middle of a meeting."""
    rules = (COMPOSE / "users.acl").read_text().splitlines()[1].split()[4:]
    user = f"without{right[1:].strip(':*')}"
    with Redis.from_url(one) as redis:
        for rights, name in ((rules, "withall"), ([rule for rule in rules if rule != right], user)):
            redis.execute_command("ACL", "SETUSER", name, "reset", "on", ">secret", *rights)
    at = one.removeprefix("redis://")
    async with worker(f"redis://withall:secret@{at}", PREFIX):
        pass
    with pytest.raises(StoreUnusable, match="may not") as refused:
        async with worker(f"redis://{user}:secret@{at}", PREFIX):
            pass
    if right[0] == "+":
        assert right[1:] in str(refused.value).lower()
    assert "secret" not in str(refused.value)


async def test_on_a_cluster_the_user_needs_to_know_where_everything_is(cluster: str) -> None:
    rules = (COMPOSE / "users.acl").read_text().splitlines()[1].split()[4:]
    with Redis.from_url(cluster) as redis:
        redis.execute_command("ACL", "SETUSER", "little", "reset", "on", ">secret", *rules)
    with pytest.raises(StoreUnusable, match="may not run CLUSTER SLOTS, COMMAND under"):
        async with worker(cluster.replace("redis://", "redis://little:secret@"), PREFIX):
            pass


NOT_ALLOWED = (
    ("SET", "other:key", "1"), ("GET", "other:key"), ("SPUBLISH", "other", "1"), ("PUBLISH", f"{PREFIX}:x", "1"), ("KEYS", "*"), ("SCAN", "0"),
    ("FLUSHALL",), ("FLUSHDB",), ("CONFIG", "GET", "*"), ("CONFIG", "SET", "maxmemory", "0"), ("ACL", "LIST"), ("SHUTDOWN",), ("MONITOR",),
    ("CLIENT", "LIST"), ("SLOWLOG", "GET"), ("SCRIPT", "FLUSH"), ("MODULE", "LIST"), ("REPLICAOF", "NO", "ONE"), ("SAVE",),
    ("EVAL", "return redis.call('GET', KEYS[1])", "1", "other:key"), ("EVAL", f"return redis.call('KEYS', '{PREFIX}:*')", "0"),
    ("EVAL", "return redis.call('SPUBLISH', 'other', '1')", "0"),
)  # fmt: skip


@pytest.mark.parametrize("asked", NOT_ALLOWED, ids=lambda asked: " ".join(asked)[:40])
def test_nothing_else_is_allowed(url: str, asked: tuple[str, ...]) -> None:
    with Redis.from_url(url) as redis, pytest.raises(RedisError, match=r"permission|can't (run|publish)"):
        redis.execute_command(*asked)


@pytest.mark.parametrize("who", ["", "circlekeeper:@", "circlekeeper:guessed@", "default:@", "default:guessed@"])
async def test_nobody_comes_in_without_name_and_password(url: str, who: str) -> None:
    scheme, _, rest = url.partition("://")
    stranger = f"{scheme}://{who}{rest.partition('@')[2]}"
    with pytest.raises(StoreUnusable):
        async with worker(stranger, PREFIX):
            pass
    with Redis.from_url(stranger) as redis, pytest.raises(AuthenticationError):
        redis.ping()


def test_every_command_that_is_used_is_allowed() -> None:
    """By the sources, so that a new command is not found out about in an installation."""
    lua = "".join(path.read_text() for path in STORE.glob("*.lua"))
    python = "".join(path.read_text() for path in STORE.rglob("*.py"))
    used = set(re.findall(r"redis\.call\('([A-Z]+)'", lua)) | set(re.findall(r'\b(?:ask|_ask|everywhere)\(\s*"([A-Z]+)"', python))
    assert {"SPUBLISH", "TIME", "BGREWRITEAOF", "HVALS"} <= used
    assert used - {needed.partition(" ")[0] for needed in NEEDED} == set(), "asked about at the start"
    assert {command.lower() for command in used} - set(re.findall(r"\+([a-z|]+)", (COMPOSE / "users.acl").read_text())) == set()


@pytest.mark.usefixtures("maker")
def test_its_password_is_written_down_nowhere(tmp_path: Path) -> None:
    password = "f00dfacef00dfacef00dface"
    with redis_of_compose(tmp_path, password) as url:
        with Redis.from_url(url) as redis:
            redis.set(f"{PREFIX}:key", "a value that is kept")
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"a value that is kept" in written
    assert password.encode() not in written
