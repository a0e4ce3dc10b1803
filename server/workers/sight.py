"""What a worker has seen of another, by its own clock and with its own eyes: so no clock that is set makes anybody dead."""

from dataclasses import dataclass, replace

from rooms.ids import Instant, WorkerId
from server.store.roster import DEAD_SECONDS, Beaten, Heard, Worker

NEVER = Instant(float("-inf"))

LOOKS_APART = 1.0
"""Seconds between two answers of the store within which this worker has looked on without a break. Longer, and it was held or cut off."""

ROUND_TRIP = 0.1
"""Seconds by which the age of a beat, by the store's clock, may be beyond what this worker saw of it."""

LATE_SECONDS = 1.0
"""A beat that is so long after the one before, by the store's clock, has waited for a store that stood still, and says what its worker's clock
showed before that; so does one that is before it, of a store that lost what was written last,"""

SETTLED_SECONDS = 0.25
"""and so may those that follow within this: they were on their way as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Another worker's last beat."""

    worker: Worker
    at: Instant
    """By the store's clock: tells one beat from another."""
    seen: float
    """When this worker saw it first, or began to watch anew; monotonic."""
    beats: bool
    """It has been seen to beat, so it lives until it is given up. Not so what stood on the roster when this worker looked first."""
    clock: float | None
    """What its clock shows when this worker's monotonic one shows 0, as far as that is known."""
    late: Instant
    """Of its last beat that came late, or a second time."""


class Watch:
    """All others on the roster."""

    def __init__(self) -> None:
        self._sights: dict[WorkerId, Sight] = {}
        self._looked: float | None = None

    @property
    def sights(self) -> dict[WorkerId, Sight]:
        return self._sights

    def look(self, beaten: Beaten, me: WorkerId, looked: float) -> dict[WorkerId, Sight]:
        """`looked`: monotonic, when the answer came. Returns who is not there any more."""
        unbroken = self._looked is not None and looked - self._looked <= LOOKS_APART
        unseen = looked - self._looked if self._looked is not None else DEAD_SECONDS
        before, self._looked = self._sights, looked
        self._sights = {id: _seen(before.get(id), heard, beaten.time, looked, unseen, unbroken) for id, heard in beaten.workers.items() if id != me}
        lost = {id: sight for id, sight in before.items() if id not in self._sights}
        # Neither there nor gone: the store has lost its memory, and they will beat again, or be dead by our watch.
        self._sights |= {id: _again(sight, looked, unbroken) for id, sight in lost.items() if id not in beaten.gone}
        return {id: sight for id, sight in lost.items() if id in beaten.gone}

    def forget(self, worker: WorkerId) -> None:
        self._sights.pop(worker, None)

    def dead(self) -> list[Sight]:
        """Who has not beaten for too long while this worker looked on."""
        return [sight for sight in self._sights.values() if self._looked is not None and self._looked - sight.seen > DEAD_SECONDS]


def _seen(before: Sight | None, heard: Heard, time: Instant, looked: float, unseen: float, unbroken: bool) -> Sight:
    if before is not None and before.at == heard.at:
        return _again(before, looked, unbroken)
    beats = before is not None or 0 <= time - heard.at <= DEAD_SECONDS
    clock = _clock(heard.worker.now, time - heard.at, looked, unseen) if beats and heard.worker.now else None
    late = NEVER if before is None else before.late if 0 <= heard.at - before.at <= LATE_SECONDS else heard.at
    if before is not None and 0 <= heard.at - late < SETTLED_SECONDS:
        clock = before.clock
    return Sight(worker=heard.worker, at=heard.at, seen=looked, beats=beats, clock=clock, late=late)


def _clock(said: Instant, age: float, looked: float, unseen: float) -> float | None:
    """The beat came in the last `unseen` seconds. If its age by the store's clock is not among them, that clock was set meanwhile, and the
    middle of them is taken: wrong by a quarter of a second.
    """
    if -ROUND_TRIP <= age <= min(unseen, DEAD_SECONDS) + ROUND_TRIP:
        return said + age - looked
    return said + unseen / 2 - looked if unseen <= LOOKS_APART else None


def _again(sight: Sight, looked: float, unbroken: bool) -> Sight:
    """The same beat as before. After a break nobody has been watched yet."""
    seen = sight.seen if unbroken else looked
    return replace(sight, seen=seen)
