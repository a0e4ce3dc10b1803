"""What workers tell each other through the store: that they live, where they are reached, and whom they serve. So a dead one is missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from rooms.ids import CircleId, Instant, SeatId, SecretHash, WorkerId

BEAT_SECONDS = 0.5
"""Between two beats of a worker."""

DEAD_SECONDS = 1.5
"""Without a beat for so long a worker is given up. Three beats: a loop that was held for 500 ms is not dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What a worker says of itself with every beat."""

    id: WorkerId
    address: str
    """Where other workers reach it: `http://HOST:PORT`."""
    schema: int
    """The newest shape of a circle that it reads; it reads the one before too."""
    born: Instant
    """When it started."""
    draining: bool = False
    """It is about to stop: nothing new is given to it."""
    shut: bool = False
    """Nobody new comes in there, so it is going to drain: whoever drains before gives nothing to it that would have to move once more."""
    load: int = 0
    """Connections to its audio port."""
    centre: str = ""
    """A word made from the centre's key: who has another key cannot be believed, and believes nobody here."""
    now: Instant = Instant(0.0)
    """What its clock showed as it said so; 0 before it serves. So workers compare their clocks without the store's, which may be set."""


class Lease(NamedTuple):
    """Somebody is connected to a worker. `token` proves the seat since they came in or back the last time."""

    circle: CircleId
    seat: SeatId
    token: SecretHash


class Heard(NamedTuple):
    """The last beat of a worker: what it said, and when by the store's clock. That clock may be set, so `at` tells beats apart and nothing else."""

    worker: Worker
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Beaten:
    """What the store answers to a beat."""

    time: Instant
    """By the store's clock."""
    buried: bool
    """Somebody has given this worker up: its seats are away, its voices elsewhere. It must begin anew under another id."""
    known: bool
    """It stood on the roster already. Not so at its first beat, nor when the store has lost its memory, and with it the leases."""
    workers: Mapping[WorkerId, Heard]
    """All on the roster, this one too. Who is dead and has not been given up yet stands there still."""
    gone: frozenset[WorkerId]
    """Given up, or stopped in order, lately."""
    estates: frozenset[WorkerId]
    """Gone, and some of their leases are still to be dealt with."""


class Roster(Protocol):
    """Kept in the store that is shared. Everything may raise Unavailable."""

    async def beat(self, me: Worker) -> Beaten: ...

    async def bury(self, worker: WorkerId, last: Instant) -> bool:
        """Give it up unless it has beaten since the beat at `last`; True when it is given up now, by whomever.

        By its beat and not by an age: of a clock that is set, every worker would be too old at once, or none for an hour.
        """
        ...

    async def leave(self, worker: WorkerId) -> None:
        """It stops in order: it will not be missed, and beats no more. Its leases, if any are left, are an estate."""
        ...

    async def sit(self, worker: WorkerId, lease: Lease) -> None:
        """This person is connected here. Takes the place of an earlier lease of the same seat at this worker. Of one that is gone: an estate."""
        ...

    async def rise(self, worker: WorkerId, lease: Lease) -> None:
        """They are not any more. Nothing to remove is no fault, nor is a newer lease of the same seat, which stays."""
        ...

    async def leases(self, worker: WorkerId) -> list[Lease]: ...

    async def settle(self, worker: WorkerId, leases: list[Lease]) -> None:
        """These of an estate were dealt with. With the last one the estate is gone."""
        ...
