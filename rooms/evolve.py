"""The circle after something happened. Never refuses, never decides: `decide` did."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle, Place, Presence, Seat, Stage, Standing, Turn, TurnState
from rooms.formats import Order
from rooms.ids import Instant, SeatId


def evolve_all(circle: Circle, events: Iterable[e.Event]) -> Circle:
    """The circle after all of them, in order."""
    for event in events:
        circle = evolve(circle, event)
    return circle


def evolve(circle: Circle, event: e.Event) -> Circle:
    """The circle after one event."""
    if isinstance(event, e.SeatEvent):
        return _with_seat(circle, event)
    if isinstance(event, e.QueueEvent):
        return _with_queue(circle, event)
    if isinstance(event, e.TurnEvent):
        return _with_turn(circle, event)
    return _with_meeting(circle, event)


def _with_seat(circle: Circle, event: e.SeatEvent) -> Circle:
    if isinstance(event, e.SeatTaken):
        return replace(circle, seats={**circle.seats, event.seat.id: event.seat})
    before = circle.seats.get(event.seat)
    if before is None:
        # The number of the very command that ended the circle: there is no seat to note it on any more.
        return circle
    return replace(circle, seats={**circle.seats, before.id: _seat_after(before, event)})


def _seat_after(seat: Seat, event: e.SeatEvent) -> Seat:
    match event:
        case e.SeatTaken():
            return event.seat
        case e.SeatTakenAgain():
            return replace(
                seat, role=event.role, name=event.name, standing=event.standing, token=event.token, presence=Presence.PRESENT, since=event.at
            )
        case e.CameBack():
            since = seat.since if seat.presence is Presence.PRESENT else event.at
            return replace(seat, token=event.token, presence=Presence.PRESENT, since=since)
        case e.WentAway():
            return replace(seat, presence=Presence.AWAY, since=event.at)
        case e.StayedAway():
            return replace(seat, presence=Presence.GONE, since=event.at)
        case e.Parted():
            return replace(seat, standing=event.standing, presence=Presence.GONE, since=event.at)
        case e.Admitted():
            return replace(seat, standing=Standing.SEATED)
        case e.Muted() | e.Unmuted():
            return replace(seat, muted=isinstance(event, e.Muted))
        case e.CommandApplied():
            return replace(seat, last=event.number)
        case _:
            assert_never(event)


def _with_queue(circle: Circle, event: e.QueueEvent) -> Circle:
    match event:
        case e.PlaceTaken(place=place, index=index):
            return replace(circle, queue=_inserted(circle.queue, place, index))
        case e.PlaceDropped(seat=seat):
            return replace(circle, queue=_without(circle.queue, seat))
        case e.PlaceMoved(seat=seat, index=index):
            (moved,) = (place for place in circle.queue if place.seat == seat)
            return replace(circle, queue=_inserted(_without(circle.queue, seat), moved, index))
        case e.QueueClosed():
            return replace(circle, queue_open=False)
        case e.QueueOpened():
            return replace(circle, queue_open=True)
        case e.RoundBegan(queue=queue):
            return replace(circle, order=Order.ROUND, queue=queue, heard=frozenset[SeatId]())
        case e.RoundEnded():
            interrupted = tuple(place for place in circle.queue if place.rest is not None)
            return replace(circle, order=Order.HANDS, queue=interrupted, heard=frozenset[SeatId]())
        case _:
            assert_never(event)


def _without(queue: tuple[Place, ...], seat: SeatId) -> tuple[Place, ...]:
    return tuple(place for place in queue if place.seat != seat)


def _inserted(queue: tuple[Place, ...], place: Place, index: int) -> tuple[Place, ...]:
    return (*queue[:index], place, *queue[index:])


def _with_turn(circle: Circle, event: e.TurnEvent) -> Circle:
    match event:
        case e.PieceOffered(place=place):
            turn = Turn(place=place, state=TurnState.OFFERED, seconds=event.seconds, left=event.seconds, ends_at=None, lapses_at=event.lapses_at)
            return replace(circle, turn=turn, queue=_without(circle.queue, place.seat))
        case e.TurnPutBack(place=place, front=front):
            queue = (place, *circle.queue) if front else (*circle.queue, place)
            return replace(circle, turn=None, queue=queue)
        case e.TurnEnded(seat=seat):
            return replace(circle, turn=None, written=None, heard=circle.heard | {seat})
        case e.WrittenShared(written=written):
            return replace(circle, written=written)
        case e.BeganSpeaking(seat=seat):
            return replace(circle, speaking=seat)
        case e.StoppedSpeaking():
            return replace(circle, speaking=None)
        case e.ShareBegan() | e.TurnHeld() | e.TimeAdded():
            assert circle.turn is not None
            return replace(circle, turn=_turn_after(circle.turn, event))
        case _:
            assert_never(event)


def _turn_after(turn: Turn, event: e.ShareBegan | e.TurnHeld | e.TimeAdded) -> Turn:
    match event:
        case e.ShareBegan():
            return replace(turn, state=TurnState.SHARING, left=event.left, ends_at=event.ends_at, lapses_at=None, written=event.written)
        case e.TurnHeld():
            return replace(turn, state=TurnState.HELD, left=event.left, ends_at=None, lapses_at=event.lapses_at, written=False)
        case e.TimeAdded():
            # Time given before the person began stays theirs when the offer comes again.
            place = replace(turn.place, rest=event.left) if turn.state is TurnState.OFFERED else turn.place
            return replace(turn, place=place, seconds=event.seconds, left=event.left, ends_at=event.ends_at)
        case _:
            assert_never(event)


def _with_meeting(circle: Circle, event: e.MeetingEvent) -> Circle:
    match event:
        case e.CircleStarted():
            return replace(circle, stage=Stage.OPEN)
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
        case e.LinksAdded(links=links):
            return replace(circle, links=(*circle.links, *links))
        case e.ServiceMissed(seconds=seconds):
            return _shifted(circle, seconds)
        case _:
            assert_never(event)


def _paused(circle: Circle, at: Instant) -> Circle:
    turn = circle.turn
    if turn is not None and turn.ends_at is not None:
        turn = replace(turn, left=turn.ends_at - at, ends_at=None)
    return replace(circle, stage=Stage.PAUSED, paused_at=at, turn=turn)


def _resumed(circle: Circle, at: Instant) -> Circle:
    assert circle.paused_at is not None
    stood = at - circle.paused_at
    turn = circle.turn
    if turn is not None and turn.state is TurnState.SHARING:
        turn = replace(turn, ends_at=Instant(at + turn.left))
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
    turn = circle.turn
    if turn is not None:
        turn = replace(turn, ends_at=_later(turn.ends_at, seconds), lapses_at=_later(turn.lapses_at, seconds))
    return replace(circle, turn=turn, paused_at=_later(circle.paused_at, seconds), seats=_waited_for_longer(circle.seats, seconds))


def _waited_for_longer(seats: Mapping[SeatId, Seat], seconds: float) -> dict[SeatId, Seat]:
    return {id: replace(seat, since=Instant(seat.since + seconds)) if seat.presence is Presence.AWAY else seat for id, seat in seats.items()}


def _later(instant: Instant | None, seconds: float) -> Instant | None:
    return None if instant is None else Instant(instant + seconds)
