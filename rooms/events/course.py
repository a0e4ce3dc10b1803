"""What has happened to the queue, the round and the phase."""

from dataclasses import dataclass, field

from rooms.formats import Order
from rooms.ids import Instant, SeatId
from rooms.turn import Place


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
    """The piece goes by `order` from now on, through these places, and nobody is heard yet in this round."""

    order: Order
    queue: tuple[Place, ...]
    round: int = 1
    prompt: int = 0
    going: bool = False
    """Whether the first is offered the piece by itself too."""
    goes_on: bool = False
    """The round is through and hands decide for the rest of the phase: who was heard in it is still known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseBegan:
    """Another step of the meeting. The queue stays; a `RoundBegan` follows where the phase has an order."""

    phase: int
    at: Instant
    ends_at: Instant
    """Planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptChosen:
    prompt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWritten:
    """`text` empty: taken back."""

    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmed:
    """Somebody is *with* the one who shares."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneClaimed:
    """`milestone` empty: taken back."""

    seat: SeatId
    milestone: str
