"""A circle as it is at one moment: the whole state, and nothing that could identify a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rooms.formats import Format, Language, Order
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym

SCHEMA = 1
"""The number of this shape. A release reads its own and the one before."""

SEATS_AT_MOST = 500
"""Seats of one circle, those in the lobby included. One worker's audio carries about 2,000 listeners."""

OFFER_SECONDS = 40.0
"""An offer that nobody answers turns into *pass for now*, the second time into a pass (no reason asked, nobody waits for long)."""

HOLD_SECONDS = 45.0
"""How long the piece waits for a holder whose connection was lost."""

PLACE_SECONDS = 300.0
"""How long the queue keeps the place of somebody who is away."""

GRACE_SECONDS = 30.0
"""Between "take a moment to close" and the firm end, in formats that have one."""

LEAST_REST_SECONDS = 30.0
"""Who was interrupted near the end of their time still gets this much to close."""

EXPIRY_SECONDS = 6 * 3600.0
"""After its planned end a circle is ended and forgotten."""

WRITTEN_AT_MOST = 2000
"""Characters of a written share."""


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

    @property
    def seat(self) -> SeatId:
        return self.place.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The last written share, shown until the next share ends."""

    seat: SeatId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way into the circle. Whoever holds its secret has its role."""

    secret: SecretHash
    role: Role
    """`FACILITATOR`: the first to use it keeps the circle, later ones are deputies."""
    personal: bool = False
    """For one person: enters directly and reclaims its seat. Else shared by all who get it."""


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


def seated(circle: Circle) -> tuple[Seat, ...]:
    """Everyone who sits in the circle, present or not, in ring order."""
    return tuple(sorted((seat for seat in circle.seats.values() if seat.standing is Standing.SEATED), key=lambda seat: (seat.at, seat.id)))


def waiting(circle: Circle) -> tuple[Seat, ...]:
    """Everyone in the lobby, first come first."""
    return tuple(seat for seat in circle.seats.values() if seat.standing is Standing.WAITING)


def keeper(circle: Circle) -> Seat | None:
    """Who keeps the circle."""
    return next((seat for seat in seated(circle) if seat.role is Role.FACILITATOR), None)
