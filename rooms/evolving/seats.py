"""What events make of a seat, and of the order of the deputies, which follows from the seats."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.bounds import SPENT_AT_MOST
from rooms.circle import Circle
from rooms.evolving.queue import without
from rooms.evolving.unread import not_handed_on, without_author
from rooms.ids import SeatId
from rooms.seat import Names, Presence, Role, Seat, Standing
from rooms.turn import Regret

_Going = e.WentAway | e.StayedAway | e.Parted
_Told = e.Greeted | e.Renamed | e.ClaimedSeat
_Cared = e.MessageLeft | e.FollowUpProposed | e.FollowUpAnswered | e.CallWanted
_Ruled = e.Muted | e.Unmuted | e.RoleChanged | e.ListensOnly | e.CommandApplied


def with_seat(circle: Circle, event: e.SeatEvent) -> Circle:
    if isinstance(event, e.SeatTaken):
        return with_deputies(replace(circle, seats={**circle.seats, event.seat.id: event.seat}))
    if isinstance(event, e.SeatForgotten):
        seats = {id: seat for id, seat in circle.seats.items() if id != event.seat}
        return replace(_spent(circle, event.seat), seats=seats)
    if isinstance(event, e.SeatGiven):
        return _given(circle, event)
    before = circle.seats.get(event.seat)
    if before is None:
        # The number of the very command that ended the circle: there is no seat to note it on any more.
        return circle
    if isinstance(event, e.CameBack | e.SeatTakenAgain) and event.nonce is not None:
        circle = _spent(circle, before.id)
    after = replace(circle, seats={**circle.seats, before.id: _seat_after(before, event)})
    if isinstance(event, e.Parted):
        after = without_author(after, before.id)
    if isinstance(event, e.Parted) and event.standing is Standing.REMOVED:
        after = _unsaid(after, before.id)
    if isinstance(event, e.RoleChanged | e.ListensOnly):
        after = _never_given_back(after, after.seats[before.id])
    return with_deputies(after) if Role.DEPUTY in (before.role, after.seats[before.id].role) else after


def _spent(circle: Circle, seat: SeatId) -> Circle:
    """The join that led to the seat until now is remembered without it."""
    before = circle.seats.get(seat)
    return circle if before is None else replace(circle, spent=(*circle.spent, before.nonce)[-SPENT_AT_MOST:])


def _unsaid(circle: Circle, seat: SeatId) -> Circle:
    """What a removed person wrote for all goes with them, and no undo brings it back."""
    undo = circle.undo
    if undo is not None and undo.written is not None and undo.written.seat == seat:
        circle = replace(circle, undo=replace(undo, written=None))
    return replace(circle, written=None) if circle.written is not None and circle.written.seat == seat else circle


def _given(circle: Circle, event: e.SeatGiven) -> Circle:
    """Turn, place, limits and mutes stay. What was said to the person alone does not: a facilitator may have been wrong about who this is."""
    seat, waited = circle.seats[event.seat], circle.seats[event.waited]
    given = replace(
        seat, token=waited.token, nonce=waited.nonce, called=_called_now(circle, seat, waited), message=None, follow_up=False,
        since=event.at, admitted_at=event.at,
    )  # fmt: skip
    seats = {id: given if id == seat.id else other for id, other in circle.seats.items() if id != waited.id}
    circle = _unasked(not_handed_on(circle, seat.id), seat.id)
    help = {id: replace(asked, lines=()) if id == seat.id else asked for id, asked in circle.help.items()}
    return replace(_spent(circle, seat.id), seats=seats, help=help)


def _called_now(circle: Circle, seat: Seat, waited: Seat) -> str | None:
    """A name that the facilitators alone know is not told to who comes: they are called what they typed themselves. One taken away stays so."""
    return waited.called if circle.names is Names.KNOWN_TO_FACILITATOR and seat.called is not None else seat.called


def _unasked(circle: Circle, seat: SeatId) -> Circle:
    """Without the question that the person wrote for the facilitators; an undo does not bring it back either."""
    undo = circle.undo and replace(circle.undo, questions=_without(circle.undo.questions, seat))
    return replace(circle, questions=_without(circle.questions, seat), undo=undo)


def _without(questions: Mapping[SeatId, str], seat: SeatId) -> Mapping[SeatId, str]:
    return {id: text for id, text in questions.items() if id != seat} if seat in questions else questions


def with_deputies(circle: Circle) -> Circle:
    """The deputies are those who sit here with that role, in the order they had, a new one as the last.

    Who kept the circle before is one of them. Who is a deputy no more does not take it back, made one again neither.
    """
    here = {id for id, seat in circle.seats.items() if seat.role is Role.DEPUTY and seat.standing is Standing.SEATED}
    if here == set(circle.deputies):
        return circle
    stayed = tuple(id for id in circle.deputies if id in here)
    deputies = (*stayed, *(id for id in circle.seats if id in here and id not in stayed))
    return replace(circle, deputies=deputies, kept_before=circle.kept_before if circle.kept_before in here else None)


def _never_given_back(circle: Circle, seat: Seat) -> Circle:
    """An undo brings the piece to nobody who only listens since."""
    undo = circle.undo
    if undo is None or undo.what is Regret.MUTE_ALL or (seat.role is not Role.LISTENER and not seat.listens):
        return circle
    if undo.turn is not None and undo.turn.seat == seat.id:
        return replace(circle, undo=None)
    return replace(circle, undo=replace(undo, queue=without(undo.queue, seat.id)))


def _seat_after(seat: Seat, event: e.SeatEvent) -> Seat:
    if isinstance(event, _Going):
        return _gone(seat, event)
    if isinstance(event, _Cared):
        return _cared_for(seat, event)
    if isinstance(event, _Ruled):
        return _ruled(seat, event)
    if isinstance(event, _Told):
        return _told(seat, event)
    match event:
        case e.SeatTaken():
            return event.seat
        case e.SeatTakenAgain():
            return replace(
                seat, role=event.role, name=event.name, standing=event.standing, token=event.token, nonce=event.nonce, presence=Presence.PRESENT,
                since=event.at,
                only_waited=seat.only_waited and event.standing is Standing.WAITING,
                admitted_at=event.at if event.standing is Standing.SEATED else seat.admitted_at,
            )  # fmt: skip
        case e.CameBack():
            since = seat.since if seat.presence is Presence.PRESENT else event.at
            return replace(seat, token=event.token, nonce=event.nonce or seat.nonce, presence=Presence.PRESENT, since=since)
        case e.Admitted(at=at):
            return replace(seat, standing=Standing.SEATED, admitted_at=at, greeting=None, claims=None, only_waited=False)
        case e.SeatForgotten() | e.SeatGiven():
            return seat
        case _:
            assert_never(event)


def _told(seat: Seat, event: _Told) -> Seat:
    match event:
        case e.Greeted(text=text):
            return replace(seat, greeting=text)
        case e.ClaimedSeat(text=text):
            return replace(seat, claims=text)
        case e.Renamed(called=called):
            return replace(seat, called=called)
        case _:
            assert_never(event)


def _gone(seat: Seat, event: _Going) -> Seat:
    match event:
        case e.WentAway():
            return replace(seat, presence=Presence.AWAY, since=event.at)
        case e.StayedAway():
            return replace(seat, presence=Presence.GONE, since=event.at)
        case e.Parted():
            return replace(
                seat, standing=event.standing, presence=Presence.GONE, since=event.at, greeting=None, claims=None, message=None, follow_up=False
            )
        case _:
            assert_never(event)


def _cared_for(seat: Seat, event: _Cared) -> Seat:
    match event:
        case e.MessageLeft():
            return replace(seat, message=event.message)
        case e.FollowUpProposed() | e.FollowUpAnswered():
            return replace(seat, follow_up=isinstance(event, e.FollowUpProposed))
        case e.CallWanted():
            return replace(seat, wants_call=event.on, calls=seat.calls + event.on)
        case _:
            assert_never(event)


def _ruled(seat: Seat, event: _Ruled) -> Seat:
    match event:
        case e.Muted() | e.Unmuted():
            return replace(seat, muted=isinstance(event, e.Muted))
        case e.RoleChanged():
            return replace(seat, role=event.role)
        case e.ListensOnly():
            return replace(seat, listens=event.on)
        case e.CommandApplied():
            return replace(seat, last=event.number)
        case _:
            assert_never(event)
