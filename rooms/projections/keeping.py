"""What only those see who run the meeting."""

from rooms.circle import Act, Circle, empty_seats, waiting
from rooms.planning import advice, again_until, minutes_of, piece_moves, sharers
from rooms.projections.care import help_view
from rooms.projections.json import View
from rooms.projections.room import drawn
from rooms.seat import Presence, Seat
from rooms.turn import Regret


def keeping(circle: Circle) -> View:
    """What only those who run the meeting see of the whole."""
    view: View = {"code": circle.id}
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
