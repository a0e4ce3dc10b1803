"""Which worker carries a circle's voices: whether the one that the state names still can, and who is named in its place."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from moderation.actors import System
from rooms.commands import Command, NameAudioWorker
from rooms.ids import CircleId, WorkerId
from server.bugs import Bugs
from server.store.port import NoSuchCircle, Unavailable
from server.store.roster import DEAD_SECONDS, Worker

YOUNG_SECONDS = 30.0
"""Workers that started so close together are of one age. A restart of all begins with the new ones, and what they are given moves only once: under a
supervisor the old ones say so themselves, but containers are stopped one by one, and none knows that it is next."""


class Others(Protocol):
    """The workers. See `server/workers/membership.py`."""

    @property
    def me(self) -> WorkerId: ...

    @property
    def draining(self) -> bool: ...

    @property
    def cut_off(self) -> bool: ...

    @property
    def in_touch(self) -> bool: ...

    def peers(self) -> Mapping[WorkerId, Worker]: ...

    def alive(self, worker: WorkerId) -> bool: ...


class Road(Protocol):
    async def submit(self, circle: CircleId, actor: System, command: Command) -> object: ...


def choose(me: WorkerId, others: Mapping[WorkerId, Worker], given: Counter[WorkerId], *, draining: bool) -> WorkerId:
    """This one, unless it is about to stop: then of the youngest whose doors are open the one with least to do. This one again where no other stays.

    `given`: connections that were sent to each a moment ago, and do not show in its load yet.
    """
    able = [worker for worker in others.values() if worker.address and not worker.draining]
    if not draining or not able:
        return me
    able = [worker for worker in able if not worker.shut] or able
    youngest = max(worker.born for worker in able)
    young = [worker for worker in able if worker.born >= youngest - YOUNG_SECONDS]
    return min(young, key=lambda worker: (worker.load + given[worker.id], worker.id)).id


class Carriers:
    """As this worker sees them. Naming is a comparison and a change in one, so that all who miss the same worker may do it."""

    def __init__(self, others: Others, road: Road, bugs: Bugs, *, new_mark: Callable[[], str], clock: Callable[[], float]) -> None:
        self.tasks: asyncio.TaskGroup | None = None
        """Where naming is done in the background; set while there is one."""
        self._others = others
        self._road = road
        self._bugs = bugs
        self._new_mark = new_mark
        self._clock = clock
        self._given: Counter[WorkerId] = Counter()
        self._gone: set[WorkerId] = set()
        self._strangers: dict[WorkerId, float] = {}
        """When each that nobody has heard of was first asked for."""
        self._naming: set[CircleId] = set()

    def lives(self, worker: WorkerId) -> bool:
        """One that nobody has heard of yet has only just begun, for as long as it takes to hear of it."""
        if self._others.alive(worker):
            self._strangers.pop(worker, None)
            return True
        if worker in self._gone:
            return False
        return self._clock() - self._strangers.setdefault(worker, self._clock()) < DEAD_SECONDS

    def is_gone(self, worker: WorkerId) -> None:
        """For certain. Ids do not come back."""
        self._gone.add(worker)

    def may_carry(self, worker: WorkerId) -> bool:
        """It lives, and is not about to stop while another is not."""
        if worker == self._others.me:
            return self.choose() == worker
        peer = self._others.peers().get(worker)
        return self.lives(worker) and (peer is None or not peer.draining or self._others.draining)

    def choose(self) -> WorkerId:
        return choose(self._others.me, self._others.peers(), self._given, draining=self._others.draining)

    async def name(self, circle: CircleId, instead_of: WorkerId | None, connections: int = 1) -> None:
        """Another, if it is still `instead_of` that the state names. Raises NoSuchCircle, Unavailable."""
        worker = self.choose()
        self._given[worker] += connections
        await self._road.submit(circle, System(), NameAudioWorker(worker=worker, mark=self._new_mark(), instead_of=instead_of))

    def name_soon(self, circle: CircleId, instead_of: WorkerId, connections: int = 1) -> None:
        """In the background, once at a time. What does not succeed is asked for again by whoever looks next."""
        if circle not in self._naming and self.tasks is not None and not self._others.cut_off:
            self._naming.add(circle)
            self.tasks.create_task(self._name(circle, instead_of, connections))

    async def _name(self, circle: CircleId, instead_of: WorkerId, connections: int) -> None:
        try:
            with self._bugs.caught("naming"), suppress(NoSuchCircle, Unavailable):
                await self.name(circle, instead_of, connections)
        finally:
            self._naming.discard(circle)
