"""The order policies: who is offered the piece next, and the rules that hold in each."""

from dataclasses import replace

import pytest

from rooms.circle import Circle
from rooms.commands import Begin, Command, Done, Give, LetTimePass, Next, Pass, PassForNow, RaiseHand, SetOrder, StartCircle
from rooms.formats import EVERYBODYS, Format, Order
from rooms.ids import Instant, SeatId
from rooms.views import Audience, view_for
from tests.rooms.words import CIRCLE, NOW, after, answered, given

ANU, BELA, CHAND, KIM = (SeatId(name) for name in ("anu", "bela", "chand", "kim"))
MEMBERS = (ANU, BELA, CHAND)


def format_of(order: Order, **changes: object) -> Format:
    return replace(CIRCLE, phases=(replace(CIRCLE.phases[0], order=order, **changes),))  # pyright: ignore[reportArgumentType]


def begun(order: Order, *commands: Command, lot: int = 0, **changes: object) -> Circle:
    """A circle that has just started in this order."""
    circle = replace(given("gathering", format_of(order, **changes)), order=order, lot=lot)
    return after(circle, StartCircle(), *commands)


def holder(circle: Circle) -> SeatId | None:
    return None if circle.turn is None else circle.turn.seat


def passed_round(circle: Circle) -> list[SeatId]:
    """To whom the piece comes when everybody passes it on, until nobody has it."""
    heard: list[SeatId] = []
    while (seat := holder(circle)) is not None:
        heard.append(seat)
        circle = after(circle, Begin(by=seat), Done(by=seat))
    return heard


def test_a_round_goes_by_the_ring() -> None:
    assert passed_round(begun(Order.ROUND)) == [ANU, BELA, CHAND]


def test_who_keeps_the_circle_answers_first_where_the_format_says_so() -> None:
    assert passed_round(begun(Order.ROUND, keeper_first=True)) == [KIM, ANU, BELA, CHAND]


@pytest.mark.parametrize("order", [Order.DRAW, Order.EQUAL_SLOTS])
def test_who_keeps_the_circle_answers_first_where_the_others_are_drawn_too(order: Order) -> None:
    """Once, and before everybody in each circle; who comes after them is drawn as ever."""
    rounds = [passed_round(begun(order, lot=lot, keeper_first=True)) for lot in range(20)]
    assert {heard[0] for heard in rounds} == {KIM}
    assert all(sorted(heard[1:]) == sorted(MEMBERS) for heard in rounds)
    assert len({tuple(heard) for heard in rounds}) > 3
    assert [heard[1:] for heard in rounds] == [passed_round(begun(order, lot=lot)) for lot in range(20)]


@pytest.mark.parametrize("order", [Order.DRAW, Order.EQUAL_SLOTS])
def test_what_is_drawn_is_everybody_once_and_another_order_in_another_circle(order: Order) -> None:
    drawn = [passed_round(begun(order, lot=lot)) for lot in range(20)]
    assert all(sorted(heard) == sorted(MEMBERS) for heard in drawn)
    assert len({tuple(heard) for heard in drawn}) > 3
    assert drawn == [passed_round(begun(order, lot=lot)) for lot in range(20)]


def test_a_drawn_order_is_announced_where_slots_are_equal_and_nowhere_else() -> None:
    equal, draw = begun(Order.EQUAL_SLOTS), begun(Order.DRAW)
    assert {seat: view.get("place") for seat, view in seats(equal).items() if view.get("place")} == {
        place.seat: number for number, place in enumerate(equal.queue, start=1)
    }
    assert not any("place" in view for view in seats(draw).values())


def seats(circle: Circle) -> dict[str, dict[str, object]]:
    return view_for(circle, Audience.MEMBERS)["seats"]  # pyright: ignore[reportReturnType]


def test_equal_slots_divide_the_time() -> None:
    circle = begun(Order.EQUAL_SLOTS, share_seconds=3600.0, minutes=30)
    assert circle.turn is not None
    assert circle.turn.seconds == 80 * 60 / 3 - 12  # what is left of this meeting, by three


def test_by_name_the_round_goes_on_by_itself_when_nobody_was_named() -> None:
    assert passed_round(begun(Order.TAG)) == [ANU, BELA, CHAND]


def test_the_facilitator_picks() -> None:
    circle = begun(Order.CHAIR_PICKS, RaiseHand(by=BELA), RaiseHand(by=ANU))
    assert holder(circle) is None
    assert holder(after(circle, Give(seat=CHAND))) == CHAND
    assert holder(after(circle, Next())) == BELA


