"""What people, and the passing of time, ask of a circle. Imperative; each may be refused.

`by` is always the seat of the one who asks, put in by the server from the connection, never read from a message.
`seat` is the seat that something is asked about.
"""

from dataclasses import dataclass, field

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
    called: str | None = field(default=None, repr=False)
    """The typed name. Dropped where names are drawn; needed where they are chosen or known to the facilitator."""
    listens: bool = False
    """*I only listen today*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Come back to the seat that `token` proves, and prove it by `next` from now on. `token == next` is allowed: nothing rotates."""

    token: SecretHash
    next: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Greet:
    """Who waits in the lobby says how the facilitator knows them. 1 to `GREETING_AT_MOST` characters, gone with the decision."""

    by: SeatId
    text: str = field(repr=False)


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
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """*I wasn't done*: for 5 s after one's own *Done*, while the next person has not begun. The rest of the time goes on."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """End the share and offer the piece to this seat, where the order is `tag`. They may decline."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteResponses:
    """The share is done; up to 3 others may respond for 60 s each, where the phase's crosstalk is `after_share`. *Done* passes on."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """Be heard in answer to the share, for 60 s, one at a time: after an invitation, or during a share where crosstalk is `open`. *Done* ends it."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithYou:
    """A silent sign to the one who shares, or shared last. Counted once for each person, never named; applause where the phase says so."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMilestone:
    """Say which milestone is mine, in a phase that has them. `milestone` is one of `rooms/milestones.py`; empty takes it back."""

    by: SeatId
    milestone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenOnly:
    """*I only listen today*, without a reason, and back."""

    by: SeatId
    on: bool


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
class Lock:
    """Nobody new comes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """Also after the door has closed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLobby:
    """After a removal: shared links enter directly again, where the circle has no lobby of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """Another typed name for this seat; empty: the drawn one alone."""

    seat: SeatId
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeListener:
    """This member only listens from now on. Holds for the seat and its invitation."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeMember:
    """This listener, or deputy, is a member from now on. Only the keeper asks it of a deputy."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDeputy:
    """This member helps to run the circle, and keeps it next after the other deputies."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDeputy:
    """Who keeps the circle next: the seat's place among the deputies, 1 the first."""

    seat: SeatId
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The deputy keeps the circle from now on; who kept it is the first deputy, and may take it back."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Keep the circle from now on: who kept it before, or in safe mode any facilitator."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A facilitator's words to one person. 1 to `MESSAGE_AT_MOST` characters; empty takes them back."""

    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """The message to me was read."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """The shared member link ends now, and this one is it. `secret` is put in by the server."""

    secret: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """One more personal link for a member. `secret` is put in by the server."""

    secret: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp:
    """*I need help now*. Seen by facilitators alone."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHelp:
    """Be with this person, who asked for help, in a written side room."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSupport:
    """Offer this person a written side room. Only they and the facilitators see it."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupport:
    """Yes or no to the offered support; no asks for no reason."""

    by: SeatId
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteLine:
    """One line in the side room of `seat`: by that person, or by the facilitator who is with them."""

    by: SeatId
    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHelp:
    """Close the side room of `seat`, or take the request or offer back. What was written is gone."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeFollowUp:
    """Ask this person whether the centre may follow up after the circle."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFollowUp:
    by: SeatId
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantCall:
    """A call was asked for: what was typed is kept apart, never in the circle. `on` False: taken back."""

    by: SeatId
    on: bool


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
    Join | Return | Leave | Greet
    | RaiseHand | LowerHand | Begin | Done | NotDone | Pass | PassForNow | PassOn | ShareWritten | InviteResponses | Respond
    | WithYou | ClaimMilestone | ListenOnly | Speak | StopSpeaking
    | StartCircle | EndCircle | Pause | Resume | Next | GoTo | Undo | ChoosePrompt | Skip | Give | Stop | AddTime
    | Move | MoveToEnd | CloseQueue | OpenQueue | SetOrder
    | Mute | Unmute | MuteAll | UnmuteAll | Remove | Admit | AdmitAll | TurnAway
    | Lock | Unlock | LiftLobby | Rename | MakeListener | MakeMember | Message | PutAway | NewLink | Invite
    | MakeDeputy | MoveDeputy | HandOver | Keep
    | AskHelp | AnswerHelp | OfferSupport | AnswerSupport | WriteLine | EndHelp | ProposeFollowUp | AnswerFollowUp | WantCall
    | AddLinks | MarkAway | LetTimePass | ResumeService
)  # fmt: skip
