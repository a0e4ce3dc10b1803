"""Drops, deadlines and gaps in service: nothing is lost, and nothing happens early."""

from dataclasses import replace

import pytest

from rooms.bounds import EXPIRY_SECONDS
from rooms.circle import Link, Stage, Voices
from rooms.commands import AddLinks, Begin, Command, EndCircle, LetTimePass, MarkAway, NameAudioWorker, Pause, ResumeService, Return
from rooms.deadlines import next_deadline
from rooms.ids import Instant, SeatId, SecretHash, WorkerId
from rooms.seat import Role
from tests.rooms.words import FIRM, LINKS, NOW, after, answered, given, told

ANU, BELA, KIM, LEA, WIM = (SeatId(name) for name in ("anu", "bela", "kim", "lea", "wim"))
TIME = LetTimePass()

DROPS: list[tuple[str, Command, str]] = [
    ("", MarkAway(seat=ANU), "away anu"),
    ("", MarkAway(seat=WIM), "away wim"),
    ("", MarkAway(seat=ANU, token=SecretHash("token-anu")), "away anu"),
    ("", MarkAway(seat=ANU, token=SecretHash("the token before")), ""),
    ("", MarkAway(seat=LEA), ""),
    ("", MarkAway(seat=SeatId("who")), ""),
    ("gone anu", MarkAway(seat=ANU), "gone anu"),
    ("anu sharing 74", MarkAway(seat=ANU), "anu held 74 for 45; away anu"),
    ("anu writing 74", MarkAway(seat=ANU), "anu held 74 for 45; away anu"),
    ("anu sharing -5", MarkAway(seat=ANU), "anu held -5 for 45; away anu"),
    ("anu offered 180 for 9; queue bela chand", MarkAway(seat=ANU), "bela offered 180 for 40; queue anu chand; away anu"),
    ("anu offered 180 for 9", MarkAway(seat=ANU), "queue anu; away anu"),
    ("anu held 74 for 9", MarkAway(seat=ANU), "anu held 74 for 9; away anu"),
    ("paused; anu sharing 74", MarkAway(seat=ANU), "paused; anu held 74 for 45; away anu"),
    ("paused; anu offered 180 for 9", MarkAway(seat=ANU), "paused; queue anu; away anu"),
    ("bela sharing 74; queue anu chand", MarkAway(seat=ANU), "bela sharing 74; queue anu chand; away anu"),
    ("speaking kim", MarkAway(seat=KIM), "away kim"),
    ("anu sharing 74; speaking kim", MarkAway(seat=ANU), "anu held 74 for 45; speaking kim; away anu"),
]


