"""What has happened to the meeting, its door, who keeps it and who needs help."""

from dataclasses import dataclass

from rooms.circle import Act, Link, Voices
from rooms.help import Help
from rooms.ids import Instant, SeatId, SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleStarted:
    """The first phase begins with it."""

    at: Instant
    ends_at: Instant
    """The planned end of the meeting, as it is from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePaused:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleResumed:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleEnded:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AllMuted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AllUnmuted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioWorkerNamed:
    voices: Voices


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksAdded:
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReplaced:
    """The shared links, but for the facilitators', are these alone."""

    secret: SecretHash
    listener: SecretHash | None = None
    """None: the circle has none for listeners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLocked:
    by_itself: bool = False
    """The time to come in is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorUnlocked:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorGuarded:
    """Somebody was removed."""

    until: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardLifted:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperChanged:
    """This seat keeps the circle now, and it is not in safe mode. Who kept it, if they still sit here, is the first deputy and `kept_before`."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeModeBegan:
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyMoved:
    """`index` counts without the deputy who moves, 0 the first."""

    seat: SeatId
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpChanged:
    """Of this seat. None: it is over, and nothing of it is kept."""

    seat: SeatId
    help: Help | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerUsed:
    """Added by the road to what a facilitator did with their power, for the other facilitators to see. `act.number` is set when it is kept."""

    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMissed:
    """Nobody was served for `seconds`: whatever was running runs that much longer."""

    seconds: float
