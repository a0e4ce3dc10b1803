"""One line to Redis: what is asked while a round trip is under way shares the next one.

A connection for each concurrent command, as the library would take, was measured at four times the cost.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha1
from importlib.resources import files
from typing import Any

from server.store.port import StoreUnusable, Unavailable
from server.store.redis import driver
from server.store.redis.driver import FAULTS, Cluster, Part
from server.store.redis.keys import Keys
from server.store.redis.line import Line
from server.store.redis.refusing import where, why
from server.store.redis.rights import NEEDED, ON_A_CLUSTER, names, questions

WAITING_AT_MOST = 4_000
"""Commands that wait for their round trip. More means a Redis that stands still: the next ones are told so at once."""

TOGETHER_AT_MOST = 256
"""Commands in one round trip: about 5 MB of the largest circles."""

MAJOR_AT_LEAST = 7
"""Sharded publish and subscribe came with 7."""

CALM_SECONDS = 5.0
"""Without a fault for so long an outage is said to be over. Versions are read every 2 s: a master of a Cluster that is away is met again before."""

log = logging.getLogger(__name__)


class Script:
    """Lua files beside this one, one after the other."""

    def __init__(self, *names: str, keys: int) -> None:
        self.text = "".join(files("server.store.redis").joinpath(f"{name}.lua").read_text() for name in names)
        self.keys = str(keys)


RIGHTS = Script("rights", keys=0)


@dataclass(slots=True, eq=False)
class _Asked:
    parts: tuple[Part, ...]
    answer: asyncio.Future[Any]


class Client:
    """Answers while `run` runs."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._line: Line | None = None
        self._cluster: Cluster | None = None
        self._waiting: list[_Asked] = []
        self._asked = asyncio.Event()
        self._loaded: dict[str, str] = {}
        self._answers = False
        """Whether the last round trip went through."""
        self._writes = True
        """Nothing was refused since something was written. Out of memory or disk, Redis answers whoever reads, and writes nothing."""
        self._faulted: float | None = None
        """When the last fault was met of an outage that has been told; by the loop's clock."""

    @property
    def ready(self) -> bool:
        return self._answers and self._writes

    def wrote(self) -> None:
        """Something was written just now."""
        self._writes = True
        if self._faulted is not None and asyncio.get_running_loop().time() - self._faulted >= CALM_SECONDS:
            self._faulted = None
            log.warning("store-available")

    @property
    def cluster(self) -> Cluster | None:
        return self._cluster

    async def start(self, keys: Keys) -> None:
        """Connects and looks whether this Redis can be used, with these keys. Raises StoreUnusable."""
        try:
            await self._connect(keys)
        except StoreUnusable:
            await self.stop()
            raise
        except (*FAULTS, ValueError, TypeError) as error:
            await self.stop()
            raise StoreUnusable(why(self._url, error)) from None
        self._answers = True

    async def _connect(self, keys: Keys) -> None:
        single = driver.single(self._url)
        try:
            of_many = is_cluster(where(self._url), await single.info("cluster"))
            usable(where(self._url), await single.info("server"), await single.info("memory"), await single.info("replication"), of_many=of_many)
            needed = NEEDED + (ON_A_CLUSTER if of_many else ())
            if missing := await single.eval(RIGHTS.text, 0, *questions(keys, needed)):
                lacks = f"{where(self._url)}: the user in --redis may not run {names(needed, missing)} under this --redis-prefix"
                raise StoreUnusable(f"{lacks}; docs/compose/users.acl and docs/operation.md have the whole list")
        finally:
            await single.aclose()
        if of_many:
            self._cluster = driver.cluster(self._url)
            await self._cluster.initialize()
        else:
            self._line = Line(self._url)

    async def stop(self) -> None:
        self._answers = False
        _fail(self._waiting, "store-closed")
        self._waiting = []
        if self._line is not None:
            self._line.close()
        if self._cluster is not None:
            await self._cluster.aclose()

    async def ask(self, *parts: Part) -> Any:
        """The reply, raw. Raises Unavailable: then it is unknown whether it was done."""
        (asked,) = self._queue([parts])
        return await asked.answer

    async def ask_all(self, questions: Collection[tuple[Part, ...]]) -> list[Any]:
        """Their replies, as of `ask`; asked together."""
        return await asyncio.gather(*(asked.answer for asked in self._queue(questions)))

    def _queue(self, questions: Collection[tuple[Part, ...]]) -> list[_Asked]:
        if len(self._waiting) + len(questions) > WAITING_AT_MOST:
            raise Unavailable("store-full")
        loop = asyncio.get_running_loop()
        asked = [_Asked(parts, loop.create_future()) for parts in questions]
        self._waiting += asked
        self._asked.set()
        return asked

    async def run_script(self, script: Script, *parts: Part) -> Any:
        """By its digest, and whole where this Redis has not heard of it (a new one, or one that was started anew)."""
        if (digest := self._loaded.get(script.text)) is not None:
            try:
                return await self.ask("EVALSHA", digest, script.keys, *parts)
            except Unknown:
                pass
        self._loaded[script.text] = _digest(script.text)
        return await self.ask("EVAL", script.text, script.keys, *parts)

    async def everywhere(self, *parts: Part) -> list[Any]:
        """The replies of every master. Raises Unavailable."""
        try:
            if self._cluster is None:
                return [await self.ask(*parts)]
            replies = await self._cluster.execute_command(*parts, target_nodes=self._cluster.get_primaries())
            return list(replies.values())
        except FAULTS as error:
            raise Unavailable(type(error).__name__) from None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            while self._waiting:
                together, self._waiting = self._waiting[:TOGETHER_AT_MOST], self._waiting[TOGETHER_AT_MOST:]
                try:
                    await self._round_trip(together)
                finally:
                    _fail(together, "store-closed")

    async def _round_trip(self, together: list[_Asked]) -> None:
        try:
            replies = await (self._from_cluster(together) if self._cluster is not None else self._from_one(together))
        except FAULTS as error:
            self._answers = False
            self._tell(error)
            if isinstance(error, driver.LATE):
                # A Redis that stands still would let each of them wait as long again.
                together, self._waiting = [*together, *self._waiting], []
            return _fail(together, type(error).__name__)
        self._answers = True
        if self._line is not None and any(isinstance(reply, driver.ReadOnlyError) for reply in replies):
            # It follows another now, and keeps its connections: who takes writes may be behind the same address already.
            self._line.close()
        for asked, reply in zip(together, replies, strict=True):
            if asked.answer.done():
                continue
            if isinstance(reply, driver.NoScriptError):
                asked.answer.set_exception(Unknown())
            elif isinstance(reply, BaseException):
                self._writes = False
                self._tell(reply)
                asked.answer.set_exception(Unavailable(type(reply).__name__))
            else:
                asked.answer.set_result(reply)

    def _tell(self, fault: BaseException) -> None:
        """Once, when it begins."""
        if self._faulted is None:
            log.error("store-unavailable", extra={"code": type(fault).__name__})
        self._faulted = asyncio.get_running_loop().time()

    async def _from_one(self, together: list[_Asked]) -> list[Any]:
        assert self._line is not None, "the client is not started"
        return await self._line.together([asked.parts for asked in together])

    async def _from_cluster(self, together: list[_Asked]) -> list[Any]:
        assert self._cluster is not None
        return list(await asyncio.gather(*(self._cluster.execute_command(*asked.parts) for asked in together), return_exceptions=True))


