"""What the server itself reports."""

from dataclasses import dataclass

from rooms.circle import Link
from rooms.ids import Instant, SeatId, SecretHash, WorkerId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLinks:
    """System only: new personal links."""

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAway:
    """System only: the seat's last connection was lost."""

    seat: SeatId
    token: SecretHash | None = None
    """Of the connection that was lost: whoever has come back since, by another worker, holds another one and is here. None: whichever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetTimePass:
    """System only: a deadline may have been reached. Harmless at any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeService:
    """System only: nobody was served since `down_since`. Running deadlines move by the gap, everyone present counts as away as of now."""

    down_since: Instant
    connected: bool = False
    """Nobody lost their connection: the store was away, not the servers. Then everyone stays as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAudioWorker:
    """System only: another worker carries the voices from now on, if it is still `instead_of` that does. See `rooms.circle.Voices`."""

    worker: WorkerId
    mark: str
    instead_of: WorkerId | None
