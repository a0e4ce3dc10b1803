"""What leaves the server: each audience sees its own, and nobody sees what proves who somebody is."""

from dataclasses import replace
from typing import cast

import msgspec
import pytest

from rooms.circle import Circle, Stage
from rooms.help import Help, HelpState, Line
from rooms.ids import SeatId
from rooms.seat import Names
from rooms.views import Audience, View, audience_of, view_for, you_for
from tests.rooms.words import FIRM, NOW, given

BUSY = "anu sharing 74; queue bela chand; muted bela anu; speaking kim; away chand; wrote bela; hushed"


def test_the_facilitators_view_in_full() -> None:
    assert view_for(given(BUSY), Audience.FACILITATORS) == {
        "stage": "open",
        "title": "Evening circle",
        "format": "circle",
        "language": "en",
        "phase": {"n": 1, "of": 1, "id": "sharing", "prompt": 1},
        "starts": NOW - 600,
        "ends_at": NOW + 4800,
        "order": "hands",
        "turns": True,
        "queue_open": True,
        "muted_all": True,
        "keeper": "kim",
        "speaking": "kim",
        "turn": {"seat": "anu", "state": "sharing", "seconds": 180.0, "ends_at": NOW + 74, "quiet": True},
        "written": {"seat": "bela", "text": "I am here."},
        "seats": {
            "kim": {"name": [0, 7], "role": "facilitator", "at": 0},
            "dev": {"name": [1, 7], "role": "deputy", "at": 100, "next": 1},
            "anu": {"name": [2, 7], "role": "member", "at": 200, "muted": True},
            "bela": {"name": [3, 7], "role": "member", "at": 300, "place": 1, "muted": True},
            "chand": {"name": [4, 7], "role": "member", "at": 400, "place": 2, "away": True},
            "lis": {"name": [5, 7], "role": "listener", "at": 500},
        },
        "lobby": {"wim": {"name": [6, 7], "role": "member", "since": (NOW - 300) // 60 * 60}},
        "code": "ABCD2345",
    }


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.LISTENERS])
def test_members_see_the_same_without_mutes_lobby_and_code(audience: Audience) -> None:
    view = view_for(given(BUSY), Audience.FACILITATORS)
    del view["lobby"], view["code"], view["turns"]
    for seat in inside(view, "seats").values():
        for kept in ("muted", "next", "heard"):
            cast(View, seat).pop(kept, None)
    assert view_for(given(BUSY), audience) == view


def test_from_the_lobby_nobody_is_seen() -> None:
    assert view_for(given(BUSY), Audience.LOBBY) == {"stage": "open", "title": "Evening circle", "format": "circle", "language": "en"}


@pytest.mark.parametrize("audience", Audience)
def test_an_ended_circle_says_only_that(audience: Audience) -> None:
    assert view_for(replace(given(BUSY), stage=Stage.ENDED), audience) == {"stage": "ended"}


def test_a_mute_changes_nothing_that_members_see() -> None:
    for words in ("chand sharing 74; queue bela", "anu writing 74", "anu offered 180 for 9; queue bela", "gathering"):
        for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
            assert view_for(given(f"{words}; muted anu bela"), audience) == view_for(given(words), audience)


@pytest.mark.parametrize("why", ["muted anu", "hushed", "paused"])
def test_that_nobody_is_heard_is_told_and_why_is_not(why: str) -> None:
    told = cast(View, view_for(given(f"anu sharing 74; {why}"), Audience.MEMBERS)["turn"])
    assert told["quiet"] is True
    assert "quiet" not in cast(View, view_for(given("anu sharing 74"), Audience.MEMBERS)["turn"])


def test_who_is_gone_is_not_shown() -> None:
    view = view_for(given("gone anu kim wim"), Audience.FACILITATORS)
    assert inside(view, "seats").keys() == {"dev", "bela", "chand", "lis"}
    assert "keeper" not in view
    assert "lobby" not in view


def test_seats_stand_in_ring_order_and_not_in_the_order_they_came() -> None:
    circle = given()
    circle = replace(circle, seats=dict(reversed(list(circle.seats.items()))))
    assert list(inside(view_for(circle, Audience.MEMBERS), "seats")) == ["kim", "dev", "anu", "bela", "chand", "lis"]


@pytest.mark.parametrize(
    ("circle", "turn"),
    [
        ("anu offered 180 for 9", {"seat": "anu", "state": "offered", "seconds": 180.0, "left": 180.0}),
        ("anu held 74 for 9", {"seat": "anu", "state": "held", "seconds": 180.0, "left": 74.0}),
        ("anu writing 74", {"seat": "anu", "state": "sharing", "seconds": 180.0, "ends_at": NOW + 74, "written": True}),
        ("paused; anu sharing 74", {"seat": "anu", "state": "sharing", "seconds": 180.0, "left": 74.0, "quiet": True}),
    ],
)
def test_turns_as_members_see_them(circle: str, turn: View) -> None:
    assert view_for(given(circle), Audience.MEMBERS)["turn"] == turn


