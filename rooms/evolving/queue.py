"""What events make of the queue, and of the queue that an undo would bring back."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle
from rooms.ids import SeatId
from rooms.turn import Place


def with_queue(circle: Circle, event: e.QueueEvent) -> Circle:
    match event:
        case e.PlaceTaken(place=place, index=index):
            undo = circle.undo
            if undo is not None and all(kept.seat != place.seat for kept in undo.queue) and (undo.turn is None or undo.turn.seat != place.seat):
                undo = replace(undo, queue=(*undo.queue, place))
            return replace(circle, queue=inserted(circle.queue, place, index), undo=undo)
        case e.PlaceDropped(seat=seat):
            undo = circle.undo and replace(circle.undo, queue=without(circle.undo.queue, seat))
            return replace(circle, queue=without(circle.queue, seat), undo=undo)
        case e.PlaceMoved(seat=seat, index=index):
            (moved,) = (place for place in circle.queue if place.seat == seat)
            return replace(circle, queue=inserted(without(circle.queue, seat), moved, index))
        case e.QueueClosed():
            return replace(circle, queue_open=False)
        case e.QueueOpened():
            return replace(circle, queue_open=True)
        case _:
            assert_never(event)


def without(queue: tuple[Place, ...], seat: SeatId) -> tuple[Place, ...]:
    return tuple(place for place in queue if place.seat != seat)


def inserted(queue: tuple[Place, ...], place: Place, index: int) -> tuple[Place, ...]:
    return (*queue[:index], place, *queue[index:])
