"""What people, and the passing of time, ask of a circle. Imperative; each may be refused.

`by` is always the seat of the one who asks, put in by the server from the connection, never read from a message.
`seat` is the seat that something is asked about.
"""

from dataclasses import dataclass

from rooms.circle import Link
from rooms.formats import Order
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Take a seat or a place in the lobby, by a link (`link`) or by the typed code alone (`link` is None).

    `seat` and `at` are fresh chance from the server, used when a new seat is taken. A `nonce` seen before gets its seat
    again; a personal link gets the seat it was first used for.
    """

    seat: SeatId
    at: int
    link: SecretHash | None
    nonce: Nonce
    name: Pseudonym
    token: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Come back to the seat that `token` proves, and prove it by `next` from now on. `token == next` is allowed: nothing rotates."""

    token: SecretHash
    next: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHand:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerHand:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Accept the offered piece, or go on with a held one. `written`: in writing, with a closed microphone."""

    by: SeatId
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Decline the offered turn. No reason asked."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassForNow:
    """Decline the offered turn, and be offered it again at the end of this round."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWritten:
    """Pass the piece on with these words. 1 to `WRITTEN_AT_MOST` characters."""

    by: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """A facilitator or deputy opens their own microphone, beside whoever holds the piece."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSpeaking:
    by: SeatId


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
    """End the present share or offer and offer the piece to the next person."""


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
    """`round`: the piece goes round once, from now; `hands`: hands decide again. A share under way goes on."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmute:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteAll:
    """No member is heard until `UnmuteAll`. A facilitator may still *Speak*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmuteAll:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitAll:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAway:
    """Not now: the person in the lobby is told kindly."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLinks:
    """System only: new personal links."""

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAway:
    """System only: the seat's last connection was lost."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LetTimePass:
    """System only: a deadline may have been reached. Harmless at any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeService:
    """System only: nobody was served since `down_since`. Running deadlines move by the gap, everyone present counts as away as of now."""

    down_since: Instant


Command = (
    Join | Return | Leave
    | RaiseHand | LowerHand | Begin | Done | Pass | PassForNow | ShareWritten | Speak | StopSpeaking
    | StartCircle | EndCircle | Pause | Resume | Next | Skip | Give | Stop | AddTime
    | Move | MoveToEnd | CloseQueue | OpenQueue | SetOrder
    | Mute | Unmute | MuteAll | UnmuteAll | Remove | Admit | AdmitAll | TurnAway
    | AddLinks | MarkAway | LetTimePass | ResumeService
)  # fmt: skip
