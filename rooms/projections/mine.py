"""What only one seat is told."""

from rooms.circle import Circle, attended
from rooms.help import HelpState
from rooms.ids import SeatId
from rooms.projections.care import help_view, lines
from rooms.projections.json import View
from rooms.projections.room import lapse, places
from rooms.seat import Role, Seat, Standing
from rooms.turn import Regret, Unread


def you_for(circle: Circle, seat: SeatId, *, attends: bool | None = None) -> View | None:
    """What only this seat is told. None: it neither sits in the circle nor waits.

    `attends`: whether a facilitator is here, as far as the seat may know yet; without it as it is.
    """
    you = circle.seats.get(seat)
    if you is None or you.standing not in (Standing.SEATED, Standing.WAITING):
        return None
    attends = attended(circle) if attends is None else attends
    view: View = {"seat": you.id, "role": you.role.value, "standing": you.standing.value}
    flags = {
        "muted": you.muted,
        "listens": you.listens,
        "follow_up": you.follow_up,
        "wants_call": you.wants_call,
        "greeted": you.greeting is not None,
        "claims": you.claims is not None,
    }
    flags |= {"with": seat in circle.warmth, "may_keep": _may_keep(circle, you)}
    view |= {flag: True for flag, holds in flags.items() if holds}
    if you.called is not None:
        view["called"] = you.called
    if seat in circle.questions:
        view["question"] = circle.questions[seat]
    mine = [share for share in circle.unread if share.seat == seat and share.mine is not None]
    unread: View = {str(share.mine): _unread(circle, share, attends=attends) for share in mine}
    if unread:
        view["unread"] = unread
    if you.message is not None:
        view["message"] = you.message
    if circle.turn is not None and circle.turn.seat == seat:
        view.update(lapse(circle, circle.turn))
    undo = circle.undo
    if undo is not None and undo.what is Regret.DONE and undo.turn is not None and undo.turn.seat == seat:
        view["not_done_until"] = undo.until
    place = places(circle).get(seat)
    if place is not None:
        view["place"] = place
    return view | _help_of(circle, you, attends=attends)


def _may_keep(circle: Circle, you: Seat) -> bool:
    """Whether *Keep the circle* would be heard: in safe mode from any facilitator, else from who kept it before."""
    if you.standing is not Standing.SEATED or you.role not in (Role.FACILITATOR, Role.DEPUTY):
        return False
    return circle.safe_since is not None or (circle.kept_before == you.id and you.role is Role.DEPUTY)


def _unread(circle: Circle, share: Unread, *, attends: bool) -> View:
    """That it waits; in safe mode, and where no facilitator is here, for nobody yet. What was put off is its author's again."""
    if share.put_off:
        return {"text": share.text}
    return {} if attends and circle.safe_since is None else {"alone": True}


def _help_of(circle: Circle, you: Seat, *, attends: bool) -> View:
    """My request and its side room; and the side rooms in which I am with others."""
    view: View = {}
    mine = circle.help.get(you.id)
    if mine is not None:
        alone = mine.state in (HelpState.ASKED, HelpState.ALERTED) and not attends
        view["help"] = help_view(mine) | lines(mine) | ({"alone": True} if alone else {})
    rooms: View = {id: lines(help) for id, help in circle.help.items() if help.by == you.id and help.state is HelpState.TOGETHER}
    if rooms:
        view["rooms"] = rooms
    return view
