"""A circle as it is at one moment: the whole state, and nothing that could identify a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rooms.formats import Format, Language, Order, Phase
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym

SCHEMA = 2
"""The number of this shape. A release reads its own and the one before."""

SEATS_AT_MOST = 500
"""Seats of one circle, those in the lobby included. One worker's audio carries about 2,000 listeners."""

OFFER_SECONDS = 40.0
"""An offer that nobody answers turns into *pass for now*, the second time into a pass (no reason asked, nobody waits for long)."""

HOLD_SECONDS = 45.0
"""How long the piece waits for a holder whose connection was lost."""

PLACE_SECONDS = 300.0
"""How long the queue keeps the place of somebody who is away."""

KEEPER_SECONDS = 20.0
"""How long the circle waits for a keeper whose connection was lost; then a deputy keeps it, or it is in safe mode."""

SAFE_SECONDS = 600.0
"""A circle in safe mode that nobody takes up again is closed in order after this."""

HELP_SECONDS = 20.0
"""A request for help that nobody has answered in this time alerts who keeps the circle, and the person is told."""

REGRET_SECONDS = 5.0
"""For *I wasn't done* and for *Undo*."""

RESPONSES_AT_MOST = 3
"""To one share, where the holder invites them."""

RESPONSE_SECONDS = 60.0

GUARDED_SECONDS = 600.0
"""After a removal personal invitations that were not used yet lead to the lobby too; shared links do until a facilitator lifts it."""

LEAST_REST_SECONDS = 30.0
"""Who was interrupted near the end of their time still gets this much to close."""

EXPIRY_SECONDS = 6 * 3600.0
"""After its planned end a circle is ended and forgotten."""

WRITTEN_AT_MOST = 2000
"""Characters of a written share."""

CALLED_AT_MOST = 24
"""Letters of a typed name, each counted once with all its signs."""

GREETING_AT_MOST = 120
"""Characters of the answer to "How does the facilitator know you?"."""

MESSAGE_AT_MOST = 300
"""Characters of a facilitator's message to one, and of one line in a side room."""

LINES_AT_MOST = 30
"""Lines of a side room that are kept; the oldest go."""

ACTS_AT_MOST = 20
"""Uses of power that the facilitators see; the oldest go."""


class Stage(StrEnum):
    """Where the meeting is in its life."""

    GATHERING = "gathering"
    OPEN = "open"
    PAUSED = "paused"
    """A quiet minute: clocks stand, no member is heard."""
    ENDED = "ended"
    """A tombstone: no seats, no words; it only keeps the code from coming back to life."""


class Role(StrEnum):
    FACILITATOR = "facilitator"
    """The one who keeps the circle. At most one seat has it."""
    DEPUTY = "deputy"
    MEMBER = "member"
    LISTENER = "listener"


class Names(StrEnum):
    """What people are called."""

    PSEUDONYMS = "pseudonyms"
    """Drawn, never typed."""
    CHOSEN = "chosen"
    """Typed, for everybody to read."""
    KNOWN_TO_FACILITATOR = "known_to_facilitator"
    """Typed for who runs the meeting; drawn for everybody else."""


class Standing(StrEnum):
    """Where a person is with respect to the circle."""

    WAITING = "waiting"
    """In the lobby."""
    SEATED = "seated"
    LEFT = "left"
    """Left by their own tap."""
    TURNED_AWAY = "turned-away"
    """Not admitted from the lobby."""
    REMOVED = "removed"


