"""What events make of a seat."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle, Presence, Seat, Standing


def with_seat(circle: Circle, event: e.SeatEvent) -> Circle:
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
        case e.MessageLeft() | e.FollowUpProposed() | e.FollowUpAnswered() | e.CallWanted():
            return _cared_for(seat, event)
        case e.CommandApplied():
            return replace(seat, last=event.number)
        case _:
            assert_never(event)


def _cared_for(seat: Seat, event: e.MessageLeft | e.FollowUpProposed | e.FollowUpAnswered | e.CallWanted) -> Seat:
    match event:
        case e.MessageLeft():
            return replace(seat, message=event.message)
        case e.FollowUpProposed() | e.FollowUpAnswered():
            return replace(seat, follow_up=isinstance(event, e.FollowUpProposed))
        case e.CallWanted():
            return replace(seat, wants_call=event.on)
        case _:
            assert_never(event)
