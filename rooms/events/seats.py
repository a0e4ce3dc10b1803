"""What has happened to one seat."""

from dataclasses import dataclass, field

from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Role, Seat, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken:
    """Somebody new sits in the circle or waits in the lobby."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTakenAgain:
    """Somebody who had left is back on their seat, or waits for it in the lobby. A mute goes on."""

    seat: SeatId
    role: Role
    name: Pseudonym
    standing: Standing
    token: SecretHash
    nonce: Nonce
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """A browser proved that it is the person of this seat; from now on it proves it by `token`."""

    seat: SeatId
    token: SecretHash
    at: Instant
    nonce: Nonce | None = None
    """Of the join that led here, if it was one: by a personal link, with another browser perhaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WentAway:
    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class StayedAway:
    """Away for so long that the seat counts as gone."""

    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """The seat is no longer in the circle or the lobby. `standing`: left, removed or turned away."""

    seat: SeatId
    standing: Standing
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmuted:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged:
    """Deputies are in `Circle.deputies` as long as they have the role, a new one as the last."""

    seat: SeatId
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeted:
    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedSeat:
    """From the lobby: they say that they were here."""

    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGiven:
    """Another browser proves now that it is the person of this seat: the one that waited as `waited`, whose place in the lobby is forgotten.

    Nobody is on the seat until it comes back.
    """

    seat: SeatId
    waited: SeatId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    seat: SeatId
    called: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListensOnly:
    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLeft:
    """None: put away, or taken back."""

    seat: SeatId
    message: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpProposed:
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpAnswered:
    """The proposal is over, whatever the answer."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWanted:
    seat: SeatId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatForgotten:
    """A seat that nobody can come back to and nothing hangs on: who gave up in the lobby."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandApplied:
    """Added by the road to the events of each numbered command, so that one sent again is not applied twice."""

    seat: SeatId
    number: int
