"""What events make of the ways in."""

from rooms import events as e
from rooms.circle import Circle


def with_door(circle: Circle, event: e.DoorEvent) -> Circle:
    raise NotImplementedError(event)
