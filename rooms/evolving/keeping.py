"""What events make of who keeps the circle."""

from rooms import events as e
from rooms.circle import Circle


def with_keeping(circle: Circle, event: e.KeepingEvent) -> Circle:
    raise NotImplementedError(event)
