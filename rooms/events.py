"""What has happened to a circle. Past tense; together, in order, they lead from one state to the next.

Events carry every instant and number that `evolve` needs, so that it needs no clock. None of them is kept.
"""

from dataclasses import dataclass

from rooms.circle import Link, Place, Role, Seat, Standing, Written
from rooms.ids import Instant, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken:
    """Somebody new sits in the circle or waits in the lobby."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTakenAgain:
    """Somebody who had left is back on their seat, or waits for it in the lobby. A mute goes on."""

    seat: SeatId
    role: Role
    name: Pseudonym
    standing: Standing
    token: SecretHash
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """A browser proved that it is the person of this seat; from now on it proves it by `token`."""

    seat: SeatId
    token: SecretHash
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class WentAway:
    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class StayedAway:
    """Away for so long that the seat counts as gone."""

    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The seat is no longer in the circle or the lobby. `standing`: left, removed or turned away."""

    seat: SeatId
    standing: Standing
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTaken:
    """Somebody waits for the piece. `index`: where in the queue, 0 the first."""

    place: Place
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDropped:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMoved:
    """`index` counts without the place that moves, 0 the first."""

    seat: SeatId
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueClosed:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOpened:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundBegan:
    """The piece goes round: through these places, and nobody is heard yet."""

    queue: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEnded:
    """Hands decide again. Only the places of interrupted shares stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceOffered:
    """The place leaves the queue, if it was in it."""

    place: Place
    seconds: float
    lapses_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBegan:
    """By the person's own tap, also after an interruption."""

    left: float
    ends_at: Instant
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnHeld:
    """The piece waits for the person until `lapses_at`; their clock stands."""

    left: float
    lapses_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPutBack:
    """The piece is taken back, and the person waits for it again: at the front of the queue or at its end."""

    place: Place
    front: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    """Shared or passed: for the others it looks the same."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenShared:
    written: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAdded:
    seconds: float
    left: float
    ends_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeganSpeaking:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedSpeaking:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleStarted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePaused:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleResumed:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleEnded:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmuted:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AllMuted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AllUnmuted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksAdded:
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMissed:
    """Nobody was served for `seconds`: whatever was running runs that much longer."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandApplied:
    """Added by the road to the events of each numbered command, so that one sent again is not applied twice."""

    seat: SeatId
    number: int


SeatEvent = SeatTaken | SeatTakenAgain | CameBack | WentAway | StayedAway | Parted | Admitted | Muted | Unmuted | CommandApplied
QueueEvent = PlaceTaken | PlaceDropped | PlaceMoved | QueueClosed | QueueOpened | RoundBegan | RoundEnded
TurnEvent = PieceOffered | ShareBegan | TurnHeld | TurnPutBack | TurnEnded | WrittenShared | TimeAdded | BeganSpeaking | StoppedSpeaking
MeetingEvent = CircleStarted | CirclePaused | CircleResumed | CircleEnded | AllMuted | AllUnmuted | LinksAdded | ServiceMissed

Event = SeatEvent | QueueEvent | TurnEvent | MeetingEvent

Decision = tuple[Event, ...] | Refusal
"""What comes of a command. No events: the circle already is as it was asked to be."""
