"""What events make of the piece: whose it is, how long, and how long each has held the floor."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle, phase_of
from rooms.evolving.queue import without
from rooms.ids import Instant, SeatId
from rooms.seat import Presence, Seat, Standing
from rooms.turn import Place, Regret, Turn, TurnState, Written


def with_turn(circle: Circle, event: e.TurnEvent) -> Circle:
    match event:
        case e.BeganSpeaking(seat=seat):
            return replace(circle, speaking=seat)
        case e.StoppedSpeaking():
            return replace(circle, speaking=None)
        case e.Regretted(undo=undo):
            return replace(circle, undo=undo)
        case e.TakenBack():
            return _taken_back(circle, event)
        case e.WrittenShared(written=written):
            return replace(circle, written=written)
        case e.PieceOffered() | e.TurnPutBack() | e.TurnEnded():
            return _moved(replace(circle, undo=None), event)
        case e.ShareBegan() | e.TurnHeld() | e.TimeAdded() | e.ResponsesInvited() | e.ResponseBegan() | e.ResponseEnded():
            return _in_hand(circle, event)
        case _:
            assert_never(event)


def _moved(circle: Circle, event: e.PieceOffered | e.TurnPutBack | e.TurnEnded) -> Circle:
    match event:
        case e.PieceOffered(place=place):
            turn = Turn(place=place, state=TurnState.OFFERED, seconds=event.seconds, left=event.seconds, ends_at=None, lapses_at=event.lapses_at)
            going = circle.going or phase_of(circle).order is not None
            return replace(circle, turn=turn, queue=without(circle.queue, place.seat), going=going)
        case e.TurnPutBack(place=place, front=front):
            queue = (place, *circle.queue) if front else (*circle.queue, place)
            return replace(circle, turn=None, queue=queue)
        case e.TurnEnded(seat=seat, at=at):
            circle = _share_counted(floor_added(circle, at), at)
            passed = circle.turn is not None and circle.turn.state is TurnState.OFFERED
            written = circle.written if passed else _still(circle.written)
            return replace(circle, turn=None, written=written, heard=circle.heard | {seat})
        case _:
            assert_never(event)


def _still(written: Written | None) -> Written | None:
    """Words that came in the middle of a share stay for the next one too: else they might be gone in the same breath. A pass is no share."""
    return replace(written, late=False) if written is not None and written.late else None


def _in_hand(circle: Circle, event: e.ShareBegan | e.TurnHeld | e.TimeAdded | e.ResponsesInvited | e.ResponseBegan | e.ResponseEnded) -> Circle:
    assert circle.turn is not None
    if isinstance(event, e.TimeAdded | e.ResponseBegan):
        return replace(circle, turn=_turn_after(circle.turn, event))
    circle = floor_added(circle, event.at)
    assert circle.turn is not None
    begins = isinstance(event, e.ShareBegan) and circle.turn.state is TurnState.OFFERED
    warmth = frozenset[SeatId]() if begins else circle.warmth
    return replace(circle, turn=_turn_after(circle.turn, event), undo=None, warmth=warmth)


def _turn_after(turn: Turn, event: e.ShareBegan | e.TurnHeld | e.TimeAdded | e.ResponsesInvited | e.ResponseBegan | e.ResponseEnded) -> Turn:
    match event:
        case e.ShareBegan():
            return replace(
                turn, state=TurnState.SHARING, left=event.left, ends_at=event.ends_at, lapses_at=None, written=event.written, runs_since=event.at
            )
        case e.TurnHeld():
            return replace(
                turn, state=TurnState.HELD, left=event.left, ends_at=None, lapses_at=event.lapses_at, written=False, runs_since=None, response=None
            )
        case e.TimeAdded():
            # Time given before the person began stays theirs when the offer comes again.
            place = replace(turn.place, rest=event.left) if turn.state is TurnState.OFFERED else turn.place
            return replace(turn, place=place, seconds=event.seconds, left=event.left, ends_at=event.ends_at)
        case e.ResponsesInvited():
            left = turn.left if turn.ends_at is None else turn.ends_at - event.at
            return replace(turn, state=TurnState.RESPONSES, left=left, ends_at=None, lapses_at=event.lapses_at, runs_since=None, response=None)
        case e.ResponseBegan(response=response):
            return replace(turn, response=response, responses=turn.responses + 1, lapses_at=None)
        case e.ResponseEnded():
            return replace(turn, response=None, lapses_at=event.lapses_at)
        case _:
            assert_never(event)


def floor_added(circle: Circle, at: Instant) -> Circle:
    """The time that the holder, and whoever responds, has held the floor since it was last counted, on their seats."""
    turn = circle.turn
    if turn is None:
        return circle
    if turn.response is not None:
        circle = _with_floor(circle, turn.response.seat, at - turn.response.runs_since)
        turn = replace(turn, response=replace(turn.response, runs_since=at))
    if turn.runs_since is not None:
        circle = _with_floor(circle, turn.seat, at - turn.runs_since)
        turn = replace(turn, runs_since=at)
    return replace(circle, turn=turn)


def _with_floor(circle: Circle, id: SeatId, seconds: float) -> Circle:
    seat = circle.seats.get(id)
    return circle if seat is None else _with(circle, replace(seat, floor_seconds=seat.floor_seconds + max(0.0, seconds)))


def _share_counted(circle: Circle, at: Instant) -> Circle:
    """A pass is no share."""
    turn = circle.turn
    seat = None if turn is None else circle.seats.get(turn.seat)
    if turn is None or seat is None or turn.state not in (TurnState.SHARING, TurnState.RESPONSES):
        return circle
    return _with(circle, replace(seat, shares=seat.shares + 1, heard_at=at))


def _taken_back(circle: Circle, event: e.TakenBack) -> Circle:
    undo = event.undo
    if undo.what is Regret.MUTE_ALL:
        return replace(circle, muted_all=False, undo=None)
    queue = tuple(place for place in undo.queue if _sits(circle, place))
    if circle.phase != undo.phase:  # else what was shown since stays
        circle = replace(circle, milestones=undo.milestones, questions=undo.questions, warmth=undo.warmth)
    circle = replace(
        circle, undo=None, turn=None, queue=queue, order=undo.order, heard=undo.heard, going=undo.going, phase=undo.phase, round=undo.round,
        prompt=undo.prompt, phase_began=undo.phase_began, phase_ends_at=undo.phase_ends_at, written=circle.written or undo.written,
    )  # fmt: skip
    turn = undo.turn
    if turn is None:
        return circle
    seat = circle.seats[turn.seat]
    circle = _with(circle, replace(seat, shares=undo.shares, heard_at=undo.heard_at))
    if event.ends_at is not None:
        turn = replace(turn, ends_at=event.ends_at, lapses_at=None, runs_since=event.at)
    elif turn.state is TurnState.OFFERED:
        turn = replace(turn, lapses_at=event.lapses_at)
    else:
        turn = replace(turn, state=TurnState.HELD, ends_at=None, lapses_at=event.lapses_at, runs_since=None, written=False)
    return replace(circle, turn=turn)


def _sits(circle: Circle, place: Place) -> bool:
    seat = circle.seats.get(place.seat)
    return seat is not None and seat.standing is Standing.SEATED and seat.presence is not Presence.GONE


def _with(circle: Circle, seat: Seat) -> Circle:
    return replace(circle, seats={**circle.seats, seat.id: seat})
