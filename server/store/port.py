"""What the road needs of a store: load, compare and set, hear of changes. Written for two implementations."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from rooms.circle import Circle
from rooms.ids import CircleId, Instant, SeatId
from server.store.follow_up import FollowUp

LATE_SECONDS = 600.0
"""A circle that nobody ended when it expired (its worker was down) is deleted this much later, whatever it holds."""

GAP_SECONDS = 5.0
"""Nobody was served for longer than this: deadlines move by the gap. Shorter, and nobody would notice that they did not."""


class Version(NamedTuple):
    """Ordered: a higher epoch beats any version. The epoch changes only when a store lost its memory."""

    epoch: int
    version: int


@dataclass(frozen=True, slots=True)
class Versioned:
    circle: Circle
    version: Version


class NoSuchCircle(Exception):
    """Never opened, or forgotten."""


class CodeTaken(Exception):
    """A circle with this code exists, ended ones included."""


class Conflict(Exception):
    """Somebody else committed first. `current` is what they committed.

    A client that sends again by itself can be in conflict with its own commit: compare before deciding again.
    """

    def __init__(self, current: Versioned) -> None:
        super().__init__(current.circle.id)
        self.current = current


class Unavailable(Exception):
    """The store cannot answer now. What was asked is not known to have happened or not."""


class UnknownSchema(Unavailable):
    """The snapshot was written by a release that this one cannot read."""


class StoreUnusable(Exception):
    """The store cannot be used at all: said at the start, in one line for the person who started the server."""


class Store(Protocol):
    """Every commit is atomic: compared, stored and announced in one step, or not at all.

    Every answer comes within a few seconds, or Unavailable does.
    """

    async def start(self) -> None:
        """Ready to answer. Raises StoreUnusable."""
        ...

    async def stop(self) -> None:
        """What was asked before is done, everything asked later is Unavailable, `changes` ends."""
        ...

    def ready(self) -> bool:
        """Whether it could store something when it last tried. The timekeeper tries every second."""
        ...

    async def open(self, circle: Circle, due: Instant | None) -> Versioned:
        """A new circle. `due` is its next deadline. Raises CodeTaken, Unavailable."""
        ...

    async def load(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        """The newest state: `known` itself where that is it, which is cheap. Raises NoSuchCircle, Unavailable."""
        ...

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]:
        """Of each the newest, without its state: cheap. None: no such circle. Raises Unavailable."""
        ...

    async def commit(self, expected: Version, circle: Circle, due: Instant | None) -> Versioned:
        """`circle` follows the state of version `expected`. `due` None: nothing will happen by itself any more.

        An ended circle's earlier content is also wiped from the disk. Raises Conflict when the stored version is another,
        NoSuchCircle, Unavailable.
        """
        ...

    async def due(self, at_most: int) -> list[tuple[Instant, CircleId]]:
        """The circles whose next deadline is nearest, earliest first, the future included."""
        ...

    async def circles(self) -> list[CircleId]:
        """Every circle that has not ended."""
        ...

    def changes(self) -> AsyncIterator[CircleId]:
        """The ids of circles as they change by this process, and as they are forgotten; of those that are watched also as others change them.

        Coalesced: it wakes, the store tells the truth. Subscribed when this returns: nothing committed afterwards is missed.
        """
        ...

    async def watch(self, circle: CircleId) -> None:
        """`changes` tells what other processes do to this circle, from when this returns on. Waits a second at the most, and raises nothing."""
        ...

    async def unwatch(self, circle: CircleId) -> None:
        """The other processes' changes of this circle are of no interest any more."""
        ...

    async def beat(self, now: Instant) -> Instant | None:
        """Note that service is given at `now`. In a store that is shared: when it was given before, if that is longer ago than `GAP_SECONDS`.

        Of all workers that beat again after a gap exactly one is told of it, and makes it good.
        """
        ...

    async def last_beat(self) -> Instant | None:
        """When service was last given, before this start."""
        ...

    async def keep_follow_up(self, follow_up: FollowUp) -> None:
        """Apart from the circle, whose end it outlives. What the seat said before is gone. Raises Unavailable."""
        ...

    async def drop_follow_up(self, circle: CircleId, seat: SeatId) -> None:
        """Also from the disk; nothing to drop is no fault. Raises Unavailable."""
        ...

    async def follow_ups(self, circle: CircleId) -> list[FollowUp]:
        """Of this circle, the oldest first; those that have expired and not been forgotten yet too. Raises Unavailable."""
        ...

    async def take_follow_ups(self, now: Instant) -> list[FollowUp]:
        """Of all circles, the oldest first, without those that have expired: returned once, then gone, from the disk too. Raises Unavailable."""
        ...

    async def forget(self, now: Instant) -> int:
        """Delete what has expired and wipe it from the disk. Returns how many circles.

        Ended circles from `rooms.deadlines.expires_at` on, others `LATE_SECONDS` after it: first their people are told that it ended.
        Follow-ups from their own `expires` on.
        """
        ...
