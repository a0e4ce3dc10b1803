"""What a facilitator does with the meeting and the piece: start, pause, end; next, skip, give, stop, more time."""

from typing import assert_never

from rooms.circle import Circle, Stage, phase_of
from rooms.commands import AddTime, ChoosePrompt, EndCircle, Give, GoTo, Next, Pause, Resume, Skip, StartCircle, Stop, Undo
from rooms.events import (
    CircleEnded,
    CirclePaused,
    CircleResumed,
    CircleStarted,
    Decision,
    Event,
    Muted,
    PromptChosen,
    TimeAdded,
    TurnEnded,
)
from rooms.evolve import evolve, evolve_all
from rooms.ids import Instant, SeatId
from rooms.interruption import put_back, seconds_left, stop_responding
from rooms.order import next_place, offer, place_of, what_follows
from rooms.phases import is_last, phase_begins, round_begins, unheard
from rooms.planning import another_round_fits, phase_is_over, piece_moves, planned_end
from rooms.refusals import Reason, Refusal
from rooms.regret import regretted, take_back
from rooms.seat import Presence, Role, Standing
from rooms.turn import Place, Regret, Turn, TurnState

MORE_TIME = (60, 120)
"""Seconds. The longer one is *Let them finish*, for tears."""

GuideCommand = StartCircle | EndCircle | Pause | Resume | Next | GoTo | Undo | ChoosePrompt | Skip | Give | Stop | AddTime


def decide_guide(circle: Circle, command: GuideCommand, now: Instant) -> Decision:
    match command:
        case StartCircle() | EndCircle() | Pause() | Resume():
            return _decide_stage(circle, command, now)
        case Next() | GoTo() | Undo() | ChoosePrompt():
            return _decide_course(circle, command, now)
        case Give(seat=seat):
            return _give(circle, seat, now)
        case Stop():
            return _stop(circle, now)
        case Skip() | AddTime():
            if circle.turn is None:
                return Refusal(Reason.NOBODY_HAS_THE_PIECE)
            return _decide_turn(circle, circle.turn, command, now)
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
            return () if circle.stage is Stage.PAUSED else (*_responder_stops(circle, now), CirclePaused(at=now))
        case Resume():
            if circle.safe_since is not None:
                return Refusal(Reason.SAFE_MODE)
            return (CircleResumed(at=now),) if circle.stage is Stage.PAUSED else Refusal(Reason.NOT_PAUSED)
        case _:
            assert_never(command)


def _decide_course(circle: Circle, command: Next | GoTo | Undo | ChoosePrompt, now: Instant) -> Decision:
    match command:
        case Next(confirmed=confirmed):
            return _next(circle, now, confirmed=confirmed)
        case GoTo(phase=phase, confirmed=confirmed):
            return _go_to(circle, phase - 1, now, confirmed=confirmed)
        case Undo():
            return take_back(circle, now)
        case ChoosePrompt(prompt=prompt):
            if not 1 <= prompt <= phase_of(circle).prompts:
                return Refusal(Reason.NO_SUCH_PROMPT)
            return () if circle.prompt == prompt - 1 else (PromptChosen(prompt=prompt - 1),)
        case _:
            assert_never(command)


def _start(circle: Circle, now: Instant) -> Decision:
    """A circle that opens with a round begins it with who is there."""
    if circle.stage is not Stage.GATHERING:
        return Refusal(Reason.ALREADY_STARTED)
    started = CircleStarted(at=now, ends_at=planned_end(circle, now))
    return (started, *phase_begins(evolve(circle, started), 0, now, first=True))


def _next(circle: Circle, now: Instant, *, confirmed: bool) -> Decision:
    """The next person; when nobody is left, the next round; when the time or the rounds are over, the next phase.

    Somebody who waits unheard is left behind only when that was confirmed. A share that this press ends is all that it does while the
    phase has time left, so that nobody is surprised by two things at once.
    """
    if reason := _stands(circle):
        return Refusal(reason)
    ended = () if circle.turn is None else (_moved_on(circle.turn, now),)
    after = evolve_all(circle, ended)
    over = phase_is_over(after, now) and not is_last(after)
    place = next_place(after, now)
    undo = regretted(circle, Regret.NEXT, now)
    if place is not None and piece_moves(after) and not (over and confirmed):
        return Refusal(Reason.SOMEONE_UNHEARD) if over and unheard(after) else (*_on(after, ended, place, now, over=over), undo)
    if ended and not over:
        return (*ended, *what_follows(after, now), undo)
    begins = _what_begins(after, now, confirmed=confirmed or not piece_moves(after))
    return begins if isinstance(begins, Refusal) else (*ended, *begins, undo)


def _on(after: Circle, ended: tuple[Event, ...], place: Place, now: Instant, *, over: bool) -> tuple[Event, ...]:
    """To the next person. When the time is over, those who were heard already wait for another phase."""
    return (*ended, *phase_begins(after, after.phase + 1, now)) if over else (*ended, offer(after, place, now))


