"""Who lost their seat with their browser says so in the lobby, and a facilitator gives it back to them.

They are shown nobody: names and seats are for those inside, so it is the facilitator who finds the seat.
"""

from typing import assert_never

from rooms.calling import called_name
from rooms.circle import Circle
from rooms.commands import Reseat, WasHere
from rooms.events import ClaimedSeat, Decision, SeatGiven
from rooms.ids import Instant, SeatId
from rooms.refusals import Reason, Refusal
from rooms.seat import Seat, Standing, may_be_given

ReseatingCommand = WasHere | Reseat


def decide_reseating(circle: Circle, command: ReseatingCommand, now: Instant) -> Decision:
    match command:
        case WasHere(by=by, text=text):
            return _claim(circle.seats[by], text)
        case Reseat() if circle.safe_since is not None:
            return Refusal(Reason.SAFE_MODE)
        case Reseat(seat=seat, to=to):
            return _reseat(circle, seat, to, now)
        case _:
            assert_never(command)


def _claim(waits: Seat, text: str) -> Decision:
    """Whoever comes by a personal link, or waits for a seat that is theirs already, has nothing to look for."""
    if waits.link is not None or not waits.only_waited:
        return Refusal(Reason.HAS_SEAT)
    words = called_name(text) if text else ""
    if words is None:
        return Refusal(Reason.BAD_TEXT)
    return () if waits.claims == words else (ClaimedSeat(seat=waits.id, text=words),)


def _reseat(circle: Circle, id: SeatId, to: SeatId, now: Instant) -> Decision:
    """What holds for the seat goes on. Who waits comes back to it by themselves, with the proof that they have."""
    waits, seat = circle.seats.get(to), circle.seats.get(id)
    if waits is None or waits.standing is not Standing.WAITING:
        return Refusal(Reason.NOT_WAITING)
    if waits.claims is None:
        return Refusal(Reason.NOT_ASKED)
    if seat is None or seat.standing is not Standing.SEATED:
        return Refusal(Reason.NO_SUCH_SEAT)
    return (SeatGiven(seat=seat.id, waited=waits.id, at=now),) if may_be_given(seat) else Refusal(Reason.SEAT_KEPT)