class Presence(StrEnum):
    PRESENT = "present"
    AWAY = "away"
    """The connection was lost; everything is kept."""
    GONE = "gone"
    """Away for longer than `PLACE_SECONDS`; the seat and the name are still kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One person's place in this circle."""

    id: SeatId
    role: Role
    name: Pseudonym
    standing: Standing
    presence: Presence
    at: int
    """Where the seat stands in the ring: random, so that the order tells nothing about who came when. 0 to 2**31 - 1."""
    since: Instant
    """When the presence began: for somebody away, when they went."""
    token: SecretHash
    """Of the resume token, which proves that a returning browser is the same person."""
    nonce: Nonce
    """Of the join that took the seat."""
    link: SecretHash | None = None
    """The personal link that this seat was taken with."""
    muted: bool = False
    """By a facilitator. Only a facilitator ends it."""
    last: int = 0
    """The number of the last command of this seat that was applied."""
    called: str | None = field(default=None, repr=False)
    """The typed name, under the names policies that have one."""
    greeting: str | None = field(default=None, repr=False)
    """How the facilitator knows this person. Only while they wait in the lobby."""
    listens: bool = False
    """*I only listen today*: no round stops here. Ended by their own tap."""
    shares: int = 0
    """So often they held the floor for a share, by voice or in writing."""
    floor_seconds: float = 0.0
    """So long they held the floor: from grants, never from loudness."""
    heard_at: Instant | None = None
    """When their last share ended."""
    message: str | None = field(default=None, repr=False)
    """From a facilitator to them alone, until they put it away."""
    follow_up: bool = False
    """A facilitator asked whether the centre may follow up; no answer yet."""
    wants_call: bool = False
    """They asked for a call, or said yes to a follow-up. What they typed is never here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in the queue."""

    seat: SeatId
    since: Instant
    """When the hand went up."""
    rest: float | None = None
    """Seconds left of an interrupted share; none: a whole turn."""
    again: bool = False
    """Already passed for now in this round: the next unanswered offer is a pass."""


class TurnState(StrEnum):
    OFFERED = "offered"
    """The piece is in front of the person; their microphone is closed until they begin."""
    SHARING = "sharing"
    HELD = "held"
    """The person's connection was lost, or they have just returned: the piece waits, the clock stands."""
    RESPONSES = "responses"
    """The share is done, and its holder has invited others to respond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Somebody answers a share, by their own tap, while its holder keeps the piece."""

    seat: SeatId
    runs_since: Instant
    ends_at: Instant
    """It ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The piece in somebody's hands."""

    place: Place
    state: TurnState
    seconds: float
    """What this turn has in all, added time included."""
    left: float
    """Seconds left when the clock last stood still; below zero is over time."""
    ends_at: Instant | None
    """When the time is up. Only while the clock runs."""
    lapses_at: Instant | None
    """When an offer or a held piece moves on by itself."""
    written: bool = False
    """The person writes; their microphone stays closed."""
    runs_since: Instant | None = None
    """When the clock last began to run. Only while it runs."""
    response: Response | None = None
    """Who responds now."""
    responses: int = 0
    """So many have responded."""

    @property
    def seat(self) -> SeatId:
        return self.place.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The last written share, shown until the next share ends."""

    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way into the circle. Whoever holds its secret has its role."""

    secret: SecretHash
    role: Role
    """`FACILITATOR`: the first to use it keeps the circle, later ones are deputies."""
    personal: bool = False
    """For one person: enters directly and reclaims its seat. Else shared by all who get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was written in a side room."""

    by: SeatId
    text: str = field(repr=False)


class HelpState(StrEnum):
    ASKED = "asked"
    """By the person. Every facilitator sees it."""
    ALERTED = "alerted"
    """Nobody answered in `HELP_SECONDS`: who keeps the circle is alerted, and the person told."""
    OFFERED = "offered"
    """By a facilitator; the person has not said yes."""
    TOGETHER = "together"
    """A facilitator is with the person in a written side room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Somebody who needs help now, or was offered support. Peers see nothing of it."""

    state: HelpState
    since: Instant
    """When the state began."""
    by: SeatId | None = None
    """The facilitator who offered or answered."""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A use of power, for the facilitators to see."""

    number: int
    by: SeatId
    did: str
    """The command's name on the wire."""
    seat: SeatId | None
    at: Instant


