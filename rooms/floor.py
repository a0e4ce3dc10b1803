"""Who may be heard now. Whatever a browser sends, nobody else is forwarded."""

from rooms.circle import Circle, Presence, Seat, Stage, Standing, TurnState
from rooms.ids import SeatId
from rooms.slots import Floor, Slot


def audible(circle: Circle) -> Floor:
    """The seats that may be heard, each in one slot."""
    piece = _piece(circle)
    keeper = _keeper(circle)
    floor: dict[Slot, SeatId] = {}
    if piece is not None:
        floor[Slot.PIECE] = piece
    if keeper is not None and keeper != piece:
        floor[Slot.KEEPER] = keeper
    return floor


def _piece(circle: Circle) -> SeatId | None:
    turn = circle.turn
    if turn is None or turn.state is not TurnState.SHARING or turn.written:
        return None
    if circle.stage is not Stage.OPEN or circle.muted_all:
        return None
    return turn.seat if _may_sound(circle.seats.get(turn.seat)) else None


def _keeper(circle: Circle) -> SeatId | None:
    """A facilitator is heard in every stage, also when everyone is muted: somebody must be able to speak to the room."""
    if circle.speaking is None or circle.stage is Stage.ENDED:
        return None
    return circle.speaking if _may_sound(circle.seats.get(circle.speaking)) else None


def _may_sound(seat: Seat | None) -> bool:
    return seat is not None and seat.standing is Standing.SEATED and seat.presence is Presence.PRESENT and not seat.muted
