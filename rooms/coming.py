"""Taking a seat, coming back to it, leaving it."""

from typing import assert_never

from rooms.bounds import GREETING_AT_MOST, LEFT_AT_MOST, SEATS_AT_MOST
from rooms.calling import called_name
from rooms.circle import Circle, Link, Stage, keeper
from rooms.commands import Greet, Join, Leave, Return
from rooms.deadlines import opens_at
from rooms.events import CameBack, Decision, Event, Greeted, ListensOnly, Parted, SeatForgotten, SeatTaken, SeatTakenAgain
from rooms.evolve import evolve_all
from rooms.ids import Instant, Nonce, SecretHash, same
from rooms.interruption import hold, let_go, silence
from rooms.names import Pseudonym
from rooms.order import joining_round
from rooms.refusals import Reason, Refusal
from rooms.seat import Names, Presence, Role, Seat, Standing
from rooms.turn import TurnState
from rooms.writing import written_words

ComingCommand = Join | Return | Leave | Greet

IN_THE_CIRCLE = (Standing.SEATED, Standing.WAITING)


def decide_coming(circle: Circle, command: ComingCommand, now: Instant) -> Decision:
    match command:
        case Join():
            return _join(circle, command, now)
        case Return():
            return _return(circle, command, now)
        case Leave(by=by):
            return (*let_go(circle, by, now), Parted(seat=by, standing=Standing.LEFT, at=now), *forgotten(circle.seats[by]), *_too_long_ago(circle))
        case Greet(by=by, text=text):
            words = written_words(text, GREETING_AT_MOST)
            return Refusal(Reason.BAD_TEXT) if words is None else (Greeted(seat=by, text=words),)
        case _:
            assert_never(command)


def _join(circle: Circle, command: Join, now: Instant) -> Decision:
    link = _link_of(circle, command.link)
    if command.link is not None and link is None:
        return Refusal(Reason.NO_SUCH_CIRCLE)
    if circle.stage is Stage.ENDED:
        return Refusal(Reason.NO_SUCH_CIRCLE if link is None else Reason.ENDED)
    seat = _seat_of_old(circle, link)
    if _is_known(circle, command.nonce) or _proves_another(circle, command.token, seat):
        return Refusal(Reason.JOINED_BEFORE)
    if seat is not None and seat.standing is Standing.LEFT:
        return _take_again(circle, seat, command, link, now)
    if seat is not None:
        return _come_back(circle, seat, command.token, now, command.nonce)
    if no := _is_shut(circle, link, now):
        return Refusal(no)
    return _take(circle, command, link, now)


def _link_of(circle: Circle, secret: SecretHash | None) -> Link | None:
    return None if secret is None else next((link for link in circle.links if same(link.secret, secret)), None)


def _is_shut(circle: Circle, link: Link | None, now: Instant) -> Reason | None:
    """Why nobody new comes in now. A typed code tells nothing of it: it is as if there were no such circle."""
    if link is not None and link.role is Role.FACILITATOR:
        return None
    if circle.locked:
        return Reason.DOOR_CLOSED if link is not None else Reason.NO_SUCH_CIRCLE
    if now < opens_at(circle):
        return Reason.NOT_OPEN_YET if link is not None else Reason.NO_SUCH_CIRCLE
    return None


def _is_known(circle: Circle, nonce: Nonce) -> bool:
    """A join holds nothing secret of the seat that it took, so it proves nothing: whoever missed the answer comes back by the token."""
    return nonce in circle.spent or any(seat.nonce == nonce for seat in circle.seats.values())


def _seat_of_old(circle: Circle, link: Link | None) -> Seat | None:
    """The seat that this person has already, by their personal link."""
    if link is None or not link.personal:
        return None
    return next((seat for seat in circle.seats.values() if seat.link == link.secret), None)


def _take(circle: Circle, command: Join, link: Link | None, now: Instant) -> Decision:
    if _is_full(circle, link):
        return Refusal(Reason.FULL)
    called = None if circle.names is Names.PSEUDONYMS else called_name(command.called or "")
    if called is None and circle.names is not Names.PSEUDONYMS:
        return Refusal(Reason.NAME_NEEDED)
    if _is_name_taken(circle, command.name):  # last: who asks which names there are leaves a seat in the lobby for each that there is not
        return Refusal(Reason.NAME_TAKEN)
    standing = _standing_by(circle, link, now)
    seat = Seat(
        id=command.seat,
        role=_role_by(circle, Role.MEMBER if link is None else link.role, standing),
        name=command.name,
        standing=standing,
        presence=Presence.PRESENT,
        at=command.at,
        since=now,
        token=command.token,
        nonce=command.nonce,
        admitted_at=now if standing is Standing.SEATED else None,
        link=link.secret if link is not None and link.personal else None,
        only_waited=standing is Standing.WAITING,
        called=called,
        listens=command.listens,
    )
    return _and_round(circle, seat, now, SeatTaken(seat=seat))


def _take_again(circle: Circle, seat: Seat, command: Join, link: Link | None, now: Instant) -> Decision:
    """Who left comes back as the same person, through the lobby if their way in leads there. What holds for the seat goes on."""
    if _is_full(circle, link):
        return Refusal(Reason.FULL)
    name = command.name if _is_name_taken(circle, seat.name) else seat.name
    if _is_name_taken(circle, name):
        return Refusal(Reason.NAME_TAKEN)
    mine = link is not None and link.secret == seat.link and not seat.only_waited
    standing = Standing.SEATED if mine else _standing_by(circle, link, now)
    role = _role_by(circle, seat.role, standing)
    taken = SeatTakenAgain(seat=seat.id, role=role, name=name, standing=standing, token=command.token, nonce=command.nonce, at=now)
    return _and_round(circle, seat, now, taken, *((ListensOnly(seat=seat.id, on=True),) if command.listens and not seat.listens else ()))


