"""What events make of help and support."""

from dataclasses import replace

from rooms import events as e
from rooms.circle import Circle


def with_care(circle: Circle, event: e.CareEvent) -> Circle:
    others = {id: help for id, help in circle.help.items() if id != event.seat}
    return replace(circle, help=others if event.help is None else {**circle.help, event.seat: event.help})
