"""Who keeps the circle, when nobody does, and that it is never two."""

from dataclasses import replace

import pytest

from rooms.bounds import KEEPER_SECONDS, SAFE_SECONDS
from rooms.circle import Circle
from rooms.commands import (
    Admit,
    AdmitAll,
    Begin,
    Command,
    Done,
    Give,
    GoTo,
    HandOver,
    Keep,
    Leave,
    LetTimePass,
    ListenOnly,
    MakeDeputy,
    MakeListener,
    MakeMember,
    MarkAway,
    Move,
    MoveDeputy,
    Mute,
    MuteAll,
    Next,
    RaiseHand,
    Remove,
    Resume,
    ResumeService,
    Return,
    SetOrder,
    Speak,
    StartCircle,
    Stop,
    Undo,
)
from rooms.deadlines import next_deadline
from rooms.formats import Order
from rooms.ids import Instant, SeatId, SecretHash
from rooms.views import Audience, view_for, you_for
from tests.rooms.words import CIRCLE, NOW, after, answered, given, told

KIM, DEV, ANU, BELA, CHAND, LIS, WIM = (SeatId(name) for name in ("kim", "dev", "anu", "bela", "chand", "lis", "wim"))
LATER = Instant(NOW + KEEPER_SECONDS)
NOBODY = "away kim; away dev"
DEV_KEEPS = "role kim deputy; role dev facilitator; deputies kim; kept kim"

KEEPING: list[tuple[str, Command, str]] = [
    # deputies in their order
    ("", MakeDeputy(seat=ANU), "role anu deputy; deputies dev anu"),
    ("", MakeDeputy(seat=LIS), "role lis deputy; deputies dev lis"),
    ("", MakeDeputy(seat=DEV), ""),
    ("", MakeDeputy(seat=WIM), "refused: no-such-seat"),
    ("role anu deputy; deputies dev anu", MoveDeputy(seat=ANU, place=1), "role anu deputy; deputies anu dev"),
    ("role anu deputy; deputies dev anu", MoveDeputy(seat=DEV, place=9), "role anu deputy; deputies anu dev"),
    ("", MoveDeputy(seat=DEV, place=1), ""),
    ("", MoveDeputy(seat=ANU, place=1), "refused: not-a-deputy"),
    ("", MakeMember(seat=DEV), "role dev member; deputies"),
    ("speaking dev", MakeMember(seat=DEV), "role dev member; deputies"),
    ("speaking kim", MakeMember(seat=DEV), "role dev member; deputies; speaking kim"),
    ("", MakeMember(seat=LIS), "role lis member"),
    ("", MakeMember(seat=ANU), ""),
    ("round; bela sharing 9; queue chand", MakeMember(seat=LIS), "round; bela sharing 9; queue chand lis; role lis member"),
    # only listening from now on
    ("anu sharing 9; queue bela", MakeListener(seat=ANU), "bela offered 180 for 40; heard anu; role anu listener"),
    ("anu sharing 9; queue bela", MakeListener(seat=BELA), "anu sharing 9; role bela listener"),
    ("", MakeListener(seat=LIS), ""),
    # handing over, and taking back by one's own tap
    ("", HandOver(seat=DEV), DEV_KEEPS),
    ("", HandOver(seat=ANU), "refused: not-a-deputy"),
    ("away dev", HandOver(seat=DEV), "refused: away"),
    ("", HandOver(seat=KIM), ""),
    (DEV_KEEPS, Keep(by=KIM), ""),
    (DEV_KEEPS, Keep(by=DEV), DEV_KEEPS),
    ("", Keep(by=DEV), "refused: not-keeper-before"),
    # a keeper who is lost
    ("", MarkAway(seat=KIM), "away kim"),
    ("", Leave(by=KIM), "role dev facilitator; deputies; left kim"),
    ("away dev", Leave(by=KIM), "safe; away dev; left kim"),
    ("gathering; away dev", Leave(by=KIM), "gathering; away dev; left kim"),
    ("away dev; anu sharing 9; queue bela", Leave(by=KIM), "anu sharing 9; queue bela; safe; away dev; left kim"),
    ("away dev; anu offered 180 for 9; queue bela", Leave(by=KIM), "queue anu bela; safe; away dev; left kim"),
    ("away dev; anu held 60 for 9; queue bela", Leave(by=KIM), "anu held 60 for 9; queue bela; safe; away dev; left kim"),
    # what safe mode refuses, and what it does not
    ("safe; " + NOBODY, RaiseHand(by=ANU), "queue anu; safe; " + "away kim dev"),
    ("safe; anu sharing 9; queue bela", Done(by=ANU), "queue bela; heard anu; safe"),
    ("safe; queue anu", Next(), "refused: safe-mode"),
    ("safe", Give(seat=ANU), "refused: safe-mode"),
    ("safe; queue anu", SetOrder(order=Order.ROUND), "refused: safe-mode"),
    ("safe", HandOver(seat=DEV), "refused: safe-mode"),
    ("safe; paused", Resume(), "refused: safe-mode"),
    ("safe", Admit(seat=WIM), "refused: safe-mode"),
    ("safe", AdmitAll(), "refused: safe-mode"),
    ("safe", Mute(seat=ANU), "safe; muted anu"),
    ("safe; anu sharing 9", Stop(), "paused; heard anu; safe; muted anu"),
    ("safe", Speak(by=DEV), "safe; speaking dev"),
    ("safe; anu held 60 for 9", Begin(by=ANU), "anu sharing 60; safe"),
    # its end: by a facilitator's own tap
    ("safe; queue anu", Keep(by=KIM), "anu offered 180 for 40"),
    ("safe; away kim", Keep(by=DEV), f"{DEV_KEEPS}; away kim"),
    ("safe; left kim", Keep(by=DEV), "role dev facilitator; deputies; left kim"),
]


