"""Who keeps the circle: ordered deputies, handing over, taking back, safe mode."""

from rooms.circle import Circle
from rooms.commands import HandOver, Keep, MakeDeputy, MakeListener, MakeMember, MoveDeputy
from rooms.events import Decision
from rooms.ids import Instant

KeepingCommand = HandOver | Keep | MakeDeputy | MakeListener | MakeMember | MoveDeputy


def decide_keeping(circle: Circle, command: KeepingCommand, now: Instant) -> Decision:
    raise NotImplementedError(command, circle, now)
