"""Help, support, words to one, follow-ups: who may do what with whose, and what becomes of it by itself."""

from dataclasses import replace

import pytest
from hypothesis import given as drawn, strategies as st

from rooms import commands as c
from rooms.bounds import HELP_SECONDS, LINES_AT_MOST, MESSAGE_AT_MOST
from rooms.caring import CareCommand, company_let_go, decide_care, help_deadlines, help_due, help_let_go
from rooms.circle import Circle
from rooms.events import CareEvent, Event
from rooms.evolving.care import with_care
from rooms.evolving.seats import with_seat
from rooms.formats import Format, Language, Order, Phase
from rooms.help import Help, HelpState, Line
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.refusals import Refusal
from rooms.seat import Presence, Role, Seat, Standing
from rooms.views import Audience, view_for, you_for
from tests.rooms.words import after

NOW = Instant(1_000_000.0)
KIM, DEV, ANU, BELA, WIM, LEA = PEOPLE = tuple(map(SeatId, ("kim", "dev", "anu", "bela", "wim", "lea")))
ROLES = {KIM: Role.FACILITATOR, DEV: Role.DEPUTY}
STANDINGS = {WIM: Standing.WAITING, LEA: Standing.LEFT}


def circle_with(words: str = "") -> Circle:
    """Of each helped person, the state, and by whom: "anu asked, bela together dev"; words `message`, `follow_up` and `wants_call` are their own."""
    seats = {id: _seat(id) for id in PEOPLE}
    helped: dict[SeatId, Help] = {}
    for person, what, *by in (part.split() for part in words.split(",") if part):
        seat = seats[SeatId(person)]
        match what:
            case "message":
                seats[seat.id] = replace(seat, message="Breathe.")
            case "follow_up" | "wants_call":
                seats[seat.id] = replace(seat, follow_up=seat.follow_up or what == "follow_up", wants_call=seat.wants_call or what == "wants_call")
            case "away":
                seats[seat.id] = replace(seat, presence=Presence.AWAY)
            case _:
                helped[seat.id] = Help(state=HelpState(what), since=Instant(NOW - 5), by=SeatId(by[0]) if by else None, lines=_lines(by[1:]))
    return Circle(
        id=CircleId("ABCD2345"), title="", format=Format(id="circle", phases=(Phase(id="sharing", minutes=90, order=Order.HANDS),), minutes=90),
        language=Language.ENGLISH, opened_at=NOW, ends_at=Instant(NOW + 5400), lobby=True, links=(), seats=seats, help=helped,
    )  # fmt: skip


def _seat(id: SeatId) -> Seat:
    number = PEOPLE.index(id)
    return Seat(
        id=id, role=ROLES.get(id, Role.MEMBER), name=Pseudonym(adjective=number, thing=7), standing=STANDINGS.get(id, Standing.SEATED),
        presence=Presence.PRESENT, at=number, since=Instant(NOW - 3), token=SecretHash(id), nonce=Nonce(id),
    )  # fmt: skip


def _lines(words: list[str]) -> tuple[Line, ...]:
    return tuple(Line(by=ANU, text=word) for word in words)


def told(circle: Circle) -> str:
    """Back into words. A state that began just now has a `!`."""
    parts = [
        " ".join(filter(None, (id, help.state.value + "!" * (help.since == NOW), help.by, *(line.text for line in help.lines))))
        for id, help in circle.help.items()
    ]
    for seat in circle.seats.values():
        marks = {"message": seat.message == "Breathe.", f"message {seat.message}": seat.message not in (None, "Breathe.")}
        marks |= {"follow_up": seat.follow_up, "wants_call": seat.wants_call}
        parts += [f"{seat.id} {mark}" for mark, so in marks.items() if so]
    return ", ".join(parts)


def evolved(circle: Circle, events: tuple[Event, ...]) -> Circle:
    for event in events:
        circle = with_care(circle, event) if isinstance(event, CareEvent) else with_seat(circle, event)  # pyright: ignore[reportArgumentType]
    return circle


def answered(circle: Circle, command: CareCommand) -> str:
    """`same` for no events, the code of a refusal, else the circle in words."""
    decision = decide_care(circle, command, NOW)
    if isinstance(decision, Refusal):
        return decision.reason.value
    return told(evolved(circle, decision)) if decision else "same"