@pytest.mark.parametrize(("circle", "command", "then"), KEEPING)
def test_keeping(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


def test_a_deputy_keeps_it_after_twenty_seconds_and_not_before() -> None:
    circle = after(given("anu sharing 700"), MarkAway(seat=KIM))
    assert next_deadline(circle) == LATER
    assert answered(circle, LetTimePass(), now=Instant(LATER - 0.1)) == told(circle, Instant(LATER - 0.1))
    kept = after(circle, LetTimePass(), now=LATER)
    assert told(kept, LATER) == f"anu sharing 680; {DEV_KEEPS}; away kim"
    assert (you_for(kept, DEV) or {})["role"] == "facilitator"


def test_the_first_deputy_who_is_here() -> None:
    circle = after(given("role anu deputy; role bela deputy; deputies dev anu bela; away dev"), MarkAway(seat=KIM))
    kept = after(circle, LetTimePass(), now=LATER)
    assert kept.seats[ANU].role.value == "facilitator"
    assert kept.deputies == (KIM, DEV, BELA)


def test_without_a_deputy_it_is_safe_and_closed_in_order() -> None:
    circle = after(given("away dev; anu sharing 700; queue bela"), MarkAway(seat=KIM))
    safe = after(circle, LetTimePass(), now=LATER)
    assert told(safe, LATER) == "anu sharing 680; queue bela; safe; away kim dev"
    view = view_for(safe, Audience.MEMBERS)
    assert (view["safe"], view["closes_at"]) == (True, LATER + SAFE_SECONDS)
    assert answered(safe, LetTimePass(), now=Instant(LATER + SAFE_SECONDS)) == "ended"


def test_a_keeper_who_comes_back_in_time_has_lost_nothing() -> None:
    circle = after(given("away dev"), MarkAway(seat=KIM))
    back = after(circle, Return(token=SecretHash("token-kim"), next=SecretHash("n")), now=Instant(LATER - 1))
    assert told(after(back, LetTimePass(), now=LATER)) == "away dev"
    assert "may_keep" not in (you_for(back, KIM) or {})


def test_who_comes_back_later_may_keep_it_again_by_their_own_tap() -> None:
    circle = after(after(given(), MarkAway(seat=KIM)), LetTimePass(), now=LATER)
    back = after(circle, Return(token=SecretHash("token-kim"), next=SecretHash("n")), now=Instant(LATER + 60))
    assert told(back) == DEV_KEEPS, "two are never keepers, and nobody is pushed aside"
    assert (you_for(back, KIM) or {})["may_keep"] is True
    assert "may_keep" not in (you_for(back, DEV) or {})
    assert told(after(back, Keep(by=KIM))) == ""


def test_in_safe_mode_every_facilitator_may_keep_it_and_no_member() -> None:
    circle = given("safe; away kim")
    assert {name for name in ("kim", "dev", "anu", "lis") if (you_for(circle, SeatId(name)) or {}).get("may_keep")} == {"kim", "dev"}


def test_a_restart_of_the_server_gives_the_keeper_their_time_again() -> None:
    circle = after(given("anu sharing 50"), ResumeService(down_since=Instant(NOW - 300)))
    assert circle.safe_since is None
    assert after(circle, LetTimePass(), now=Instant(NOW + 19)).safe_since is None
    assert after(circle, LetTimePass(), now=Instant(NOW + 20)).safe_since == NOW + 20


def test_a_gathering_that_nobody_keeps_waits() -> None:
    circle = after(given("gathering; away dev"), MarkAway(seat=KIM))
    later = after(circle, LetTimePass(), now=Instant(NOW + 250))
    assert (later.safe_since, later.stage.value) == (None, "gathering")
    back = after(later, Return(token=SecretHash("token-dev"), next=SecretHash("n")), now=Instant(NOW + 251))
    assert back.seats[DEV].role.value == "facilitator", "who comes first keeps it"
    assert after(back, StartCircle()).stage.value == "open"


@pytest.mark.parametrize("parts", [MakeMember(seat=KIM), Leave(by=KIM)])
def test_who_is_a_deputy_no_more_does_not_take_it_back_later(parts: Command) -> None:
    circle = after(given(DEV_KEEPS), parts)
    assert circle.kept_before is None
    if isinstance(parts, MakeMember):
        assert answered(after(circle, MakeDeputy(seat=KIM)), Keep(by=KIM)) == "refused: not-keeper-before"


def test_an_undo_brings_the_piece_to_nobody_who_only_listens_since() -> None:
    for stops in (MakeListener(seat=ANU), ListenOnly(by=ANU, on=True)):
        assert answered(after(given("anu sharing 90; queue bela chand"), Next(), stops), Undo()) == "refused: nothing-to-undo"
    phases = replace(CIRCLE, phases=(CIRCLE.phases[0], replace(CIRCLE.phases[0], id="round", order=Order.ROUND)))
    circle = given("phase 1 600; order round; anu sharing 90; queue bela chand", phases)
    gone_on = after(circle, Move(seat=CHAND, place=1), GoTo(phase=2, confirmed=True))
    assert undone_queue(gone_on) == (CHAND, BELA)
    assert undone_queue(after(gone_on, MakeListener(seat=CHAND))) == (BELA,)


def undone_queue(circle: Circle) -> tuple[SeatId, ...]:
    return tuple(place.seat for place in after(circle, Undo()).queue)


def test_a_mute_for_all_is_undone_although_the_holder_only_listens_since() -> None:
    assert answered(after(given("anu sharing 90"), MuteAll(), ListenOnly(by=ANU, on=True)), Undo()) == "anu sharing 90; listens anu"


def test_a_removed_deputy_is_none_any_more() -> None:
    assert after(given(), Remove(seat=DEV)).deputies == ()
