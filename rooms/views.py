"""What leaves the server of a circle: one whole view for each audience, one private part for each seat.

This is the anonymity projection: what is not put in here cannot reach a browser. Views hold no null (in a merge patch it
means *remove*) and no long array (it would be sent whole); people are keyed by seat, in ring order.
"""

from enum import StrEnum
from typing import assert_never

from rooms.circle import Circle, Presence, Role, Seat, Stage, Standing, Turn, TurnState, keeper, seated, waiting
from rooms.deadlines import firm_at
from rooms.floor import audible
from rooms.ids import SeatId
from rooms.names import Pseudonym

Json = dict[str, "Json"] | list[int] | str | float | bool
"""A JSON value of ours. Never null."""

View = dict[str, Json]


class Audience(StrEnum):
    """Whoever sees the same."""

    FACILITATORS = "facilitators"
    """The deputies too."""
    MEMBERS = "members"
    LISTENERS = "listeners"
    LOBBY = "lobby"


def audience_of(seat: Seat) -> Audience | None:
    """What the seat sees. None: nothing any more."""
    if seat.standing is Standing.WAITING:
        return Audience.LOBBY
    if seat.standing is not Standing.SEATED:
        return None
    match seat.role:
        case Role.FACILITATOR | Role.DEPUTY:
            return Audience.FACILITATORS
        case Role.MEMBER:
            return Audience.MEMBERS
        case Role.LISTENER:
            return Audience.LISTENERS
        case _:
            assert_never(seat.role)


def view_for(circle: Circle, audience: Audience) -> View:
    """The whole view of one audience. Depends on nothing but the circle: instants are absolute."""
    if circle.stage is Stage.ENDED:
        return {"stage": circle.stage.value}
    match audience:
        case Audience.LOBBY:
            return _door(circle)
        case Audience.MEMBERS | Audience.LISTENERS:
            return _room(circle, for_facilitators=False)
        case Audience.FACILITATORS:
            view = _room(circle, for_facilitators=True)
            lobby = _lobby(circle)
            if lobby:
                view["lobby"] = lobby
            view["code"] = circle.id
            return view
        case _:
            assert_never(audience)


def you_for(circle: Circle, seat: SeatId) -> View | None:
    """What only this seat is told. None: it neither sits in the circle nor waits."""
    you = circle.seats.get(seat)
    if you is None or you.standing not in (Standing.SEATED, Standing.WAITING):
        return None
    view: View = {"seat": you.id, "role": you.role.value, "standing": you.standing.value}
    if you.muted:
        view["muted"] = True
    if circle.turn is not None and circle.turn.seat == seat:
        view.update(_lapse(circle, circle.turn))
    place = _places(circle).get(seat)
    if place is not None:
        view["place"] = place
    return view


def _door(circle: Circle) -> View:
    """From the lobby nobody is seen."""
    return {"stage": circle.stage.value, "title": circle.title, "format": circle.format.id, "language": circle.language.value}


def _room(circle: Circle, *, for_facilitators: bool) -> View:
    view = _door(circle)
    view |= {"starts": circle.opened_at, "ends_at": circle.ends_at, "order": circle.order.value, "queue_open": circle.queue_open}
    if circle.format.prompt:
        view["prompt"] = {language.value: words for language, words in circle.format.prompt.items()}
    if circle.muted_all:
        view["muted_all"] = True
    keeps = keeper(circle)
    if keeps is not None and keeps.presence is not Presence.GONE:
        view["keeper"] = keeps.id
    if circle.speaking is not None:
        view["speaking"] = circle.speaking
    if circle.turn is not None:
        view["turn"] = _turn(circle, circle.turn, for_facilitators=for_facilitators)
    if circle.written is not None:
        view["written"] = {"seat": circle.written.seat, "text": circle.written.text}
    places = _places(circle)
    view["seats"] = {
        seat.id: _seat(seat, places.get(seat.id), for_facilitators=for_facilitators) for seat in seated(circle) if seat.presence is not Presence.GONE
    }
    return view


def _seat(seat: Seat, place: int | None, *, for_facilitators: bool) -> View:
    view: View = {"name": _name(seat.name), "role": seat.role.value, "at": seat.at}
    if seat.presence is not Presence.PRESENT:
        view["away"] = True
    if place is not None:
        view["place"] = place
    if for_facilitators and seat.muted:
        view["muted"] = True
    return view


def _turn(circle: Circle, turn: Turn, *, for_facilitators: bool) -> View:
    view: View = {"seat": turn.seat, "state": turn.state.value, "seconds": turn.seconds}
    if turn.ends_at is None:
        view["left"] = turn.left
    else:
        view["ends_at"] = turn.ends_at
    firm = firm_at(circle, turn)
    if firm is not None:
        view["firm_at"] = firm
    if turn.written:
        view["written"] = True
    elif turn.state is TurnState.SHARING and turn.seat not in audible(circle).values():
        # The room hears that nobody is heard; told so, a browser also drops what its buffer still holds. It does not say why.
        view["quiet"] = True
    if for_facilitators:
        view.update(_lapse(circle, turn))
    return view


def _lapse(circle: Circle, turn: Turn) -> View:
    """Not while the circle is paused: the wait stands still, so there is no instant to tell."""
    return {"lapses_at": turn.lapses_at} if turn.lapses_at is not None and circle.stage is Stage.OPEN else {}


def _lobby(circle: Circle) -> View:
    return {
        seat.id: {"name": _name(seat.name), "role": seat.role.value, "since": seat.since}
        for seat in waiting(circle)
        if seat.presence is not Presence.GONE
    }


def _name(name: Pseudonym) -> list[int]:
    return [name.adjective, name.thing]


def _places(circle: Circle) -> dict[SeatId, int]:
    return {place.seat: number for number, place in enumerate(circle.queue, start=1)}
