"""Who may come in from now on: the lock, the guard after a removal, new links."""

from rooms.circle import Circle
from rooms.commands import Invite, LiftLobby, Lock, NewLink, Unlock
from rooms.events import Decision
from rooms.ids import Instant

DoorCommand = Invite | LiftLobby | Lock | NewLink | Unlock


def decide_door(circle: Circle, command: DoorCommand, now: Instant) -> Decision:
    raise NotImplementedError(command, circle, now)
