"""The newest state of a circle; where the store does not say in time, the last that this worker has seen. For voices, which go on without a store."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from rooms.ids import CircleId
from server.store.port import Unavailable, Versioned

WAIT_SECONDS = 0.6
"""A store that stands still says nothing for seconds. For an offer another worker looks twice, and must answer in 2 s (`peers.ANSWER_SECONDS`)."""


class Road(Protocol):
    async def load(self, circle: CircleId) -> Versioned: ...

    def known(self, circle: CircleId) -> Versioned | None: ...


async def newest(road: Road, circle: CircleId, may_be_old: Callable[[], bool] = lambda: True) -> Versioned:
    """`may_be_old`: asked when the store did not answer. Raises NoSuchCircle, Unavailable."""
    known = road.known(circle)
    try:
        async with asyncio.timeout(None if known is None else WAIT_SECONDS):
            return await road.load(circle)
    except (Unavailable, TimeoutError):
        known = road.known(circle)
        if known is None or not may_be_old():
            raise Unavailable("store-slow") from None
        return known
