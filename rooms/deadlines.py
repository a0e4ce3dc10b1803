"""When the circle next changes by itself. The one who waits for it asks nothing else."""

from collections.abc import Iterator

from rooms.circle import EXPIRY_SECONDS, PLACE_SECONDS, Circle, Presence, Seat, Stage, Standing, Turn, TurnState, phase_of
from rooms.ids import Instant


def next_deadline(circle: Circle) -> Instant | None:
    """The instant from which `LetTimePass` changes something; before it, it changes nothing. None: never again."""
    if circle.stage is Stage.ENDED:
        return None
    return min(_deadlines(circle))


def _deadlines(circle: Circle) -> Iterator[Instant]:
    yield expires_at(circle)
    lapse = turn_lapses_at(circle)
    if lapse is not None:
        yield lapse
    response = response_ends_at(circle)
    if response is not None:
        yield response
    for seat in circle.seats.values():
        if is_missing(seat):
            yield gone_at(seat)


def expires_at(circle: Circle) -> Instant:
    """When a circle that nobody ended ends by itself."""
    return Instant(circle.ends_at + EXPIRY_SECONDS)


def opens_at(circle: Circle) -> Instant:
    """From when on members come in; facilitators do at any time."""
    before = circle.format.opens_before_minutes
    return Instant(circle.opened_at - 60 * before) if before is not None else Instant(0.0)


def turn_lapses_at(circle: Circle) -> Instant | None:
    """When the piece moves on by itself: an unanswered offer, a held piece, or a firm end. None while the circle is paused."""
    turn = circle.turn
    if turn is None or circle.stage is not Stage.OPEN:
        return None
    if turn.state is TurnState.SHARING:
        return firm_at(circle, turn)
    if turn.response is not None:
        return None
    return turn.lapses_at


def firm_at(circle: Circle, turn: Turn) -> Instant | None:
    """When a share ends by itself, in formats where it does."""
    after = phase_of(circle).firm_after_seconds
    return None if after is None or turn.ends_at is None else Instant(turn.ends_at + after)


def response_ends_at(circle: Circle) -> Instant | None:
    """When the response under way ends by itself. A pause has none."""
    turn = circle.turn
    return None if turn is None or turn.response is None or circle.stage is not Stage.OPEN else turn.response.ends_at


def is_missing(seat: Seat) -> bool:
    """Somebody whose place is being kept."""
    return seat.presence is Presence.AWAY and seat.standing in (Standing.SEATED, Standing.WAITING)


def gone_at(seat: Seat) -> Instant:
    """When somebody who is away counts as gone."""
    return Instant(seat.since + PLACE_SECONDS)
