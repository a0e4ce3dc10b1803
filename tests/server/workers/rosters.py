"""A roster without a store, with the promises of the port: its clock can be set, and it can be away."""

import asyncio
from dataclasses import replace

from rooms.ids import CircleId, Instant, SeatId, SecretHash, WorkerId
from server.store.port import Unavailable
from server.store.roster import Beaten, Heard, Lease, Worker
from tests.fakes import EVENING, FakeClock


class MemoryRoster:
    """Shared by workers of one test. `clock` is the test's; the store's own is `ahead` of it by as much as the test says."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.ahead = 0.0
        self.away: set[WorkerId] | None = set()
        """Who gets no answer. None: nobody does."""
        self.still: dict[WorkerId, asyncio.Event] = {}
        """Whose beats wait until then, neither done nor refused."""
        self._beats = 0
        """So that no two beats are at the same time."""
        self._heard: dict[WorkerId, Heard] = {}
        self._gone: set[WorkerId] = set()
        self._estates: set[WorkerId] = set()
        self._leases: dict[WorkerId, dict[tuple[CircleId, SeatId], SecretHash]] = {}

    def lose_memory(self) -> None:
        for kept in (self._heard, self._gone, self._estates, self._leases):
            kept.clear()

    def _answers(self, worker: WorkerId) -> None:
        if self.away is None or worker in self.away:
            raise Unavailable("away")

    async def beat(self, me: Worker) -> Beaten:
        if (goes_on := self.still.get(me.id)) is not None:
            await goes_on.wait()
        self._answers(me.id)
        self._beats += 1
        now = Instant(EVENING + self._clock.monotonic() + self.ahead)
        known, buried = me.id in self._heard, me.id in self._gone
        if not buried:
            self._heard[me.id] = Heard(replace(me), Instant(now + self._beats * 1e-6))
        gone, estates = frozenset(self._gone), frozenset(self._estates)
        return Beaten(time=now, buried=buried, known=known, workers=dict(self._heard), gone=gone, estates=estates)

    async def bury(self, worker: WorkerId, last: Instant) -> bool:
        if self.away is None:
            raise Unavailable("away")
        if worker not in self._heard or self._heard[worker].at != last:
            return worker in self._gone
        self._bury(worker)
        return True

    async def leave(self, worker: WorkerId) -> None:
        self._answers(worker)
        self._bury(worker)

    def _bury(self, worker: WorkerId) -> None:
        self._heard.pop(worker, None)
        self._gone.add(worker)
        if self._leases.get(worker):
            self._estates.add(worker)

    async def sit(self, worker: WorkerId, lease: Lease) -> None:
        self._answers(worker)
        self._leases.setdefault(worker, {})[lease.circle, lease.seat] = lease.token
        if worker in self._gone:
            self._estates.add(worker)

    async def rise(self, worker: WorkerId, lease: Lease) -> None:
        await self.settle(worker, [lease])

    async def leases(self, worker: WorkerId) -> list[Lease]:
        return [Lease(*seat, token) for seat, token in self._leases.get(worker, {}).items()]

    async def settle(self, worker: WorkerId, leases: list[Lease]) -> None:
        if self.away is None:
            raise Unavailable("away")
        kept = self._leases.get(worker, {})
        for lease in leases:
            if kept.get((lease.circle, lease.seat)) == lease.token:
                del kept[lease.circle, lease.seat]
        if not kept:
            self._estates.discard(worker)
