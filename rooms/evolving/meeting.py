"""What events make of the meeting as a whole: begun, paused, ended, missed by everybody for a while."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle, Stage
from rooms.evolving.turn import floor_added
from rooms.help import Help
from rooms.ids import Instant, SeatId
from rooms.seat import Presence, Seat
from rooms.turn import Turn, TurnState


def with_meeting(circle: Circle, event: e.MeetingEvent) -> Circle:
    match event:
        case e.CircleStarted(at=at, ends_at=ends_at):
            return replace(circle, stage=Stage.OPEN, started_at=at, ends_at=ends_at)
        case e.CirclePaused(at=at):
            return _paused(circle, at)
        case e.CircleResumed(at=at):
            return _resumed(circle, at)
        case e.CircleEnded():
            return _ended(circle)
        case e.AllMuted():
            return replace(circle, muted_all=True)
        case e.AllUnmuted():
            return replace(circle, muted_all=False)
        case e.ServiceMissed(seconds=seconds):
            return _shifted(circle, seconds)
        case e.AudioWorkerNamed(voices=voices):
            return replace(circle, voices=voices)
        case _:
            assert_never(event)


def _paused(circle: Circle, at: Instant) -> Circle:
    circle = floor_added(circle, at)
    turn = circle.turn
    if turn is not None and turn.ends_at is not None:
        turn = replace(turn, left=turn.ends_at - at, ends_at=None)
    if turn is not None:
        turn = replace(turn, runs_since=None, response=None)
    return replace(circle, stage=Stage.PAUSED, paused_at=at, turn=turn)


def _resumed(circle: Circle, at: Instant) -> Circle:
    assert circle.paused_at is not None
    stood = at - circle.paused_at
    turn = circle.turn
    if turn is not None and turn.state is TurnState.SHARING:
        turn = replace(turn, ends_at=Instant(at + turn.left), runs_since=at)
    elif turn is not None:
        turn = replace(turn, lapses_at=_later(turn.lapses_at, stood))
    return replace(circle, stage=Stage.OPEN, paused_at=None, turn=turn)


def _ended(circle: Circle) -> Circle:
    """A tombstone: the links stay, so that who holds one can be told that it ended."""
    return Circle(
        id=circle.id,
        title="",
        format=circle.format,
        language=circle.language,
        opened_at=circle.opened_at,
        ends_at=circle.ends_at,
        lobby=circle.lobby,
        links=circle.links,
        stage=Stage.ENDED,
    )


def _shifted(circle: Circle, seconds: float) -> Circle:
    turn = circle.turn and _turn_shifted(circle.turn, seconds)
    help: dict[SeatId, Help] = {id: replace(help, since=Instant(help.since + seconds)) for id, help in circle.help.items()}
    return replace(
        circle, turn=turn, paused_at=_later(circle.paused_at, seconds), seats=_waited_for_longer(circle.seats, seconds), help=help, undo=None,
        started_at=_later(circle.started_at, seconds),
        phase_began=_later(circle.phase_began, seconds), phase_ends_at=_later(circle.phase_ends_at, seconds),
        guarded_until=_later(circle.guarded_until, seconds), safe_since=_later(circle.safe_since, seconds),
    )  # fmt: skip


def _turn_shifted(turn: Turn, seconds: float) -> Turn:
    response = turn.response
    if response is not None:
        response = replace(response, ends_at=Instant(response.ends_at + seconds), runs_since=Instant(response.runs_since + seconds))
    return replace(
        turn, ends_at=_later(turn.ends_at, seconds), lapses_at=_later(turn.lapses_at, seconds), runs_since=_later(turn.runs_since, seconds),
        response=response,
    )  # fmt: skip


def _waited_for_longer(seats: Mapping[SeatId, Seat], seconds: float) -> dict[SeatId, Seat]:
    return {id: replace(seat, since=Instant(seat.since + seconds)) if seat.presence is Presence.AWAY else seat for id, seat in seats.items()}


def _later(instant: Instant | None, seconds: float) -> Instant | None:
    return None if instant is None else Instant(instant + seconds)
