"""Who may be heard now. Whatever a browser sends, nobody else is forwarded."""

from rooms.circle import Circle, Stage, phase_of
from rooms.ids import SeatId
from rooms.seat import Presence, Seat, Standing
from rooms.slots import Floor, Slot
from rooms.turn import TurnState


def audible(circle: Circle) -> Floor:
    """The seats that may be heard, each in one slot."""
    piece = _piece(circle)
    keeper = _keeper(circle)
    floor: dict[Slot, SeatId] = {}
    if piece is not None:
        floor[Slot.PIECE] = piece
    if keeper is not None and keeper != piece:
        floor[Slot.KEEPER] = keeper
    response = _response(circle)
    if response is not None and response not in floor.values():
        floor[Slot.CROSSTALK] = response
    return floor


def _piece(circle: Circle) -> SeatId | None:
    turn = circle.turn
    if turn is None or turn.state is not TurnState.SHARING or turn.written:
        return None
    return turn.seat if _members_sound(circle) and _may_sound(circle.seats.get(turn.seat)) else None


def _response(circle: Circle) -> SeatId | None:
    """Who answers a share, beside or after its holder."""
    if circle.turn is None or circle.turn.response is None or not _members_sound(circle):
        return None
    seat = circle.turn.response.seat
    return seat if _may_sound(circle.seats.get(seat)) else None


def _members_sound(circle: Circle) -> bool:
    return circle.stage is Stage.OPEN and not circle.muted_all and not phase_of(circle).silent


def _keeper(circle: Circle) -> SeatId | None:
    """A facilitator is heard in every stage, also when everyone is muted: somebody must be able to speak to the room."""
    if circle.speaking is None or circle.stage is Stage.ENDED:
        return None
    return circle.speaking if _may_sound(circle.seats.get(circle.speaking)) else None


def _may_sound(seat: Seat | None) -> bool:
    return seat is not None and seat.standing is Standing.SEATED and seat.presence is Presence.PRESENT and not seat.muted
