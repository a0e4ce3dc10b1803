"""What a facilitator asks of the meeting, the piece and the queue."""

from dataclasses import dataclass

from rooms.formats import Order
from rooms.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCircle:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCircle:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """End the present share or offer and offer the piece to the next person; when nobody is left, begin the next round or phase.

    When the phase's time is over and somebody waits unheard, it is refused unless `confirmed`: then the next phase begins.
    """

    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo:
    """Begin this phase now, 1 the first, whatever comes between. Refused while somebody waits unheard, unless `confirmed`."""

    phase: int
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take back the last *Next*, *Skip*, *Give*, *Go to* or *Mute all*: for 5 s, while nobody has begun since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePrompt:
    """Ask this question of the phase's card, 1 the first."""

    prompt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Take an offered or held piece back; the person is offered it again at the end of this round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Give:
    """Offer the piece to this seat now, in the queue or not. A share under way ends."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """At once: the holder, if somebody has the piece, is muted and loses it, and a quiet minute begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTime:
    """Give the present turn more time. `seconds`: 60 or 120."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Put the seat's place at `place` in the queue, 1 the first. Beyond the end is the end."""

    seat: SeatId
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveToEnd:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseQueue:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQueue:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOrder:
    """Another order policy for the rest of this phase, from now. A share under way goes on."""

    order: Order
