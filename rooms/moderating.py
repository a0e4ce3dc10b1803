"""What a facilitator does about people: admit, turn away, mute, remove."""

from typing import assert_never

from rooms.bounds import GUARDED_SECONDS
from rooms.calling import called_name
from rooms.circle import Circle, waiting
from rooms.commands import Admit, AdmitAll, Mute, MuteAll, Remove, Rename, TurnAway, Unmute, UnmuteAll
from rooms.events import Admitted, AllMuted, AllUnmuted, Decision, DoorGuarded, Event, Muted, Parted, Renamed, Unmuted
from rooms.evolve import evolve, evolve_all
from rooms.ids import Instant, SeatId
from rooms.interruption import let_go
from rooms.order import joining_round
from rooms.refusals import Reason, Refusal
from rooms.regret import regretted
from rooms.seat import Names, Presence, Seat, Standing
from rooms.turn import Regret

PeopleCommand = Admit | AdmitAll | TurnAway | Remove | Rename | Mute | Unmute | MuteAll | UnmuteAll


def decide_people(circle: Circle, command: PeopleCommand, now: Instant) -> Decision:
    match command:
        case Admit() | AdmitAll() if circle.safe_since is not None:
            return Refusal(Reason.SAFE_MODE)
        case Admit() | TurnAway():
            return _decide_waiting(circle, command, now)
        case AdmitAll():
            return _admit_all(circle, now)
        case Remove() | Rename() | Mute() | Unmute():
            return _decide_seated(circle, command, now)
        case MuteAll():
            return () if circle.muted_all else (AllMuted(), regretted(circle, Regret.MUTE_ALL, now))
        case UnmuteAll():
            return (AllUnmuted(),) if circle.muted_all else ()
        case _:
            assert_never(command)


def _decide_waiting(circle: Circle, command: Admit | TurnAway, now: Instant) -> Decision:
    seat = circle.seats.get(command.seat)
    if seat is None or seat.standing is not Standing.WAITING:
        return Refusal(Reason.NOT_WAITING)
    match command:
        case Admit():
            return _admit(circle, seat, now)
        case TurnAway():
            return (Parted(seat=seat.id, standing=Standing.TURNED_AWAY, at=now),)
        case _:
            assert_never(command)


def _admit(circle: Circle, seat: Seat, now: Instant) -> tuple[Event, ...]:
    admitted = Admitted(seat=seat.id, at=now)
    after = evolve(circle, admitted)
    return (admitted, *joining_round(after, after.seats[seat.id], now))


def _admit_all(circle: Circle, now: Instant) -> tuple[Event, ...]:
    """Everyone the facilitators see waiting: not who has been away for so long that they are no longer shown."""
    events: list[Event] = []
    for seat in waiting(circle):
        if seat.presence is not Presence.GONE:
            admitted = _admit(circle, seat, now)
            events.extend(admitted)
            circle = evolve_all(circle, admitted)
    return tuple(events)


def _decide_seated(circle: Circle, command: Remove | Rename | Mute | Unmute, now: Instant) -> Decision:
    seat = _seated(circle, command.seat)
    if seat is None:
        return Refusal(Reason.NO_SUCH_SEAT)
    match command:
        case Remove():
            guarded = DoorGuarded(until=Instant(now + GUARDED_SECONDS))
            return (*let_go(circle, seat.id, now), Parted(seat=seat.id, standing=Standing.REMOVED, at=now), guarded)
        case Rename(text=text):
            return _rename(circle, seat, text)
        case Mute():
            return () if seat.muted else (Muted(seat=seat.id),)
        case Unmute():
            return (Unmuted(seat=seat.id),) if seat.muted else ()
        case _:
            assert_never(command)


def _rename(circle: Circle, seat: Seat, text: str) -> Decision:
    if circle.names is Names.PSEUDONYMS:
        return Refusal(Reason.DRAWN_NAMES)
    called = called_name(text) if text else None
    if text and called is None:
        return Refusal(Reason.BAD_TEXT)
    return () if seat.called == called else (Renamed(seat=seat.id, called=called),)


def _seated(circle: Circle, id: SeatId) -> Seat | None:
    seat = circle.seats.get(id)
    return seat if seat is not None and seat.standing is Standing.SEATED else None
