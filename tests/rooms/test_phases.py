"""One *Next* for person, round and phase; the clock that fits the shares into what is left."""

from dataclasses import replace

import pytest

from rooms.circle import Circle, Stage
from rooms.commands import ChoosePrompt, Command, Done, GoTo, Next, RaiseHand, SetOrder, StartCircle
from rooms.formats import Format, Order, Phase
from rooms.ids import Instant, SeatId
from rooms.planning import advice, phase_end, planned_end
from tests.rooms.words import NOW, after, answered, given

ANU = SeatId("anu")

EVENING = Format(
    id="evening",
    phases=(
        Phase(id="opening", minutes=5),
        Phase(id="check_in", minutes=10, order=Order.ROUND, share_seconds=60),
        Phase(id="questions", minutes=60, order=Order.ROUND, rounds=3, prompts=3),
        Phase(id="talk", minutes=10, order=Order.LEAST_HEARD),
        Phase(id="closing", minutes=5),
    ),
    minutes=90,
    people_most=8,
)

NEXT: list[tuple[str, Command, str]] = [
    # a phase without shares has nothing but its end
    ("phase 1 200", Next(), "phase 2 600; fresh; round; queue anu bela chand"),
    ("phase 1 200; queue bela", Next(), "phase 2 600; fresh; round; queue anu bela chand"),
    # the first offer of a round is the facilitator's, the others go by themselves
    ("phase 2 600; fresh; queue anu bela", Next(), "phase 2 600; round; anu offered 60 for 40; queue bela"),
    ("phase 2 600; anu sharing 5; queue bela", Next(), "phase 2 600; round; bela offered 60 for 40; heard anu"),
    # a share that this press ends is all that it does while there is time; hands are free for the rest of it
    ("phase 2 600; anu sharing 5", Next(), "phase 2 600; heard anu"),
    ("phase 2 600; anu sharing 5; queue bela; away bela", Next(), "phase 2 600; round; queue bela; heard anu; away bela"),
    # when nobody is left, the next phase; when its time is over, at once with the share
    ("phase 2 600; heard anu", Next(), "phase 3 3600; fresh; round; queue anu bela chand"),
    ("phase 2 -1; anu sharing 5", Next(), "phase 3 3600; fresh; round; queue anu bela chand"),
    # a written share would stand there as if it answered the next question
    ("phase 2 600; heard anu; wrote anu", Next(), "phase 3 3600; fresh; round; queue anu bela chand"),
    # the next time round, with the next question, as long as it fits
    ("phase 3 1000; heard anu", Next(), "phase 3 1000; time 2; fresh; round; queue anu bela chand"),
    ("phase 3 1000; time 2", Next(), "phase 3 1000; time 3; fresh; round; queue anu bela chand"),
    ("phase 3 1000; time 3", Next(), "phase 4 600; fresh; order least_heard"),
    ("phase 3 300", Next(), "phase 4 600; fresh; order least_heard"),
    # who waits unheard is left behind only when that was confirmed
    ("phase 2 -1; queue bela", Next(), "refused: someone-unheard"),
    ("phase 2 -1; anu sharing 5; queue bela", Next(), "refused: someone-unheard"),
    ("phase 2 600; queue bela; away bela", Next(), "refused: someone-unheard"),
    ("phase 2 -1; queue bela", Next(confirmed=True), "phase 3 3600; fresh; round; queue anu bela chand"),
    ("phase 2 600; queue bela; away bela", Next(confirmed=True), "phase 3 3600; fresh; round; queue anu bela chand; away bela"),
    ("phase 2 600; queue bela", Next(confirmed=True), "phase 2 600; round; bela offered 60 for 40"),
    # what is left of an interrupted share is of the round that is over
    ("phase 2 -1; anu held 30 for 20", Next(confirmed=True), "phase 3 3600; fresh; round; queue anu bela chand"),
    ("phase 2 -1; anu offered 60 for 20", Next(confirmed=True), "phase 3 3600; fresh; round; queue anu bela chand"),
    ("phase 3 1000; queue bela/40/again; away bela", Next(), "phase 3 1000; time 2; fresh; round; queue anu bela chand; away bela"),
    # who was heard already waits for the next phase
    ("phase 4 -1; heard bela; queue bela", Next(), "phase 5 300; queue bela"),
    ("phase 4 -1; heard bela; queue bela chand", Next(), "refused: someone-unheard"),
    # with no time for one more share, who was heard waits, and by themselves nobody is offered a second one
    ("phase 4 70; heard bela; queue bela", Next(), "phase 5 300; queue bela"),
    ("phase 4 70; heard bela; anu sharing 5; queue bela", Done(by=ANU), "phase 4 70; order least_heard; queue bela; heard anu bela"),
    ("phase 4 80; heard bela; anu sharing 5; queue bela", Done(by=ANU), "phase 4 80; order least_heard; bela offered 68 for 40; heard anu bela"),
    ("phase 4 70; anu sharing 5; queue bela", Done(by=ANU), "phase 4 70; order least_heard; bela offered 60 for 40; heard anu"),
    # the end
    ("phase 5 100", Next(), "refused: last-phase"),
    ("phase 5 -100; queue bela", Next(), "refused: last-phase"),
    # somebody who does not begin is offered it once more, and then it moves on
    ("phase 2 600; anu offered 60 for 9", Next(), "phase 2 600; round; anu/again offered 60 for 40"),
    ("phase 2 600; anu/again offered 60 for 9", Next(), "phase 2 600; heard anu"),
    # going elsewhere
    ("phase 2 600", GoTo(phase=5), "phase 5 300"),
    ("phase 4 600", GoTo(phase=1), "phase 1 300"),
    ("phase 2 600; queue bela", GoTo(phase=5), "refused: someone-unheard"),
    ("phase 2 600; anu sharing 9; queue bela", GoTo(phase=5, confirmed=True), "phase 5 300"),
    ("phase 2 600; anu sharing 9; queue bela", GoTo(phase=2), "phase 2 600; round; anu sharing 9; queue bela"),
    ("phase 2 600", GoTo(phase=6), "refused: no-such-phase"),
    ("phase 2 600", GoTo(phase=0), "refused: no-such-phase"),
    ("gathering", GoTo(phase=2), "refused: not-started"),
    ("paused; phase 2 600", GoTo(phase=3), "refused: paused"),
    ("phase 2 600; safe", Next(), "refused: safe-mode"),
    ("phase 2 600; safe", GoTo(phase=3), "refused: safe-mode"),
    # questions
    ("phase 3 600", ChoosePrompt(prompt=2), "phase 3 600"),
    ("phase 3 600", ChoosePrompt(prompt=0), "refused: no-such-prompt"),
]


