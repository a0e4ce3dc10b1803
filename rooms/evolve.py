"""The circle after something happened. Never refuses, never decides: `decide` did."""

from collections.abc import Iterable

from rooms import events as e
from rooms.circle import Circle
from rooms.evolving.care import with_care
from rooms.evolving.door import with_door
from rooms.evolving.keeping import with_keeping
from rooms.evolving.meeting import with_meeting
from rooms.evolving.phases import with_phase
from rooms.evolving.queue import with_queue
from rooms.evolving.seats import with_seat
from rooms.evolving.turn import with_turn
from rooms.evolving.unread import with_unread


def evolve_all(circle: Circle, events: Iterable[e.Event]) -> Circle:
    """The circle after all of them, in order."""
    for event in events:
        circle = evolve(circle, event)
    return circle


def evolve(circle: Circle, event: e.Event) -> Circle:
    """The circle after one event."""
    if isinstance(event, e.SeatEvent):
        return with_seat(circle, event)
    if isinstance(event, e.QueueEvent):
        return with_queue(circle, event)
    if isinstance(event, e.TurnEvent):
        return with_turn(circle, event)
    if isinstance(event, e.UnreadEvent):
        return with_unread(circle, event)
    if isinstance(event, e.PhaseEvent):
        return with_phase(circle, event)
    if isinstance(event, e.MeetingEvent):
        return with_meeting(circle, event)
    if isinstance(event, e.DoorEvent):
        return with_door(circle, event)
    if isinstance(event, e.KeepingEvent):
        return with_keeping(circle, event)
    return with_care(circle, event)
