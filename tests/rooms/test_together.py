"""What the others do around a share: responses, being with somebody, milestones, only listening."""

from dataclasses import replace

import pytest

from rooms.bounds import RESPONSE_SECONDS
from rooms.circle import Circle
from rooms.commands import (
    Begin,
    ClaimMilestone,
    Command,
    Done,
    Give,
    InviteResponses,
    LetTimePass,
    ListenOnly,
    MarkAway,
    MuteAll,
    Next,
    PassOn,
    Pause,
    RaiseHand,
    Respond,
    ShareWritten,
    Stop,
    WithYou,
    WriteQuestion,
)
from rooms.floor import audible
from rooms.formats import Crosstalk, Format, Order, Phase
from rooms.ids import Instant, SeatId
from rooms.slots import Slot
from rooms.views import Audience, view_for, you_for
from tests.rooms.words import CIRCLE, NOW, after, answered, given

ANU, BELA, CHAND, LIS, KIM = (SeatId(name) for name in ("anu", "bela", "chand", "lis", "kim"))


def format_of(**changes: object) -> Format:
    return replace(CIRCLE, phases=(replace(CIRCLE.phases[0], **changes),))  # pyright: ignore[reportArgumentType]


AFTER = format_of(crosstalk=Crosstalk.AFTER_SHARE)
OPEN = format_of(crosstalk=Crosstalk.OPEN)

RESPONSES: list[tuple[Format, str, Command, str]] = [
    (AFTER, "anu sharing 50; queue bela", InviteResponses(by=ANU), "anu responses 50 for 40; queue bela"),
    (AFTER, "anu offered 50 for 9", InviteResponses(by=ANU), "refused: not-your-turn"),
    (AFTER, "anu sharing 50", InviteResponses(by=BELA), "refused: not-your-turn"),
    (CIRCLE, "anu sharing 50", InviteResponses(by=ANU), "refused: no-responses"),
    (OPEN, "anu sharing 50", InviteResponses(by=ANU), "refused: no-responses"),
    (AFTER, "anu responses 50 for 40", Respond(by=BELA), "anu responses 50; responding bela 60"),
    (AFTER, "anu responses 50; responding bela 20", Respond(by=CHAND), "refused: no-responses"),
    (AFTER, "anu responses 50; responding bela 20", Respond(by=BELA), "anu responses 50; responding bela 20"),
    (AFTER, "anu responses 50 for 9", Respond(by=ANU), "refused: no-responses"),
    (AFTER, "anu responses 50 for 9", Respond(by=LIS), "refused: cannot-share"),
    (AFTER, "anu responses 50 for 9; away bela", Respond(by=BELA), "refused: away"),
    (AFTER, "paused; anu responses 50 for 9", Respond(by=BELA), "refused: paused"),
    (AFTER, "anu sharing 50", Respond(by=BELA), "refused: no-responses"),
    (AFTER, "anu responses 50 for 9; responses 3", Respond(by=BELA), "refused: no-responses"),
    (OPEN, "anu sharing 50", Respond(by=BELA), "anu sharing 50; responding bela 60"),
    (OPEN, "anu offered 50 for 9", Respond(by=BELA), "refused: no-responses"),
    (OPEN, "", Respond(by=BELA), "refused: no-responses"),
    # their end
    (AFTER, "anu responses 50; responding bela 20", Done(by=BELA), "anu responses 50 for 40"),
    (AFTER, "anu responses 50; responding bela 20; responses 3; queue chand", Done(by=BELA), "chand offered 180 for 40; heard anu"),
    (AFTER, "anu responses 50; responding bela 20; queue chand", Done(by=ANU), "chand offered 180 for 40; heard anu"),
    (AFTER, "anu responses 50; responding bela 20; queue chand", Next(), "chand offered 180 for 40; heard anu"),
    (AFTER, "anu responses 50; responding bela 20", MarkAway(seat=BELA), "anu responses 50 for 40; away bela"),
    (AFTER, "anu responses 50; responding bela 20", MarkAway(seat=ANU), "heard anu; away anu"),
    (AFTER, "anu responses 50; responding bela 0", LetTimePass(), "anu responses 50 for 40"),
    (AFTER, "anu responses 50 for 0; queue chand", LetTimePass(), "chand offered 180 for 40; heard anu"),
    (AFTER, "anu responses 50; responding bela 20", Pause(), "paused; anu responses 50 for 40"),
    (AFTER, "anu responses 50; responding bela 20", Stop(), "paused; heard anu; muted bela"),
    (OPEN, "anu sharing 50; responding bela 20", Stop(), "paused; heard anu; muted anu bela"),
    (OPEN, "anu sharing 50; responding bela 20", Done(by=BELA), "anu sharing 50"),
    (OPEN, "anu sharing 50; responding bela 20", Done(by=ANU), "heard anu"),
    (AFTER, "anu responses 50 for 9", Begin(by=ANU), "anu responses 50 for 9"),
    (AFTER, "anu responses 50 for 9", Give(seat=CHAND), "chand offered 180 for 40; heard anu"),
    (AFTER, "anu responses 50 for 9", ShareWritten(by=ANU, text="Tea."), "refused: not-your-turn"),
]


