"""Who may do what, and who keeps the circle."""

from dataclasses import dataclass

from rooms.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeListener:
    """This member only listens from now on. Holds for the seat and its invitation."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeMember:
    """This listener, or deputy, is a member from now on. Only the keeper asks it of a deputy."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDeputy:
    """This member helps to run the circle, and keeps it next after the other deputies."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDeputy:
    """Who keeps the circle next: the seat's place among the deputies, 1 the first."""

    seat: SeatId
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The deputy keeps the circle from now on; who kept it is the first deputy, and may take it back."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Keep the circle from now on: who kept it before, or in safe mode any facilitator."""

    by: SeatId
