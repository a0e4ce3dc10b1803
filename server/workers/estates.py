"""What a worker that is gone leaves behind: people who lost their connection with it. Their circles are told, unless they have come back."""

import asyncio
import logging
from typing import Protocol

from moderation.actors import System
from rooms.commands import Command, MarkAway
from rooms.ids import CircleId, Instant, WorkerId
from server.clock import Sleeper
from server.store.port import NoSuchCircle, Unavailable
from server.store.roster import BEAT_SECONDS, Lease, Roster
from server.workers.membership import Membership

NEXT_SECONDS = 1.0
"""An estate that the first has not dealt with by then is dealt with by the next: two that do it disturb nobody."""

ORDERLY_SECONDS = 3.0
"""Whom a worker that stopped in order told to come back is not called away on the way."""

AT_ONCE = 64
"""Absences told together."""

log = logging.getLogger(__name__)


class Road(Protocol):
    async def submit(self, circle: CircleId, actor: System, command: Command) -> object: ...


class Estates:
    """Those that this worker has heard of."""

    def __init__(self, membership: Membership, roster: Roster, road: Road, clock: Sleeper) -> None:
        self._membership = membership
        self._roster = roster
        self._road = road
        self._clock = clock
        self._heard: dict[WorkerId, float] = {}
        """From when on each is for this worker to deal with; monotonic."""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.deal()
            await self._clock.wait(asyncio.Event(), Instant(self._clock.now() + BEAT_SECONDS))

    async def deal(self) -> None:
        """With all whose time has come."""
        now, there = self._clock.monotonic(), self._membership.estates
        self._heard = {id: self._heard[id] if id in self._heard else now + self._patience(id) for id in there}
        for id in [id for id, at in self._heard.items() if at <= now]:
            try:
                await self._deal_with(id)
            except Unavailable:
                log.warning("estate-delayed", extra={"worker": id})

    def _patience(self, id: WorkerId) -> float:
        return NEXT_SECONDS * self._membership.rank(id) + (ORDERLY_SECONDS if id in self._membership.left else 0.0)

    async def _deal_with(self, id: WorkerId) -> None:
        leases = await self._roster.leases(id)
        for first in range(0, max(1, len(leases)), AT_ONCE):
            some = leases[first : first + AT_ONCE]
            done = await asyncio.gather(*(self._call_away(lease) for lease in some))
            await self._roster.settle(id, [lease for lease, is_done in zip(some, done, strict=True) if is_done])

    async def _call_away(self, lease: Lease) -> bool:
        try:
            await self._road.submit(lease.circle, System(), MarkAway(seat=lease.seat, token=lease.token))
        except NoSuchCircle:
            return True
        except Unavailable:
            return False
        except Exception:
            # An entrance, so a boundary: a bug in one circle must not keep all the others from being told.
            log.exception("away-broken", extra={"circle": lease.circle})
        return True
