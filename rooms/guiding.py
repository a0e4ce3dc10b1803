"""What a facilitator does with the meeting and the piece: start, pause, end; next, skip, give, stop, more time."""

from typing import assert_never

from rooms.circle import Circle, Place, Presence, Role, Stage, Standing, Turn, TurnState
from rooms.commands import AddTime, EndCircle, Give, Next, Pause, Resume, Skip, StartCircle, Stop
from rooms.events import (
    CircleEnded,
    CirclePaused,
    CircleResumed,
    CircleStarted,
    Decision,
    Event,
    Muted,
    RoundBegan,
    TimeAdded,
    TurnEnded,
)
from rooms.formats import Order
from rooms.ids import Instant, SeatId
from rooms.interruption import put_back, seconds_left
from rooms.order import next_place, offer, place_of, round_queue
from rooms.refusals import Reason, Refusal

MORE_TIME = (60, 120)
"""Seconds. The longer one is *Let them finish*, for tears."""

GuideCommand = StartCircle | EndCircle | Pause | Resume | Next | Skip | Give | Stop | AddTime


def decide_guide(circle: Circle, command: GuideCommand, now: Instant) -> Decision:
    match command:
        case StartCircle() | EndCircle() | Pause() | Resume():
            return _decide_stage(circle, command, now)
        case Next():
            return _next(circle)
        case Give(seat=seat):
            return _give(circle, seat, now)
        case Stop():
            return _stop(circle, now)
        case Skip() | AddTime():
            if circle.turn is None:
                return Refusal(Reason.NOBODY_HAS_THE_PIECE)
            return _decide_turn(circle.turn, command, now)
        case _:
            assert_never(command)


def _decide_stage(circle: Circle, command: StartCircle | EndCircle | Pause | Resume, now: Instant) -> Decision:
    match command:
        case StartCircle():
            return _start(circle, now)
        case EndCircle():
            return (CircleEnded(),)
        case Pause():
            if circle.stage is Stage.GATHERING:
                return Refusal(Reason.NOT_STARTED)
            return () if circle.stage is Stage.PAUSED else (CirclePaused(at=now),)
        case Resume():
            return (CircleResumed(at=now),) if circle.stage is Stage.PAUSED else Refusal(Reason.NOT_PAUSED)
        case _:
            assert_never(command)


def _start(circle: Circle, now: Instant) -> Decision:
    """A circle that opens with a round begins it with who is there."""
    if circle.stage is not Stage.GATHERING:
        return Refusal(Reason.ALREADY_STARTED)
    if circle.order is Order.ROUND and not circle.queue:
        return (CircleStarted(), RoundBegan(queue=round_queue(circle, now)))
    return (CircleStarted(),)


def _next(circle: Circle) -> Decision:
    """What is under way ends here; what is offered comes of nobody having the piece (`order.what_follows`)."""
    if reason := _stands(circle):
        return Refusal(reason)
    turn = circle.turn
    if turn is None:
        return Refusal(Reason.NOBODY_WAITS) if next_place(circle) is None else ()
    return (_taken_back(turn),)


def _taken_back(turn: Turn) -> Event:
    return TurnEnded(seat=turn.seat) if turn.state is TurnState.SHARING else put_back(turn, front=False, again=True)


def _give(circle: Circle, seat_id: SeatId, now: Instant) -> Decision:
    """Who was offered the piece, or had it held, is next again after the given one."""
    if reason := _stands(circle):
        return Refusal(reason)
    seat = circle.seats.get(seat_id)
    if seat is None or seat.standing is not Standing.SEATED:
        return Refusal(Reason.NO_SUCH_SEAT)
    if seat.role is Role.LISTENER:
        return Refusal(Reason.CANNOT_SHARE)
    if seat.presence is not Presence.PRESENT:
        return Refusal(Reason.AWAY)
    turn = circle.turn
    if turn is not None and turn.seat == seat_id:
        return Refusal(Reason.SHARING) if turn.state is TurnState.SHARING else ()
    offered = offer(circle, place_of(circle, seat_id) or Place(seat=seat_id, since=now), now)
    if turn is None:
        return (offered,)
    ended = TurnEnded(seat=turn.seat) if turn.state is TurnState.SHARING else put_back(turn, front=True)
    return (ended, offered)


def _stands(circle: Circle) -> Reason | None:
    """Why the piece cannot move to anybody now."""
    if circle.stage is Stage.GATHERING:
        return Reason.NOT_STARTED
    return Reason.PAUSED if circle.stage is Stage.PAUSED else None


def _decide_turn(turn: Turn, command: Skip | AddTime, now: Instant) -> Decision:
    match command:
        case Skip():
            return Refusal(Reason.SHARING) if turn.state is TurnState.SHARING else (put_back(turn, front=False, again=True),)
        case AddTime(seconds=seconds):
            return _add_time(turn, seconds, now)
        case _:
            assert_never(command)


def _stop(circle: Circle, now: Instant) -> Decision:
    """The piece is taken before the clocks stand. A facilitator or deputy is not muted by another: only the piece is taken.

    With nobody holding it, a quiet minute is what is left: whoever presses *Stop* in fright is never told no.
    """
    if circle.stage is Stage.GATHERING and circle.turn is None:
        return Refusal(Reason.NOT_STARTED)
    quiet = () if circle.stage is Stage.PAUSED else (CirclePaused(at=now),)
    if circle.turn is None:
        return quiet
    holder = circle.seats[circle.turn.seat]
    muted = holder.role is Role.MEMBER and not holder.muted
    return (*((Muted(seat=holder.id),) if muted else ()), TurnEnded(seat=holder.id), *quiet)


def _add_time(turn: Turn, seconds: int, now: Instant) -> Decision:
    """Counted from now when the time was over, so that everybody given time has it."""
    if seconds not in MORE_TIME:
        return Refusal(Reason.BAD_TIME)
    left = max(seconds_left(turn, now), 0.0) + seconds
    ends_at = None if turn.ends_at is None else Instant(now + left)
    return (TimeAdded(seconds=turn.seconds + seconds, left=left, ends_at=ends_at),)