def is_cluster(where: str, info: dict[str, Any]) -> bool:
    """By the section of that name: what that of the server calls its mode, Redis and Valkey each name otherwise. Raises StoreUnusable."""
    if not info:
        raise StoreUnusable(f"{where} keeps nothing, as a Sentinel does: name the Redis that it watches, by an address that leads to its master")
    return bool(info["cluster_enabled"])


def usable(where: str, server: dict[str, Any], memory: dict[str, Any], replication: dict[str, Any], *, of_many: bool) -> None:
    """By what it says of itself. Valkey says which Redis it is compatible with: 7.2.4. Raises StoreUnusable."""
    version = str(server["redis_version"])
    if int(version.partition(".")[0]) < MAJOR_AT_LEAST:
        raise StoreUnusable(f"{where} is Redis {version}; {MAJOR_AT_LEAST} or newer is needed")
    policy = str(memory["maxmemory_policy"])
    if int(memory["maxmemory"]) and policy != "noeviction":
        raise StoreUnusable(f"{where} throws circles away when its memory is full ({policy}); set maxmemory-policy noeviction")
    if replication["role"] != "master" and not of_many:
        raise StoreUnusable(f"{where} is a replica, which takes no writes: name the one that it follows, or an address that stays with it")


class Unknown(Unavailable):
    """Redis has not heard of this script."""


def _fail(asked: list[_Asked], code: str) -> None:
    for one in asked:
        if not one.answer.done():
            one.answer.set_exception(Unavailable(code))


def _digest(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()
