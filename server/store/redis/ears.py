"""Hears of circles that other workers changed: of those that are watched here, and only of those.

A message is a wake, never the truth. What may have been missed (a lost connection, a new node) wakes everything that is watched.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from rooms.ids import CircleId
from server.store.redis.client import Client
from server.store.redis.driver import FAULTS
from server.store.redis.keys import Keys
from server.store.redis.line import Link

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
        self.leaving = Counter[CircleId]()
        """Unsubscribed from here, and not confirmed."""
        self.work = asyncio.Event()
        """What is subscribed may not be what is wanted."""
        self.lost = False
        """It broke, and was not open since: that is said once."""

    def has_left(self, circle: CircleId) -> bool:
        """Whether an end of its subscription was asked for here."""
        asked = self.leaving[circle] > 0
        self.leaving[circle] -= asked
        return asked


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
            try:
                await self._hear(line, node)
            except* FAULTS as errors:
                if not line.lost:
                    log.warning("ears-lost", extra={"code": type(errors.exceptions[0]).__name__})
                line.lost = True
            await asyncio.sleep(AGAIN_SECONDS)
            self._move(node, line)

    async def _hear(self, line: _Line, node: str) -> None:
        ends: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def fail(error: Exception) -> None:
            if not ends.done():
                ends.set_exception(error)

        def heard(reply: Any) -> None:
            if isinstance(reply, Exception):
                fail(reply)  # the circle's shelf is elsewhere, or the user may not listen
            elif isinstance(reply, list):
                kind, channel, *word = cast(list[bytes], reply)
                if kind == b"sunsubscribe" and not line.has_left(_circle(channel)):
                    # A Cluster says so once when it moves the shelf, and then nothing. Who reads the circle finds out where it is.
                    self._wake(list(line.wanted))
                    fail(ConnectionError("the shelf was moved"))
                self._told(kind, channel, *word)

        link = Link(heard, fail)
        host, _, port = node.rpartition(":")
        async with asyncio.TaskGroup() as tasks:
            try:
                await link.open(self._url, (host, int(port)) if node else None)
                line.lost = False
                tasks.create_task(self._say(line, link))
                tasks.create_task(_is_alive(link))
                await ends
            finally:
                link.close()

    async def _say(self, line: _Line, link: Link) -> None:
        """Subscribe to what is wanted, and to nothing else."""
        subscribed = set[CircleId]()
        line.leaving.clear()
        while True:
            left, line.left = line.left & subscribed, set()
            line.leaving.update(left)
            new = line.wanted - subscribed | line.wanted & left
            subscribed = subscribed - left | new
            link.say([("SUNSUBSCRIBE", self._channel(circle)) for circle in left] + [("SSUBSCRIBE", self._channel(circle)) for circle in new])
            line.work.clear()
            await line.work.wait()

    def _told(self, kind: bytes, channel: bytes, word: bytes | int = b"") -> None:
        if kind == b"smessage":
            if word != self._me:
                self._wake([_circle(channel)])
        elif kind == b"ssubscribe":
            # Nothing that happened before was heard; and what this worker knows may be from before.
            self._wake([circle := _circle(channel)])
            if (confirmed := self._confirmed.get(circle)) is not None:
                confirmed.set()

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

    def _channel(self, circle: CircleId) -> str:
        return self._keys.shelf(circle).channel(circle)


async def _is_alive(link: Link) -> None:
    """Until cancelled. Raises TimeoutError when it is not."""
    now = asyncio.get_running_loop().time
    while True:
        quiet = now() - link.heard_at
        if quiet < QUIET_SECONDS:
            await asyncio.sleep(QUIET_SECONDS - quiet)
            continue
        link.say([("PING",)])
        await asyncio.sleep(ALIVE_SECONDS)
        if now() - link.heard_at >= QUIET_SECONDS:
            raise TimeoutError("no answer to a ping")


def _circle(channel: bytes) -> CircleId:
    return CircleId(channel.rpartition(b":")[2].decode())
