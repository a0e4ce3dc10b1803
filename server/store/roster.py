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
    load: int = 0
    """Connections to its audio port."""
    ahead: float = 0.0
    """Seconds by which its clock is ahead of the store's."""


class Lease(NamedTuple):
    """Somebody is connected to a worker. `token` proves the seat since they came in or back the last time."""

    circle: CircleId
    seat: SeatId
    token: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Beaten:
    """What the store answers to a beat."""

    time: Instant
    """By the store's clock."""
    buried: bool
    """Somebody has given this worker up: its seats are away, its voices elsewhere. It must begin anew under another id."""
    workers: Mapping[WorkerId, tuple[Worker, float]]
    """All that have beaten lately, this one too; each with the seconds since its last beat."""
    estates: frozenset[WorkerId]
    """Given up, and some of its leases are still to be dealt with."""


class Roster(Protocol):
    """Kept in the store that is shared. Everything may raise Unavailable."""

    async def beat(self, me: Worker) -> Beaten: ...

    async def bury(self, worker: WorkerId, older_than: float) -> bool:
        """Give it up if its last beat is older than so many seconds; True when it is given up now, by whomever."""
        ...

    async def leave(self, worker: WorkerId) -> None:
        """It stops in order: it will not be missed. Its leases, if any are left, are an estate."""
        ...

    async def sit(self, worker: WorkerId, lease: Lease) -> None:
        """This person is connected here. Takes the place of an earlier lease of the same seat at this worker."""
        ...

    async def rise(self, worker: WorkerId, lease: Lease) -> None:
        """They are not any more. Nothing to remove is no fault, nor is a newer lease of the same seat, which stays."""
        ...

    async def leases(self, worker: WorkerId) -> list[Lease]: ...

    async def settle(self, worker: WorkerId, leases: list[Lease]) -> None:
        """These of an estate were dealt with. With the last one the estate is gone."""
        ...