def evening(words: str) -> Circle:
    """With as much of the meeting left as the phases plan."""
    circle = given(words, EVENING)
    left = sum(phase.minutes for phase in EVENING.phases[circle.phase + 1 :]) * 60
    return replace(circle, ends_at=Instant(NOW + left)) if circle.stage is not Stage.GATHERING else circle


@pytest.mark.parametrize(("circle", "command", "then"), NEXT)
def test_next(circle: str, command: Command, then: str) -> None:
    assert answered(evening(circle), command) == then


def test_a_hand_raised_in_the_opening_waits_for_the_phase_that_hears_it() -> None:
    circle = after(evening("phase 1 200"), RaiseHand(by=SeatId("bela")))
    assert answered(circle, Next(), now=NOW) == "phase 2 600; fresh; round; queue anu bela chand"
    assert after(evening("phase 5 300"), RaiseHand(by=SeatId("bela"))).turn is None


def test_hands_decide_when_a_round_is_through() -> None:
    circle = after(evening("phase 2 600; anu sharing 5"), Next())
    assert circle.order is Order.HANDS
    assert circle.going
    assert after(circle, RaiseHand(by=SeatId("anu"))).turn is not None


@pytest.mark.parametrize("order", Order)
def test_any_order_can_be_set_for_the_rest_of_a_phase(order: Order) -> None:
    circle = after(evening("phase 4 600; queue bela"), SetOrder(order=order))
    assert circle.order is order
    assert after(evening("phase 1 600; queue bela"), SetOrder(order=order)).going


# ---------------------------------------------------------------------------------------------------------------- the clock


def test_an_opening_that_took_long_makes_shares_shorter_and_keeps_the_end() -> None:
    planned = replace(given("", EVENING), ends_at=Instant(NOW + 85 * 60))
    assert phase_end(planned, 1, NOW) == NOW + 10 * 60
    late = replace(planned, ends_at=Instant(NOW + 45 * 60))
    assert phase_end(late, 1, NOW) == NOW + 5 * 60
    assert phase_end(replace(planned, ends_at=Instant(NOW - 60)), 1, NOW) == NOW + 60
    assert phase_end(late, 4, NOW) == NOW + 5 * 60


def test_shares_fit_into_what_is_left() -> None:
    """What is left, divided by those not yet heard, less the hand-over; never under the least."""
    circle = given("phase 3 600; queue bela chand anu", replace(EVENING, phases=tuple(replace(phase, rounds=1) for phase in EVENING.phases)))
    offered = after(circle, Next())
    assert offered.turn is not None
    assert offered.turn.seconds == 180
    shorter = after(replace(circle, phase_ends_at=Instant(NOW + 450)), Next())
    assert shorter.turn is not None
    assert shorter.turn.seconds == 450 / 3 - 12
    hurried = after(replace(circle, phase_ends_at=Instant(NOW + 100)), Next())
    assert hurried.turn is not None
    assert hurried.turn.seconds == 60


def test_a_meeting_that_starts_in_time_ends_in_time() -> None:
    circle = replace(given("gathering", EVENING), opened_at=NOW, ends_at=Instant(NOW + 5400))
    assert planned_end(circle, NOW) == NOW + 5400
    assert planned_end(circle, Instant(NOW + 600)) == NOW + 5400
    assert planned_end(circle, Instant(NOW - 600)) == NOW + 4800
    assert planned_end(circle, Instant(NOW + 7200)) == NOW + 7200 + 5400
    started = after(circle, StartCircle(), now=Instant(NOW + 600))
    assert (started.started_at, started.ends_at, started.phase_ends_at) == (NOW + 600, NOW + 5400, NOW + 900)


def test_more_than_fit_are_told_what_to_drop() -> None:
    assert not advice(EVENING, 90, 8).rounds
    assert dict(advice(EVENING, 90, 9).rounds) == {2: 1}
    assert advice(EVENING, 90, 40).split
    longer = replace(EVENING, phases=tuple(replace(phase, rounds=1) for phase in EVENING.phases))
    assert advice(longer, 90, 9).split
