"""For five seconds, while nobody has begun: *I wasn't done*, and a facilitator's *Undo*."""

from dataclasses import replace

import pytest

from rooms.circle import Circle
from rooms.commands import (
    Begin,
    Command,
    Done,
    Give,
    GoTo,
    Leave,
    LowerHand,
    MarkAway,
    MuteAll,
    Next,
    NotDone,
    Pass,
    RaiseHand,
    Skip,
    Stop,
    Undo,
    WithYou,
)
from rooms.ids import Instant, SeatId
from rooms.turn import Regret
from tests.rooms.test_phases import EVENING, evening
from tests.rooms.words import NOW, after, answered, given, told

ANU, BELA, CHAND = SeatId("anu"), SeatId("bela"), SeatId("chand")

BACK: list[tuple[str, list[Command], Command, str]] = [
    # I wasn't done: by the person's own tap the share goes on at once
    ("anu sharing 100; queue bela", [Done(by=ANU)], NotDone(by=ANU), "anu sharing 100; queue bela"),
    ("anu sharing -5", [Done(by=ANU)], NotDone(by=ANU), "anu sharing -5"),
    ("anu writing 100; queue bela", [Done(by=ANU)], NotDone(by=ANU), "anu writing 100; queue bela"),
    ("anu sharing 100; queue bela", [Done(by=ANU), RaiseHand(by=CHAND)], NotDone(by=ANU), "anu sharing 100; queue bela chand"),
    ("anu sharing 100; queue bela chand", [Done(by=ANU), LowerHand(by=CHAND)], NotDone(by=ANU), "anu sharing 100; queue bela"),
    # Undo: what had begun is held, since its microphone was closed
    ("anu sharing 100; queue bela chand", [Next()], Undo(), "anu held 100 for 45; queue bela chand"),
    ("anu offered 180 for 9; queue bela", [Next()], Undo(), "anu offered 180 for 40; queue bela"),
    ("anu offered 180 for 9; queue bela", [Skip()], Undo(), "anu offered 180 for 40; queue bela"),
    ("anu held 70 for 9; queue bela", [Skip()], Undo(), "anu held 70 for 45; queue bela"),
    ("anu sharing 100; queue bela", [Give(seat=CHAND)], Undo(), "anu held 100 for 45; queue bela"),
    ("", [Give(seat=CHAND)], Undo(), ""),
    ("anu sharing 100", [MuteAll()], Undo(), "anu sharing 100"),
    ("anu sharing 100; queue bela", [Next(), RaiseHand(by=CHAND)], Undo(), "anu held 100 for 45; queue bela chand"),
]


@pytest.mark.parametrize(("circle", "first", "then", "told_of"), BACK)
def test_it_is_as_it_was(circle: str, first: list[Command], then: Command, told_of: str) -> None:
    assert answered(after(given(circle), *first), then) == told_of


TOO_LATE: list[tuple[str, list[Command], Command]] = [
    ("anu sharing 100; queue bela", [Done(by=ANU), Begin(by=BELA)], NotDone(by=ANU)),
    ("anu sharing 100; queue bela", [Done(by=ANU)], NotDone(by=BELA)),
    ("anu offered 180 for 9; queue bela", [Pass(by=ANU)], NotDone(by=ANU)),
    ("anu sharing 100; queue bela", [Next()], NotDone(by=ANU)),
    ("anu sharing 100; queue bela", [Stop()], NotDone(by=ANU)),
    ("anu sharing 100; queue bela", [Done(by=ANU)], Undo()),
    ("anu sharing 100; queue bela", [Next(), Begin(by=BELA)], Undo()),
    ("anu sharing 100; queue bela", [Next(), Leave(by=ANU)], Undo()),
    ("anu sharing 100; queue bela", [Next(), MarkAway(seat=ANU)], Undo()),
    ("anu sharing 100; queue bela", [Next(), Undo()], Undo()),
    ("", [], Undo()),
    ("", [], NotDone(by=ANU)),
]


@pytest.mark.parametrize(("circle", "first", "then"), TOO_LATE)
def test_too_late(circle: str, first: list[Command], then: Command) -> None:
    assert answered(after(given(circle), *first), then) == "refused: nothing-to-undo"


@pytest.mark.parametrize(("command", "then"), [(Next(), Undo()), (Done(by=ANU), NotDone(by=ANU))])
def test_five_seconds(command: Command, then: Command) -> None:
    circle = after(given("anu sharing 100; queue bela"), command)
    assert "refused" not in answered(circle, then, now=Instant(NOW + 5))
    assert answered(circle, then, now=Instant(NOW + 5.1)) == "refused: nothing-to-undo"


def test_nothing_of_the_share_is_counted_twice() -> None:
    circle = after(given("anu sharing 100; queue bela"), Done(by=ANU))
    assert (circle.seats[ANU].shares, circle.seats[ANU].heard_at) == (1, NOW)
    back = after(circle, NotDone(by=ANU), now=Instant(NOW + 4))
    assert (back.seats[ANU].shares, back.seats[ANU].heard_at, back.heard) == (0, None, frozenset())


@pytest.mark.parametrize("command", [Next(), GoTo(phase=5, confirmed=True)])
def test_a_phase_too_soon(command: Command) -> None:
    going = "phase 3 300; time 2; heard anu bela; anu sharing 50"
    before = evening(going if isinstance(command, GoTo) else "phase 3 300; time 2; order hands")
    circle = after(before, command)
    assert circle.phase != before.phase
    back = after(circle, Undo())
    assert (back.phase, back.round, back.phase_ends_at, back.heard, back.order) == (2, 2, before.phase_ends_at, before.heard, before.order)
    assert not isinstance(command, GoTo) or told(back).startswith("phase 3 300; time 2; round; anu held 50 for 45")


def test_what_people_showed_in_a_phase_comes_back_with_it() -> None:
    shown = {ANU: "1y"}
    before = replace(evening("phase 1 200"), milestones=shown, questions={BELA: "How long?"}, warmth=frozenset({CHAND}))
    gone_on = after(before, Next())
    assert (gone_on.milestones, gone_on.questions, gone_on.warmth) == ({}, {}, frozenset())
    back = after(gone_on, Undo())
    assert (back.milestones, back.questions, back.warmth) == (shown, {BELA: "How long?"}, {CHAND})
    assert "How long?" not in repr(gone_on)


def test_what_people_showed_since_stays_when_the_phase_is_the_same() -> None:
    circle = after(evening("phase 2 600; anu sharing 50; queue bela"), Next(), WithYou(by=CHAND))
    assert after(circle, Undo()).warmth == {CHAND}


def test_who_left_meanwhile_is_not_brought_back() -> None:
    before = evening("phase 3 300; queue bela chand; away bela chand")
    gone = after(before, Next(confirmed=True), Leave(by=BELA))
    assert gone.undo is not None
    assert gone.undo.what is Regret.NEXT
    assert _queue(after(gone, Undo())) == [CHAND]


def _queue(circle: Circle) -> list[SeatId]:
    return [place.seat for place in circle.queue]


def test_the_format_of_these_tests() -> None:
    assert [phase.id for phase in EVENING.phases][2] == "questions"
