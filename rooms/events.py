"""What has happened to a circle. Past tense; together, in order, they lead from one state to the next.

Events carry every instant and number that `evolve` needs, so that it needs no clock. None of them is kept.
"""

from dataclasses import dataclass, field

from rooms.circle import Act, Help, Link, Place, Response, Role, Seat, Standing, Undo, Written
from rooms.formats import Order
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
class Warmed:
    """Somebody is *with* the one who shares."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneClaimed:
    """`milestone` empty: taken back."""

    seat: SeatId
    milestone: str


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
    """The first phase begins with it."""

    at: Instant
    ends_at: Instant
    """The planned end of the meeting, as it is from now on."""


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
class LinkReplaced:
    """The shared member links are this one alone."""

    secret: SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLocked:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorUnlocked:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorGuarded:
    """Somebody was removed."""

    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLifted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperChanged:
    """This seat keeps the circle now, and it is not in safe mode. Who kept it, if they still sit here, is the first deputy and `kept_before`."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeModeBegan:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyMoved:
    """`index` counts without the deputy who moves, 0 the first."""

    seat: SeatId
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpChanged:
    """Of this seat. None: it is over, and nothing of it is kept."""

    seat: SeatId
    help: Help | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerUsed:
    """Added by the road to what a facilitator did with their power, for the other facilitators to see. `act.number` is set when it is kept."""

    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMissed:
    """Nobody was served for `seconds`: whatever was running runs that much longer."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged:
    """Deputies are in `Circle.deputies` as long as they have the role, a new one as the last."""

    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeted:
    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    seat: SeatId
    called: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListensOnly:
    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLeft:
    """None: put away, or taken back."""

    seat: SeatId
    message: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpProposed:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpAnswered:
    """The proposal is over, whatever the answer."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWanted:
    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatForgotten:
    """A seat that nobody can come back to and nothing hangs on: who gave up in the lobby."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandApplied:
    """Added by the road to the events of each numbered command, so that one sent again is not applied twice."""

    seat: SeatId
    number: int


SeatEvent = (
    SeatTaken | SeatTakenAgain | CameBack | WentAway | StayedAway | Parted | Admitted | Muted | Unmuted | CommandApplied
    | RoleChanged | Greeted | Renamed | ListensOnly | MessageLeft | FollowUpProposed | FollowUpAnswered | CallWanted | SeatForgotten
)  # fmt: skip
QueueEvent = PlaceTaken | PlaceDropped | PlaceMoved | QueueClosed | QueueOpened
PhaseEvent = RoundBegan | PhaseBegan | PromptChosen | MilestoneClaimed | Warmed
TurnEvent = (
    PieceOffered | ShareBegan | TurnHeld | TurnPutBack | TurnEnded | WrittenShared | TimeAdded | BeganSpeaking | StoppedSpeaking
    | ResponsesInvited | ResponseBegan | ResponseEnded | Regretted | TakenBack
)  # fmt: skip
MeetingEvent = CircleStarted | CirclePaused | CircleResumed | CircleEnded | AllMuted | AllUnmuted | ServiceMissed
DoorEvent = LinksAdded | LinkReplaced | DoorLocked | DoorUnlocked | DoorGuarded | GuardLifted
KeepingEvent = KeeperChanged | SafeModeBegan | DeputyMoved | PowerUsed
CareEvent = HelpChanged

Event = SeatEvent | QueueEvent | PhaseEvent | TurnEvent | MeetingEvent | DoorEvent | KeepingEvent | CareEvent

Decision = tuple[Event, ...] | Refusal
"""What comes of a command. No events: the circle already is as it was asked to be."""
