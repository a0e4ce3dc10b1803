"""Hears of circles that other workers changed: of those that are watched here, and only of those.

A message is a wake, never the truth. What may have been missed (a lost connection, a new node) wakes everything that is watched.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from rooms.ids import CircleId
from server.store.redis import driver
from server.store.redis.client import Client
from server.store.redis.driver import FAULTS, PubSub, Single
from server.store.redis.keys import Keys

CONFIRM_SECONDS = 1.0
"""How long a subscription may take until the reader goes on without; versions are read again every 2 s anyway."""

QUIET_SECONDS = 2.0
"""A line on which nothing was heard for so long is asked whether it is alive,"""

ALIVE_SECONDS = 1.0
"""and given up when it does not say so within this."""

AGAIN_SECONDS = 0.2

log = logging.getLogger(__name__)


class _Line:
    """The subscriptions at one node. One task alone writes to it: whoever waits for a circle may give up, and must not tear what is being said."""

    def __init__(self) -> None:
        self.wanted: set[CircleId] = set()
        self.left: set[CircleId] = set()
        """No longer wanted, or wanted anew: that is confirmed anew."""
        self.subscribed: set[CircleId] = set()
        self.work = asyncio.Event()
        """What is subscribed may not be what is wanted."""
        self.some = asyncio.Event()
        """Something is subscribed, so that something can be heard."""


class Ears:
    """Hears while `run` runs."""

    def __init__(self, client: Client, url: str, keys: Keys, me: bytes, wake: Callable[[list[CircleId]], None]) -> None:
        self._client = client
        self._url = url
        self._keys = keys
        self._me = me
        self._wake = wake
        self._lines: dict[str, _Line] = {}
        self._at: dict[CircleId, str] = {}
        self._confirmed: dict[CircleId, asyncio.Event] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def watch(self, circle: CircleId) -> None:
        """Changes by other workers are heard from now on; when Redis does not answer, from when it does."""
        if circle not in self._confirmed:
            self._confirmed[circle] = asyncio.Event()
            self._want(circle)
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await self._confirmed[circle].wait()
        except TimeoutError:
            log.warning("watch-delayed", extra={"circle": circle})

    async def unwatch(self, circle: CircleId) -> None:
        self._confirmed.pop(circle, None)
        line = self._lines.get(self._at.pop(circle, ""))
        if line is None:
            return
        line.wanted.discard(circle)
        line.left.add(circle)
        line.work.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            for node, line in self._lines.items():
                tasks.create_task(self._keep(node, line))
            await asyncio.Event().wait()

    def _want(self, circle: CircleId) -> None:
        node = self._node(circle)
        self._at[circle] = node
        if (line := self._lines.get(node)) is None:
            line = self._lines[node] = _Line()
            if self._tasks is not None:
                self._tasks.create_task(self._keep(node, line))
        line.wanted.add(circle)
        line.work.set()

    async def _keep(self, node: str, line: _Line) -> None:
        while True:
            redis = self._connection(node)
            try:
                await self._hear(line, redis)
            except* FAULTS as errors:
                log.warning("ears-lost", extra={"code": type(errors.exceptions[0]).__name__})
            finally:
                # A line that is dead may not even be closed in time.
                with suppress(*FAULTS):
                    await redis.aclose()
            await asyncio.sleep(AGAIN_SECONDS)
            self._move(node, line)

    async def _hear(self, line: _Line, redis: Single) -> None:
        pubsub = redis.pubsub()
        line.left.clear()
        line.subscribed.clear()
        line.some.clear()
        line.work.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._say(line, pubsub))
                tasks.create_task(self._listen(line, pubsub))
        finally:
            await pubsub.aclose()

    async def _say(self, line: _Line, pubsub: PubSub) -> None:
        """Subscribe to what is wanted, and to nothing else."""
        while True:
            _heed_cancel()
            await line.work.wait()
            line.work.clear()
            left, line.left = line.left & line.subscribed, set()
            for circle in left:
                line.subscribed.discard(circle)
                await pubsub.sunsubscribe(self._channel(circle))
            for circle in line.wanted - line.subscribed:
                line.subscribed.add(circle)
                await pubsub.ssubscribe(self._channel(circle))
                line.some.set()

    async def _listen(self, line: _Line, pubsub: PubSub) -> None:
        while True:
            _heed_cancel()
            if not line.subscribed:
                line.some.clear()
            await line.some.wait()
            if not await self._next(pubsub, QUIET_SECONDS) and line.subscribed:
                await pubsub.ping()
                if not await self._next(pubsub, ALIVE_SECONDS):
                    raise TimeoutError("no answer to a ping")

    async def _next(self, pubsub: PubSub, seconds: float) -> bool:
        """Whether anything was heard."""
        message = await pubsub.get_message(timeout=seconds)
        if message is None:
            return False
        circle = self._circle(message["channel"])
        if message["type"] == "ssubscribe" and circle is not None:
            # Nothing that happened before was heard; and what this worker knows may be from before.
            self._wake([circle])
            if (confirmed := self._confirmed.get(circle)) is not None:
                confirmed.set()
        elif message["type"] == "smessage" and circle is not None and message["data"] != self._me:
            self._wake([circle])
        return True

    def _move(self, node: str, line: _Line) -> None:
        """Circles whose shelf lies on another node by now."""
        for circle in [circle for circle in line.wanted if self._node(circle) != node]:
            line.wanted.discard(circle)
            self._want(circle)

    def _node(self, circle: CircleId) -> str:
        cluster = self._client.cluster
        if cluster is None:
            return ""
        try:
            node = cluster.get_node_from_key(self._channel(circle))
        except FAULTS:
            node = None  # nobody has the slot, for a moment: any node says that, and then it is looked up anew
        return "" if node is None else f"{node.host}:{node.port}"

    def _connection(self, node: str) -> Single:
        host, _, port = node.rpartition(":")
        return driver.single(self._url, host=host, port=int(port)) if node else driver.single(self._url)

    def _channel(self, circle: CircleId) -> str:
        return self._keys.shelf(circle).channel(circle)

    def _circle(self, channel: bytes | None) -> CircleId | None:
        return CircleId(channel.rpartition(b":")[2].decode()) if channel else None


def _heed_cancel() -> None:
    """The library lets a cancellation pass that comes while it writes: without this a server that stops would wait for ever."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
