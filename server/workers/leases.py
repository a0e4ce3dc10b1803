"""Who is connected to this worker, as it stands in the roster: written in the background, and again until the store has it."""

import asyncio
import logging
from collections.abc import Callable

from rooms.ids import CircleId, SeatId, WorkerId
from server.store.port import Unavailable
from server.store.roster import Lease, Roster

AGAIN_SECONDS = 0.5

_log = logging.getLogger(__name__)

_Seat = tuple[CircleId, SeatId]


class Leases:
    """A yes to somebody who comes does not wait for the lease: who is gone again and whose worker dies within the same millisecond stays."""

    def __init__(self, roster: Roster, me: Callable[[], WorkerId]) -> None:
        self._roster = roster
        self._me = me
        self._held: dict[_Seat, Lease] = {}
        self._to_sit: dict[_Seat, Lease] = {}
        self._to_rise: dict[_Seat, Lease] = {}
        self._wake = asyncio.Event()

    def sit(self, lease: Lease) -> None:
        self._held[lease[:2]] = self._to_sit[lease[:2]] = lease
        self._wake.set()

    def rise(self, lease: Lease) -> None:
        """Only of this connection: somebody may have come back by another."""
        if self._held.get(lease[:2]) == lease:
            del self._held[lease[:2]]
            self._to_sit.pop(lease[:2], None)
            self._to_rise[lease[:2]] = lease
            self._wake.set()

    def write_again(self) -> None:
        """The store has lost its memory."""
        self._to_sit.update(self._held)
        self._wake.set()

    def begin_anew(self) -> None:
        """The worker has another id. What stands under the old one is for others to deal with, and nobody is connected."""
        for kept in (self._held, self._to_sit, self._to_rise):
            kept.clear()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            sits, self._to_sit = self._to_sit, {}
            rises, self._to_rise = self._to_rise, {}
            me = self._me()
            try:
                # One after the other for a seat: who rose before they sat down again has a new lease, which stays.
                await asyncio.gather(*(self._roster.rise(me, lease) for lease in rises.values()))
                await asyncio.gather(*(self._roster.sit(me, lease) for lease in sits.values()))
            except Unavailable:
                if me == self._me():
                    self._to_rise = {**rises, **self._to_rise}
                    self._to_sit = {seat: lease for seat, lease in {**sits, **self._to_sit}.items() if self._held.get(seat) == lease}
                    _log.warning("leases-delayed")
                await asyncio.sleep(AGAIN_SECONDS)
                self._wake.set()
