"""What the road needs of a store: load, compare and set, hear of changes. Written for two implementations."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from rooms.circle import Circle
from rooms.ids import CircleId, Instant


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
    """A circle with this code exists."""


class Conflict(Exception):
    """Somebody else committed first. `current` is what they committed."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(current.circle.id)
        self.current = current


class Unavailable(Exception):
    """The store cannot answer now. What was asked is not known to have happened or not."""


class Store(Protocol):
    """Every commit is atomic: compared, stored and announced in one step, or not at all."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def open(self, circle: Circle, due: Instant) -> Versioned:
        """A new circle. `due` is its next deadline. Raises CodeTaken, Unavailable."""
        ...

    async def load(self, circle: CircleId) -> Versioned:
        """The newest state. Raises NoSuchCircle, Unavailable."""
        ...

    async def version(self, circle: CircleId) -> Version:
        """The newest version, without its state. Raises NoSuchCircle, Unavailable."""
        ...

    async def commit(self, expected: Version, circle: Circle, due: Instant | None) -> Versioned:
        """`circle` follows the state of version `expected`. `due` None: nothing will happen by itself any more.

        Raises Conflict when the stored version is another, NoSuchCircle, Unavailable.
        """
        ...

    async def due(self, at_most: int) -> list[tuple[Instant, CircleId]]:
        """The circles whose next deadline is nearest, earliest first, the future included."""
        ...

    async def circles(self) -> list[CircleId]:
        """Every circle that has not ended."""
        ...

    def changes(self) -> AsyncIterator[CircleId]:
        """The ids of circles as they change, this process's own commits included. Coalesced: it wakes, the store tells the truth.

        Subscribed when this returns: nothing committed afterwards is missed.
        """
        ...

    async def beat(self, now: Instant) -> None:
        """Note that service is given at `now`."""
        ...

    async def last_beat(self) -> Instant | None:
        """When service was last given, before this start."""
        ...

    async def forget(self, now: Instant) -> int:
        """Delete what has expired: ended circles and those past their planned end by `EXPIRY_SECONDS`. Returns how many."""
        ...