def _what_begins(circle: Circle, now: Instant, *, confirmed: bool) -> tuple[Event, ...] | Refusal:
    """When nobody can be offered the piece now."""
    if another_round_fits(circle, now):
        return (round_begins(circle, now),)
    if is_last(circle):
        return Refusal(Reason.NOBODY_WAITS if piece_moves(circle) else Reason.LAST_PHASE)
    if unheard(circle) and not confirmed:
        return Refusal(Reason.SOMEONE_UNHEARD)
    return phase_begins(circle, circle.phase + 1, now)


def _go_to(circle: Circle, index: int, now: Instant, *, confirmed: bool) -> Decision:
    if reason := _stands(circle):
        return Refusal(reason)
    if not 0 <= index < len(circle.format.phases):
        return Refusal(Reason.NO_SUCH_PHASE)
    if index == circle.phase:
        return ()
    ended = () if circle.turn is None else (_moved_on(circle.turn, now),)
    after = evolve_all(circle, ended)
    if piece_moves(after) and unheard(after) and not confirmed:
        return Refusal(Reason.SOMEONE_UNHEARD)
    return (*ended, *phase_begins(after, index, now), regretted(circle, Regret.GO_TO, now))


def _moved_on(turn: Turn, now: Instant) -> Event:
    """Who has not begun is offered it once more at the end of the round; the second time it moves on."""
    shares = turn.state in (TurnState.SHARING, TurnState.RESPONSES)
    if shares or turn.place.again:
        return TurnEnded(seat=turn.seat, at=now)
    return put_back(turn, front=False, again=True)


def _give(circle: Circle, seat_id: SeatId, now: Instant) -> Decision:
    """Who was offered the piece, or had it held, is next again after the given one. In a silent phase nobody would hear a share."""
    if reason := _stands(circle) or (Reason.SILENCE if phase_of(circle).silent else _cannot_be_given(circle, seat_id)):
        return Refusal(reason)
    turn = circle.turn
    if turn is not None and turn.seat == seat_id:
        return () if turn.state in (TurnState.OFFERED, TurnState.HELD) else Refusal(Reason.SHARING)
    place = place_of(circle, seat_id) or Place(seat=seat_id, since=now)
    undo = regretted(circle, Regret.GIVE, now)
    if turn is None:
        return (offer(circle, place, now), undo)
    shares = turn.state in (TurnState.SHARING, TurnState.RESPONSES)
    ended = TurnEnded(seat=turn.seat, at=now) if shares else put_back(turn, front=True)
    return (ended, offer(evolve(circle, ended), place, now), undo)


def _cannot_be_given(circle: Circle, id: SeatId) -> Reason | None:
    seat = circle.seats.get(id)
    if seat is None or seat.standing is not Standing.SEATED:
        return Reason.NO_SUCH_SEAT
    if seat.role is Role.LISTENER or (seat.listens and place_of(circle, id) is None):  # with a place: the rest of a share that was interrupted
        return Reason.CANNOT_SHARE
    return None if seat.presence is Presence.PRESENT else Reason.AWAY


def _stands(circle: Circle) -> Reason | None:
    """Why the meeting cannot go on now."""
    if circle.stage is Stage.GATHERING:
        return Reason.NOT_STARTED
    if circle.safe_since is not None:
        return Reason.SAFE_MODE
    return Reason.PAUSED if circle.stage is Stage.PAUSED else None


def _decide_turn(circle: Circle, turn: Turn, command: Skip | AddTime, now: Instant) -> Decision:
    match command:
        case Skip():
            if turn.state in (TurnState.SHARING, TurnState.RESPONSES):
                return Refusal(Reason.SHARING)
            back = put_back(turn, front=False, again=True)
            return (back, *what_follows(evolve(circle, back), now), regretted(circle, Regret.SKIP, now))
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
    turn = circle.turn
    if turn is None:
        return quiet
    # After an invitation it is not the holder who is heard.
    loud = [turn.seat] if turn.state is not TurnState.RESPONSES else []
    loud += [turn.response.seat] if turn.response is not None else []
    muted = (Muted(seat=seat.id) for seat in (circle.seats[id] for id in loud) if seat.role is Role.MEMBER and not seat.muted)
    return (*muted, TurnEnded(seat=turn.seat, at=now), *quiet)


def _responder_stops(circle: Circle, now: Instant) -> tuple[Event, ...]:
    turn = circle.turn
    return () if turn is None or turn.response is None else stop_responding(circle, turn.response.seat, now)


def _add_time(turn: Turn, seconds: int, now: Instant) -> Decision:
    """Counted from now when the time was over, so that everybody given time has it."""
    if seconds not in MORE_TIME:
        return Refusal(Reason.BAD_TIME)
    if turn.state is TurnState.RESPONSES:
        return Refusal(Reason.NOBODY_HAS_THE_PIECE)
    left = max(seconds_left(turn, now), 0.0) + seconds
    ends_at = None if turn.ends_at is None else Instant(now + left)
    return (TimeAdded(seconds=turn.seconds + seconds, left=left, ends_at=ends_at),)
