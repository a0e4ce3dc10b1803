"""Why a circle cannot do what it was asked. Stable codes; the browser owns the words."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    NO_SUCH_CIRCLE = "no-such-circle"
    """Wrong code, wrong link, or ended and asked for without a link: one answer for all."""
    ENDED = "ended"
    """Told only to who holds a link or a seat."""
    FULL = "full"
    NAME_TAKEN = "name-taken"
    """Draw another pseudonym."""
    REMOVED = "removed"
    TURNED_AWAY = "turned-away"
    LEFT = "left"
    NO_SUCH_SEAT = "no-such-seat"
    """Nobody with that id sits in the circle."""
    NO_SUCH_TOKEN = "no-such-token"
    NOT_WAITING = "not-waiting"
    """Not in the lobby (any more)."""
    ALREADY_STARTED = "already-started"
    NOT_STARTED = "not-started"
    NOT_PAUSED = "not-paused"
    PAUSED = "paused"
    QUEUE_CLOSED = "queue-closed"
    HEARD_THIS_ROUND = "heard-this-round"
    NOT_IN_QUEUE = "not-in-queue"
    NOT_YOUR_TURN = "not-your-turn"
    NOBODY_WAITS = "nobody-waits"
    NOBODY_HAS_THE_PIECE = "nobody-has-the-piece"
    SHARING = "sharing"
    """The person is sharing: *Next* or *Stop* end a share, *Skip* does not."""
    AWAY = "away"
    """The person's connection is lost: the piece would wait for nobody."""
    CANNOT_SHARE = "cannot-share"
    """The seat is a listener's."""
    BAD_TEXT = "bad-text"
    BAD_TIME = "bad-time"


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason
