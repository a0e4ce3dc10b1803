"""What those see who run the meeting."""

from collections.abc import Mapping
from typing import cast

from rooms.circle import Act, Circle, empty_seats, waiting
from rooms.ids import SeatId
from rooms.planning import advice, again_until, minutes_of, piece_moves, sharers
from rooms.projections.care import help_view
from rooms.projections.json import View
from rooms.projections.room import drawn, lapse
from rooms.seat import Presence, Seat
from rooms.turn import Regret


def keeping(circle: Circle, room: View) -> View:
    """What those see who run the meeting: the `room` of the others, which stays as it is, and more."""
    seats = cast(Mapping[str, View], room["seats"])
    view: View = {**room, "code": circle.id, "seats": {id: {**seen, **_kept(circle, circle.seats[SeatId(id)])} for id, seen in seats.items()}}
    if circle.turn is not None:
        view["turn"] = {**cast(View, room["turn"]), **lapse(circle, circle.turn)}
    if lobby := _lobby(circle):
        view["lobby"] = lobby
        if any(seat.claims is not None for seat in waiting(circle)):
            view["empty"] = {seat.id: _empty(seat) for seat in empty_seats(circle)}
    if circle.undo is not None and circle.undo.what is not Regret.DONE:
        view["undo"] = {"what": circle.undo.what.value, "until": circle.undo.until}
    needed = circle.format.deputy_required and not circle.deputies
    flags = {"locked": circle.locked, "guarded": circle.guarded, "deputy_needed": needed}
    view |= {flag: True for flag, holds in flags.items() if holds}
    if piece_moves(circle):
        view["turns"] = True
    if (until := again_until(circle)) is not None:
        view["again_until"] = until
    if circle.help:
        view["help"] = {id: help_view(help) for id, help in circle.help.items()}
    if circle.questions:
        view["questions"] = {seat: text for seat, text in circle.questions.items()}
    told: View = {"unread": _unread(circle), "acts": {str(act.number): _act(act) for act in circle.acts}, "advice": _advice(circle)}
    return view | {key: value for key, value in told.items() if value}


def _kept(circle: Circle, seat: Seat) -> View:
    """What only they see of a seat."""
    view = _flags(circle, seat)
    if seat.wants_call:
        view["wants_call"] = max(1, seat.calls)
    if seat.called is not None:
        view["called"] = seat.called
    if seat.message is not None:
        view["message"] = seat.message
    if seat.shares:
        view["shares"] = seat.shares
    if seat.floor_seconds > 0.5:
        view["floor"] = round(seat.floor_seconds)
    if seat.id in circle.deputies:
        view["next"] = circle.deputies.index(seat.id) + 1
    return view


def _flags(circle: Circle, seat: Seat) -> View:
    view: View = {}
    if seat.id in circle.heard:
        view["heard"] = True
    if seat.muted:
        view["muted"] = True
    if seat.listens:
        view["listens"] = True
    if seat.follow_up:
        view["follow_up"] = True
    return view


def _unread(circle: Circle) -> View:
    """What was put off is its author's again."""
    return {str(share.number): {"seat": share.seat, "text": share.text} for share in circle.unread if not share.put_off}


def _act(act: Act) -> View:
    view: View = {"by": act.by, "did": act.did, "at": act.at}
    if act.seat is not None:
        view["seat"] = act.seat
    return view


def _advice(circle: Circle) -> View:
    told = advice(circle.format, minutes_of(circle), len(sharers(circle)))
    view: View = {}
    if told.rounds:
        view["rounds"] = {str(index + 1): rounds for index, rounds in told.rounds.items()}
    if told.drop is not None:
        view["drop"] = told.drop + 1
    if told.minutes is not None:
        view["minutes"] = told.minutes
    if told.split:
        view["split"] = True
    return view


def _lobby(circle: Circle) -> View:
    return {seat.id: _waiting(seat) for seat in waiting(circle) if seat.presence is not Presence.GONE}


def _waiting(seat: Seat) -> View:
    """`since` in whole minutes: enough for who came first to come first, and no moment that could be found again elsewhere."""
    view: View = {"name": drawn(seat.name), "role": seat.role.value, "since": seat.since // 60 * 60}
    if seat.called is not None:
        view["called"] = seat.called
    if seat.greeting is not None:
        view["greeting"] = seat.greeting
    if seat.claims is not None:
        view["was_here"] = seat.claims
    return view


def _empty(seat: Seat) -> View:
    """A seat for which somebody in the lobby may have come back."""
    view: View = {"name": drawn(seat.name), "role": seat.role.value}
    return view if seat.called is None else view | {"called": seat.called}
