"""What somebody writes who was let in a short while ago: read by a facilitator first, seen by nobody else until then, and never lost."""

from dataclasses import replace

import msgspec
import pytest

from rooms.bounds import FRESH_SECONDS, REGRET_SECONDS, UNREAD_AT_MOST
from rooms.circle import Circle
from rooms.commands import (
    Admit,
    Begin,
    Command,
    Done,
    EndCircle,
    GoTo,
    Join,
    Leave,
    MarkAway,
    Next,
    Pass,
    PutOffWritten,
    Remove,
    Reseat,
    ShareWritten,
    ShowWritten,
    StartCircle,
    TakeBackWritten,
    Undo,
    WasHere,
)
from rooms.formats import Order, Phase
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.projections.concerned import concerned
from rooms.views import Audience, view_for, you_for
from tests.rooms.words import CIRCLE, NOW, after, answered, given

ANU, BELA, CHAND, DEV, KIM, WIM = (SeatId(name) for name in ("anu", "bela", "chand", "dev", "kim", "wim"))
TEXT = "I never said this aloud."
WRITES = ShareWritten(by=ANU, text=TEXT)

READING: list[tuple[str, Command, str]] = [
    # held back, or not
    ("anu writing 50; admitted anu 599", WRITES, "heard anu; unread anu"),
    ("anu sharing 50; admitted anu 0", WRITES, "heard anu; unread anu"),
    ("anu offered 50 for 9; admitted anu 1", WRITES, "heard anu; unread anu"),
    ("anu writing 50; admitted anu 600", WRITES, "heard anu; wrote anu"),
    ("anu writing 50", WRITES, "heard anu; wrote anu"),
    ("anu writing 50; admitted anu 1; queue bela", WRITES, "bela offered 180 for 40; heard anu; unread anu"),
    ("anu writing 50; admitted anu 1; safe", WRITES, "heard anu; safe; unread anu"),
    ("anu writing 50; admitted anu 1; put-off bela", WRITES, "heard anu; unread anu; put-off bela"),
    ("anu writing 50; admitted anu 1; unread anu", WRITES, "heard anu; unread anu anu"),
    ("anu writing 50; admitted anu 1", ShareWritten(by=ANU, text=" "), "refused: bad-text"),
    ("dev writing 50; admitted dev 1", ShareWritten(by=DEV, text=TEXT), "heard dev; wrote dev"),
    ("kim writing 50; admitted kim 1", ShareWritten(by=KIM, text=TEXT), "heard kim; wrote kim"),
    # the tap
    ("unread anu", ShowWritten(share=1), "wrote anu"),
    ("unread anu bela", ShowWritten(share=2), "wrote bela; unread anu"),
    ("unread anu; paused", ShowWritten(share=1), "paused; wrote anu"),
    ("unread anu; bela sharing 9", ShowWritten(share=1), "bela sharing 9; wrote anu"),
    ("unread anu; gone anu", ShowWritten(share=1), "wrote anu; gone anu"),
    ("unread anu", PutOffWritten(share=1), "put-off anu"),
    ("put-off anu; unread anu", PutOffWritten(share=2), "put-off anu"),
    ("put-off bela; unread anu", PutOffWritten(share=2), "put-off bela anu"),
    ("unread anu", TakeBackWritten(by=ANU, share=1), ""),
    ("put-off anu", TakeBackWritten(by=ANU, share=1), ""),
    # no
    ("unread anu", ShowWritten(share=2), "refused: no-such-share"),
    ("put-off anu", ShowWritten(share=1), "refused: no-such-share"),
    ("put-off anu", PutOffWritten(share=1), "refused: no-such-share"),
    ("unread anu", TakeBackWritten(by=BELA, share=1), "refused: no-such-share"),
    ("unread anu; safe", ShowWritten(share=1), "refused: safe-mode"),
    ("unread anu; safe", PutOffWritten(share=1), "refused: safe-mode"),
    ("unread anu; safe", TakeBackWritten(by=ANU, share=1), "safe"),
    # who goes takes their words along, and who was removed what all could read too
    ("unread anu bela; put-off anu", Leave(by=ANU), "unread bela; left anu"),
    ("unread anu bela; wrote anu", Remove(seat=ANU), "guarded 600; unread bela; removed anu"),
    ("unread anu; wrote bela", Remove(seat=ANU), "guarded 600; wrote bela; removed anu"),
    ("unread anu", MarkAway(seat=ANU), "unread anu; away anu"),
    ("unread anu", EndCircle(), "ended"),
]


@pytest.mark.parametrize(("circle", "command", "expected"), READING)
def test_reading(circle: str, command: Command, expected: str) -> None:
    assert answered(given(circle), command) == expected


