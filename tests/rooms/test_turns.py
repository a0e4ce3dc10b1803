"""The life of a turn: offered, begun, shared, passed on; in writing too; and a facilitator's own microphone."""

import pytest

from rooms.bounds import WRITTEN_AT_MOST
from rooms.commands import Begin, Command, Done, Pass, PassForNow, ShareWritten, Speak, StopSpeaking
from rooms.ids import SeatId
from rooms.turns import written_words
from tests.rooms.words import answered, given

ANU, BELA, KIM, DEV = SeatId("anu"), SeatId("bela"), SeatId("kim"), SeatId("dev")

TURNS: list[tuple[str, Command, str]] = [
    # begin
    ("anu offered 180 for 40", Begin(by=ANU), "anu sharing 180"),
    ("anu offered 180 for 40", Begin(by=ANU, written=True), "anu writing 180"),
    ("anu/75 offered 75 for 40", Begin(by=ANU), "anu/75 sharing 75"),
    ("anu held 74 for 45", Begin(by=ANU), "anu sharing 74"),
    ("anu held 3 for 45", Begin(by=ANU), "anu sharing 30"),
    ("anu held -20 for 45", Begin(by=ANU), "anu sharing 30"),
    ("anu sharing 100", Begin(by=ANU), "anu sharing 100"),
    ("anu sharing 100", Begin(by=ANU, written=True), "anu writing 100"),
    ("anu writing 100", Begin(by=ANU), "anu sharing 100"),
    ("anu offered 180 for 40; muted anu", Begin(by=ANU), "anu sharing 180; muted anu"),
    ("anu held 74 for 45; away anu", Begin(by=ANU), "refused: away"),
    ("paused; anu offered 180 for 40", Begin(by=ANU), "refused: paused"),
    ("paused; anu sharing 100", Begin(by=ANU, written=True), "refused: paused"),
    ("anu offered 180 for 40", Begin(by=BELA), "refused: not-your-turn"),
    ("queue anu; away anu", Begin(by=ANU), "refused: not-your-turn"),
    ("", Begin(by=ANU), "refused: not-your-turn"),
    # done, and the same by pass
    ("anu sharing 100; queue bela chand", Done(by=ANU), "bela offered 180 for 40; queue chand; heard anu"),
    ("anu sharing 100; queue bela chand", Pass(by=ANU), "bela offered 180 for 40; queue chand; heard anu"),
    ("anu sharing 100; queue bela chand; away bela", Done(by=ANU), "chand offered 180 for 40; queue bela; heard anu; away bela"),
    ("anu sharing 100; queue bela; away bela", Done(by=ANU), "queue bela; heard anu; away bela"),
    ("anu sharing 100; queue bela/55/again", Done(by=ANU), "bela/55/again offered 55 for 40; heard anu"),
    ("anu offered 180 for 40; queue bela", Pass(by=ANU), "bela offered 180 for 40; heard anu"),
    ("anu held 20 for 45; queue bela", Pass(by=ANU), "bela offered 180 for 40; heard anu"),
    ("anu held 20 for 45", Done(by=ANU), "heard anu"),
    ("paused; anu sharing 100; queue bela", Done(by=ANU), "paused; queue bela; heard anu"),
    ("paused; anu offered 180 for 40; queue bela", Pass(by=ANU), "paused; queue bela; heard anu"),
    ("anu sharing 100; wrote chand", Done(by=ANU), "heard anu"),
    ("anu sharing 100", Done(by=BELA), "refused: not-your-turn"),
    ("", Pass(by=ANU), "refused: not-your-turn"),
    # pass for now
    ("anu offered 180 for 40; queue bela chand", PassForNow(by=ANU), "bela offered 180 for 40; queue chand anu/again"),
    ("anu held 70 for 45; queue bela", PassForNow(by=ANU), "bela offered 180 for 40; queue anu/70/again"),
    ("anu offered 180 for 40; wrote chand", PassForNow(by=ANU), "anu/again offered 180 for 40; wrote chand"),
    ("anu sharing 100", PassForNow(by=ANU), "refused: sharing"),
    ("paused; anu offered 180 for 40; queue bela", PassForNow(by=ANU), "paused; queue bela anu/again"),
    # in writing
    ("anu writing 100; queue bela", ShareWritten(by=ANU, text="Tea."), "bela offered 180 for 40; heard anu; wrote anu"),
    ("anu sharing 100", ShareWritten(by=ANU, text="Tea."), "heard anu; wrote anu"),
    ("anu offered 180 for 40", ShareWritten(by=ANU, text="Tea."), "heard anu; wrote anu"),
    ("anu held 9 for 45; wrote chand", ShareWritten(by=ANU, text="Tea."), "heard anu; wrote anu"),
    ("anu writing 100", ShareWritten(by=ANU, text=" \n\u200e"), "refused: bad-text"),
    ("paused; anu writing 100", ShareWritten(by=ANU, text="Tea."), "refused: paused"),
    ("anu writing 100", ShareWritten(by=BELA, text="Tea."), "refused: not-your-turn"),
    # a facilitator's own microphone
    ("", Speak(by=KIM), "speaking kim"),
    ("speaking kim", Speak(by=DEV), "speaking dev"),
    ("speaking kim", Speak(by=KIM), "speaking kim"),
    ("away kim", Speak(by=KIM), "refused: away"),
    ("gathering", Speak(by=KIM), "gathering; speaking kim"),
    ("speaking kim", StopSpeaking(by=KIM), ""),
    ("speaking kim", StopSpeaking(by=DEV), "speaking kim"),
    # in a round
    ("round; anu sharing 9; queue bela; heard chand", Done(by=ANU), "round; bela offered 180 for 40; heard anu chand"),
    ("round; anu sharing 9; heard chand", Done(by=ANU), "heard anu chand"),
    ("round; anu sharing 9; queue bela; away bela", Done(by=ANU), "round; queue bela; heard anu; away bela"),
    ("round; anu offered 180 for 40", PassForNow(by=ANU), "round; anu/again offered 180 for 40"),
]


@pytest.mark.parametrize(("circle", "command", "then"), TURNS)
def test_turns(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  I slept.\r\nTwice.\t ", "I slept.\nTwice."),
        ("e\u0301", "\u00e9"),
        ("नमस्ते \u200dक्\u200cष", "नमस्ते \u200dक्\u200cष"),
        ("a\u202eb\u2066c\x00\x1bd\ud800", "abcd"),
        ("one\u2028two\rthree", "one\ntwo\nthree"),
        ("ठ" * WRITTEN_AT_MOST, "ठ" * WRITTEN_AT_MOST),
        ("a" * (WRITTEN_AT_MOST + 1), None),
        ("a" * 1_000_000, None),
        ("", None),
        ("\u200f\n", None),
    ],
)
def test_words_are_shown_as_they_were_meant(text: str, shown: str | None) -> None:
    assert written_words(text) == shown