def test_open_talk_waits_for_nobody() -> None:
    form = replace(format_of(Order.OPEN), offers_by_itself=False)
    circle = after(replace(given("gathering", form), order=Order.OPEN), StartCircle(), RaiseHand(by=BELA), RaiseHand(by=ANU))
    assert holder(circle) == BELA
    assert holder(after(circle, Begin(by=BELA), Done(by=BELA))) == ANU


LEAST: list[tuple[str, SeatId, str]] = [
    # never shared first, in the order of their hands
    ("order least_heard; dev sharing 9; shared bela; queue bela", ANU, "anu bela"),
    ("order least_heard; dev sharing 9; queue bela", ANU, "bela anu"),
    ("order least_heard; dev sharing 9; shared chand; queue bela chand", ANU, "bela anu chand"),
    # then who held the floor for the least time
    ("order least_heard; dev sharing 9; shared anu/30 bela/90; queue bela", ANU, "anu bela"),
    ("order least_heard; dev sharing 9; shared bela/30 anu/90; queue bela", ANU, "bela anu"),
    ("order least_heard; dev sharing 9; shared anu/50 bela/50; queue bela", ANU, "bela anu"),
    # who has waited since before I was heard is not passed by me, however short I was
    ("order least_heard; dev sharing 9; shared bela/90 anu/5; queue bela", ANU, "bela anu"),
    # an interrupted share is behind those who had none yet
    ("order least_heard; dev sharing 9; queue bela/60", ANU, "anu bela/60"),
]


@pytest.mark.parametrize(("circle", "raises", "queue"), LEAST)
def test_least_heard(circle: str, raises: SeatId, queue: str) -> None:
    start = given(circle, format_of(Order.LEAST_HEARD))
    if circle.endswith("shared bela/90 anu/5; queue bela"):
        start = replace(start, queue=tuple(replace(place, since=Instant(NOW - 30)) for place in start.queue))
    else:
        start = replace(start, queue=tuple(replace(place, since=Instant(NOW - 1)) for place in start.queue))
    then = after(start, RaiseHand(by=raises))
    assert " ".join(place.seat + ("/60" if place.rest else "") for place in then.queue) == queue


def test_going_over_to_the_least_heard_sorts_the_hands_that_are_up() -> None:
    circle = given("dev sharing 9; shared anu/90 bela/30; queue anu bela chand")
    assert [place.seat for place in after(circle, SetOrder(order=Order.LEAST_HEARD)).queue] == [CHAND, BELA, ANU]


# ------------------------------------------------------------------------------------------------ what holds in every policy


@pytest.mark.parametrize("order", Order)
def test_passing_looks_like_finishing(order: Order) -> None:
    circle = given("anu sharing 100", format_of(order))
    offered = given("anu offered 180 for 9", format_of(order))
    finished, passed = after(replace(circle, order=order), Done(by=ANU)), after(replace(offered, order=order), Pass(by=ANU))
    assert view_for(finished, Audience.MEMBERS) == view_for(passed, Audience.MEMBERS)


@pytest.mark.parametrize("order", Order)
def test_an_offer_lapses_gently_once_and_then_moves_on(order: Order) -> None:
    circle = replace(given("anu offered 180 for 0; queue bela; away bela", format_of(order)), order=order)
    lapsed = after(circle, LetTimePass())
    places = [lapsed.turn.place] if lapsed.turn else [place for place in lapsed.queue if place.seat == ANU]
    assert [(place.seat, place.again) for place in places] == [(ANU, True)]
    again = replace(given("anu/again offered 180 for 0", format_of(order)), order=order)
    assert after(again, LetTimePass()).turn is None


@pytest.mark.parametrize("order", sorted(EVERYBODYS))
def test_pass_for_now_comes_again_at_the_end_of_the_round(order: Order) -> None:
    circle = begun(order)
    first = holder(circle)
    assert first is not None
    assert [*passed_round(after(circle, PassForNow(by=first)))][-1] == first


@pytest.mark.parametrize("order", Order)
def test_the_facilitator_can_always_give(order: Order) -> None:
    assert holder(after(begun(order), Give(seat=CHAND))) == CHAND


def test_nobody_is_offered_anything_in_safe_mode() -> None:
    assert answered(given("safe; queue anu"), RaiseHand(by=BELA)) == "queue anu bela; safe"
    assert answered(given("safe; anu sharing 9; queue bela"), Done(by=ANU)) == "queue bela; heard anu; safe"
    assert answered(given("safe; anu offered 180 for 9"), Begin(by=ANU)) == "refused: safe-mode"
    assert answered(given("safe; anu held 60 for 9"), Begin(by=ANU)) == "anu sharing 60; safe"
