"""The meeting in a facilitator's hands: its stages, and the piece."""

import pytest

from rooms.circle import Stage
from rooms.commands import AddTime, Command, EndCircle, Give, Next, Pause, Resume, Skip, StartCircle, Stop
from rooms.ids import SeatId
from tests.rooms.words import BY_NEXT, LINKS, after, answered, given

ANU, BELA, DEV, LIS, WIM, LEA = (SeatId(name) for name in ("anu", "bela", "dev", "lis", "wim", "lea"))

GUIDING: list[tuple[str, Command, str]] = [
    # stages
    ("gathering", StartCircle(), ""),
    ("gathering; queue anu bela", StartCircle(), "anu offered 180 for 40; queue bela"),
    ("gathering; round", StartCircle(), "round; anu offered 180 for 40; queue bela chand"),
    ("gathering; round; queue chand", StartCircle(), "round; chand offered 180 for 40"),
    ("", StartCircle(), "refused: already-started"),
    ("paused", StartCircle(), "refused: already-started"),
    ("gathering", Pause(), "refused: not-started"),
    ("", Pause(), "paused"),
    ("paused", Pause(), "paused"),
    ("anu sharing 100; queue bela", Pause(), "paused; anu sharing 100; queue bela"),
    ("anu sharing -7", Pause(), "paused; anu sharing -7"),
    ("anu offered 180 for 31", Pause(), "paused; anu offered 180 for 31"),
    ("speaking kim", Pause(), "paused; speaking kim"),
    ("", Resume(), "refused: not-paused"),
    ("gathering", Resume(), "refused: not-paused"),
    ("paused; anu sharing 100", Resume(), "anu sharing 100"),
    ("paused; anu offered 180 for 31", Resume(), "anu offered 180 for 31"),
    ("paused; anu held 66 for 12", Resume(), "anu held 66 for 12"),
    ("paused; queue anu bela", Resume(), "anu offered 180 for 40; queue bela"),
    # next
    ("anu sharing 100; queue bela", Next(), "bela offered 180 for 40; heard anu"),
    ("anu sharing 100", Next(), "heard anu"),
    ("anu offered 180 for 40; queue bela", Next(), "bela offered 180 for 40; queue anu/again"),
    ("anu offered 180 for 9", Next(), "anu/again offered 180 for 40"),
    ("anu held 70 for 9; away anu", Next(), "queue anu/70/again; away anu"),
    ("", Next(), "refused: nobody-waits"),
    ("queue anu; away anu", Next(), "refused: nobody-waits"),
    ("gathering; queue anu", Next(), "refused: not-started"),
    ("paused; queue anu", Next(), "refused: paused"),
    # skip
    ("anu offered 180 for 40; queue bela", Skip(), "bela offered 180 for 40; queue anu/again"),
    ("anu held 8 for 40; queue bela", Skip(), "bela offered 180 for 40; queue anu/30/again"),
    ("anu/90 offered 90 for 40; queue bela", Skip(), "bela offered 180 for 40; queue anu/90/again"),
    ("paused; anu held 70 for 40; queue bela", Skip(), "paused; queue bela anu/70/again"),
    ("anu sharing 100", Skip(), "refused: sharing"),
    ("", Skip(), "refused: nobody-has-the-piece"),
    # give
    ("", Give(seat=ANU), "anu offered 180 for 40"),
    ("", Give(seat=DEV), "dev offered 180 for 40"),
    ("anu sharing 100; queue chand bela/50", Give(seat=BELA), "bela/50 offered 50 for 40; queue chand; heard anu"),
    ("anu offered 180 for 9; queue chand", Give(seat=BELA), "bela offered 180 for 40; queue anu chand"),
    ("anu held 70 for 9; away anu", Give(seat=BELA), "bela offered 180 for 40; queue anu/70; away anu"),
    ("anu offered 180 for 9", Give(seat=ANU), "anu offered 180 for 9"),
    ("anu held 70 for 9", Give(seat=ANU), "anu held 70 for 9"),
    ("anu sharing 100", Give(seat=ANU), "refused: sharing"),
    ("away bela", Give(seat=BELA), "refused: away"),
    ("gone bela", Give(seat=BELA), "refused: away"),
    ("", Give(seat=LIS), "refused: cannot-share"),
    ("listens anu", Give(seat=ANU), "refused: cannot-share"),
    ("queue anu/40; listens anu", Give(seat=ANU), "anu/40 offered 40 for 40; listens anu"),
    ("", Give(seat=WIM), "refused: no-such-seat"),
    ("", Give(seat=LEA), "refused: no-such-seat"),
    ("", Give(seat=SeatId("who")), "refused: no-such-seat"),
    ("gathering", Give(seat=ANU), "refused: not-started"),
    ("paused", Give(seat=ANU), "refused: paused"),
    ("closed; round; heard bela; queue anu; away anu", Give(seat=BELA), "round; bela offered 180 for 40; queue anu; heard bela; closed; away anu"),
    # stop
    ("anu sharing 100; queue bela", Stop(), "paused; queue bela; heard anu; muted anu"),
    ("anu offered 180 for 9", Stop(), "paused; heard anu; muted anu"),
    ("paused; anu sharing 100", Stop(), "paused; heard anu; muted anu"),
    ("dev sharing 100", Stop(), "paused; heard dev"),
    ("", Stop(), "paused"),
    ("queue anu; away anu", Stop(), "paused; queue anu; away anu"),
    ("paused", Stop(), "paused"),
    ("gathering", Stop(), "refused: not-started"),
    # more time
    ("anu sharing 100", AddTime(seconds=60), "anu sharing 160"),
    ("anu sharing -50", AddTime(seconds=120), "anu sharing 120"),
    ("anu held 20 for 9; away anu", AddTime(seconds=60), "anu held 80 for 9; away anu"),
    ("anu offered 180 for 9", AddTime(seconds=120), "anu/300 offered 300 for 9"),
    ("paused; anu sharing 100", AddTime(seconds=60), "paused; anu sharing 160"),
    ("anu sharing 100", AddTime(seconds=61), "refused: bad-time"),
    ("anu sharing 100", AddTime(seconds=-60), "refused: bad-time"),
    ("", AddTime(seconds=60), "refused: nobody-has-the-piece"),
]


@pytest.mark.parametrize(("circle", "command", "then"), GUIDING)
def test_guiding(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


def test_next_offers_where_the_format_does_not_by_itself() -> None:
    assert answered(given("queue anu bela", BY_NEXT), Next()) == "anu offered 180 for 40; queue bela"
    assert answered(given("anu sharing 9; queue bela", BY_NEXT), Next()) == "bela offered 180 for 40; heard anu"
    assert answered(given("anu offered 180 for 9; queue bela", BY_NEXT), Skip()) == "queue bela anu/again"


def test_added_time_is_part_of_the_turn() -> None:
    assert told_seconds("anu sharing 100", AddTime(seconds=60)) == 240


def told_seconds(words: str, command: Command) -> float:
    turn = after(given(words), command).turn
    assert turn is not None
    return turn.seconds


@pytest.mark.parametrize("words", ["gathering; queue anu", "anu sharing 9; queue bela; wrote chand; speaking kim; hushed", "paused"])
def test_an_ended_circle_keeps_nothing_but_the_ways_in(words: str) -> None:
    ended = after(given(words), EndCircle())
    assert (ended.stage, ended.seats, ended.queue, ended.turn, ended.written) == (Stage.ENDED, {}, (), None, None)
    assert (ended.title, ended.speaking, ended.heard, ended.paused_at, ended.muted_all) == ("", None, frozenset(), None, False)
    assert ended.links == LINKS
