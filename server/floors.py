"""After the process stood still: every gate is closed, and opens again only to what the state says now."""

import asyncio
import logging
from typing import Protocol

from rooms.floor import audible
from rooms.ids import CircleId
from rooms.slots import Floor
from server.store.port import NoSuchCircle, Unavailable, Versioned

AGAIN_SECONDS = 0.5
"""Between two tries when the state cannot be read. Nobody is heard meanwhile: silence can be explained, a wrong voice cannot."""

_log = logging.getLogger(__name__)


class Source(Protocol):
    async def circles(self) -> list[CircleId]: ...

    async def load(self, circle: CircleId) -> Versioned: ...


class Gate(Protocol):
    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> None: ...


async def set_again(source: Source, gate: Gate, closed: asyncio.Event) -> None:
    """Each time `closed` is set, read every live circle anew and set its floor. Until cancelled."""
    while True:
        await closed.wait()
        closed.clear()
        try:
            for circle in await source.circles():
                await _set(source, gate, circle)
        except Unavailable:
            closed.set()
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            _log.warning("floors-set-again")


async def _set(source: Source, gate: Gate, circle: CircleId) -> None:
    try:
        current = await source.load(circle)
    except NoSuchCircle:
        return
    gate.set_floor(circle, current.version, audible(current.circle))
