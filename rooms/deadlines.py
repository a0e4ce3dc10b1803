"""When the circle next changes by itself. The one who waits for it asks nothing else."""

from collections.abc import Iterator

from rooms.bounds import EXPIRY_SECONDS, KEEPER_SECONDS, PLACE_SECONDS, SAFE_SECONDS
from rooms.caring import help_deadlines
from rooms.circle import Circle, Stage, keeper, phase_of
from rooms.ids import Instant, SeatId
from rooms.seat import Presence, Seat, Standing
from rooms.turn import Turn, TurnState


def next_deadline(circle: Circle) -> Instant | None:
    """The instant from which `LetTimePass` changes something; before it, it changes nothing. None: never again."""
    if circle.stage is Stage.ENDED:
        return None
    return min(_deadlines(circle))


def _deadlines(circle: Circle) -> Iterator[Instant]:
    yield expires_at(circle)
    of_circle = (turn_lapses_at, response_ends_at, door_closes_at, keeper_lost_at, safe_mode_ends_at)
    yield from filter(None, (deadline(circle) for deadline in of_circle))
    yield from help_deadlines(circle)
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


def door_closes_at(circle: Circle) -> Instant | None:
    """When it closes by itself, as long as it has not yet. Counted from the real start: nobody is late for a meeting that was."""
    after = circle.format.closes_after_minutes
    if after is None or circle.started_at is None or circle.door_timed or circle.stage not in (Stage.OPEN, Stage.PAUSED):
        return None
    return Instant(circle.started_at + 60 * after)


def next_keeper(circle: Circle) -> SeatId | None:
    """The first deputy who is here."""
    return next((id for id in circle.deputies if circle.seats[id].presence is Presence.PRESENT), None)


def keeper_lost_at(circle: Circle) -> Instant | None:
    """When the circle stops waiting for a keeper whose connection was lost. None: nothing would come of it."""
    keeps = keeper(circle)
    if circle.safe_since is not None or keeps is None or keeps.presence is not Presence.AWAY:
        return None
    if circle.stage is Stage.GATHERING and next_keeper(circle) is None:
        return None
    return Instant(keeps.since + KEEPER_SECONDS)


def safe_mode_ends_at(circle: Circle) -> Instant | None:
    """When a circle that nobody keeps is closed in order."""
    return None if circle.safe_since is None else Instant(circle.safe_since + SAFE_SECONDS)
