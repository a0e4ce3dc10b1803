"""What the server itself reports: new links, lost connections, deadlines, a gap in service."""

from typing import assert_never

from rooms.caring import help_due
from rooms.circle import Circle, Stage, Voices
from rooms.coming import IN_THE_CIRCLE, forgotten
from rooms.commands import AddLinks, LetTimePass, MarkAway, NameAudioWorker, ResumeService
from rooms.deadlines import door_closes_at, expires_at, gone_at, is_missing, response_ends_at, safe_mode_ends_at, turn_lapses_at
from rooms.events import AudioWorkerNamed, CircleEnded, Decision, DoorLocked, Event, LinksAdded, ServiceMissed, StayedAway, TurnEnded, WentAway
from rooms.evolve import evolve, evolve_all
from rooms.ids import Instant
from rooms.interruption import hold, let_go, put_back, silence, stop_responding
from rooms.seat import Presence, Seat
from rooms.turn import TurnState

SystemCommand = AddLinks | MarkAway | LetTimePass | ResumeService | NameAudioWorker


def decide_system(circle: Circle, command: SystemCommand, now: Instant) -> Decision:
    match command:
        case AddLinks(links=links):
            known = {link.secret for link in circle.links}
            new = tuple(link for link in links if link.secret not in known)
            return (LinksAdded(links=new),) if new else ()
        case MarkAway():
            return _mark_away(circle, command, now)
        case LetTimePass():
            return _let_time_pass(circle, now)
        case ResumeService():
            return _resume_service(circle, command, now)
        case NameAudioWorker():
            return _name_audio_worker(circle, command)
        case _:
            assert_never(command)


def _name_audio_worker(circle: Circle, command: NameAudioWorker) -> tuple[Event, ...]:
    """Of two workers that miss the same one, the first names the next; the other finds it done."""
    carries = None if circle.voices is None else circle.voices.worker
    if circle.stage is Stage.ENDED or carries != command.instead_of or carries == command.worker:
        return ()
    return (AudioWorkerNamed(voices=Voices(worker=command.worker, mark=command.mark)),)


def _mark_away(circle: Circle, command: MarkAway, now: Instant) -> tuple[Event, ...]:
    seat = circle.seats.get(command.seat)
    if seat is None or not _is_here(seat) or (command.token is not None and command.token != seat.token):
        return ()
    return _goes_away(circle, seat, now)


def _is_here(seat: Seat) -> bool:
    return seat.presence is Presence.PRESENT and seat.standing in IN_THE_CIRCLE


def _goes_away(circle: Circle, seat: Seat, now: Instant) -> tuple[Event, ...]:
    """Losing a connection loses nothing: a share is held, an offer waits as the first place, a place stays where it is."""
    events: list[Event] = [WentAway(seat=seat.id, at=now), *silence(circle, seat.id), *stop_responding(circle, seat.id, now)]
    turn = circle.turn
    if turn is None or turn.seat != seat.id:
        return tuple(events)
    match turn.state:
        case TurnState.OFFERED:
            events.append(put_back(turn, front=True))
        case TurnState.SHARING:
            events.append(hold(circle, turn, now))
        case TurnState.HELD:
            pass
        case TurnState.RESPONSES:
            events.append(TurnEnded(seat=turn.seat, at=now))
        case _:
            assert_never(turn.state)
    return tuple(events)


def _let_time_pass(circle: Circle, now: Instant) -> tuple[Event, ...]:
    """Everything that is due, at once: the door, the turn, who needs help, then who stayed away. An ended circle has nothing due."""
    closes = safe_mode_ends_at(circle)
    if expires_at(circle) <= now or (closes is not None and closes <= now):
        return (CircleEnded(),)
    events: list[Event] = []
    after = circle
    for due in (_door_due, _response_due, _turn_due, help_due):
        happened = due(after, now)
        events.extend(happened)
        after = evolve_all(after, happened)
    for seat in circle.seats.values():
        if is_missing(seat) and gone_at(seat) <= now:
            gone = (*let_go(after, seat.id, now), StayedAway(seat=seat.id, at=now), *(forgotten(seat) if seat.link is None else ()))
            events.extend(gone)
            after = evolve_all(after, gone)
    return tuple(events)


def _door_due(circle: Circle, now: Instant) -> tuple[Event, ...]:
    due = door_closes_at(circle)
    return (DoorLocked(by_itself=True),) if due is not None and due <= now else ()


def _response_due(circle: Circle, now: Instant) -> tuple[Event, ...]:
    due = response_ends_at(circle)
    if due is None or now < due or circle.turn is None or circle.turn.response is None:
        return ()
    return stop_responding(circle, circle.turn.response.seat, now)


def _turn_due(circle: Circle, now: Instant) -> tuple[Event, ...]:
    turn, due = circle.turn, turn_lapses_at(circle)
    if turn is None or due is None or now < due:
        return ()
    match turn.state:
        case TurnState.OFFERED:
            return (TurnEnded(seat=turn.seat, at=now) if turn.place.again else put_back(turn, front=False, again=True),)
        case TurnState.SHARING | TurnState.RESPONSES:
            return (TurnEnded(seat=turn.seat, at=now),)
        case TurnState.HELD:
            return (put_back(turn, front=False),)
        case _:
            assert_never(turn.state)


def _resume_service(circle: Circle, command: ResumeService, now: Instant) -> tuple[Event, ...]:
    """A restart punishes nobody: clocks go on where they stopped, and everyone gets fresh grace to come back."""
    events: list[Event] = []
    if now > command.down_since:
        events.append(ServiceMissed(seconds=now - command.down_since))
        circle = evolve(circle, events[0])
    if command.connected:
        return tuple(events)
    turn, after = circle.turn, circle
    for seat in circle.seats.values():
        if _is_here(seat):
            gone = _goes_away(after, seat, now)  # on what the others left: who responds and who invited them go together
            events.extend(gone)
            after = evolve_all(after, gone)
    if turn is not None and turn.state is TurnState.HELD:
        events.append(hold(circle, turn, now))
    return tuple(events)