@pytest.mark.parametrize(("circle", "command", "then"), DROPS)
def test_a_drop_loses_nothing(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


LAPSES: list[tuple[str, float, str]] = [
    # an offer
    ("anu offered 180 for 40; queue bela", 39.9, "anu offered 180 for 0.1; queue bela"),
    ("anu offered 180 for 40; queue bela", 40, "bela offered 180 for 40; queue anu/again"),
    ("anu offered 180 for 40", 40, "anu/again offered 180 for 40"),
    ("anu/again offered 180 for 40; queue bela", 40, "bela offered 180 for 40; heard anu"),
    ("anu/75 offered 75 for 40; queue bela", 40, "bela offered 180 for 40; queue anu/75/again"),
    # a held piece
    ("anu held 74 for 45; queue bela; away anu", 44.9, "anu held 74 for 0.1; queue bela; away anu"),
    ("anu held 74 for 45; queue bela; away anu", 45, "bela offered 180 for 40; queue anu/74; away anu"),
    ("anu held 4 for 45; queue bela", 45, "bela offered 180 for 40; queue anu/30"),
    ("anu held 74 for 45; away anu", 45, "queue anu/74; away anu"),
    ("round; anu held 74 for 45; queue bela; away anu", 45, "round; bela offered 180 for 40; queue anu/74; away anu"),
    ("round; anu held 74 for 45; away anu", 45, "round; queue anu/74; away anu"),
    # a share has no end of its own
    ("anu sharing 10; queue bela", 500, "anu sharing -490; queue bela"),
    # who stays away
    ("bela sharing 900; queue anu; away anu", 199.9, "bela sharing 700.1; queue anu; away anu"),
    ("bela sharing 900; queue anu; away anu", 200, "bela sharing 700; gone anu"),
    ("bela sharing 900; away anu wim", 200, "bela sharing 700; gone anu"),
    ("round; queue anu; away anu", 200, "gone anu"),
    ("anu held 74 for 45; away anu", 300, "gone anu"),
    # while the circle is paused, turns stand and the patience for who is away does not
    ("paused; anu offered 180 for 20", 100, "paused; anu offered 180 for 20"),
    ("paused; anu held 74 for 20; away anu", 199, "paused; anu held 74 for 20; away anu"),
    ("paused; anu held 74 for 20; away anu", 200, "paused; heard anu; gone anu"),
    # the circle itself
    ("queue anu; away anu", 4800 + EXPIRY_SECONDS - 1, "gone anu"),
    ("anu sharing 10", 4800 + EXPIRY_SECONDS, "ended"),
    ("ended", 9e9, "ended"),
]


@pytest.mark.parametrize(("circle", "seconds", "then"), LAPSES)
def test_what_lapses(circle: str, seconds: float, then: str) -> None:
    now = Instant(NOW + seconds)
    told_after = answered(given(circle), TIME, now)
    assert told_after == then
    if next_deadline(given(circle)) is not None:
        assert after(after(given(circle), TIME, now=now), TIME, now=now) == after(given(circle), TIME, now=now)


def test_firm_formats_end_a_share_after_its_grace() -> None:
    circle = given("anu sharing 10; queue bela", FIRM)
    assert answered(circle, TIME, Instant(NOW + 39)) == "anu sharing -29 firm 1; queue bela"
    assert answered(circle, TIME, Instant(NOW + 40)) == "bela offered 180 for 40; heard anu"
    assert next_deadline(circle) == NOW + 40
    assert next_deadline(given("paused; anu sharing 10", FIRM)) == NOW + 4800 + EXPIRY_SECONDS


@pytest.mark.parametrize(
    ("circle", "seconds"),
    [
        ("", 4800 + EXPIRY_SECONDS),
        ("anu offered 180 for 12", 12),
        ("anu held 9 for 31", 31),
        ("anu held 9 for 31; away bela", 31),
        ("away bela", 200),
        ("away wim", 200),
        ("anu sharing 10", 4800 + EXPIRY_SECONDS),
        ("paused; anu offered 180 for 12", 4800 + EXPIRY_SECONDS),
        ("gone bela", 4800 + EXPIRY_SECONDS),
    ],
)
def test_the_next_deadline(circle: str, seconds: float) -> None:
    assert next_deadline(given(circle)) == NOW + seconds


def test_nothing_is_due_in_an_ended_circle() -> None:
    assert next_deadline(replace(given(), stage=Stage.ENDED)) is None


def test_a_pause_stops_the_clocks_and_not_the_meeting() -> None:
    paused = after(given("anu sharing 74"), Pause())
    assert told(paused, Instant(NOW + 1000)) == "paused; anu sharing 74"


GAPS: list[tuple[str, str]] = [
    ("anu sharing 74", "anu held 104 for 45; away kim dev anu bela chand lis wim"),
    ("anu held 74 for 9", "anu held 74 for 45; away kim dev anu bela chand lis wim"),
    ("anu offered 180 for 9; queue bela", "queue anu bela; away kim dev anu bela chand lis wim"),
    ("paused; anu sharing 74", "paused; anu held 74 for 45; away kim dev anu bela chand lis wim"),
    ("paused; anu held 74 for 9", "paused; anu held 74 for 45; away kim dev anu bela chand lis wim"),
    ("anu responses 50; responding bela 20; queue chand", "queue chand; heard anu; away kim dev anu bela chand lis wim"),
    ("bela responses 50; responding anu 20; responses 3", "heard bela; away kim dev anu bela chand lis wim"),
    ("speaking kim; gone bela; muted anu", "muted anu; away kim dev anu chand lis wim; gone bela"),
]


@pytest.mark.parametrize(("circle", "then"), GAPS)
def test_a_gap_in_service_punishes_nobody(circle: str, then: str) -> None:
    assert answered(given(circle), ResumeService(down_since=Instant(NOW - 30))) == then


def test_patience_runs_on_by_the_gap() -> None:
    circle = after(given("away anu"), ResumeService(down_since=Instant(NOW - 30)))
    assert [circle.seats[seat].since for seat in (ANU, BELA)] == [NOW - 70, NOW]


def test_nobody_is_counted_as_heard_during_the_gap() -> None:
    circle = after(given("anu sharing 700; responding bela 20"), ResumeService(down_since=Instant(NOW - 30)))
    assert circle.seats[BELA].floor_seconds == 10, "heard for 40 s by the clock, of which 30 were the gap"


def test_whoever_stayed_connected_through_a_gap_goes_on() -> None:
    """The store was away, the servers were not: the voice went on, and so does the share, with the time in which nobody could press anything."""
    circle = given("anu sharing 74; away bela; queue chand")
    resumed = ResumeService(down_since=Instant(NOW - 30), connected=True)
    assert answered(circle, resumed) == "anu sharing 104; queue chand; away bela"
    assert after(circle, resumed).seats[BELA].since == circle.seats[BELA].since + 30
    assert answered(circle, ResumeService(down_since=NOW, connected=True)) == told(circle)


FIRST, SECOND, THIRD = (WorkerId(name) for name in ("first", "second", "third"))


def named(worker: WorkerId, mark: str, instead_of: WorkerId | None) -> NameAudioWorker:
    return NameAudioWorker(worker=worker, mark=mark, instead_of=instead_of)


def test_of_two_workers_that_miss_the_same_one_the_first_names_the_next() -> None:
    circle = after(given("anu sharing 74"), named(FIRST, "a", None), named(SECOND, "b", FIRST), named(THIRD, "c", FIRST))
    assert circle.voices == Voices(worker=SECOND, mark="b")
    assert after(circle, named(SECOND, "d", SECOND)).voices == Voices(worker=SECOND, mark="b"), "who carries already offers no new mark"
    assert told(circle) == "anu sharing 74"


def test_nobody_carries_voices_after_the_end() -> None:
    ended = after(after(given(), named(FIRST, "a", None)), EndCircle(), named(SECOND, "b", None))
    assert (ended.stage, ended.voices) == (Stage.ENDED, None)


def test_a_gap_in_the_future_shifts_nothing() -> None:
    assert answered(given("anu sharing 74"), ResumeService(down_since=Instant(NOW + 5))).startswith("anu held 74 for 45")


def test_a_whole_interruption_ends_with_the_rest_of_the_time() -> None:
    back = Return(token=SecretHash("token-anu"), next=SecretHash("token-anu"))
    dropped = after(given("anu sharing 74; queue bela"), MarkAway(seat=ANU))
    returned = after(dropped, back, now=Instant(NOW + 20))
    assert told(after(returned, Begin(by=ANU), now=Instant(NOW + 25)), Instant(NOW + 25)) == "anu sharing 74; queue bela"


@pytest.mark.parametrize(("circle", "then"), [
    ("anu sharing 74; queue bela", "anu sharing 74; queue bela"),
    ("bela sharing 74; queue anu", "bela sharing 74; queue anu"),
    ("anu responses 50; queue bela", "anu responses 50; queue bela"),
    ("anu held 74 for 30; away anu", "anu held 74 for 45"),
    ("anu held 74 for 30", "anu held 74 for 30"),
])  # fmt: skip
def test_a_page_that_was_sent_to_another_server_goes_on_unless_its_person_was_missed(circle: str, then: str) -> None:
    moved = Return(token=SecretHash("token-anu"), next=SecretHash("another"), moved=True)
    assert answered(given(circle), moved) == then
    assert after(given(circle), moved).seats[ANU].token == "another"


def test_who_speaks_as_a_facilitator_goes_on_in_a_move_and_stops_with_a_new_page() -> None:
    moved = Return(token=SecretHash("token-kim"), next=SecretHash("another"), moved=True)
    assert answered(given("speaking kim"), moved) == "speaking kim"
    assert answered(given("speaking kim"), replace(moved, moved=False)) == ""


def test_new_links_are_added_once() -> None:
    new = Link(secret=SecretHash("link-more"), role=Role.MEMBER, personal=True)
    circle = after(given(), AddLinks(links=(new, LINKS[0])), AddLinks(links=(new,)))
    assert circle.links == (*LINKS, new)
