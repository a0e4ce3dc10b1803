"""Which worker carries a circle's voices: whether the one that the state names still can, and who is named in its place."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import NamedTuple, Protocol

from moderation.actors import System
from rooms.commands import Command, NameAudioWorker
from rooms.ids import CircleId, WorkerId
from server.bugs import Bugs
from server.store.port import NoSuchCircle, Unavailable
from server.store.roster import DEAD_SECONDS, Worker

YOUNG_SECONDS = 30.0
"""Workers that started so close together are of one age. A restart of all begins with the new ones, and what they are given moves only once: under a
supervisor the old ones say so themselves, but containers are stopped one by one, and none knows that it is next."""


GIVEN_SECONDS = 5.0
"""By then what was given shows in the load of whoever has it: people move within 3 s, and two beats later it is known."""

FORGOTTEN_SECONDS = 3600.0
"""Whom nobody has asked for so long is forgotten. A circle that still names them waits 1.5 s more for its voices, as for one that has just begun."""


class _Missed(NamedTuple):
    since: float
    """From when on nobody has heard of it, as far as this worker knows; minus infinity for one that is gone for certain."""
    asked: float
    """For the last time."""


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
        self._gave = float("-inf")
        """When something was given last."""
        self._missed: dict[WorkerId, _Missed] = {}
        """Who does not live, as far as it was asked for in the last hour."""
        self._naming: set[CircleId] = set()

    @property
    def missed(self) -> Collection[WorkerId]:
        """Who was asked for, or said to be gone, and is remembered for it. To be read, not kept."""
        return self._missed.keys()

    def lives(self, worker: WorkerId) -> bool:
        """One that nobody has heard of yet has only just begun, for as long as it takes to hear of it."""
        if self._others.alive(worker):
            self._missed.pop(worker, None)
            return True
        now = self._clock()
        since = self._missed[worker].since if worker in self._missed else now
        self._miss(worker, since, now)
        return now - since < DEAD_SECONDS

    def is_gone(self, worker: WorkerId) -> None:
        """For certain. Ids do not come back."""
        self._miss(worker, float("-inf"), self._clock())

    def _miss(self, worker: WorkerId, since: float, now: float) -> None:
        if worker not in self._missed:
            self._missed = {id: missed for id, missed in self._missed.items() if now - missed.asked <= FORGOTTEN_SECONDS}
        self._missed[worker] = _Missed(since, now)

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
        now = self._clock()
        if now - self._gave > GIVEN_SECONDS:
            self._given.clear()
        worker, self._gave = self.choose(), now
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
