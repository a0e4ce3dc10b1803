"""What the server itself reports."""

from dataclasses import dataclass

from rooms.circle import Link
from rooms.ids import Instant, SeatId


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
