"""Who is offered the piece next, by each order policy. Only the server's clock, its lot and the facilitator order the queue."""

import hashlib

from rooms.bounds import OFFER_SECONDS
from rooms.circle import Circle, Stage, phase_of
from rooms.events import Event, PieceOffered, PlaceTaken, RoundBegan
from rooms.formats import EVERYBODYS, Order
from rooms.ids import Instant, SeatId
from rooms.planning import has_time_for_more, phase_is_over, piece_moves, share_seconds, sharers
from rooms.seat import Presence, Role, Seat
from rooms.turn import Place


def place_of(circle: Circle, seat: SeatId) -> Place | None:
    """The seat's place in the queue."""
    return next((place for place in circle.queue if place.seat == seat), None)


def has_turn(circle: Circle, seat: SeatId) -> bool:
    return circle.turn is not None and circle.turn.seat == seat


def next_place(circle: Circle, now: Instant) -> Place | None:
    """Who is next of those who are present. Who is away keeps their place, and nobody waits for them.

    When the phase has no time for one more share, those who were heard in it already wait for another phase; nobody else does.

    The queue is kept in its policy's order, so it is the first; where the next is drawn, it is whose lot comes up.
    """
    present = [place for place in circle.queue if circle.seats[place.seat].presence is Presence.PRESENT]
    if not has_time_for_more(circle, now):
        present = [place for place in present if place.seat not in circle.heard or place.rest is not None]
    if circle.order is Order.DRAW:
        # Interrupted and passed-for-now places wait for the end of the round, as they do in every order.
        return min(present, key=lambda place: (place.again or place.rest is not None, _drawn(circle, place.seat)), default=None)
    return next(iter(present), None)


def offer(circle: Circle, place: Place, now: Instant) -> PieceOffered:
    """A whole turn, as long as the clock of the phase allows, or the rest of one that was interrupted."""
    others = sum(waiting.seat != place.seat for waiting in circle.queue)
    seconds = share_seconds(circle, others, now) if place.rest is None else place.rest
    return PieceOffered(place=place, seconds=seconds, lapses_at=Instant(now + OFFER_SECONDS))


def what_follows(circle: Circle, now: Instant) -> tuple[Event, ...]:
    """What the circle does by itself once nobody has the piece: offer it, or let hands decide when the round is through."""
    if circle.stage is not Stage.OPEN or circle.turn is not None or circle.safe_since is not None or not circle.going or not piece_moves(circle):
        return ()
    if _by_itself(circle, now) and (place := next_place(circle, now)) is not None:
        return (offer(circle, place, now),)
    if circle.order in EVERYBODYS and not circle.queue:
        return (RoundBegan(order=phase_of(circle).then, queue=(), round=circle.round, prompt=circle.prompt, going=True, goes_on=True),)
    return ()


def _by_itself(circle: Circle, now: Instant) -> bool:
    """Hands that are up when the time of the phase is over are the facilitator's to decide; a round goes on to its end."""
    if circle.order not in EVERYBODYS and phase_is_over(circle, now) and len(circle.format.phases) > 1:
        return False
    if circle.order is Order.OPEN:
        return True
    return circle.format.offers_by_itself and circle.order is not Order.CHAIR_PICKS


def queue_for(circle: Circle, order: Order, now: Instant) -> tuple[Place, ...]:
    """The queue with which an order begins: everybody's places, or the hands that are up.

    Facilitators and deputies can be given the piece; a round does not wait for them, but for the keeper where the format says so.
    """
    if order not in EVERYBODYS:
        raised = tuple(place for place in circle.queue if circle.order not in EVERYBODYS or place.rest is not None)
        return tuple(sorted(raised, key=lambda place: _heard_key(circle, place))) if order is Order.LEAST_HEARD else raised
    seats = [seat for seat in sharers(circle) if not has_turn(circle, seat.id)]
    if order is Order.EQUAL_SLOTS:
        seats.sort(key=lambda seat: _drawn(circle, seat.id))
    return tuple(place_of(circle, seat.id) or Place(seat=seat.id, since=now) for seat in seats)


def joining_round(circle: Circle, seat: Seat, now: Instant) -> tuple[Event, ...]:
    """The place of somebody who comes while the piece goes to everybody: at the end, or in ring order if the circle has not started.

    Nobody is added twice, who was heard is not added again, who only listens today is not, and a closed queue stays closed.
    Who stayed away for long gets it when they come back: a round that waited for them would not end by itself.
    """
    if circle.order not in EVERYBODYS or not circle.queue_open or seat.role is not Role.MEMBER or seat.listens:
        return ()
    if seat.presence is Presence.GONE or seat.id in circle.heard or place_of(circle, seat.id) is not None or has_turn(circle, seat.id):
        return ()
    index = len(circle.queue)
    if circle.stage is Stage.GATHERING:
        later = (n for n, place in enumerate(circle.queue) if circle.seats[place.seat].at > seat.at)
        index = next(later, index)
    return (PlaceTaken(place=Place(seat=seat.id, since=now), index=index),)


def index_for(circle: Circle, place: Place) -> int:
    """Where a raised hand gets its place: behind all others, but where the least heard go first before who was heard more.

    Nobody passes one who has waited since before they were heard themselves. So while somebody waits, nobody is heard twice, and nobody
    waits for more turns than there are people, however little the others spoke.
    """
    index = len(circle.queue)
    if circle.order is not Order.LEAST_HEARD:
        return index
    heard_at = circle.seats[place.seat].heard_at
    while index > 0:
        ahead = circle.queue[index - 1]
        if (heard_at is not None and ahead.since < heard_at) or _heard_key(circle, ahead) <= _heard_key(circle, place):
            break
        index -= 1
    return index


def _heard_key(circle: Circle, place: Place) -> tuple[bool, float, float]:
    """Never shared first, then least floor time, ties by hand time."""
    seat = circle.seats[place.seat]
    return seat.shares > 0 or place.rest is not None, seat.floor_seconds, place.since


def _drawn(circle: Circle, seat: SeatId) -> tuple[bool, bytes]:
    """Where lots decide, whoever keeps the circle goes before them if the format says so: the first answer shows how short one may be."""
    first = phase_of(circle).keeper_first and circle.seats[seat].role is Role.FACILITATOR
    return not first, _lot(circle, seat)


def _lot(circle: Circle, seat: SeatId) -> bytes:
    """What a seat draws in this round: nobody can know it before, and it is another in every round, phase and circle."""
    return hashlib.sha256(f"{circle.lot}/{circle.phase}/{circle.round}/{seat}".encode()).digest()
