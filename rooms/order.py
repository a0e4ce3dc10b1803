"""Who is offered the piece next. Only the server's clock and the facilitator order the queue."""

from rooms.circle import OFFER_SECONDS, Circle, Place, Presence, Role, Seat, Stage, seated
from rooms.events import Event, PieceOffered, PlaceTaken, RoundEnded
from rooms.formats import Order
from rooms.ids import Instant, SeatId


def place_of(circle: Circle, seat: SeatId) -> Place | None:
    """The seat's place in the queue."""
    return next((place for place in circle.queue if place.seat == seat), None)


def has_turn(circle: Circle, seat: SeatId) -> bool:
    return circle.turn is not None and circle.turn.seat == seat


def next_place(circle: Circle) -> Place | None:
    """The first in the queue who is present. Who is away keeps their place, and nobody waits for them."""
    return next((place for place in circle.queue if circle.seats[place.seat].presence is Presence.PRESENT), None)


def offer(circle: Circle, place: Place, now: Instant) -> PieceOffered:
    """A whole turn, or the rest of one that was interrupted."""
    seconds = circle.format.turn_seconds if place.rest is None else place.rest
    return PieceOffered(place=place, seconds=seconds, lapses_at=Instant(now + OFFER_SECONDS))


def what_follows(circle: Circle, now: Instant, *, asked: bool) -> tuple[Event, ...]:
    """What the circle does by itself once nobody has the piece: offer it, or close the round. `asked`: by *Next*."""
    if circle.stage is not Stage.OPEN or circle.turn is not None:
        return ()
    if circle.format.offers_by_itself or asked:
        place = next_place(circle)
        if place is not None:
            return (offer(circle, place, now),)
    if circle.order is Order.ROUND and not circle.queue:
        return (RoundEnded(),)
    return ()


def round_queue(circle: Circle, now: Instant) -> tuple[Place, ...]:
    """Everybody's place in a round from now: the members in ring order, without who has the piece already.

    Facilitators and deputies can be given the piece; a round does not wait for them.
    """
    return tuple(
        place_of(circle, seat.id) or Place(seat=seat.id, since=now)
        for seat in seated(circle)
        if seat.role is Role.MEMBER and seat.presence is not Presence.GONE and not has_turn(circle, seat.id)
    )


def joining_round(circle: Circle, seat: Seat, now: Instant) -> tuple[Event, ...]:
    """The place of somebody who comes while the piece goes round: at the end, or in ring order if the circle has not started.

    Nobody is added twice, who was heard is not added again, and a closed queue stays closed.
    """
    if circle.order is not Order.ROUND or not circle.queue_open or seat.role is not Role.MEMBER:
        return ()
    if seat.id in circle.heard or place_of(circle, seat.id) is not None or has_turn(circle, seat.id):
        return ()
    index = len(circle.queue)
    if circle.stage is Stage.GATHERING:
        later = (n for n, place in enumerate(circle.queue) if circle.seats[place.seat].at > seat.at)
        index = next(later, index)
    return (PlaceTaken(place=Place(seat=seat.id, since=now), index=index),)
