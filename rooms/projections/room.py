"""The circle as those see it who sit in it."""

from rooms.bounds import SAFE_SECONDS
from rooms.circle import Circle, Stage, keeper, phase_of, seated
from rooms.deadlines import firm_at
from rooms.floor import audible
from rooms.formats import Crosstalk, Order
from rooms.ids import SeatId
from rooms.names import Pseudonym
from rooms.planning import rounds_fit
from rooms.projections.json import View
from rooms.seat import Names, Presence, Seat
from rooms.turn import Turn, TurnState


def door(circle: Circle) -> View:
    """From the lobby nobody is seen."""
    return {"stage": circle.stage.value, "title": circle.title, "format": circle.format.id, "language": circle.language.value}


def room(circle: Circle) -> View:
    """For those who do not run the meeting."""
    view = door(circle)
    view |= {"starts": circle.opened_at, "ends_at": circle.ends_at, "order": circle.order.value, "queue_open": circle.queue_open}
    view["phase"] = _phase(circle)
    if circle.names is not Names.PSEUDONYMS:
        view["names"] = circle.names.value
    if circle.muted_all:
        view["muted_all"] = True
    if circle.safe_since is not None:
        view |= {"safe": True, "closes_at": circle.safe_since + SAFE_SECONDS}
    keeps = keeper(circle)
    if keeps is not None and keeps.presence is not Presence.GONE:
        view["keeper"] = keeps.id
    if circle.speaking is not None:
        view["speaking"] = circle.speaking
    if circle.turn is not None:
        view["turn"] = _turn(circle, circle.turn)
    if circle.written is not None:
        view["written"] = {"seat": circle.written.seat, "text": circle.written.text}
    if (warmth := _warmth(circle)) > 0:
        view["with_you"] = warmth
    view |= _with_voices(circle)
    if circle.milestones:
        view["milestones"] = {seat: milestone for seat, milestone in circle.milestones.items()}
    numbers = places(circle)
    view["seats"] = {
        seat.id: _seat(circle, seat, numbers.get(seat.id)) for seat in seated(circle) if seat.presence is not Presence.GONE
    }
    return view


def _with_voices(circle: Circle) -> View:
    """Not who carries them, but that somebody else does."""
    return {} if circle.voices is None else {"voices": circle.voices.mark}


def _phase(circle: Circle) -> View:
    """Where the meeting is. The words are the format's cards', in the reader's language."""
    phase = phase_of(circle)
    view: View = {"n": circle.phase + 1, "of": sum(not step.beyond for step in circle.format.phases), "id": phase.id, "prompt": circle.prompt + 1}
    if circle.phase_ends_at is not None:
        view["ends_at"] = circle.phase_ends_at
    if phase.rounds > 1:
        view |= {"round": circle.round, "rounds": max(circle.round, rounds_fit(circle))}
    if phase.crosstalk is not Crosstalk.NONE:
        view["crosstalk"] = phase.crosstalk.value
    flags = {"silent": phase.silent, "bell": phase.bell, "applause": phase.applause}
    flags |= {"milestones": phase.milestones, "questions": phase.questions, "call": phase.call}
    return view | {flag: True for flag, holds in flags.items() if holds}


def _warmth(circle: Circle) -> int:
    """Shown after the share, so that nobody speaks for it; in a phase of applause at once."""
    shares = circle.turn is not None and circle.turn.state in (TurnState.SHARING, TurnState.HELD)
    return 0 if shares and not phase_of(circle).applause else len(circle.warmth)


def _seat(circle: Circle, seat: Seat, place: int | None) -> View:
    view: View = {"name": drawn(seat.name), "role": seat.role.value, "at": seat.at}
    if seat.called is not None and circle.names is Names.CHOSEN:
        view["called"] = seat.called
    if seat.presence is not Presence.PRESENT:
        view["away"] = True
    if place is not None:
        view["place"] = place
    return view


def _turn(circle: Circle, turn: Turn) -> View:
    view: View = {"seat": turn.seat, "state": turn.state.value, "seconds": turn.seconds}
    if turn.ends_at is None:
        view["left"] = turn.left
    else:
        view["ends_at"] = turn.ends_at
    firm = firm_at(circle, turn)
    if firm is not None:
        view["firm_at"] = firm
    if turn.response is not None:
        view["response"] = {"seat": turn.response.seat, "ends_at": turn.response.ends_at}
    if turn.responses:
        view["responses"] = turn.responses
    if turn.written:
        view["written"] = True
    elif turn.state is TurnState.SHARING and turn.seat not in audible(circle).values():
        # The room hears that nobody is heard; told so, a browser also drops what its buffer still holds. It does not say why.
        view["quiet"] = True
    return view


def lapse(circle: Circle, turn: Turn) -> View:
    """Not while the circle is paused: the wait stands still, so there is no instant to tell."""
    return {"lapses_at": turn.lapses_at} if turn.lapses_at is not None and circle.stage is Stage.OPEN else {}


def drawn(name: Pseudonym) -> list[int]:
    return [name.adjective, name.thing]


def places(circle: Circle) -> dict[SeatId, int]:
    """Nobody has a number where the next is drawn."""
    if circle.order is Order.DRAW:
        return {}
    return {place.seat: number for number, place in enumerate(circle.queue, start=1)}