@pytest.mark.parametrize(("format", "circle", "command", "then"), RESPONSES)
def test_responses(format: Format, circle: str, command: Command, then: str) -> None:
    assert answered(given(circle, format), command) == then


def test_a_response_is_heard_instead_of_the_holder_and_in_open_crosstalk_beside_them() -> None:
    assert audible(given("anu responses 50; responding bela 20", AFTER)) == {Slot.CROSSTALK: BELA}
    assert audible(given("anu sharing 50; responding bela 20", OPEN)) == {Slot.PIECE: ANU, Slot.CROSSTALK: BELA}
    assert audible(given("anu sharing 50; responding bela 20; speaking kim", OPEN)) == {Slot.PIECE: ANU, Slot.CROSSTALK: BELA, Slot.KEEPER: KIM}
    for hushed in ("hushed", "muted bela", "away bela", "paused"):
        assert BELA not in audible(given(f"{hushed}; anu responses 50; responding bela 20", AFTER)).values()
    assert audible(after(given("anu responses 50; responding bela 20", AFTER), MuteAll())) == {}


def test_nobody_is_heard_in_a_silent_phase_but_who_keeps_the_circle() -> None:
    silent = format_of(silent=True)
    assert audible(given("anu sharing 50; responding bela 20; speaking kim", silent)) == {Slot.KEEPER: KIM}
    assert answered(given("", silent), Give(seat=ANU)) == "refused: silence"


def test_a_response_counts_as_floor_time_and_not_as_a_share() -> None:
    circle = after(given("anu responses 50 for 40", AFTER), Respond(by=BELA))
    circle = after(circle, Done(by=BELA), now=Instant(NOW + 25))
    assert (circle.seats[BELA].floor_seconds, circle.seats[BELA].shares) == (25, 0)
    circle = after(circle, Respond(by=BELA), now=Instant(NOW + 30))
    circle = after(circle, LetTimePass(), now=Instant(NOW + 30 + RESPONSE_SECONDS))
    assert circle.seats[BELA].floor_seconds == 85


def test_by_name() -> None:
    tag = format_of(order=Order.TAG)
    words = "order tag; anu sharing 50; queue bela chand"
    assert answered(given(words, tag), PassOn(by=ANU, seat=CHAND)) == "order tag; chand offered 180 for 40; queue bela; heard anu"
    assert answered(given(words + "; away chand", tag), PassOn(by=ANU, seat=CHAND)) == "refused: away"
    assert answered(given(words, tag), PassOn(by=ANU, seat=LIS)) == "refused: cannot-share"
    assert answered(given(words + "; listens chand", tag), PassOn(by=ANU, seat=CHAND)) == "refused: cannot-share"
    assert answered(given(words, tag), PassOn(by=ANU, seat=ANU)) == "refused: no-such-seat"
    assert answered(given("anu sharing 50", tag), PassOn(by=ANU, seat=BELA)) == "refused: not-by-name"
    assert answered(given("order tag; anu offered 50 for 9", tag), PassOn(by=ANU, seat=BELA)) == "refused: not-your-turn"


# ------------------------------------------------------------------------------------------------------- being with somebody


