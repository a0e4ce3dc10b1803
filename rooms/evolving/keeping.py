"""What events make of who keeps the circle, and of the list of what was done with that power."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.bounds import ACTS_AT_MOST
from rooms.circle import Circle, keeper
from rooms.ids import SeatId
from rooms.seat import Role, Standing


def with_keeping(circle: Circle, event: e.KeepingEvent) -> Circle:
    match event:
        case e.KeeperChanged(seat=seat):
            return _kept_by(circle, seat)
        case e.SafeModeBegan(at=at):
            return replace(circle, safe_since=at)
        case e.DeputyMoved(seat=seat, index=index):
            others = [deputy for deputy in circle.deputies if deputy != seat]
            return replace(circle, deputies=(*others[:index], seat, *others[index:]))
        case e.PowerUsed(act=act):
            number = circle.acts[-1].number + 1 if circle.acts else 1
            return replace(circle, acts=(*circle.acts, replace(act, number=number))[-ACTS_AT_MOST:])
        case _:
            assert_never(event)


def _kept_by(circle: Circle, seat: SeatId) -> Circle:
    """Who takes the circle back owes it to nobody; else who kept it may take it back, and is the first deputy meanwhile."""
    before = keeper(circle)
    circle = replace(circle, safe_since=None)
    if before is not None and before.id == seat:
        return circle
    seats = {**circle.seats, seat: replace(circle.seats[seat], role=Role.FACILITATOR)}
    deputies = tuple(deputy for deputy in circle.deputies if deputy != seat)
    if before is not None:
        seats[before.id] = replace(before, role=Role.DEPUTY)
        deputies = (before.id, *deputies)
    taken_back = circle.kept_before == seat
    stays = before is not None and before.standing is Standing.SEATED and not taken_back
    return replace(circle, seats=seats, deputies=deputies, kept_before=before.id if stays and before is not None else None)
