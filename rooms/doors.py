"""Who may come in from now on: the lock, the guard after a removal, new links."""

from typing import assert_never

from rooms.circle import Circle, Link
from rooms.commands import Invite, LiftLobby, Lock, NewLink, Unlock
from rooms.events import Decision, DoorLocked, DoorUnlocked, GuardLifted, LinkReplaced, LinksAdded
from rooms.ids import Instant
from rooms.refusals import Reason, Refusal
from rooms.seat import Role

DoorCommand = Invite | LiftLobby | Lock | NewLink | Unlock

LINKS_AT_MOST = 1000
"""Of one circle: two for every seat that it can have. They travel with its state at each commit, 120 bytes each."""


def decide_door(circle: Circle, command: DoorCommand, now: Instant) -> Decision:
    match command:
        case Lock():
            return () if circle.locked else (DoorLocked(),)
        case Unlock():
            return (DoorUnlocked(),) if circle.locked else ()
        case LiftLobby():
            return (GuardLifted(),) if circle.guarded else ()
        case NewLink(secret=secret, listener=listener):
            # A group that was told the one link was often told the other too, so a leak ends both.
            return (LinkReplaced(secret=secret, listener=listener if _has_listeners_link(circle) else None),)
        case Invite(secret=secret):
            if len(circle.links) >= LINKS_AT_MOST:
                return Refusal(Reason.FULL)
            return (LinksAdded(links=(Link(secret=secret, role=Role.MEMBER, personal=True),)),)
        case _:
            assert_never(command)


def _has_listeners_link(circle: Circle) -> bool:
    return any(link.role is Role.LISTENER and not link.personal for link in circle.links)