class Regret(StrEnum):
    """What can be taken back for `REGRET_SECONDS`."""

    DONE = "done"
    """By the one who was done."""
    NEXT = "next"
    SKIP = "skip"
    GIVE = "give"
    GO_TO = "go_to"
    MUTE_ALL = "mute_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """How things stood before, until somebody begins."""

    what: Regret
    until: Instant
    turn: Turn | None
    """With its clock stopped."""
    queue: tuple[Place, ...]
    order: Order
    heard: frozenset[SeatId]
    going: bool
    phase: int
    round: int
    prompt: int
    phase_began: Instant | None
    phase_ends_at: Instant | None
    shares: int = 0
    """Of the holder, before."""
    heard_at: Instant | None = None
    """Of the holder, before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The whole state of one meeting."""

    id: CircleId
    title: str
    """1 to 60 characters."""
    format: Format
    language: Language
    """What the links open in; everyone may read in another."""
    opened_at: Instant
    ends_at: Instant
    """The planned end."""
    lobby: bool
    """Whether the shared member link leads to the lobby. The typed code always does."""
    links: tuple[Link, ...]
    stage: Stage = Stage.GATHERING
    paused_at: Instant | None = None
    order: Order = Order.HANDS
    queue: tuple[Place, ...] = ()
    """Who is offered the piece next, first to last. A seat has at most one place."""
    queue_open: bool = True
    heard: frozenset[SeatId] = frozenset()
    """Who was offered the piece and answered in this round."""
    turn: Turn | None = None
    speaking: SeatId | None = None
    """The facilitator or deputy who tapped *Speak*."""
    muted_all: bool = False
    written: Written | None = None
    seats: Mapping[SeatId, Seat] = field(default_factory=dict[SeatId, Seat])

    lot: int = 0
    """Drawn once for this circle; what an order policy draws follows from it. Never leaves the server. 0 to 2**31 - 1."""
    names: Names = Names.PSEUDONYMS
    people_most: int = SEATS_AT_MOST
    """More do not come in, those in the lobby included."""

    # where in the format
    phase: int = 0
    """Index of the present phase."""
    phase_began: Instant | None = None
    """None before the start."""
    phase_ends_at: Instant | None = None
    """Planned, from what is left of the meeting."""
    round: int = 1
    """Which time the piece goes round in this phase."""
    prompt: int = 0
    """Which question of the phase's card is asked."""
    going: bool = True
    """Whether the piece has begun to go in this round; the first offer of a round is the facilitator's."""
    undo: Undo | None = None
    milestones: Mapping[SeatId, str] = field(default_factory=dict[SeatId, str])
    """Self-claimed, in this phase. See `rooms/milestones.py`."""
    warmth: frozenset[SeatId] = frozenset()
    """Who is *with* the person who shares, or shared last. Counted, never named."""

    # the door
    started_at: Instant | None = None
    locked: bool = False
    """Nobody new comes in, by no link but the facilitators'."""
    guarded: bool = False
    """Since a removal: shared links lead to the lobby until a facilitator lifts it."""
    guarded_until: Instant | None = None
    """Until then unused personal invitations lead to the lobby too."""

    # who keeps it
    deputies: tuple[SeatId, ...] = ()
    """Who keeps the circle next, first to last: every seat that has the deputy's role."""
    kept_before: SeatId | None = None
    """Who handed the circle over, or lost the connection: may keep it again by their own tap."""
    safe_since: Instant | None = None
    """Safe mode: nobody keeps the circle. The share under way finishes, nothing else begins."""

    help: Mapping[SeatId, Help] = field(default_factory=dict[SeatId, Help])
    acts: tuple[Act, ...] = ()


def seated(circle: Circle) -> tuple[Seat, ...]:
    """Everyone who sits in the circle, present or not, in ring order."""
    return tuple(sorted((seat for seat in circle.seats.values() if seat.standing is Standing.SEATED), key=lambda seat: (seat.at, seat.id)))


def waiting(circle: Circle) -> tuple[Seat, ...]:
    """Everyone in the lobby, first come first."""
    return tuple(seat for seat in circle.seats.values() if seat.standing is Standing.WAITING)


def keeper(circle: Circle) -> Seat | None:
    """Who keeps the circle."""
    return next((seat for seat in seated(circle) if seat.role is Role.FACILITATOR), None)


def phase_of(circle: Circle) -> Phase:
    """The present one."""
    return circle.format.phases[circle.phase]


def facilitating(seat: Seat) -> bool:
    """Whether they sit in the circle and may moderate it."""
    return seat.standing is Standing.SEATED and seat.role in (Role.FACILITATOR, Role.DEPUTY)


def attended(circle: Circle) -> bool:
    """Whether a facilitator or deputy is here now."""
    return any(facilitating(seat) and seat.presence is Presence.PRESENT for seat in circle.seats.values())