TABLE: list[tuple[str, CareCommand, str]] = [
    # asking
    ("", c.AskHelp(by=ANU), "anu asked!"),
    ("", c.AskHelp(by=KIM), "kim asked!"),
    ("anu asked", c.AskHelp(by=ANU), "same"),
    ("anu alerted", c.AskHelp(by=ANU), "same"),
    ("anu together dev", c.AskHelp(by=ANU), "same"),
    ("anu offered dev", c.AskHelp(by=ANU), "anu asked!"),
    ("bela asked", c.AskHelp(by=ANU), "bela asked, anu asked!"),
    # answering
    ("anu asked", c.AnswerHelp(by=DEV, seat=ANU), "anu together! dev"),
    ("anu alerted", c.AnswerHelp(by=KIM, seat=ANU), "anu together! kim"),
    ("anu together dev", c.AnswerHelp(by=DEV, seat=ANU), "same"),
    ("anu together dev", c.AnswerHelp(by=KIM, seat=ANU), "no-help"),
    ("anu offered dev", c.AnswerHelp(by=DEV, seat=ANU), "no-help"),
    ("", c.AnswerHelp(by=DEV, seat=ANU), "no-help"),
    ("kim asked", c.AnswerHelp(by=KIM, seat=KIM), "no-help"),
    ("kim asked", c.AnswerHelp(by=DEV, seat=KIM), "kim together! dev"),
    # support
    ("", c.OfferSupport(by=DEV, seat=ANU), "anu offered! dev"),
    ("anu offered dev", c.OfferSupport(by=DEV, seat=ANU), "same"),
    ("anu offered dev", c.OfferSupport(by=KIM, seat=ANU), "no-help"),
    ("anu asked", c.OfferSupport(by=KIM, seat=ANU), "anu together! kim"),
    ("anu alerted", c.OfferSupport(by=KIM, seat=ANU), "anu together! kim"),
    ("anu together kim", c.OfferSupport(by=KIM, seat=ANU), "same"),
    ("anu together dev", c.OfferSupport(by=KIM, seat=ANU), "no-help"),
    ("", c.OfferSupport(by=DEV, seat=WIM), "no-such-seat"),
    ("", c.OfferSupport(by=DEV, seat=LEA), "no-such-seat"),
    ("", c.OfferSupport(by=DEV, seat=SeatId("nobody")), "no-such-seat"),
    ("", c.OfferSupport(by=DEV, seat=DEV), "no-such-seat"),
    ("anu offered dev", c.AnswerSupport(by=ANU, yes=True), "anu together! dev"),
    ("anu offered dev", c.AnswerSupport(by=ANU, yes=False), ""),
    ("anu together dev", c.AnswerSupport(by=ANU, yes=True), "same"),
    ("anu together dev", c.AnswerSupport(by=ANU, yes=False), "no-help"),
    ("anu asked", c.AnswerSupport(by=ANU, yes=True), "no-help"),
    ("", c.AnswerSupport(by=ANU, yes=False), "no-help"),
    ("anu offered dev", c.AnswerSupport(by=BELA, yes=True), "no-help"),
    # the side room
    ("anu together dev", c.WriteLine(by=ANU, seat=ANU, text=" he\u202ello\0 "), "anu together dev hello"),
    ("anu together dev hello", c.WriteLine(by=DEV, seat=ANU, text="here"), "anu together dev hello here"),
    ("anu together dev", c.WriteLine(by=KIM, seat=ANU, text="me too"), "no-help"),
    ("anu together dev", c.WriteLine(by=BELA, seat=ANU, text="?"), "no-help"),
    ("", c.WriteLine(by=BELA, seat=ANU, text="?"), "no-help"),
    ("anu together dev", c.WriteLine(by=BELA, seat=ANU, text=""), "no-help"),
    ("anu asked", c.WriteLine(by=ANU, seat=ANU, text="?"), "no-help"),
    ("anu offered dev", c.WriteLine(by=DEV, seat=ANU, text="?"), "no-help"),
    ("anu together dev", c.WriteLine(by=ANU, seat=ANU, text=""), "bad-text"),
    ("anu together dev", c.WriteLine(by=ANU, seat=ANU, text=" \u200e\n"), "bad-text"),
    ("anu together dev", c.WriteLine(by=ANU, seat=ANU, text="x" * (MESSAGE_AT_MOST + 1)), "bad-text"),
    ("anu together dev", c.WriteLine(by=ANU, seat=ANU, text="x" * MESSAGE_AT_MOST), "anu together dev " + "x" * MESSAGE_AT_MOST),
    # the end of it
    ("anu asked", c.EndHelp(by=ANU, seat=ANU), ""),
    ("anu alerted", c.EndHelp(by=ANU, seat=ANU), ""),
    ("anu offered dev", c.EndHelp(by=ANU, seat=ANU), ""),
    ("anu together dev hello", c.EndHelp(by=ANU, seat=ANU), ""),
    ("anu together dev hello", c.EndHelp(by=DEV, seat=ANU), ""),
    ("anu offered dev", c.EndHelp(by=DEV, seat=ANU), ""),
    ("anu together dev", c.EndHelp(by=KIM, seat=ANU), "no-help"),
    ("anu offered dev", c.EndHelp(by=KIM, seat=ANU), "no-help"),
    ("anu asked", c.EndHelp(by=KIM, seat=ANU), "no-help"),
    ("", c.EndHelp(by=ANU, seat=ANU), "same"),
    ("", c.EndHelp(by=DEV, seat=ANU), "same"),
    # words to one
    ("", c.Message(seat=ANU, text=" Breathe. "), "anu message"),
    ("anu message", c.Message(seat=ANU, text="Breathe."), "same"),
    ("anu message", c.Message(seat=ANU, text="Again."), "anu message Again."),
    ("anu message", c.Message(seat=ANU, text=""), ""),
    ("", c.Message(seat=ANU, text=""), "same"),
    ("anu message", c.Message(seat=ANU, text=" \0"), "bad-text"),
    ("", c.Message(seat=ANU, text="x" * (MESSAGE_AT_MOST + 1)), "bad-text"),
    ("", c.Message(seat=DEV, text="Breathe."), "dev message"),
    ("", c.Message(seat=WIM, text="Breathe."), "no-such-seat"),
    ("", c.Message(seat=LEA, text="Breathe."), "no-such-seat"),
    ("anu message", c.PutAway(by=ANU), ""),
    ("bela message", c.PutAway(by=ANU), "same"),
    # follow-ups
    ("", c.ProposeFollowUp(seat=ANU), "anu follow_up"),
    ("anu follow_up", c.ProposeFollowUp(seat=ANU), "same"),
    ("anu wants_call", c.ProposeFollowUp(seat=ANU), "same"),
    ("", c.ProposeFollowUp(seat=WIM), "no-such-seat"),
    ("anu follow_up", c.AnswerFollowUp(by=ANU, yes=True), "anu wants_call"),
    ("anu follow_up,anu wants_call", c.AnswerFollowUp(by=ANU, yes=True), "anu wants_call"),
    ("anu follow_up", c.AnswerFollowUp(by=ANU, yes=False), ""),
    ("", c.AnswerFollowUp(by=ANU, yes=True), "not-asked"),
    ("bela follow_up", c.AnswerFollowUp(by=ANU, yes=False), "not-asked"),
    ("", c.WantCall(by=ANU, on=True), "anu wants_call"),
    ("anu wants_call", c.WantCall(by=ANU, on=True), "anu wants_call"),
    ("anu wants_call", c.WantCall(by=ANU, on=False), ""),
    ("", c.WantCall(by=ANU, on=False), "same"),
    ("anu follow_up", c.WantCall(by=ANU, on=True), "anu follow_up, anu wants_call"),
]


