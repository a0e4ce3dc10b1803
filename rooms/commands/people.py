"""What a facilitator asks about people, and about the ways in."""

from dataclasses import dataclass, field

from rooms.ids import SeatId, SecretHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmute:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteAll:
    """No member is heard until `UnmuteAll`. A facilitator may still *Speak*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmuteAll:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitAll:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAway:
    """Not now: the person in the lobby is told kindly."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reseat:
    """Give this seat, on which nobody is now, back to who says from the lobby that they were here."""

    seat: SeatId
    to: SeatId
    """Their place in the lobby."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Nobody new comes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """Also after the door has closed by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLobby:
    """After a removal: shared links enter directly again, where the circle has no lobby of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """Another typed name for this seat; empty: the drawn one alone."""

    seat: SeatId
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """The shared links end now, and these are they. The secrets are put in by the server."""

    secret: SecretHash
    """For members."""
    listener: SecretHash
    """For listeners, where the circle has a link for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """One more personal link for a member. `secret` is put in by the server."""

    secret: SecretHash
