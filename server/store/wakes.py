"""Who changed since you last looked: ids, each once, however often it changed."""

import asyncio
import logging
from collections.abc import Iterable
from weakref import WeakSet

from rooms.ids import CircleId

WAKES_AT_MOST = 10_000
"""Ids a listener may leave unread, about 1 MB. The oldest goes first: who listens also reads the versions of its circles again by itself."""

log = logging.getLogger(__name__)


class Listener:
    """One reader's ids, first changed first. An async iterator that ends with its store."""

    def __init__(self) -> None:
        self._changed: dict[CircleId, None] = {}
        self._news = asyncio.Event()
        self._closed = False

    def wake(self, circle: CircleId) -> None:
        if circle not in self._changed and len(self._changed) >= WAKES_AT_MOST:
            lost = next(iter(self._changed))
            del self._changed[lost]
            log.warning("wake-lost", extra={"circle": lost})
        self._changed[circle] = None
        self._news.set()

    def close(self) -> None:
        self._closed = True
        self._news.set()

    def __aiter__(self) -> "Listener":
        return self

    async def __anext__(self) -> CircleId:
        while not self._changed:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        circle = next(iter(self._changed))
        del self._changed[circle]
        return circle


class Wakes:
    """Everyone who listens. Who lets go of their listener is forgotten."""

    def __init__(self) -> None:
        self._listeners: WeakSet[Listener] = WeakSet()

    def listen(self) -> Listener:
        """Subscribed when this returns."""
        listener = Listener()
        self._listeners.add(listener)
        return listener

    def wake(self, circles: Iterable[CircleId]) -> None:
        listeners = list(self._listeners)
        for circle in circles:
            for listener in listeners:
                listener.wake(circle)

    def close(self) -> None:
        for listener in list(self._listeners):
            listener.close()
