"""A format: the phases of a meeting, who is offered the piece in each, and for how long. Kept in the circle that it opened; its words are not."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    ENGLISH = "en"
    HINDI = "hi"
    MARATHI = "mr"


class Order(StrEnum):
    """An order policy: who is offered the piece next."""

    ROUND = "round"
    """Seats in ring order, each offered once."""
    HANDS = "hands"
    """First raised, first offered."""
    LEAST_HEARD = "least_heard"
    """Who has not shared yet first, then who held the floor for the least time, ties by hand time."""
    TAG = "tag"
    """The holder names the next, who may decline."""
    DRAW = "draw"
    """The server draws among those not yet heard."""
    CHAIR_PICKS = "chair_picks"
    """The facilitator names the next; hands only show who would like to."""
    EQUAL_SLOTS = "equal_slots"
    """An order drawn and shown before, the time divided equally."""
    OPEN = "open"
    """One at a time, first request; nobody waits for *Next*."""


class Crosstalk(StrEnum):
    """Whether one may comment on or answer another's share."""

    NONE = "none"
    AFTER_SHARE = "after_share"
    """The holder invites up to `RESPONSES_AT_MOST` responses when their share is done."""
    OPEN = "open"
    """One more voice beside the holder's at any time of a share."""


EVERYBODYS = frozenset({Order.ROUND, Order.DRAW, Order.TAG, Order.EQUAL_SLOTS})
"""Orders that bring the piece to everyone without a hand, each once in a round."""

LEAST_SHARE_SECONDS = 60.0
"""The clock never fits a share below this, or below the share's own limit where that is shorter."""

LEAST_ROUND_SECONDS = 120.0
"""Rounds are dropped before shares fall under this."""

HAND_OVER_SECONDS = 12.0
"""Budgeted for each time the piece moves on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One step of a meeting."""

    id: str
    """Of its card: opening, agreement, check_in, ... Lower case, digits and underscores, unique in its format."""
    minutes: float
    """Planned. 0.5 to 240."""
    order: Order | None = None
    """None: the piece goes to nobody; who keeps the circle speaks, or everybody is quiet."""
    share_seconds: float = 180.0
    """What one share may take. 20 to 3600."""
    then: Order = Order.HANDS
    """By which order hands decide for the rest of the phase, once a round is through. Not one that brings the piece to everybody."""
    firm_after_seconds: float | None = None
    """A share ends by itself so long after its time is up. None: the sign to close is all there is."""
    crosstalk: Crosstalk = Crosstalk.NONE
    rounds: int = 1
    """How often the piece goes round at the most; fewer when time is short."""
    keeper_first: bool = False
    """Who keeps the circle is the first of the round."""
    silent: bool = False
    """Nobody is heard, but who keeps the circle after their own tap."""
    bell: bool = False
    """A bell at the beginning and when its time is over, rung by each browser."""
    applause: bool = False
    """*With you* is shown at once, as applause."""
    questions: bool = False
    """People may write a question, which those who run the meeting alone see."""
    milestones: bool = False
    """People may claim a milestone."""
    call: bool = False
    """*I need a call* stands in the middle of everybody's screen."""
    beyond: bool = False
    """After the end: not part of the stated total."""
    prompts: int = 0
    """So many questions has its card; the words of them are in `rooms/preset.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """So many people fit into so many minutes."""

    people: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The rules one circle runs by."""

    id: str
    phases: tuple[Phase, ...]
    """At least one."""
    minutes: int
    """Planned length of the meeting. 5 to 720."""
    people_least: int = 2
    people_most: int = 12
    """Fit into `minutes`."""
    longer: tuple[Range, ...] = ()
    """More people fit when the centre plans more minutes; ascending."""
    offers_by_itself: bool = True
    """Whether the next person is offered the piece without the facilitator's *Next*. The first of a round never is."""
    listeners: bool = False
    """Whether there is a link for people who only listen."""
    deputy_required: bool = False
    """The console says so while there is none."""
    opens_before_minutes: int | None = None
    """Nobody but facilitators comes in earlier before the planned start. None: at any time."""
    closes_after_minutes: int | None = None
    """So long after the start nobody new comes in. None: the door stays open."""
