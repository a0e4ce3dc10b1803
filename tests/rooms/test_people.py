"""What a facilitator does about people, and who is heard after it."""

import pytest

from rooms.commands import Admit, AdmitAll, Command, Mute, MuteAll, Remove, TurnAway, Unmute, UnmuteAll
from rooms.ids import SeatId
from rooms.seat import Standing
from tests.rooms.words import after, answered, given

ANU, BELA, WIM, LEA, WHO = (SeatId(name) for name in ("anu", "bela", "wim", "lea", "who"))

PEOPLE: list[tuple[str, Command, str]] = [
    ("", Admit(seat=WIM), "seated wim"),
    ("away wim", Admit(seat=WIM), "away wim; seated wim"),
    ("round; bela sharing 9; queue anu", Admit(seat=WIM), "round; bela sharing 9; queue anu wim; seated wim"),
    ("round; bela sharing 9; queue anu; gone wim", Admit(seat=WIM), "round; bela sharing 9; queue anu; gone wim; seated wim"),
    ("", Admit(seat=ANU), "refused: not-waiting"),
    ("", Admit(seat=LEA), "refused: not-waiting"),
    ("", Admit(seat=WHO), "refused: not-waiting"),
    ("waiting anu bela", AdmitAll(), "seated wim"),
    ("waiting anu bela; gone bela", AdmitAll(), "gone bela; waiting bela; seated wim"),
    ("seated wim", AdmitAll(), "seated wim"),
    ("gathering; round; waiting anu bela; queue chand", AdmitAll(), "gathering; round; queue anu bela chand wim; seated wim"),
    ("", TurnAway(seat=WIM), "turned-away wim"),
    ("", TurnAway(seat=ANU), "refused: not-waiting"),
    ("", Remove(seat=ANU), "guarded 600; removed anu"),
    ("anu sharing 9; queue bela", Remove(seat=ANU), "bela offered 180 for 40; heard anu; guarded 600; removed anu"),
    ("bela sharing 9; queue chand anu", Remove(seat=ANU), "bela sharing 9; queue chand; guarded 600; removed anu"),
    ("gone anu", Remove(seat=ANU), "guarded 600; removed anu"),
    ("", Remove(seat=WIM), "refused: no-such-seat"),
    ("", Remove(seat=LEA), "refused: no-such-seat"),
    ("", Mute(seat=ANU), "muted anu"),
    ("muted anu", Mute(seat=ANU), "muted anu"),
    ("anu sharing 9; queue bela", Mute(seat=ANU), "anu sharing 9; queue bela; muted anu"),
    ("gathering", Mute(seat=ANU), "gathering; muted anu"),
    ("", Mute(seat=WIM), "refused: no-such-seat"),
    ("", Mute(seat=WHO), "refused: no-such-seat"),
    ("muted anu bela", Unmute(seat=ANU), "muted bela"),
    ("", Unmute(seat=ANU), ""),
    ("", Unmute(seat=LEA), "refused: no-such-seat"),
    ("anu sharing 9", MuteAll(), "anu sharing 9; hushed"),
    ("hushed", MuteAll(), "hushed"),
    ("hushed; muted anu", UnmuteAll(), "muted anu"),
    ("", UnmuteAll(), ""),
]


@pytest.mark.parametrize(("circle", "command", "then"), PEOPLE)
def test_people(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


def test_who_parted_is_neither_seated_nor_waiting() -> None:
    circle = after(given("queue anu; away anu"), Remove(seat=ANU), TurnAway(seat=WIM))
    assert [circle.seats[seat].standing for seat in (ANU, WIM)] == [Standing.REMOVED, Standing.TURNED_AWAY]
