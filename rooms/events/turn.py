"""What has happened to the piece."""

from dataclasses import dataclass, field

from rooms.ids import Instant, SeatId
from rooms.turn import Place, Response, Undo, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceOffered:
    """The place leaves the queue, if it was in it."""

    place: Place
    seconds: float
    lapses_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBegan:
    """By the person's own tap, also after an interruption."""

    at: Instant
    left: float
    ends_at: Instant
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnHeld:
    """The piece waits for the person until `lapses_at`; their clock stands."""

    at: Instant
    left: float
    lapses_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPutBack:
    """The piece is taken back, and the person waits for it again: at the front of the queue or at its end."""

    place: Place
    front: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnEnded:
    """Shared or passed: for the others it looks the same. A response under way ends with it."""

    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesInvited:
    """The share is done; its holder keeps the piece, and others may respond until `lapses_at`."""

    at: Instant
    lapses_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseBegan:
    """By the responder's own tap."""

    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEnded:
    at: Instant
    lapses_at: Instant | None
    """When the piece moves on by itself; only after an invitation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regretted:
    """What was done can be taken back: the last of its decision's events."""

    undo: Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Things stand as they did before. A share goes on at once (`ends_at`) when it was its own holder's tap, else it is held (`lapses_at`)."""

    undo: Undo
    at: Instant
    ends_at: Instant | None
    lapses_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenShared:
    written: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHeldBack:
    """A facilitator is to read it first. It gets the next number."""

    seat: SeatId
    text: str = field(repr=False)
    unbegun_at: Instant | None = None
    """It was shared at once, without a beginning: counted now, and for the others nothing but a pass, which clears no screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPutOff:
    """Not now. Of this author no other words stay that were put off before."""

    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadForgotten:
    """It was shown, taken back or put away."""

    share: int


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
