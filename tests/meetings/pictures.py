"""What a screen shows and what a circle is, as values that can be compared: the checker holds the one against the other.

Who is here is no part of the picture: it is told in ticks, so a screen rightly shows an older presence beside newer turns. It is a line of its own.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import cast

from rooms.circle import Circle, Stage, keeper, seated
from rooms.floor import audible
from rooms.formats import Order
from rooms.ids import SeatId
from rooms.seat import Presence, Role
from rooms.turn import TurnState
from tests.meetings.history import screens
from tests.member import Json, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What everybody in the circle is shown alike."""

    stage: str
    turn: str = ""
    """Whose."""
    state: str = ""
    quiet: bool = False
    """The holder shares, and nobody is heard: muted, or all are."""
    queue: tuple[str, ...] = ()
    open: bool = True
    muted_all: bool = False
    keeper: str = ""
    safe: bool = False
    speaking: str = ""
    roles: frozenset[tuple[str, str]] = frozenset()
    """Of whoever is not a member like the others."""


@dataclass(frozen=True, slots=True)
class Shown:
    """From `at` on a screen showed this."""

    picture: Hashable
    at: float


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a screen shows all the time, and what it is in the circle."""

    name: str
    truth: Callable[[Circle], Hashable]
    shown: list[list[Shown]]
    """Connection by connection, only what differs from what was shown before."""
    in_ticks: bool = False


def picture_in(view: Json) -> Picture:
    turn: Json = view.get("turn") or {}
    seats: Json = view.get("seats", {})
    places = {seat: told["place"] for seat, told in seats.items() if "place" in told}
    return Picture(
        stage=view.get("stage", ""),
        turn=turn.get("seat", ""),
        state=turn.get("state", ""),
        quiet="quiet" in turn,
        queue=tuple(sorted(places, key=places.__getitem__)),
        open=view.get("queue_open", True),
        muted_all="muted_all" in view,
        keeper=view.get("keeper", ""),
        safe="safe" in view,
        speaking=view.get("speaking", ""),
        roles=frozenset((seat, told["role"]) for seat, told in seats.items() if told["role"] != Role.MEMBER),
    )


def picture_of(circle: Circle) -> Picture:
    """Not made by what makes the views: else a fault of that would be on both sides."""
    if circle.stage is Stage.ENDED:
        return Picture(stage=circle.stage)
    turn, keeps = circle.turn, keeper(circle)
    loud = turn is None or turn.written or turn.state is not TurnState.SHARING or turn.seat in audible(circle).values()
    return Picture(
        stage=circle.stage,
        turn=turn.seat if turn else "",
        state=turn.state if turn else "",
        quiet=not loud,
        queue=() if circle.order is Order.DRAW else tuple(place.seat for place in circle.queue),
        open=circle.queue_open,
        muted_all=circle.muted_all,
        keeper=keeps.id if keeps and keeps.presence is not Presence.GONE else "",
        safe=circle.safe_since is not None,
        speaking=circle.speaking or "",
        roles=frozenset((seat.id, seat.role) for seat in seated(circle) if seat.role is not Role.MEMBER and seat.presence is not Presence.GONE),
    )


def lines_of(member: Member, seats: set[SeatId]) -> Iterator[Line]:
    """Everything that is compared of one member's screen; `seats`: of everybody."""
    views = [
        [(view, one.at) for view, one in zip(seen, (one for one in messages if one.event in ("view", "patch")), strict=True) if "seats" in view]
        for seen, messages in zip(screens(member), member.history.seen, strict=True)
    ]
    yield Line("the circle", picture_of, [_changes((picture_in(view), at) for view, at in seen) for seen in views])
    kept = [_changes((_muted_in(view), at) for view, at in seen if "code" in view) for seen in views]
    yield Line("who is muted", _muted_of, kept)
    mine = [_changes((_mine_in(one.payload), one.at) for one in seen if one.event == "you") for seen in member.history.seen]
    yield Line("what is mine", lambda circle: _mine_of(circle, SeatId(member.seat)), mine)
    for seat in seats:
        here = [_changes((_here_in(view, seat), at) for view, at in seen) for seen in views]
        yield Line(f"whether {seat} is here", _here_of(seat), here, in_ticks=True)


def stale(member: Member, circle: Circle) -> str:
    """In words, the first thing in which the screen of now is not what the circle is. Nothing: it is."""
    view, mine = member.view, SeatId(member.seat)
    compared = [(picture_in(view), picture_of(circle)), (member.you and _mine_in(member.you), _mine_of(circle, mine))]
    compared += [(_muted_in(view), _muted_of(circle))] if "code" in view else []
    compared += [((seat, _here_in(view, seat)), (seat, _here_of(seat)(circle))) for seat in circle.seats if "seats" in view]
    return next((f"{shown}, and {written} is written" for shown, written in compared if shown != written), "")


def _changes(told: Iterator[tuple[Hashable, float]]) -> list[Shown]:
    shown: list[Shown] = []
    for picture, at in told:
        if not shown or shown[-1].picture != picture:
            shown.append(Shown(picture, at))
    return shown


def _muted_in(view: Json) -> Hashable:
    """Facilitators alone see of others that they are muted."""
    return frozenset(seat for seat, told in view["seats"].items() if "muted" in told)


def _muted_of(circle: Circle) -> Hashable:
    return frozenset(str(seat.id) for seat in seated(circle) if seat.muted and seat.presence is not Presence.GONE)


def _mine_in(you: Json) -> Hashable:
    return you["role"], "muted" in you, you.get("place", 0)


def _mine_of(circle: Circle, seat: SeatId) -> Hashable:
    mine = circle.seats.get(seat)
    if mine is None:
        return None
    waiting = [] if circle.order is Order.DRAW else [place.seat for place in circle.queue]
    return str(mine.role), mine.muted, waiting.index(seat) + 1 if seat in waiting else 0


def _here_in(view: Json, seat: SeatId) -> bool:
    told = cast(Json | None, view["seats"].get(seat))
    return told is not None and "away" not in told


def _here_of(seat: SeatId) -> Callable[[Circle], bool]:
    def here(circle: Circle) -> bool:
        return seat in circle.seats and circle.seats[seat].presence is Presence.PRESENT

    return here
