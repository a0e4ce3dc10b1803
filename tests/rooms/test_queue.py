"""Hands and places: first raised, first offered; and the piece that goes round."""

import pytest

from rooms.commands import CloseQueue, Command, LowerHand, Move, MoveToEnd, OpenQueue, RaiseHand, SetOrder
from rooms.formats import Order
from rooms.ids import SeatId
from tests.rooms.words import BY_NEXT, answered, given

ANU, BELA, CHAND, DEV, LIS = (SeatId(name) for name in ("anu", "bela", "chand", "dev", "lis"))
ROUND, HANDS = SetOrder(order=Order.ROUND), SetOrder(order=Order.HANDS)

QUEUE: list[tuple[str, Command, str]] = [
    # hands
    ("", RaiseHand(by=ANU), "anu offered 180 for 40"),
    ("", RaiseHand(by=DEV), "dev offered 180 for 40"),
    ("gathering", RaiseHand(by=ANU), "gathering; queue anu"),
    ("paused; queue bela", RaiseHand(by=ANU), "paused; queue bela anu"),
    ("anu sharing 9; queue bela", RaiseHand(by=CHAND), "anu sharing 9; queue bela chand"),
    ("anu sharing 9; queue bela", RaiseHand(by=BELA), "anu sharing 9; queue bela"),
    ("anu sharing 9; queue bela", RaiseHand(by=ANU), "anu sharing 9; queue bela"),
    ("anu offered 180 for 40", RaiseHand(by=ANU), "anu offered 180 for 40"),
    ("anu sharing 9; heard bela", RaiseHand(by=BELA), "anu sharing 9; queue bela; heard bela"),
    ("queue bela; away bela", RaiseHand(by=ANU), "anu offered 180 for 40; queue bela; away bela"),
    ("anu sharing 9; closed", RaiseHand(by=BELA), "refused: queue-closed"),
    ("anu sharing 9; closed; queue bela", RaiseHand(by=BELA), "anu sharing 9; queue bela; closed"),
    ("away anu", RaiseHand(by=ANU), "refused: away"),
    ("gone anu", RaiseHand(by=ANU), "refused: away"),
    ("", RaiseHand(by=LIS), "refused: cannot-share"),
    ("anu sharing 9; queue bela chand", LowerHand(by=BELA), "anu sharing 9; queue chand"),
    ("anu sharing 9; queue bela", LowerHand(by=CHAND), "anu sharing 9; queue bela"),
    ("anu offered 180 for 40", LowerHand(by=ANU), "anu offered 180 for 40"),
    # the facilitator's hand in it
    ("gathering; queue anu bela chand", Move(seat=CHAND, place=1), "gathering; queue chand anu bela"),
    ("gathering; queue anu bela chand", Move(seat=ANU, place=2), "gathering; queue bela anu chand"),
    ("gathering; queue anu bela chand", Move(seat=ANU, place=99), "gathering; queue bela chand anu"),
    ("gathering; queue anu bela chand", Move(seat=CHAND, place=-5), "gathering; queue chand anu bela"),
    ("gathering; queue anu bela", Move(seat=BELA, place=2), "gathering; queue anu bela"),
    ("gathering; queue anu/50 bela", MoveToEnd(seat=ANU), "gathering; queue bela anu/50"),
    ("gathering; queue anu", MoveToEnd(seat=BELA), "refused: not-in-queue"),
    ("anu offered 180 for 40", Move(seat=ANU, place=1), "refused: not-in-queue"),
    ("", CloseQueue(), "closed"),
    ("closed", CloseQueue(), "closed"),
    ("closed", OpenQueue(), ""),
    ("", OpenQueue(), ""),
    # the piece goes round
    ("", ROUND, "round; anu offered 180 for 40; queue bela chand"),
    ("gathering", ROUND, "gathering; round; queue anu bela chand"),
    ("gathering; waiting anu bela chand", ROUND, "gathering; round; waiting anu bela chand"),
    ("waiting anu bela chand", ROUND, "refused: nobody-waits"),
    ("bela sharing 50; heard anu", ROUND, "round; bela sharing 50; queue anu chand"),
    ("bela offered 180 for 9; queue chand/50 dev", ROUND, "round; bela offered 180 for 9; queue anu chand/50"),
    ("away anu; gone bela", ROUND, "round; chand offered 180 for 40; queue anu; away anu; gone bela"),
    ("round; bela sharing 50; queue chand; heard anu", ROUND, "round; bela sharing 50; queue chand; heard anu"),
    ("round; bela sharing 50; queue chand; heard anu", HANDS, "bela sharing 50"),
    ("round; bela sharing 50; queue chand anu/44", HANDS, "bela sharing 50; queue anu/44"),
    ("bela sharing 50; queue chand", HANDS, "bela sharing 50; queue chand"),
    ("round; bela sharing 50; heard anu", RaiseHand(by=ANU), "refused: heard-this-round"),
    ("round; bela sharing 50", RaiseHand(by=ANU), "round; bela sharing 50; queue anu"),
    ("round; bela sharing 50; queue anu", LowerHand(by=ANU), "round; bela sharing 50"),
    ("round; queue anu; away anu", LowerHand(by=ANU), "away anu"),
]


@pytest.mark.parametrize(("circle", "command", "then"), QUEUE)
def test_queue(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


def test_a_format_may_wait_for_next() -> None:
    assert answered(given("", BY_NEXT), RaiseHand(by=ANU)) == "queue anu"
    assert answered(given("", BY_NEXT), ROUND) == "round; queue anu bela chand"
