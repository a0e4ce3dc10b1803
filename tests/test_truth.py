"""The checker of shared meetings over made-up histories: it accepts what is right, and each of its objections fires at the fault that it is for."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from rooms.circle import Circle
from rooms.ids import SeatId
from rooms.views import audience_of, view_for, you_for
from server.store.port import Version
from tests.meetings.truth import Objection, Story
from tests.meetings.witness import Written
from tests.member import Json, Member, Seen
from tests.rooms.words import NOW, given

STEP = 0.1
"""Seconds between two versions."""
LATE = 0.05
"""When each is on a screen."""
WITHIN = 0.5

STEPS = (
    "queue anu bela",
    "anu offered 180 for 40; queue bela",
    "anu sharing 180; queue bela",
    "anu sharing 180; queue bela; muted anu",
    "anu sharing 180; queue bela",
    "bela offered 180 for 40",
)


@dataclass
class Tale:
    """What was written, and a facilitator and a member who were shown all of it."""

    circles: list[Circle]
    screens: dict[str, Member] = field(default_factory=dict[str, Member])

    def __post_init__(self) -> None:
        for name in ("kim", "anu"):
            member = self.screens[name] = Member(cast(Any, None), "http://nowhere")
            member.seat = name
            member.history.seen.append([])
            for place in range(len(self.circles)):
                self.shows(name, place)

    @property
    def written(self) -> list[Written]:
        return [Written(version=Version(1, n + 1), circle=circle, at=n * STEP) for n, circle in enumerate(self.circles)]

    def shows(self, name: str, place: int, late: float = LATE, *, change: Callable[[Json], Json] = lambda view: view) -> None:
        """One more message: the circle as it was then."""
        circle, seat, seen = self.circles[place], SeatId(name), self.screens[name].history.seen[-1]
        audience = audience_of(circle.seats[seat])
        assert audience is not None
        view = cast(Json, view_for(circle, audience))
        for event, told in (("you", you_for(circle, seat)), ("view", change(view))):
            seen.append(Seen(len(seen) + 1, event, told, place * STEP + late))

    def asked(self, name: str, command: str, number: int, *, since: float, until: float, **fields: str) -> None:
        """And was told yes."""
        told, self.screens[name].number = self.screens[name].history, number
        told.asked[number], told.acknowledged[number] = {"command": command, **fields}, {"ok": True}
        told.asked_at[number], told.answered_at[number] = since, until

    def checked(self) -> float:
        return Story(self.written, list(self.screens.values())).check(within=WITHIN)


def tale(*steps: str) -> Tale:
    return Tale([given(words) for words in steps or STEPS])


def numbered(circle: Circle, name: str, last: int) -> Circle:
    seat = circle.seats[SeatId(name)]
    return replace(circle, seats={**circle.seats, seat.id: replace(seat, last=last)})


def test_what_is_right_is_accepted_and_timed() -> None:
    assert tale().checked() == pytest.approx(LATE)


CHANGES = [
    ("hushed", "kim"), ("closed", "kim"), ("speaking dev", "anu"), ("safe", "anu"), ("paused", "kim"), ("role bela listener", "anu"),
    ("muted bela", "kim"), ("muted anu", "anu"),
]  # fmt: skip
"""What a moderator's order changes, and one to whom it is shown."""


@pytest.mark.parametrize(("words", "to"), CHANGES, ids=[words for words, _ in CHANGES])
def test_each_of_them_is_looked_at(words: str, to: str) -> None:
    """A screen that goes back over the change is objected to, and one that does not show it in time."""
    back = tale("", words, "queue anu", "queue bela")
    back.checked()
    back.shows(to, 1, 0.3)
    with pytest.raises(Objection, match="older state after a newer one"):
        back.checked()

    never = tale("", "", "")
    never.circles[1:] = [given(words)] * 2
    never.screens[to].history.seen[-1].append(Seen(7, "muting", None, 5.0))  # the last thing it heard
    with pytest.raises(Objection, match="on a screen only after"):
        never.checked()


def test_what_never_was_is_caught() -> None:
    strange = tale()
    strange.shows("anu", 5, 0.3, change=lambda view: {**view, "queue_open": False})
    with pytest.raises(Objection, match="never was, the circle"):
        strange.checked()


