"""What the others do around a share: respond where it is wanted, be with somebody, claim a milestone, only listen today."""

from typing import assert_never

from rooms.bounds import MESSAGE_AT_MOST, OFFER_SECONDS, RESPONSE_SECONDS, RESPONSES_AT_MOST
from rooms.circle import Circle, Stage, phase_of
from rooms.commands import ClaimMilestone, InviteResponses, ListenOnly, Respond, WithYou, WriteQuestion
from rooms.events import (
    Decision,
    Event,
    ListensOnly,
    MilestoneClaimed,
    PlaceDropped,
    QuestionWritten,
    ResponseBegan,
    ResponsesInvited,
    TurnEnded,
    Warmed,
)
from rooms.evolve import evolve
from rooms.formats import Crosstalk
from rooms.ids import Instant, SeatId
from rooms.milestones import is_milestone
from rooms.order import has_turn, joining_round, place_of
from rooms.refusals import Reason, Refusal
from rooms.seat import Presence, Role
from rooms.turn import Response, TurnState
from rooms.writing import written_words

TogetherCommand = InviteResponses | Respond | WithYou | ClaimMilestone | WriteQuestion | ListenOnly


def decide_together(circle: Circle, command: TogetherCommand, now: Instant) -> Decision:
    match command:
        case InviteResponses(by=by):
            return _invite(circle, by, now)
        case Respond(by=by):
            return _respond(circle, by, now)
        case WithYou(by=by):
            mine = has_turn(circle, by)
            return () if mine or by in circle.warmth else (Warmed(seat=by),)
        case ClaimMilestone(by=by, milestone=milestone):
            return _claim(circle, by, milestone)
        case WriteQuestion(by=by, text=text):
            return _write_question(circle, by, text)
        case ListenOnly(by=by, on=on):
            return _listen_only(circle, by, now, on=on)
        case _:
            assert_never(command)


def _invite(circle: Circle, by: SeatId, now: Instant) -> Decision:
    """The holder's microphone closes with it, and the piece stays in their hands until the responses are over or they are done."""
    turn = circle.turn
    if turn is None or turn.seat != by or turn.state not in (TurnState.SHARING, TurnState.RESPONSES):
        return Refusal(Reason.NOT_YOUR_TURN)
    if phase_of(circle).crosstalk is not Crosstalk.AFTER_SHARE or turn.written:
        return Refusal(Reason.NO_RESPONSES)
    if reason := _hushed(circle):
        return Refusal(reason)
    return () if turn.state is TurnState.RESPONSES else (ResponsesInvited(at=now, lapses_at=Instant(now + OFFER_SECONDS)),)


def _respond(circle: Circle, by: SeatId, now: Instant) -> Decision:
    turn, seat = circle.turn, circle.seats[by]
    if turn is not None and turn.response is not None and turn.response.seat == by:
        return ()
    if reason := _hushed(circle):
        return Refusal(reason)
    if seat.role is Role.LISTENER:
        return Refusal(Reason.CANNOT_SHARE)
    if seat.presence is not Presence.PRESENT:
        return Refusal(Reason.AWAY)
    if turn is None or turn.seat == by or turn.response is not None or not _is_wanted(circle):
        return Refusal(Reason.NO_RESPONSES)
    return (ResponseBegan(response=Response(seat=by, runs_since=now, ends_at=Instant(now + RESPONSE_SECONDS))),)


def _is_wanted(circle: Circle) -> bool:
    turn = circle.turn
    if turn is None:
        return False
    if turn.state is TurnState.RESPONSES:
        return turn.responses < RESPONSES_AT_MOST
    return turn.state is TurnState.SHARING and phase_of(circle).crosstalk is Crosstalk.OPEN


def _hushed(circle: Circle) -> Reason | None:
    """Why nobody new may be heard now."""
    if circle.stage is not Stage.OPEN:
        return Reason.PAUSED if circle.stage is Stage.PAUSED else Reason.NOT_STARTED
    return Reason.SAFE_MODE if circle.safe_since is not None else None


def _claim(circle: Circle, by: SeatId, milestone: str) -> Decision:
    if circle.stage not in (Stage.OPEN, Stage.PAUSED) or not phase_of(circle).milestones:
        return Refusal(Reason.NO_MILESTONES)
    if milestone and not is_milestone(milestone):
        return Refusal(Reason.NO_MILESTONES)
    return () if circle.milestones.get(by, "") == milestone else (MilestoneClaimed(seat=by, milestone=milestone),)


def _write_question(circle: Circle, by: SeatId, text: str) -> Decision:
    if circle.stage not in (Stage.OPEN, Stage.PAUSED) or not phase_of(circle).questions:
        return Refusal(Reason.NO_QUESTIONS)
    words = written_words(text, MESSAGE_AT_MOST) if text else ""
    if words is None:
        return Refusal(Reason.BAD_TEXT)
    return () if circle.questions.get(by, "") == words else (QuestionWritten(seat=by, text=words),)


def _listen_only(circle: Circle, by: SeatId, now: Instant, *, on: bool) -> Decision:
    """A share under way goes on; everything that would bring the piece is put down, as a pass would."""
    seat = circle.seats[by]
    if seat.listens == on or seat.role is Role.LISTENER:
        return ()
    changed = ListensOnly(seat=by, on=on)
    if not on:
        after = evolve(circle, changed)
        return (changed, *joining_round(after, after.seats[by], now))
    events: list[Event] = [changed]
    if place_of(circle, by) is not None:
        events.append(PlaceDropped(seat=by))
    turn = circle.turn
    if turn is not None and turn.seat == by and turn.state in (TurnState.OFFERED, TurnState.HELD):
        events.append(TurnEnded(seat=by, at=now))
    return tuple(events)
