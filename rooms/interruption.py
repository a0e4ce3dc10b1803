"""What becomes of a turn, a place and an open microphone when the person they belong to cannot go on."""

from dataclasses import replace

from rooms.bounds import HOLD_SECONDS, LEAST_REST_SECONDS, OFFER_SECONDS, RESPONSES_AT_MOST
from rooms.caring import help_let_go
from rooms.circle import Circle, Stage
from rooms.events import Event, PlaceDropped, ResponseEnded, StoppedSpeaking, TurnEnded, TurnHeld, TurnPutBack
from rooms.ids import Instant, SeatId
from rooms.order import has_turn, place_of
from rooms.turn import Place, Turn, TurnState


def let_go(circle: Circle, seat: SeatId, now: Instant) -> tuple[Event, ...]:
    """Of everything, for good: the seat leaves, is removed, or stayed away for too long."""
    events: list[Event] = []
    if has_turn(circle, seat):
        events.append(TurnEnded(seat=seat, at=now))
    else:
        events.extend(stop_responding(circle, seat, now))
    if place_of(circle, seat) is not None:
        events.append(PlaceDropped(seat=seat))
    return (*events, *silence(circle, seat), *help_let_go(circle, seat, now))


def silence(circle: Circle, seat: SeatId) -> tuple[Event, ...]:
    """A facilitator's microphone that was open beside the piece. It opens again by their own tap only."""
    return (StoppedSpeaking(seat=seat),) if circle.speaking == seat else ()


def stop_responding(circle: Circle, seat: SeatId, now: Instant) -> tuple[Event, ...]:
    """The response of this seat, if it is under way. After the last one that was invited the piece moves on."""
    turn = circle.turn
    if turn is None or turn.response is None or turn.response.seat != seat:
        return ()
    if turn.state is not TurnState.RESPONSES:
        return (ResponseEnded(at=now, lapses_at=turn.lapses_at),)
    if turn.responses >= RESPONSES_AT_MOST:
        return (TurnEnded(seat=turn.seat, at=now),)
    return (ResponseEnded(at=now, lapses_at=Instant(_turn_clock(circle, now) + OFFER_SECONDS)),)


def hold(circle: Circle, turn: Turn, now: Instant) -> TurnHeld:
    """The piece waits, from now, for the rest of the time. In a paused circle the wait begins when it goes on."""
    return TurnHeld(at=now, left=seconds_left(turn, now), lapses_at=Instant(_turn_clock(circle, now) + HOLD_SECONDS))


def _turn_clock(circle: Circle, now: Instant) -> Instant:
    """The clock that turns go by: it stands while the circle is paused, and *Resume* moves every lapse by the time it stood."""
    return now if circle.stage is not Stage.PAUSED or circle.paused_at is None else circle.paused_at


def seconds_left(turn: Turn, now: Instant) -> float:
    """Of the turn's time; below zero when it is over."""
    return turn.left if turn.ends_at is None else turn.ends_at - now


def put_back(turn: Turn, *, front: bool, again: bool = False) -> TurnPutBack:
    """An offered or held piece is taken back, and its person waits again; who had begun keeps the rest of their time.

    `again`: they were offered it and did not take it.
    """
    place: Place = turn.place
    if turn.state is TurnState.HELD:
        place = replace(place, rest=rest_of(turn.left))
    return TurnPutBack(place=replace(place, again=place.again or again), front=front)


def rest_of(left: float) -> float:
    """What an interrupted share still gets: its rest, or enough to close."""
    return max(left, LEAST_REST_SECONDS)
