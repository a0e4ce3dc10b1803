"""One person's place in one circle, and nothing that could identify them."""

from dataclasses import dataclass, field
from enum import StrEnum

from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym


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
    """Of the last join that led to the seat. It works once, so that a recorded join opens nothing."""
    admitted_at: Instant | None = None
    """When they were last let in, through the lobby or past it. None: they have not been, or it is long ago."""
    link: SecretHash | None = None
    """The personal link that this seat was taken with."""
    only_waited: bool = False
    """They have not sat in the circle yet: they are a stranger, and nothing holds for the seat."""
    muted: bool = False
    """By a facilitator. Only a facilitator ends it."""
    last: int = 0
    """The number of the last command of this seat that was applied."""
    called: str | None = field(default=None, repr=False)
    """The typed name, under the names policies that have one."""
    greeting: str | None = field(default=None, repr=False)
    """How the facilitator knows this person. Only while they wait in the lobby."""
    claims: str | None = field(default=None, repr=False)
    """They say that they had another seat, and how they were called there; empty: they do not say. Only while they wait in the lobby."""
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
    calls: int = 0
    """So often they typed for a call: who reads it knows by this that there is something new to read."""
    wants_call: bool = False
    """They asked for a call, or said yes to a follow-up. What they typed is never here."""


def facilitating(seat: Seat) -> bool:
    """Whether they sit in the circle and may moderate it."""
    return seat.standing is Standing.SEATED and seat.role in (Role.FACILITATOR, Role.DEPUTY)


def may_be_given(seat: Seat) -> bool:
    """Nobody is on it. A personal link reclaims its seat by itself, and nobody becomes one of those who run the meeting this way."""
    return seat.presence is not Presence.PRESENT and seat.link is None and seat.role in (Role.MEMBER, Role.LISTENER)