def test_the_ten_minutes_are_those_since_somebody_was_let_in() -> None:
    """Through the lobby or past it, for the first time or again: never since they first knocked."""
    circle = given("gathering; left lea")
    asks = Join(
        seat=SeatId("new"), at=1, link=SecretHash("link-new"), nonce=Nonce("n"), name=Pseudonym(adjective=99, thing=1), token=SecretHash("t")
    )
    direct = after(circle, asks).seats[SeatId("new")]
    assert direct.admitted_at == NOW, "a personal link lets in, and makes nobody better known"
    again = after(circle, replace(asks, link=SecretHash("link-lea"))).seats[SeatId("lea")]
    assert again.admitted_at == NOW
    waits = after(circle, replace(asks, link=SecretHash("link-m")))
    assert waits.seats[SeatId("new")].admitted_at is None
    later = Instant(NOW + 60)
    assert after(waits, Admit(seat=SeatId("new")), now=later).seats[SeatId("new")].admitted_at == later
    assert after(given("claims wim; away bela"), Reseat(seat=BELA, to=WIM)).seats[BELA].admitted_at == NOW


def test_of_a_share_that_waits_the_others_see_no_more_than_of_a_pass() -> None:
    """No text, no trace, no word of who writes: the piece goes on."""
    before = given("anu offered 50 for 9; admitted anu 1; queue bela; wrote chand")
    before = replace(before, warmth=frozenset({BELA}))
    held, passed = after(before, WRITES), after(before, Pass(by=ANU))
    for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
        assert view_for(held, audience) == view_for(passed, audience)
    for seat in held.seats:
        if seat != ANU:
            assert you_for(held, seat) == you_for(passed, seat)
    assert (held.seats[ANU].shares, held.seats[ANU].heard_at) == (1, NOW), "and it was one, for who counts"


def test_who_sees_what_of_it() -> None:
    circle = given("unread anu; put-off bela")
    assert view_for(circle, Audience.FACILITATORS)["unread"] == {"1": {"seat": "anu", "text": "Words of anu."}}
    assert (you_for(circle, ANU) or {})["unread"] == {"1": {}}
    assert (you_for(circle, BELA) or {})["unread"] == {"1": {"text": "Words of bela."}}
    for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
        assert "Words" not in msgspec.json.encode(view_for(circle, audience)).decode()
    assert all("unread" not in (you_for(circle, seat) or {}) for seat in circle.seats if seat not in (ANU, BELA))


@pytest.mark.parametrize("words", ["safe", "away kim dev"])
def test_the_author_is_told_when_nobody_is_here_to_read(words: str) -> None:
    assert (you_for(given(f"unread anu; {words}"), ANU) or {})["unread"] == {"1": {"alone": True}}


def test_who_must_be_told_anew_is_found() -> None:
    circle = given("unread anu")
    for command in (ShowWritten(share=1), PutOffWritten(share=1), TakeBackWritten(by=ANU, share=1)):
        assert ANU in concerned(circle, after(circle, command))
    assert ANU in concerned(circle, given("unread anu; away kim dev"))


# -------------------------------------------------------------------------------------------------------------- nothing is lost

PHASES = (Phase(id="first", minutes=30, order=Order.HANDS), Phase(id="second", minutes=30, order=Order.HANDS))
TWO = replace(CIRCLE, phases=PHASES)


def test_words_that_wait_outlive_the_turn_the_part_and_its_undo() -> None:
    circle = after(given("phase 1 900; anu writing 50; admitted anu 1; queue bela", TWO), WRITES, Begin(by=BELA), Done(by=BELA))
    circle = after(circle, GoTo(phase=2, confirmed=True))
    assert [share.text for share in circle.unread] == [TEXT]
    circle = after(circle, Undo(), now=Instant(NOW + REGRET_SECONDS))
    assert [share.text for share in circle.unread] == [TEXT]
    shown = after(circle, ShowWritten(share=1)).written
    assert shown is not None
    assert (shown.seat, shown.text) == (ANU, TEXT)


@pytest.mark.parametrize("words", ["bela sharing 2; queue chand; unread anu", "bela held 2 for 9; queue chand; unread anu"])
def test_words_shown_in_the_middle_of_a_share_stay_for_the_next_one(words: str) -> None:
    """Else they would be off every screen in the same breath."""
    circle = after(given(words), ShowWritten(share=1), Pass(by=BELA))
    assert circle.written is not None
    circle = after(circle, Begin(by=CHAND), Done(by=CHAND))
    assert circle.written is None


def test_a_pass_takes_nobodys_words_off_the_screens() -> None:
    """They are there until the next share ends, whoever passes meanwhile."""
    circle = after(given("bela offered 50 for 9; queue chand; wrote anu"), Pass(by=BELA))
    assert circle.written is not None
    circle = after(circle, Begin(by=CHAND), Done(by=CHAND))
    assert circle.written is None


