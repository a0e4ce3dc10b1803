"""What the person with the piece does: begin, share, finish, pass, take it back; and a facilitator's own microphone beside it."""

from typing import assert_never

from rooms.bounds import WRITTEN_AT_MOST
from rooms.circle import Circle, Stage
from rooms.commands import Begin, Done, NotDone, Pass, PassForNow, PassOn, ShareWritten, Speak, StopSpeaking
from rooms.events import BeganSpeaking, Decision, Event, ShareBegan, TurnEnded, WrittenShared
from rooms.evolve import evolve, evolve_all
from rooms.formats import Order
from rooms.ids import Instant, SeatId
from rooms.interruption import put_back, rest_of, silence, stop_responding
from rooms.order import offer, place_of, what_follows
from rooms.reading import held_back, is_read_first
from rooms.refusals import Reason, Refusal
from rooms.regret import not_done, regretted
from rooms.seat import Presence, Role, Seat, Standing
from rooms.turn import Place, Regret, Turn, TurnState, Written
from rooms.writing import written_words as clean

TurnCommand = Begin | Done | NotDone | Pass | PassForNow | PassOn | ShareWritten | Speak | StopSpeaking


def decide_turn(circle: Circle, command: TurnCommand, now: Instant) -> Decision:
    """*Done* and *Pass* are the same thing once the piece is in front of somebody: it moves on, no reason asked."""
    match command:
        case Speak(by=by):
            # The last tap wins: a deputy who has to step in does not wait for the keeper to stop.
            if circle.seats[by].presence is not Presence.PRESENT:
                return Refusal(Reason.AWAY)
            return () if circle.speaking == by else (BeganSpeaking(seat=by),)
        case StopSpeaking(by=by):
            return silence(circle, by)
        case NotDone(by=by):
            return not_done(circle, by, now)
        case Done(by=by) if responding := stop_responding(circle, by, now):
            return responding
        case Begin() | Done() | Pass() | PassForNow() | PassOn() | ShareWritten():
            turn = circle.turn
            if turn is None or turn.seat != command.by:
                return Refusal(Reason.NOT_YOUR_TURN)
            return _with_piece(circle, turn, command, now)
        case _:
            assert_never(command)


def _with_piece(circle: Circle, turn: Turn, command: Begin | Done | Pass | PassForNow | PassOn | ShareWritten, now: Instant) -> Decision:
    match command:
        case Begin(written=written):
            return _begin(circle, turn, now, written=written)
        case Done():
            return _done(circle, turn, now)
        case Pass():
            return (TurnEnded(seat=turn.seat, at=now),)
        case PassForNow():
            shares = turn.state in (TurnState.SHARING, TurnState.RESPONSES)
            return Refusal(Reason.SHARING) if shares else (put_back(turn, front=False, again=True),)
        case PassOn(seat=seat):
            return _pass_on(circle, turn, seat, now)
        case ShareWritten(text=text):
            return _share_written(circle, turn, text, now)
        case _:
            assert_never(command)


def _begin(circle: Circle, turn: Turn, now: Instant, *, written: bool) -> Decision:
    """In mid-share it only changes between voice and writing; after an interruption the rest goes on, in safe mode too."""
    if circle.stage is Stage.PAUSED:
        return Refusal(Reason.PAUSED)
    if circle.seats[turn.seat].presence is not Presence.PRESENT:
        return Refusal(Reason.AWAY)
    if turn.state is TurnState.RESPONSES:
        return ()
    if turn.state is TurnState.OFFERED and circle.safe_since is not None:
        return Refusal(Reason.SAFE_MODE)
    if turn.state is TurnState.SHARING and turn.ends_at is not None:
        same = turn.written == written
        return () if same else (ShareBegan(at=now, left=turn.left, ends_at=turn.ends_at, written=written),)
    left = rest_of(turn.left) if turn.state is TurnState.HELD else turn.left
    return (ShareBegan(at=now, left=left, ends_at=Instant(now + left), written=written),)


def _done(circle: Circle, turn: Turn, now: Instant) -> Decision:
    """A share that was ended too soon can be taken back for a moment; a pass cannot, since nobody is to ask about it."""
    ended = (TurnEnded(seat=turn.seat, at=now),)
    if turn.state is not TurnState.SHARING or circle.stage is not Stage.OPEN:
        return ended
    follows = what_follows(evolve_all(circle, ended), now)
    return (*ended, *follows, regretted(circle, Regret.DONE, now))


def _pass_on(circle: Circle, turn: Turn, to: SeatId, now: Instant) -> Decision:
    """By name: who is named may decline, and is offered it even when they were heard in this round."""
    if circle.order is not Order.TAG:
        return Refusal(Reason.NOT_BY_NAME)
    if turn.state is not TurnState.SHARING:
        return Refusal(Reason.NOT_YOUR_TURN)
    if reason := _cannot_take(circle.seats.get(to), turn):
        return Refusal(reason)
    ended = TurnEnded(seat=turn.seat, at=now)
    after = evolve(circle, ended)
    if circle.stage is Stage.PAUSED or circle.safe_since is not None:
        return Refusal(Reason.PAUSED if circle.stage is Stage.PAUSED else Reason.SAFE_MODE)
    offered = offer(after, place_of(after, to) or Place(seat=to, since=now), now)
    return (ended, offered, regretted(circle, Regret.DONE, now))


def _cannot_take(seat: Seat | None, turn: Turn) -> Reason | None:
    if seat is None or seat.standing is not Standing.SEATED or seat.id == turn.seat:
        return Reason.NO_SUCH_SEAT
    if seat.role is Role.LISTENER or seat.listens:
        return Reason.CANNOT_SHARE
    return None if seat.presence is Presence.PRESENT else Reason.AWAY


def _share_written(circle: Circle, turn: Turn, text: str, now: Instant) -> Decision:
    if circle.stage is Stage.PAUSED:
        return Refusal(Reason.PAUSED)
    if turn.state is TurnState.RESPONSES:
        return Refusal(Reason.NOT_YOUR_TURN)
    words = written_words(text)
    if words is None:
        return Refusal(Reason.BAD_TEXT)
    began = () if turn.state is TurnState.SHARING else (ShareBegan(at=now, left=turn.left, ends_at=Instant(now + turn.left), written=True),)
    shared: tuple[Event, ...] | Refusal = (WrittenShared(written=Written(seat=turn.seat, text=words)),)
    if is_read_first(circle.seats[turn.seat], now):
        unbegun = turn.state is TurnState.OFFERED
        began = () if unbegun else began
        shared = held_back(circle, turn.seat, words, now if unbegun else None)
    return shared if isinstance(shared, Refusal) else (*began, TurnEnded(seat=turn.seat, at=now), *shared)


def written_words(text: str) -> str | None:
    """The text as it is shown, up to `WRITTEN_AT_MOST` characters. None: empty or too long."""
    return clean(text, WRITTEN_AT_MOST)
