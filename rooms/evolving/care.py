"""What events make of help and support."""

from rooms import events as e
from rooms.circle import Circle


def with_care(circle: Circle, event: e.CareEvent) -> Circle:
    raise NotImplementedError(event)