def test_only_facilitators_and_the_person_see_how_long_the_piece_waits() -> None:
    offered = given("anu offered 180 for 9")
    assert inside(view_for(offered, Audience.FACILITATORS), "turn")["lapses_at"] == NOW + 9
    assert (you(offered, "anu")).get("lapses_at") == NOW + 9
    assert "lapses_at" not in you(offered, "bela")
    paused = given("paused; anu offered 180 for 9")
    assert "lapses_at" not in inside(view_for(paused, Audience.FACILITATORS), "turn")
    assert "lapses_at" not in you(paused, "anu")


def test_a_firm_end_is_seen_coming() -> None:
    assert inside(view_for(given("anu sharing 74", FIRM), Audience.MEMBERS), "turn")["firm_at"] == NOW + 104
    assert "firm_at" not in inside(view_for(given("anu held 74 for 9", FIRM), Audience.MEMBERS), "turn")


def test_you() -> None:
    circle = given("anu sharing 74; queue bela chand; muted chand")
    assert you(circle, "kim") == {"seat": "kim", "role": "facilitator", "standing": "seated"}
    assert you(circle, "chand") == {"seat": "chand", "role": "member", "standing": "seated", "muted": True, "place": 2}
    assert you(circle, "wim") == {"seat": "wim", "role": "member", "standing": "waiting"}
    for name in ("lea", "rem", "tom", "who"):
        assert you_for(circle, SeatId(name)) is None


def test_what_only_facilitators_see_of_a_seat_and_of_the_whole() -> None:
    """Planted on one seat, and looked for in what all others are sent."""
    circle = given("anu sharing 74; queue bela; locked; guarded 300; listens chand; shared bela/90")
    help = Help(state=HelpState.TOGETHER, since=NOW, by=SeatId("dev"), lines=(Line(by=SeatId("bela"), text="I am not well."),))
    bela = replace(circle.seats[SeatId("bela")], message="Are you all right?", follow_up=True, wants_call=True, called="Sunita")
    circle = replace(circle, seats={**circle.seats, bela.id: bela}, help={bela.id: help}, names=Names.KNOWN_TO_FACILITATOR)
    seen = view_for(circle, Audience.FACILITATORS)
    told = {
        "name": [3, 7], "role": "member", "at": 300, "place": 1, "called": "Sunita", "message": "Are you all right?", "shares": 1, "floor": 90,
        "follow_up": True, "wants_call": True,
    }  # fmt: skip
    assert inside(seen, "seats")["bela"] == told
    assert (seen["locked"], seen["guarded"], inside(seen, "seats")["chand"]) == (
        True,
        True,
        {"name": [4, 7], "role": "member", "at": 400, "listens": True},
    )
    assert seen["help"] == {"bela": {"state": "together", "since": NOW, "by": "dev"}}
    assert you(circle, "dev")["rooms"] == {"bela": {"lines": {"1": {"by": "bela", "text": "I am not well."}}}}
    assert "rooms" not in you(circle, "kim")
    for sent in (
        *(view_for(circle, audience) for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY)),
        you(circle, "anu"),
        you(circle, "lis"),
    ):
        text = msgspec.json.encode(sent).decode()
        assert not [word for word in ("not well", "all right", "Sunita", "help", "follow", "call", "floor", "listens", "guarded") if word in text]


def test_audiences() -> None:
    seen = {id: audience_of(seat) for id, seat in given().seats.items()}
    assert seen == {
        "kim": Audience.FACILITATORS, "dev": Audience.FACILITATORS, "anu": Audience.MEMBERS, "bela": Audience.MEMBERS,
        "chand": Audience.MEMBERS, "lis": Audience.LISTENERS, "wim": Audience.LOBBY, "lea": None, "rem": None, "tom": None,
    }  # fmt: skip


@pytest.mark.parametrize("words", [BUSY, "gathering", "paused; anu held 3 for 9", "round; heard anu; queue bela"])
def test_no_view_carries_a_proof_a_null_or_a_link(words: str) -> None:
    circle = given(words)
    views = [view_for(circle, audience) for audience in Audience] + [you_for(circle, seat) or {} for seat in circle.seats]
    for view in views:
        sent = msgspec.json.encode(view).decode()
        assert msgspec.json.decode(sent) == view
        assert not any(proof in sent for proof in ("token", "nonce", "link", "null"))
        assert not any(name in sent for name in ('"lea"', '"rem"', '"tom"'))


def test_a_projection_does_not_hand_out_the_circles_own_insides() -> None:
    circle = given(BUSY)
    spoilt = view_for(circle, Audience.FACILITATORS)
    inside(spoilt, "phase").clear()
    inside(spoilt, "seats").clear()
    assert inside(view_for(circle, Audience.FACILITATORS), "phase")["id"] == "sharing"


def inside(view: View, key: str) -> View:
    value = view[key]
    assert isinstance(value, dict)
    return value


def you(circle: Circle, name: str) -> View:
    view = you_for(circle, SeatId(name))
    assert view is not None
    return view


def test_nobody_is_told_to_the_moment_when_somebody_came() -> None:
    """Neither peers nor who runs it: present or away, and in the lobby the minute."""
    for audience in Audience:
        circle = given("away anu; queue bela")
        moments = {seat.since for seat in circle.seats.values()}
        sent = str(view_for(circle, audience))
        assert not any(str(moment) in sent for moment in moments), audience