def test_who_is_here_may_take_a_tick_more_and_no_longer() -> None:
    there = tale("", "", "")
    there.circles[1:] = [given("away anu")] * 2
    for late, right in ((0.7, True), (0.8, False)):
        there.screens["kim"].history.seen[-1] = there.screens["kim"].history.seen[-1][:4]
        there.screens["anu"].history.seen[-1] = there.screens["anu"].history.seen[-1][:2]
        there.shows("kim", 1, late)
        if right:
            there.checked()
        else:
            with pytest.raises(Objection, match="on a screen only after"):
                there.checked()


def test_a_version_over_another_is_caught() -> None:
    story = Story([*tale().written[:3], tale().written[1]], [])
    with pytest.raises(Objection, match="was written over"):
        story.check(within=WITHIN)


PROMISED: list[tuple[str, str, Json, str, str]] = [
    ("kim", "mute", {"seat": "bela"}, "", "muted bela"),
    ("kim", "unmute", {"seat": "bela"}, "muted bela", ""),
    ("kim", "make_listener", {"seat": "bela"}, "", "role bela listener"),
    ("kim", "make_member", {"seat": "lis"}, "", "role lis member"),
    ("kim", "pause", {}, "", "paused"),
    ("kim", "move_to_end", {"seat": "anu"}, "queue anu bela", "queue bela anu"),
    ("kim", "give", {"seat": "bela"}, "", "bela offered 180 for 40"),
    ("anu", "raise_hand", {}, "", "queue anu"),
    ("anu", "lower_hand", {}, "queue anu", ""),
    ("anu", "begin", {}, "anu offered 180 for 40", "anu sharing 180"),
]


@pytest.mark.parametrize(("who", "command", "fields", "before", "after"), PROMISED, ids=[command for _, command, *_ in PROMISED])
def test_a_yes_is_done_or_was_so_already(who: str, command: str, fields: Json, before: str, after: str) -> None:
    was, done = given(before), given(after)

    def told(*circles: Circle) -> Tale:
        each = Tale(list(circles))
        each.asked(who, command, 1, since=0.05, until=0.15, **fields)
        return each

    told(was, numbered(done, who, 1)).checked()
    told(done, done).checked()  # a yes to what was so already has no number
    told(done, was).checked()  # so when it was asked, and changed by another since
    with pytest.raises(Objection, match="neither done then nor so already"):
        told(was, was).checked()
    with pytest.raises(Objection, match="not so in"):
        told(was, numbered(was, who, 1)).checked()
    with pytest.raises(Objection, match="neither done then nor so already"):
        told(was, *[was] * 8, numbered(done, who, 1)).checked()
    with pytest.raises(Objection, match="is gone in"):
        told(was, numbered(done, who, 1), was).checked()


def test_what_another_undid_in_the_same_commit_is_no_lie() -> None:
    both = Tale([given(""), numbered(numbered(given(""), "kim", 1), "dev", 4)])
    both.asked("kim", "mute", 1, since=0.05, until=0.15, seat="bela")
    both.checked()


def test_a_yes_that_always_changes_something_has_its_number() -> None:
    lost = tale("anu sharing 180", "anu sharing 180")
    lost.asked("anu", "done", 1, since=0.05, until=0.15)
    with pytest.raises(Objection, match="0 is the last that was done"):
        lost.checked()


def test_who_asked_for_the_next_thing_first_is_promised_nothing_of_the_one_before() -> None:
    given_up = Tale([given(""), numbered(given(""), "anu", 2)])
    given_up.asked("anu", "raise_hand", 1, since=0.01, until=0.3)
    given_up.asked("anu", "lower_hand", 2, since=0.05, until=0.15)
    given_up.checked()


def test_a_share_goes_on_through_what_nobody_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)
    sharing, held = given("anu sharing 180"), given("anu held 150 for 45; away anu")
    now = 1000.0

    def moved(*circles: Circle) -> list[float]:
        written = [Written(version=Version(1, n + 1), circle=circle, at=now + 30 * n) for n, circle in enumerate(circles)]
        return Story(written, []).shares_go_on(now, now + 300)

    assert moved(sharing, held, held) == [pytest.approx(0, abs=0.1)]
    assert moved(sharing, given("anu held 140 for 45; away anu")) == [pytest.approx(10, abs=0.1)]
    assert moved(sharing, numbered(given("bela sharing 180"), "anu", 1)) == [], "somebody asked for it"
    with pytest.raises(Objection, match="anu has lost the piece"):
        moved(sharing, given("bela sharing 180"))
