"""Who asks. Bound to a connection by the server, never read from a message."""

from dataclasses import dataclass

from rooms.ids import SeatId


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody with a seat: in the circle, in the lobby, or no longer in either."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Visitor:
    """A connection that has not joined."""


@dataclass(frozen=True, slots=True)
class System:
    """The server itself: deadlines, lost connections, the centre's key."""


Actor = Seated | Visitor | System