def seen(circle: Circle) -> object:
    return view_for(circle, Audience.MEMBERS).get("with_you")


def test_with_you_is_unnamed_and_shown_after_the_share() -> None:
    circle = after(given("anu sharing 50"), WithYou(by=BELA), WithYou(by=BELA), WithYou(by=LIS))
    assert seen(circle) is None
    assert (you_for(circle, BELA) or {})["with"] is True
    ended = after(circle, Done(by=ANU))
    assert seen(ended) == 2
    assert BELA not in str(view_for(ended, Audience.MEMBERS).get("with_you"))
    assert seen(after(ended, Give(seat=CHAND), Begin(by=CHAND))) is None
    assert after(given("anu sharing 50"), WithYou(by=ANU)).warmth == frozenset()


def test_applause_is_seen_at_once() -> None:
    assert seen(after(given("", format_of(applause=True)), WithYou(by=BELA))) == 1


MILESTONES = replace(CIRCLE, phases=(Phase(id="milestones", minutes=6, milestones=True, applause=True), Phase(id="closing", minutes=2)))


@pytest.mark.parametrize("milestone", ["here", "new", "1d", "90d", "18m", "1y", "59y"])
def test_a_milestone_is_claimed_and_taken_back(milestone: str) -> None:
    circle = after(given("", MILESTONES), ClaimMilestone(by=ANU, milestone=milestone))
    assert view_for(circle, Audience.LISTENERS)["milestones"] == {"anu": milestone}
    assert after(circle, ClaimMilestone(by=ANU, milestone="")).milestones == {}
    assert after(circle, Next()).milestones == {}


@pytest.mark.parametrize("milestone", ["60y", "0y", "2d", "clean", "1 y"])
def test_what_is_no_milestone(milestone: str) -> None:
    assert answered(given("", MILESTONES), ClaimMilestone(by=ANU, milestone=milestone)) == "refused: no-milestones"
    assert answered(given("gathering", MILESTONES), ClaimMilestone(by=ANU, milestone="1y")) == "refused: no-milestones"
    assert answered(given(), ClaimMilestone(by=ANU, milestone="1y")) == "refused: no-milestones"


QUESTIONS = replace(CIRCLE, phases=(Phase(id="questions", minutes=20, questions=True), Phase(id="closing", minutes=2)))


def test_a_written_question_is_for_who_runs_the_meeting_alone() -> None:
    circle = after(given("", QUESTIONS), WriteQuestion(by=LIS, text=" How do I help at home?\u202e "))
    assert view_for(circle, Audience.FACILITATORS)["questions"] == {"lis": "How do I help at home?"}
    for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
        assert "help at home" not in str(view_for(circle, audience))
    assert (you_for(circle, LIS) or {})["question"] == "How do I help at home?"
    assert after(circle, WriteQuestion(by=LIS, text="")).questions == {}
    assert after(circle, Next()).questions == {}
    assert answered(given(), WriteQuestion(by=LIS, text="Now?")) == "refused: no-questions"
    assert answered(given("", QUESTIONS), WriteQuestion(by=LIS, text="x" * 301)) == "refused: bad-text"


LISTENING: list[tuple[str, Command, str]] = [
    ("queue anu bela; away anu bela", ListenOnly(by=ANU, on=True), "queue bela; listens anu; away anu bela"),
    ("anu offered 180 for 9; queue bela", ListenOnly(by=ANU, on=True), "bela offered 180 for 40; heard anu; listens anu"),
    ("anu sharing 100; queue bela", ListenOnly(by=ANU, on=True), "anu sharing 100; queue bela; listens anu"),
    ("bela sharing 100; listens anu", ListenOnly(by=ANU, on=False), "bela sharing 100"),
    ("round; bela sharing 100; listens anu", ListenOnly(by=ANU, on=False), "round; bela sharing 100; queue anu"),
    ("bela sharing 100; listens anu", RaiseHand(by=ANU), "bela sharing 100; queue anu"),
    ("listens anu", Give(seat=ANU), "refused: cannot-share"),
]


@pytest.mark.parametrize(("circle", "command", "then"), LISTENING)
def test_i_only_listen_today(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then