def _return(circle: Circle, command: Return, now: Instant) -> Decision:
    """An ended circle keeps no seat to prove; who holds a link of it is told."""
    if circle.stage is Stage.ENDED:
        return Refusal(Reason.ENDED if _link_of(circle, command.link) is not None else Reason.NO_SUCH_TOKEN)
    seat = next((seat for seat in circle.seats.values() if same(seat.token, command.token)), None)
    if seat is None or _proves_another(circle, command.next, seat):
        return Refusal(Reason.NO_SUCH_TOKEN)
    if command.moved and seat.presence is Presence.PRESENT and seat.standing in IN_THE_CIRCLE:
        return (CameBack(seat=seat.id, token=command.next, at=now),)
    return _come_back(circle, seat, command.next, now)


def _proves_another(circle: Circle, token: SecretHash, mine: Seat | None) -> bool:
    """The hash goes over the wire, so somebody could send another's as their own: one token proves one seat."""
    return any(seat.token == token and seat is not mine for seat in circle.seats.values())


def _come_back(circle: Circle, seat: Seat, token: SecretHash, now: Instant, nonce: Nonce | None = None) -> Decision:
    """The piece waits for a returning holder, also when nobody had noticed that they were away: a new page has no open microphone."""
    if seat.standing not in IN_THE_CIRCLE:
        return Refusal(_PARTED_REASON[seat.standing])
    events: list[Event] = [*silence(circle, seat.id)]
    turn = circle.turn
    if turn is not None and turn.seat == seat.id and turn.state is not TurnState.OFFERED:
        events.append(hold(circle, turn, now))
    if not events and seat.presence is Presence.PRESENT and seat.token == token and nonce is None:
        return ()
    events.insert(0, CameBack(seat=seat.id, token=token, at=now, nonce=nonce))
    if seat.presence is Presence.GONE and seat.standing is Standing.SEATED:
        after = evolve_all(circle, events)
        events.extend(joining_round(after, after.seats[seat.id], now))
    return tuple(events)


_PARTED_REASON = {
    Standing.LEFT: Reason.LEFT,
    Standing.REMOVED: Reason.REMOVED,
    Standing.TURNED_AWAY: Reason.TURNED_AWAY,
}


def _and_round(circle: Circle, seat: Seat, now: Instant, *taken: SeatTaken | SeatTakenAgain | ListensOnly) -> tuple[Event, ...]:
    after = evolve_all(circle, taken)
    sits = after.seats[seat.id]
    return (*taken, *(joining_round(after, sits, now) if sits.standing is Standing.SEATED else ()))


def _role_by(circle: Circle, role: Role, standing: Standing) -> Role:
    """At most one keeps the circle: whoever else comes by a facilitator's link is a deputy, and so is who kept it and waits in the lobby,
    since another may keep it before they are admitted. Safe mode ends by a tap, not by an entry.
    """
    taken = keeper(circle) is not None or circle.safe_since is not None or standing is Standing.WAITING
    return Role.DEPUTY if role is Role.FACILITATOR and taken else role


def _standing_by(circle: Circle, link: Link | None, now: Instant) -> Standing:
    """Facilitators' links enter directly, and so do personal ones, the shared ones if the circle has no lobby, the typed code never.

    Since a removal strangers are looked at first: unused invitations for a while, the shared links until a facilitator lifts it.
    In safe mode there is nobody who could answer for a stranger.
    """
    if link is None:
        return Standing.WAITING
    if link.role is Role.FACILITATOR:
        return Standing.SEATED
    guarded = circle.guarded_until is not None and now < circle.guarded_until if link.personal else circle.guarded or circle.lobby
    return Standing.WAITING if guarded or circle.safe_since is not None else Standing.SEATED


def forgotten(seat: Seat) -> tuple[Event, ...]:
    """Who gives up in the lobby and never sat in the circle leaves nothing behind. Who did is remembered, with all that holds for them."""
    return (SeatForgotten(seat=seat.id),) if seat.standing is Standing.WAITING and seat.only_waited else ()


def _too_long_ago(circle: Circle) -> tuple[Event, ...]:
    """Whom a personal link brings back is remembered for as long as the circle."""
    left = [seat for seat in circle.seats.values() if seat.standing is Standing.LEFT and seat.link is None]
    return (SeatForgotten(seat=min(left, key=lambda seat: seat.since).id),) if len(left) >= LEFT_AT_MOST else ()


def _is_full(circle: Circle, link: Link | None) -> bool:
    """A facilitator finds a place all the same: people who fill the lobby must not keep out who could turn them away.

    Who stayed away for long is shown to nobody, so nobody could free their place: a lost phone must not count as one of a dozen people.
    """
    seats = [seat for seat in circle.seats.values() if seat.standing in IN_THE_CIRCLE]
    if len(seats) >= SEATS_AT_MOST:
        return True
    facilitates = link is not None and link.role is Role.FACILITATOR
    return not facilitates and sum(seat.presence is not Presence.GONE for seat in seats) >= circle.people_most


def _is_name_taken(circle: Circle, name: Pseudonym) -> bool:
    return any(seat.name == name and seat.standing in IN_THE_CIRCLE for seat in circle.seats.values())
