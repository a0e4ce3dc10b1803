"""Who keeps the circle: ordered deputies, handing over, taking back, safe mode. Never two keepers, never an unattended room."""

from typing import assert_never

from rooms.bounds import KEEPER_SECONDS
from rooms.caring import company_let_go
from rooms.circle import Circle, Stage, keeper
from rooms.commands import HandOver, Keep, MakeDeputy, MakeListener, MakeMember, MoveDeputy
from rooms.deadlines import next_keeper
from rooms.events import Decision, DeputyMoved, Event, HelpChanged, KeeperChanged, RoleChanged, SafeModeBegan
from rooms.evolve import evolve
from rooms.ids import Instant, SeatId
from rooms.interruption import let_go, put_back, silence
from rooms.order import joining_round
from rooms.refusals import Reason, Refusal
from rooms.seat import Presence, Role, Seat, Standing
from rooms.turn import TurnState

KeepingCommand = HandOver | Keep | MakeDeputy | MakeListener | MakeMember | MoveDeputy


def decide_keeping(circle: Circle, command: KeepingCommand, now: Instant) -> Decision:
    if isinstance(command, Keep):
        return _keep(circle, command.by)
    seat = circle.seats.get(command.seat)
    if seat is None or seat.standing is not Standing.SEATED:
        return Refusal(Reason.NO_SUCH_SEAT)
    match command:
        case MakeDeputy():
            return () if seat.role is not Role.MEMBER and seat.role is not Role.LISTENER else (RoleChanged(seat=seat.id, role=Role.DEPUTY),)
        case MakeMember():
            return _make_member(circle, seat, now)
        case MakeListener():
            return _make_listener(circle, seat, now)
        case MoveDeputy(place=place):
            return _move(circle, seat.id, place - 1)
        case HandOver():
            return _hand_over(circle, seat)
        case _:
            assert_never(command)


def _keep(circle: Circle, by: SeatId) -> Decision:
    """In safe mode any facilitator may; else who kept it before; and whoever is there, when nobody ever did."""
    keeps = keeper(circle)
    if circle.safe_since is None and keeps is not None:
        if keeps.id == by:
            return ()
        if circle.kept_before != by:
            return Refusal(Reason.NOT_KEEPER_BEFORE)
    if circle.seats[by].presence is not Presence.PRESENT:
        return Refusal(Reason.AWAY)
    return (KeeperChanged(seat=by),)


def _make_member(circle: Circle, seat: Seat, now: Instant) -> tuple[Event, ...]:
    """The microphone beside the piece closes with the role that opened it."""
    if seat.role is Role.MEMBER:
        return ()
    changed = RoleChanged(seat=seat.id, role=Role.MEMBER)
    after = evolve(circle, changed)
    return (changed, *silence(circle, seat.id), *company_let_go(circle, seat.id, now), *joining_round(after, after.seats[seat.id], now))


def _make_listener(circle: Circle, seat: Seat, now: Instant) -> tuple[Event, ...]:
    if seat.role is Role.LISTENER:
        return ()
    own = circle.help.get(seat.id)  # a listener may need help as much as a member
    gone = (event for event in let_go(circle, seat.id, now) if own is None or not isinstance(event, HelpChanged) or event.seat != seat.id)
    return (*gone, RoleChanged(seat=seat.id, role=Role.LISTENER))


def _move(circle: Circle, seat: SeatId, index: int) -> Decision:
    if seat not in circle.deputies:
        return Refusal(Reason.NOT_A_DEPUTY)
    index = min(max(index, 0), len(circle.deputies) - 1)
    return () if circle.deputies[index] == seat else (DeputyMoved(seat=seat, index=index),)


def _hand_over(circle: Circle, seat: Seat) -> Decision:
    """In safe mode nobody keeps the circle, so nobody can hand it over: it ends by the tap of the one who will keep it."""
    if circle.safe_since is not None:
        return Refusal(Reason.SAFE_MODE)
    if seat.role is Role.FACILITATOR:
        return ()
    if seat.role is not Role.DEPUTY:
        return Refusal(Reason.NOT_A_DEPUTY)
    return (KeeperChanged(seat=seat.id),) if seat.presence is Presence.PRESENT else Refusal(Reason.AWAY)


# ------------------------------------------------------------------------------------------------------- when nobody keeps it


def keeping_follows(circle: Circle, now: Instant) -> tuple[Event, ...]:
    """After anything that happened: the first deputy who is here keeps it when the keeper is lost, else safe mode begins.

    Before the start nobody is unattended yet: a deputy keeps it, and without one it waits. In safe mode the offered piece is taken back,
    a share under way finishes, and a held one may.
    """
    if circle.stage is Stage.ENDED or circle.safe_since is not None or not _is_lost(circle, now):
        return ()
    deputy = next_keeper(circle)
    if deputy is not None:
        return (KeeperChanged(seat=deputy),)
    if circle.stage is Stage.GATHERING:
        return ()
    turn = circle.turn
    back = (put_back(turn, front=True),) if turn is not None and turn.state is TurnState.OFFERED else ()
    return (SafeModeBegan(at=now), *back)


def _is_lost(circle: Circle, now: Instant) -> bool:
    keeps = keeper(circle)
    if keeps is None or keeps.presence is Presence.GONE:
        return True
    return keeps.presence is Presence.AWAY and now >= keeps.since + KEEPER_SECONDS
