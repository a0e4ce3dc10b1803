"""Somebody who needs help now, or was offered support, and their side room."""

from dataclasses import dataclass, field
from enum import StrEnum

from rooms.ids import Instant, SeatId


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
