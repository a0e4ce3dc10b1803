"""A circle as it is at one moment: the whole state, and nothing that could identify a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rooms.bounds import SEATS_AT_MOST
from rooms.formats import Format, Language, Order, Phase
from rooms.help import Help
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash, WorkerId
from rooms.seat import Names, Presence, Role, Seat, Standing, facilitating, may_be_given
from rooms.turn import Place, Turn, Undo, Unread, Written

SCHEMA = 3
"""The number of this shape. A release reads its own and the one before."""


class Stage(StrEnum):
    """Where the meeting is in its life."""

    GATHERING = "gathering"
    OPEN = "open"
    PAUSED = "paused"
    """A quiet minute: clocks stand, no member is heard."""
    ENDED = "ended"
    """A tombstone: no seats, no words; it only keeps the code from coming back to life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way into the circle. Whoever holds its secret has its role."""

    secret: SecretHash
    role: Role
    """`FACILITATOR`: the first to use it keeps the circle, later ones are deputies."""
    personal: bool = False
    """For one person: enters directly and reclaims its seat. Else shared by all who get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Where the voices are carried, when there are many workers."""

    worker: WorkerId
    mark: str
    """Drawn for this naming, 11 characters: a browser that sees another one than before offers its voice again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A use of power, for the facilitators to see."""

    number: int
    by: SeatId
    did: str
    """The command's name on the wire."""
    seat: SeatId | None
    at: Instant


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
    unread: tuple[Unread, ...] = ()
    """In the order of writing."""
    unread_so_far: int = 0
    """So many were held back in this meeting."""
    seats: Mapping[SeatId, Seat] = field(default_factory=dict[SeatId, Seat])
    spent: tuple[Nonce, ...] = ()
    """Of joins that no seat remembers any more, oldest first: played again they open nothing."""

    lot: int = 0
    """Drawn once for this circle; what an order policy draws follows from it. Never leaves the server. 0 to 2**31 - 1."""
    names: Names = Names.PSEUDONYMS
    people_most: int = SEATS_AT_MOST
    """More do not come in, those in the lobby included, those not who stayed away for long."""

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
    questions: Mapping[SeatId, str] = field(default_factory=dict[SeatId, str], repr=False)
    """Written in this phase, one of each person, for those who run the meeting."""
    warmth: frozenset[SeatId] = frozenset()
    """Who is *with* the person who shares, or shared last. Counted, never named."""

    # the door
    started_at: Instant | None = None
    locked: bool = False
    """Nobody new comes in, by no link but the facilitators'."""
    door_timed: bool = False
    """It has closed by itself; who opens it then opens it for good."""
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

    voices: Voices | None = None
    """None: no worker has been named yet, or there is but one."""


def seated(circle: Circle) -> tuple[Seat, ...]:
    """Everyone who sits in the circle, present or not, in ring order."""
    return tuple(sorted((seat for seat in circle.seats.values() if seat.standing is Standing.SEATED), key=lambda seat: (seat.at, seat.id)))


def waiting(circle: Circle) -> tuple[Seat, ...]:
    """Everyone in the lobby, first come first."""
    return tuple(seat for seat in circle.seats.values() if seat.standing is Standing.WAITING)


def empty_seats(circle: Circle) -> tuple[Seat, ...]:
    """Those that may be given to who lost theirs; also of people who have been away for so long that they are not shown any more."""
    return tuple(seat for seat in seated(circle) if may_be_given(seat))


def keeper(circle: Circle) -> Seat | None:
    """Who keeps the circle."""
    return next((seat for seat in circle.seats.values() if seat.role is Role.FACILITATOR and seat.standing is Standing.SEATED), None)


def phase_of(circle: Circle) -> Phase:
    """The present one."""
    return circle.format.phases[circle.phase]


def attended(circle: Circle) -> bool:
    """Whether a facilitator or deputy is here now."""
    return any(facilitating(seat) and seat.presence is Presence.PRESENT for seat in circle.seats.values())