@pytest.mark.parametrize(("before", "command", "after"), TABLE, ids=lambda value: str(value)[:60])
def test_what_comes_of_it(before: str, command: CareCommand, after: str) -> None:
    assert answered(circle_with(before), command) == after


def test_the_newest_lines_are_kept() -> None:
    circle = circle_with("anu together dev")
    for number in range(LINES_AT_MOST + 5):
        decision = decide_care(circle, c.WriteLine(by=ANU if number % 2 else DEV, seat=ANU, text=str(number)), NOW)
        assert not isinstance(decision, Refusal)
        circle = evolved(circle, decision)
    assert [int(line.text) for line in circle.help[ANU].lines] == list(range(5, LINES_AT_MOST + 5))
    assert {(line.by, int(line.text) % 2) for line in circle.help[ANU].lines} == {(ANU, 1), (DEV, 0)}


@pytest.mark.parametrize("state", [None, *HelpState])
@pytest.mark.parametrize("command", [c.WriteLine(by=BELA, seat=ANU, text="?"), c.EndHelp(by=BELA, seat=ANU), c.WriteLine(by=BELA, seat=ANU, text="")])
def test_a_peer_cannot_find_out_who_needs_help(state: HelpState | None, command: CareCommand) -> None:
    assert answered(circle_with(f"anu {state.value} dev" if state else ""), command) == "no-help"


