"""Hands, places, and the order policy of the moment."""

from typing import assert_never

from rooms.circle import Circle, Stage, phase_of
from rooms.commands import CloseQueue, LowerHand, Move, MoveToEnd, OpenQueue, RaiseHand, SetOrder
from rooms.events import Decision, Event, ListensOnly, PlaceDropped, PlaceMoved, PlaceTaken, QueueClosed, QueueOpened, RoundBegan
from rooms.formats import EVERYBODYS, Order
from rooms.ids import Instant, SeatId
from rooms.order import has_turn, index_for, place_of, queue_for
from rooms.refusals import Reason, Refusal
from rooms.seat import Presence, Role
from rooms.turn import Place

QueueCommand = RaiseHand | LowerHand | Move | MoveToEnd | CloseQueue | OpenQueue | SetOrder


def decide_queue(circle: Circle, command: QueueCommand, now: Instant) -> Decision:
    match command:
        case RaiseHand(by=by):
            return _raise_hand(circle, by, now)
        case LowerHand(by=by):
            return () if place_of(circle, by) is None else (PlaceDropped(seat=by),)
        case Move(seat=seat, place=place):
            return _move(circle, seat, place - 1)
        case MoveToEnd(seat=seat):
            return _move(circle, seat, len(circle.queue) - 1)
        case CloseQueue():
            return (QueueClosed(),) if circle.queue_open else ()
        case OpenQueue():
            return () if circle.queue_open else (QueueOpened(),)
        case SetOrder(order=order):
            return _set_order(circle, order, now)
        case _:
            assert_never(command)


def _raise_hand(circle: Circle, by: SeatId, now: Instant) -> Decision:
    """A hand that is up stays where it is; who has the piece already has what a hand asks for."""
    if circle.seats[by].role is Role.LISTENER:
        return Refusal(Reason.CANNOT_SHARE)
    if place_of(circle, by) is not None or has_turn(circle, by):
        return ()
    if circle.seats[by].presence is not Presence.PRESENT:
        return Refusal(Reason.AWAY)
    if not circle.queue_open:
        return Refusal(Reason.QUEUE_CLOSED)
    if circle.order in EVERYBODYS and by in circle.heard:
        return Refusal(Reason.HEARD_THIS_ROUND)
    place = Place(seat=by, since=now)
    # Who only listened today and raises a hand has changed their mind.
    changed: tuple[Event, ...] = (ListensOnly(seat=by, on=False),) if circle.seats[by].listens else ()
    return (*changed, PlaceTaken(place=place, index=index_for(circle, place)))


def _move(circle: Circle, seat: SeatId, index: int) -> Decision:
    place = place_of(circle, seat)
    if place is None:
        return Refusal(Reason.NOT_IN_QUEUE)
    index = min(max(index, 0), len(circle.queue) - 1)
    return () if circle.queue[index] is place else (PlaceMoved(seat=seat, index=index),)


def _set_order(circle: Circle, order: Order, now: Instant) -> Decision:
    """A second tap does not start the round again. A round of nobody is refused, except before the circle starts, and in safe mode nothing begins."""
    if order is circle.order and (circle.going or phase_of(circle).order is not None):
        return ()
    if circle.safe_since is not None:
        return Refusal(Reason.SAFE_MODE)
    queue = queue_for(circle, order, now)
    if order in EVERYBODYS and not queue and circle.stage is not Stage.GATHERING:
        return Refusal(Reason.NOBODY_WAITS)
    return (RoundBegan(order=order, queue=queue, round=circle.round, prompt=circle.prompt, going=True),)
