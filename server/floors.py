"""After the process stood still: every gate is closed, and opens again only to what the state says now."""

import asyncio
import logging
from collections.abc import Collection
from typing import Protocol

from rooms.ids import CircleId
from server.store.port import NoSuchCircle, Unavailable, Versioned

AGAIN_SECONDS = 0.5
"""Between two tries when the state cannot be read. Nobody is heard meanwhile: silence can be explained, a wrong voice cannot."""

_log = logging.getLogger(__name__)


class Source(Protocol):
    async def load(self, circle: CircleId) -> Versioned: ...


class Gates(Protocol):
    def circles(self) -> Collection[CircleId]:
        """All that have a gate here."""
        ...

    def set_again(self, current: Versioned) -> None:
        """Open the gate to what the state says; or let go of the circle, if others carry it now."""
        ...

    def drop_circle(self, circle: CircleId) -> None: ...


async def set_again(source: Source, gates: Gates, closed: asyncio.Event) -> None:
    """Each time `closed` is set, read anew every circle that has a gate here and set its floor. Until cancelled."""
    while True:
        await closed.wait()
        closed.clear()
        try:
            for circle in list(gates.circles()):
                await _set(source, gates, circle)
        except Unavailable:
            closed.set()
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            _log.warning("floors-set-again")


async def _set(source: Source, gates: Gates, circle: CircleId) -> None:
    try:
        current = await source.load(circle)
    except NoSuchCircle:
        gates.drop_circle(circle)
        return
    gates.set_again(current)