@pytest.mark.parametrize(("before", "who", "after"), [
    ("", ANU, ""),
    ("anu asked,bela asked", ANU, "bela asked"),
    ("anu together dev hello,bela asked", ANU, "bela asked"),
    ("anu together dev hello,bela together kim", DEV, "anu asked! hello, bela together kim"),
    ("anu offered dev,bela together dev", DEV, "bela asked!"),
    ("dev asked,anu together dev,kim alerted", DEV, "anu asked!, kim alerted"),
    ("dev together kim,kim together dev", DEV, "kim asked!"),
])  # fmt: skip
def test_who_leaves_lets_go(before: str, who: SeatId, after: str) -> None:
    circle = circle_with(before)
    assert told(evolved(circle, help_let_go(circle, who, NOW))) == after


def test_who_facilitates_no_more_keeps_their_own_request() -> None:
    circle = circle_with("dev asked,anu together dev")
    assert told(evolved(circle, company_let_go(circle, DEV, NOW))) == "dev asked, anu asked!"


@pytest.mark.parametrize(("before", "since", "due"), [
    ("anu asked", HELP_SECONDS, "anu alerted!"),
    ("anu asked", HELP_SECONDS - 0.1, None),
    ("anu alerted", 1000, None),
    ("anu offered dev", 1000, None),
    ("anu together dev", 1000, None),
    ("anu together dev hello,dev away", HELP_SECONDS, "anu asked! hello"),
    ("anu together dev,dev away", HELP_SECONDS - 0.1, None),
    ("anu together dev,anu away", 1000, None),
])  # fmt: skip
def test_what_is_due_by_itself(before: str, since: float, due: str | None) -> None:
    """A facilitator whose connection stays lost is with nobody: the person must not sit alone in the side room."""
    circle = circle_with(before)
    then = Instant(NOW - since)
    circle = replace(
        circle, help={id: replace(help, since=then) for id, help in circle.help.items()},
        seats={id: replace(seat, since=then) for id, seat in circle.seats.items()},
    )  # fmt: skip
    events = help_due(circle, NOW)
    assert (told(evolved(circle, events)) if events else None) == due


def test_the_facilitators_absence_counts_from_when_they_were_together() -> None:
    circle = circle_with("anu together dev,dev away")
    circle = replace(circle, seats={**circle.seats, DEV: replace(circle.seats[DEV], since=Instant(NOW - 100))})
    assert list(help_deadlines(circle)) == [NOW - 5 + HELP_SECONDS]


@drawn(data=st.data())
def test_a_deadline_is_when_something_changes_and_then_it_is_over(data: st.DataObject) -> None:
    states = data.draw(st.dictionaries(st.sampled_from([ANU, BELA, KIM]), st.tuples(st.sampled_from(HelpState), st.floats(-40, 0)), max_size=3))
    circle = circle_with(data.draw(st.sampled_from(["", "dev away"])))
    circle = replace(circle, help={
        id: Help(state=state, since=Instant(NOW + since), by=DEV if state in (HelpState.OFFERED, HelpState.TOGETHER) else None)
        for id, (state, since) in states.items()
    })  # fmt: skip
    for _ in range(10):
        coming = min(help_deadlines(circle), default=None)
        if coming is None:
            break
        assert help_due(circle, Instant(coming - 0.001)) == ()
        events = help_due(circle, coming)
        assert events
        circle = evolved(circle, events)
        assert help_due(circle, coming) == ()
    else:
        pytest.fail("it never comes to rest")


def test_what_is_typed_again_for_a_call_is_news_to_who_reads_it_and_to_nobody_else() -> None:
    """What they typed is not in the circle: the facilitators see that there is something new, and the keeper's page reads it again."""
    once = after(circle_with(), c.WantCall(by=ANU, on=True))
    twice = after(once, c.WantCall(by=ANU, on=True))
    assert view_for(once, Audience.FACILITATORS) != view_for(twice, Audience.FACILITATORS)
    for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
        assert view_for(once, audience) == view_for(twice, audience) == view_for(circle_with(), audience)
    assert you_for(once, ANU) == you_for(twice, ANU)
