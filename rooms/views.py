"""What leaves the server of a circle: one whole view for each audience, one private part for each seat.

This is the anonymity projection: what is not put in here cannot reach a browser. Views hold no null (in a merge patch it
means *remove*) and no long array (it would be sent whole); people are keyed by seat, in ring order.
"""

from enum import StrEnum
from typing import assert_never

from rooms.circle import Circle, Stage
from rooms.projections.json import Json as Json, View
from rooms.projections.keeping import keeping
from rooms.projections.mine import you_for as you_for
from rooms.projections.room import door, room
from rooms.seat import Role, Seat, Standing


class Audience(StrEnum):
    """Whoever sees the same."""

    FACILITATORS = "facilitators"
    """The deputies too."""
    MEMBERS = "members"
    LISTENERS = "listeners"
    LOBBY = "lobby"


def audience_of(seat: Seat) -> Audience | None:
    """What the seat sees. None: nothing any more."""
    if seat.standing is Standing.WAITING:
        return Audience.LOBBY
    if seat.standing is not Standing.SEATED:
        return None
    match seat.role:
        case Role.FACILITATOR | Role.DEPUTY:
            return Audience.FACILITATORS
        case Role.MEMBER:
            return Audience.MEMBERS
        case Role.LISTENER:
            return Audience.LISTENERS
        case _:
            assert_never(seat.role)


class Views:
    """The whole views of one state. What the audiences have in common is reckoned once."""

    def __init__(self, circle: Circle) -> None:
        self._circle = circle
        self._room: View | None = None

    def of(self, audience: Audience) -> View:
        """Not to be changed: parts of it are parts of others. Depends on nothing but the circle: instants are absolute."""
        circle = self._circle
        if circle.stage is Stage.ENDED:
            return {"stage": circle.stage.value}
        if audience is Audience.LOBBY:
            return door(circle)
        if self._room is None:
            self._room = room(circle)
        match audience:
            case Audience.MEMBERS | Audience.LISTENERS:
                return self._room
            case Audience.FACILITATORS:
                return keeping(circle, self._room)
            case _:
                assert_never(audience)


def view_for(circle: Circle, audience: Audience) -> View:
    """The whole view of one audience."""
    return Views(circle).of(audience)