def test_an_undo_brings_back_what_all_could_read() -> None:
    """A part that was begun by mistake takes the words of the part before off the screens; *Undo* puts them there again."""
    circle = after(given("phase 1 900; wrote anu", TWO), GoTo(phase=2, confirmed=True))
    assert circle.written is None
    back = after(circle, Undo(), now=Instant(NOW + 2))
    assert back.written is not None
    assert (back.phase, back.written.seat) == (0, ANU)


def test_an_undo_of_next_brings_them_back_too_and_nothing_over_newer_ones() -> None:
    circle = after(given("bela sharing 50; queue chand; wrote anu"), Next())
    assert circle.written is None
    back = after(circle, Undo()).written
    assert back is not None
    assert back.seat == ANU
    circle = after(given("bela sharing 50; queue chand; wrote anu; unread dev"), Next(), ShowWritten(share=1), Undo())
    assert circle.written is not None
    assert circle.written.seat == DEV


def test_nothing_of_somebody_who_was_removed_comes_back() -> None:
    circle = after(given("bela sharing 50; queue chand; wrote anu"), Next(), Remove(seat=ANU), Undo())
    assert circle.written is None


def test_so_many_wait_and_no_more() -> None:
    full = given(f"anu writing 50; admitted anu 1; unread {'bela ' * UNREAD_AT_MOST}")
    assert answered(full, WRITES) == "refused: too-many-unread"
    some = given(f"anu writing 50; admitted anu 1; put-off chand; unread {'bela ' * (UNREAD_AT_MOST - 1)}")
    assert [share.seat for share in after(some, WRITES).unread] == [*[BELA] * (UNREAD_AT_MOST - 1), ANU]


def test_a_late_tap_shows_no_other_share() -> None:
    circle = after(given("unread anu"), PutOffWritten(share=1), TakeBackWritten(by=ANU, share=1))
    circle = after(replace(circle, turn=given("anu writing 50").turn), replace(WRITES, text="Another."))
    fresh = replace(circle, seats={**circle.seats, BELA: replace(circle.seats[BELA], admitted_at=NOW)}, turn=given("bela writing 50").turn)
    fresh = after(fresh, ShareWritten(by=BELA, text="Mine."))
    assert [share.number for share in fresh.unread] == [2]
    assert answered(fresh, ShowWritten(share=1)) == "refused: no-such-share"


def test_an_author_cannot_count_the_shares_of_others() -> None:
    """What they call their own by is the same whether two others wait with them or nobody; and it is never another one's."""
    alone, third = given("anu writing 50; admitted anu 1"), given("anu writing 50; admitted anu 1; unread bela; put-off chand")
    first = you_for(after(alone, WRITES), ANU)
    assert first == you_for(after(third, WRITES), ANU)
    assert (first or {})["unread"] == {"1": {}}
    circle = after(third, WRITES, TakeBackWritten(by=ANU, share=1))
    assert [share.seat for share in circle.unread] == [BELA, CHAND]
    circle = after(replace(circle, turn=given("anu writing 50").turn), WRITES)
    assert (you_for(circle, ANU) or {})["unread"] == {"2": {}}


def test_words_that_were_given_back_are_not_handed_to_whoever_is_given_the_seat() -> None:
    circle = given("claims wim; away anu bela; put-off bela; unread bela")
    circle = after(circle, Reseat(seat=BELA, to=WIM))
    assert "Words" not in msgspec.json.encode(you_for(circle, BELA)).decode()
    assert [share.put_off for share in circle.unread] == [False], "what waits still waits"
    assert "unread" not in (you_for(circle, BELA) or {}), "and that it does is nobody's to know but who reads it"
    assert answered(circle, TakeBackWritten(by=BELA, share=1)) == "refused: no-such-share"
    assert after(circle, PutOffWritten(share=2)).unread == (), "not now: whose words they are nobody knows any more"
    assert after(circle, ShowWritten(share=2)).written is not None


def test_a_whole_first_evening() -> None:
    """Let in, wrote at once, was shown; ten minutes later nothing waits any more."""
    circle: Circle = after(given("gathering"), WasHere(by=WIM), Admit(seat=WIM), StartCircle())
    circle = replace(circle, turn=replace(given("anu writing 100").turn or circle.turn, place=replace(given("queue wim").queue[0])))  # pyright: ignore[reportArgumentType]
    assert answered(circle, ShareWritten(by=WIM, text=TEXT), now=Instant(NOW + FRESH_SECONDS - 1)).endswith("unread wim; seated wim")
    assert "wrote wim" in answered(circle, ShareWritten(by=WIM, text=TEXT), now=Instant(NOW + FRESH_SECONDS))
