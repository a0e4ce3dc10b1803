"""Whose private part may differ after a change, so that the others need not be asked: 500 projections would cost more than their frames."""

from collections.abc import Iterator

from rooms.circle import Circle, attended
from rooms.ids import SeatId
from rooms.projections.room import places
from rooms.seat import Role


def concerned(before: Circle, now: Circle) -> set[SeatId]:
    """Every seat whose audience, or whose `you_for`, may not be what it was. It may name too many, never too few."""
    return {seat for seat in (*_by_themselves(before, now), *_by_the_piece(before, now), *_by_help(before, now), *_by_keeping(before, now)) if seat}


def _by_themselves(before: Circle, now: Circle) -> Iterator[SeatId]:
    # What was read from a store has no object in common with what was there before: there the same value is as good as the same object.
    yield from (id for id, seat in now.seats.items() if seat is not (was := before.seats.get(id)) and seat != was)
    yield from before.seats.keys() - now.seats.keys()


def _by_the_piece(before: Circle, now: Circle) -> Iterator[SeatId | None]:
    if before.queue != now.queue or before.order is not now.order:
        yield from (seat for seat, _ in places(before).items() ^ places(now).items())
    yield from (turn.seat for turn in (before.turn, now.turn) if turn is not None)
    yield from before.warmth ^ now.warmth
    if before.questions is not now.questions:
        yield from before.questions.keys() | now.questions.keys()
    if before.unread is not now.unread or attended(before) is not attended(now):
        yield from (share.seat for circle in (before, now) for share in circle.unread)
    if before.undo is not now.undo:
        yield from (undo.turn.seat for undo in (before.undo, now.undo) if undo is not None and undo.turn is not None)


def _by_help(before: Circle, now: Circle) -> Iterator[SeatId | None]:
    everybody = attended(before) is not attended(now)
    for seat in before.help.keys() | now.help.keys():
        was, becomes = before.help.get(seat), now.help.get(seat)
        if everybody or was != becomes:
            yield seat
            yield from (help.by for help in (was, becomes) if help is not None)


def _by_keeping(before: Circle, now: Circle) -> Iterator[SeatId | None]:
    if before.kept_before != now.kept_before:
        yield from (before.kept_before, now.kept_before)
    if before.safe_since != now.safe_since:
        yield from (seat.id for seat in now.seats.values() if seat.role in (Role.FACILITATOR, Role.DEPUTY))
