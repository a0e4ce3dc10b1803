"""The piece in somebody's hands, the places of those who wait for it, and what of it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rooms.formats import Order
from rooms.ids import Instant, SeatId


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
    """The last written share, shown until the next share or this part of the meeting ends."""

    seat: SeatId
    text: str = field(repr=False)
    late: bool = False
    """A facilitator showed it in the middle of somebody else's share: it stays for one share more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A written share that a facilitator is to read first. Its author's turn is over; the others see nothing of it."""

    number: int
    """Counted for the whole meeting, so that a tap that comes late means no other share."""
    seat: SeatId
    mine: int | None = None
    """What its author calls it by, counted in their own shares: `number` would tell them how many of the others' wait, or waited.
    None: the seat was given to somebody since, who may not be the author.
    """
    text: str = field(repr=False)
    put_off: bool = False
    """*Not now*: the author has their words back until they put them away."""


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
    milestones: Mapping[SeatId, str] = field(default_factory=dict[SeatId, str])
    questions: Mapping[SeatId, str] = field(default_factory=dict[SeatId, str], repr=False)
    written: Written | None = None
    warmth: frozenset[SeatId] = frozenset()
    """What people showed in the phase, which another phase begins without."""
