"""Help that was asked for, support that was offered, words to one person. Peers see nothing of it.

Whoever is no party to a help is told the same whether there is one or not: a refusal must not tell who needs help.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from rooms import commands as c
from rooms.bounds import HELP_SECONDS, LINES_AT_MOST, MESSAGE_AT_MOST
from rooms.circle import Circle
from rooms.events import CallWanted, Decision, Event, FollowUpAnswered, FollowUpProposed, HelpChanged, MessageLeft
from rooms.help import Help, HelpState, Line
from rooms.ids import Instant, SeatId
from rooms.refusals import Reason, Refusal
from rooms.seat import Presence, Seat, Standing, facilitating
from rooms.writing import written_words

CareCommand = (
    c.AnswerFollowUp | c.AnswerHelp | c.AnswerSupport | c.AskHelp | c.EndHelp | c.Message | c.OfferSupport | c.ProposeFollowUp | c.PutAway
    | c.WantCall | c.WriteLine
)  # fmt: skip

WAITS = (HelpState.ASKED, HelpState.ALERTED)
"""Somebody who asked is waiting for a facilitator."""


def decide_care(circle: Circle, command: CareCommand, now: Instant) -> Decision:
    match command:
        case c.AskHelp() | c.AnswerHelp() | c.OfferSupport() | c.AnswerSupport():
            return _decide_asking(circle, command, now)
        case c.WriteLine():
            return _write(circle, command)
        case c.EndHelp():
            return _end(circle, command)
        case c.Message() | c.PutAway():
            return _decide_message(circle, command)
        case c.ProposeFollowUp() | c.AnswerFollowUp() | c.WantCall():
            return _decide_follow_up(circle, command)
        case _:
            assert_never(command)


def _decide_asking(circle: Circle, command: c.AskHelp | c.AnswerHelp | c.OfferSupport | c.AnswerSupport, now: Instant) -> Decision:
    match command:
        case c.AskHelp(by=by):
            return _ask(by, circle.help.get(by), now)
        case c.AnswerHelp(by=by, seat=seat):
            return _answer(seat, circle.help.get(seat), by, now)
        case c.OfferSupport(by=by, seat=seat):
            return _offer(circle, by, seat, now)
        case c.AnswerSupport(by=by, yes=yes):
            return _answer_support(by, circle.help.get(by), now, yes=yes)
        case _:
            assert_never(command)


def _ask(seat: SeatId, help: Help | None, now: Instant) -> Decision:
    """Who asks although support is offered is not left to the one who offered: every facilitator sees it, and the time runs."""
    if help is not None and help.state is not HelpState.OFFERED:
        return ()
    return (HelpChanged(seat=seat, help=Help(state=HelpState.ASKED, since=now)),)


def _answer(seat: SeatId, help: Help | None, by: SeatId, now: Instant) -> Decision:
    if help is not None and help.state is HelpState.TOGETHER and help.by == by:
        return ()
    if help is None or help.state not in WAITS or by == seat:
        return Refusal(Reason.NO_HELP)
    return (HelpChanged(seat=seat, help=replace(help, state=HelpState.TOGETHER, since=now, by=by)),)


def _offer(circle: Circle, by: SeatId, seat: SeatId, now: Instant) -> Decision:
    """To somebody who has asked already it is the answer."""
    if _seated(circle, seat) is None or by == seat:
        return Refusal(Reason.NO_SUCH_SEAT)
    help = circle.help.get(seat)
    if help is None:
        return (HelpChanged(seat=seat, help=Help(state=HelpState.OFFERED, since=now, by=by)),)
    if help.state is HelpState.OFFERED and help.by == by:
        return ()
    return _answer(seat, help, by, now)


def _answer_support(seat: SeatId, help: Help | None, now: Instant, *, yes: bool) -> Decision:
    if help is not None and help.state is HelpState.TOGETHER and yes:
        return ()
    if help is None or help.state is not HelpState.OFFERED:
        return Refusal(Reason.NO_HELP)
    return (HelpChanged(seat=seat, help=replace(help, state=HelpState.TOGETHER, since=now) if yes else None),)


def _write(circle: Circle, command: c.WriteLine) -> Decision:
    help = circle.help.get(command.seat)
    if help is None or help.state is not HelpState.TOGETHER or command.by not in (command.seat, help.by):
        return Refusal(Reason.NO_HELP)
    words = written_words(command.text, MESSAGE_AT_MOST)
    if words is None:
        return Refusal(Reason.BAD_TEXT)
    lines = (*help.lines, Line(by=command.by, text=words))[-LINES_AT_MOST:]
    return (HelpChanged(seat=command.seat, help=replace(help, lines=lines)),)


def _end(circle: Circle, command: c.EndHelp) -> Decision:
    """The person, always; of facilitators only the one whose offer or room it is. A request is not put aside, it is answered."""
    by, help = command.by, circle.help.get(command.seat)
    if by != command.seat and (help is None or help.by != by):
        over = help is None and facilitating(circle.seats[by])
        return () if over else Refusal(Reason.NO_HELP)
    return () if help is None else (HelpChanged(seat=command.seat, help=None),)


def _decide_message(circle: Circle, command: c.Message | c.PutAway) -> Decision:
    match command:
        case c.PutAway(by=by):
            return _leave(circle.seats[by], None)
        case c.Message(seat=id, text=text):
            seat = _seated(circle, id)
            if seat is None:
                return Refusal(Reason.NO_SUCH_SEAT)
            words = written_words(text, MESSAGE_AT_MOST)
            return _leave(seat, words) if words is not None or text == "" else Refusal(Reason.BAD_TEXT)
        case _:
            assert_never(command)


def _leave(seat: Seat, message: str | None) -> tuple[Event, ...]:
    return () if seat.message == message else (MessageLeft(seat=seat.id, message=message),)


def _decide_follow_up(circle: Circle, command: c.ProposeFollowUp | c.AnswerFollowUp | c.WantCall) -> Decision:
    match command:
        case c.ProposeFollowUp(seat=id):
            seat = _seated(circle, id)
            if seat is None:
                return Refusal(Reason.NO_SUCH_SEAT)
            # Who wants a call has said all that the question could bring.
            return () if seat.follow_up or seat.wants_call else (FollowUpProposed(seat=id),)
        case c.AnswerFollowUp(by=by, yes=yes):
            if not circle.seats[by].follow_up:
                return Refusal(Reason.NOT_ASKED)
            return (FollowUpAnswered(seat=by), *(_want_call(circle.seats[by], on=True) if yes else ()))
        case c.WantCall(by=by, on=True):
            # Also when they wanted one already: what they typed now replaces what they typed before.
            return (CallWanted(seat=by, on=True),)
        case c.WantCall(by=by, on=on):
            return _want_call(circle.seats[by], on=on)
        case _:
            assert_never(command)


def _want_call(seat: Seat, *, on: bool) -> tuple[Event, ...]:
    return () if seat.wants_call == on else (CallWanted(seat=seat.id, on=on),)


def _seated(circle: Circle, id: SeatId) -> Seat | None:
    seat = circle.seats.get(id)
    return seat if seat is not None and seat.standing is Standing.SEATED else None


# ------------------------------------------------------------------------------------------------------ when people cannot go on


def help_let_go(circle: Circle, seat: SeatId, now: Instant) -> tuple[Event, ...]:
    """Of everything, for good: whoever leaves, is removed or stayed away needs no answer any more, and answers nobody."""
    own = (HelpChanged(seat=seat, help=None),) if seat in circle.help else ()
    return (*own, *company_let_go(circle, seat, now))


def company_let_go(circle: Circle, by: SeatId, now: Instant) -> tuple[Event, ...]:
    """A facilitator is with nobody any more (also when they are none any more): who had them asks again from now, an offer is withdrawn.

    The lines stay, so that nobody has to tell the next one everything from the beginning.
    """
    theirs = [(seat, help) for seat, help in circle.help.items() if help.by == by and seat != by]
    return tuple(HelpChanged(seat=seat, help=_asks_again(help, now) if help.state is HelpState.TOGETHER else None) for seat, help in theirs)


def _asks_again(help: Help, now: Instant) -> Help:
    return replace(help, state=HelpState.ASKED, since=now, by=None)


# ----------------------------------------------------------------------------------------------------------- what is due by itself


def help_deadlines(circle: Circle) -> Iterator[Instant]:
    """When `help_due` next brings something."""
    for help in circle.help.values():
        if (due := _due(circle, help)) is not None:
            yield due


def help_due(circle: Circle, now: Instant) -> tuple[Event, ...]:
    """A request that nobody answered alerts the keeper; who is together with somebody whose connection stays lost asks again."""
    events: list[Event] = []
    for seat, help in circle.help.items():
        due = _due(circle, help)
        if due is not None and due <= now:
            after = replace(help, state=HelpState.ALERTED, since=now) if help.state is HelpState.ASKED else _asks_again(help, now)
            events.append(HelpChanged(seat=seat, help=after))
    return tuple(events)


def _due(circle: Circle, help: Help) -> Instant | None:
    """The clock of help never stands, in a quiet minute neither."""
    if help.state is HelpState.ASKED:
        return Instant(help.since + HELP_SECONDS)
    company = None if help.by is None else circle.seats.get(help.by)
    if help.state is HelpState.TOGETHER and company is not None and company.presence is Presence.AWAY:
        return Instant(max(help.since, company.since) + HELP_SECONDS)
    return None
