"""What events make of the ways in."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle, Link
from rooms.seat import Role


def with_door(circle: Circle, event: e.DoorEvent) -> Circle:
    match event:
        case e.LinksAdded(links=links):
            return replace(circle, links=(*circle.links, *links))
        case e.LinkReplaced(secret=secret, listener=listener):
            kept = tuple(link for link in circle.links if link.personal or link.role is Role.FACILITATOR)
            listeners = () if listener is None else (Link(secret=listener, role=Role.LISTENER),)
            return replace(circle, links=(*kept, Link(secret=secret, role=Role.MEMBER), *listeners))
        case e.DoorLocked(by_itself=by_itself):
            return replace(circle, locked=True, door_timed=circle.door_timed or by_itself)
        case e.DoorUnlocked():
            return replace(circle, locked=False)
        case e.DoorGuarded(until=until):
            return replace(circle, guarded=True, guarded_until=until)
        case e.GuardLifted():
            return replace(circle, guarded=False, guarded_until=None)
        case _:
            assert_never(event)
