"""Who may come in: the lock, the time to come, the guard after a removal, new links, typed names."""

from dataclasses import replace
from typing import cast

import pytest

from rooms.bounds import GUARDED_SECONDS, PLACE_SECONDS
from rooms.circle import Circle
from rooms.commands import (
    Admit,
    Command,
    Greet,
    Invite,
    Join,
    Leave,
    LetTimePass,
    LiftLobby,
    Lock,
    MakeListener,
    MarkAway,
    Mute,
    NewLink,
    Remove,
    Rename,
    Return,
    StartCircle,
    TurnAway,
    Unlock,
)
from rooms.deadlines import next_deadline
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Names, Role, Standing
from rooms.views import Audience, view_for, you_for
from tests.rooms.words import CIRCLE, NOW, after, answered, given

ANU, WIM, NEW = SeatId("anu"), SeatId("wim"), SeatId("new")


def join(link: str | None, *, nonce: str = "nonce-new", called: str | None = None) -> Join:
    return Join(
        seat=NEW, at=5, link=None if link is None else SecretHash(link), nonce=Nonce(nonce), name=Pseudonym(adjective=100, thing=7),
        token=SecretHash("token-next"), called=called,
    )  # fmt: skip


def opened(words: str = "", **changes: object) -> Circle:
    """Without a lobby of its own."""
    return replace(given(words), lobby=False, **changes)  # pyright: ignore[reportArgumentType]


def standing(circle: Circle, command: Join) -> str:
    decided = answered(circle, command)
    return decided if decided.startswith("refused") else after(circle, command).seats[NEW].standing.value


LOCKED = "refused: door-closed"
NOBODY = "refused: no-such-circle"

WAYS_IN: list[tuple[Circle, dict[str | None, str]]] = [
    (opened(), {"link-m": "seated", "link-new": "seated", "link-f": "seated", None: "waiting"}),
    (given(), {"link-m": "waiting", "link-new": "seated", "link-f": "seated", None: "waiting"}),
    (opened("locked"), {"link-m": LOCKED, "link-new": LOCKED, "link-f": "seated", None: NOBODY}),
    (opened("guarded 500"), {"link-m": "waiting", "link-new": "waiting", "link-f": "seated", None: "waiting"}),
    (opened("guarded -1"), {"link-m": "waiting", "link-new": "seated", "link-f": "seated", None: "waiting"}),
    (opened("safe"), {"link-m": "waiting", "link-new": "waiting", "link-f": "seated", None: "waiting"}),
    (
        opened("gathering", format=replace(CIRCLE, opens_before_minutes=15), opened_at=Instant(NOW + 901)),
        {"link-m": "refused: not-open-yet", "link-new": "refused: not-open-yet", "link-f": "seated", None: NOBODY},
    ),
    (opened("gathering", format=replace(CIRCLE, opens_before_minutes=15), opened_at=Instant(NOW + 900)), {"link-m": "seated"}),
    (opened(people_most=7), {"link-m": "refused: full", "link-new": "refused: full", None: "refused: full", "link-f": "seated"}),
    (opened("away bela", people_most=7), {"link-m": "refused: full"}),
    (opened("gone bela", people_most=7), {"link-m": "seated", "link-new": "seated", None: "waiting"}),
]


@pytest.mark.parametrize(("circle", "ways"), WAYS_IN)
def test_ways_in(circle: Circle, ways: dict[str | None, str]) -> None:
    assert {link: standing(circle, join(link)) for link in ways} == ways


@pytest.mark.parametrize("words", ["locked", "guarded 500", "safe", "locked; away anu", "locked; gone anu"])
def test_who_has_a_seat_comes_back_whatever_the_door(words: str) -> None:
    circle = opened(words)
    assert after(circle, Return(token=SecretHash("token-anu"), next=SecretHash("next"))).seats[ANU].standing is Standing.SEATED
    assert after(circle, join("link-anu")).seats[ANU].standing is Standing.SEATED


@pytest.mark.parametrize("words", ["locked", "guarded 500", "safe"])
def test_who_left_comes_back_by_their_own_link_whatever_the_door(words: str) -> None:
    assert after(opened(f"{words}; left anu"), join("link-anu")).seats[ANU].standing is Standing.SEATED


def test_giving_up_in_the_lobby_opens_no_way_around_it() -> None:
    """An invitation is used by who sat in the circle with it."""
    circle = after(opened("guarded 500"), join("link-new"), Leave(by=NEW))
    assert standing(circle, join("link-new", nonce="nonce-2")) == "waiting"


def test_in_safe_mode_who_comes_by_the_facilitators_link_is_a_deputy() -> None:
    assert after(opened("safe; left kim"), join("link-f")).seats[NEW].role is Role.DEPUTY


DOORS: list[tuple[str, Command, str]] = [
    ("", Lock(), "locked"),
    ("locked", Lock(), "locked"),
    ("locked", Unlock(), ""),
    ("", Unlock(), ""),
    ("guarded 500", LiftLobby(), ""),
    ("", LiftLobby(), ""),
    ("", Remove(seat=ANU), f"guarded {GUARDED_SECONDS:g}; removed anu"),
]


@pytest.mark.parametrize(("circle", "command", "then"), DOORS)
def test_doors(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


def test_the_door_closes_by_itself_once_and_stays_open_when_it_was_opened_again() -> None:
    circle = after(replace(given("gathering"), format=replace(CIRCLE, closes_after_minutes=10)), StartCircle())
    assert next_deadline(circle) == NOW + 600
    assert answered(circle, LetTimePass(), now=Instant(NOW + 599)) == ""
    closed = after(circle, LetTimePass(), now=Instant(NOW + 600))
    assert closed.locked
    opened_again = after(closed, Unlock(), LetTimePass(), now=Instant(NOW + 601))
    assert not opened_again.locked
    assert after(opened_again, Lock()).locked


def test_after_a_removal_the_next_newcomer_waits_until_it_is_lifted() -> None:
    circle = after(opened(), Remove(seat=ANU))
    assert standing(circle, join("link-m")) == "waiting"
    assert standing(after(circle, LiftLobby()), join("link-m")) == "seated"
    assert answered(circle, join("link-anu")) == "refused: removed", "its invitation went with it"


def test_a_new_link_ends_the_old_one_at_once() -> None:
    circle = after(opened(), NewLink(secret=SecretHash("link-2"), listener=SecretHash("link-3")))
    assert standing(circle, join("link-m")) == NOBODY
    assert standing(circle, join("link-2")) == "seated"
    assert standing(circle, join("link-new")) == "seated", "personal ones stay"
    assert standing(circle, join("link-f")) == "seated", "and so does the facilitators'"
    assert standing(circle, join("link-l")) == NOBODY, "the listeners' went with it"
    assert after(circle, join("link-3")).seats[NEW].role is Role.LISTENER


def test_a_circle_without_a_link_for_listeners_gets_none() -> None:
    circle = opened(links=tuple(link for link in given().links if link.role is not Role.LISTENER))
    circle = after(circle, NewLink(secret=SecretHash("link-2"), listener=SecretHash("link-3")))
    assert standing(circle, join("link-3")) == NOBODY
    assert standing(circle, join("link-2")) == "seated"


def test_a_personal_link_more() -> None:
    circle = after(given(), Invite(secret=SecretHash("link-2")))
    assert standing(circle, join("link-2")) == "seated"
    full = replace(circle, links=circle.links * 200)
    assert answered(full, Invite(secret=SecretHash("link-3"))) == "refused: full"


# ------------------------------------------------------------------------------------------------------------------ the lobby


def test_who_waits_says_how_they_are_known_and_the_facilitators_alone_read_it() -> None:
    circle = after(given(), Greet(by=WIM, text="From the Tuesday group\u202e"))
    assert lobby(circle)["greeting"] == "From the Tuesday group"
    assert (you_for(circle, WIM) or {})["greeted"] is True
    for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
        assert "Tuesday" not in str(view_for(circle, audience))
    assert answered(circle, Greet(by=WIM, text=" ")) == "refused: bad-text"
    assert answered(circle, Greet(by=WIM, text="x" * 121)) == "refused: bad-text"


@pytest.mark.parametrize("decided", ["admit", "turn_away", "leave"])
def test_what_was_said_is_gone_with_the_decision(decided: str) -> None:
    circle = after(given(), Greet(by=WIM, text="From the Tuesday group"))
    command = {"admit": Admit(seat=WIM), "turn_away": TurnAway(seat=WIM), "leave": Leave(by=WIM)}[decided]
    assert "Tuesday" not in repr(after(circle, command).seats.get(WIM))


def test_fifty_who_give_up_in_the_lobby_leave_nothing_behind() -> None:
    circle = given()
    for number in range(50):
        circle = after(circle, replace(join("link-m", nonce=f"nonce-{number}"), seat=SeatId(f"n{number}")), Leave(by=SeatId(f"n{number}")))
    assert circle.seats == given().seats
    away = after(circle, join("link-m"))
    assert NEW in away.seats


def test_who_stays_away_in_the_lobby_is_forgotten_unless_an_invitation_is_theirs() -> None:
    later = Instant(NOW + PLACE_SECONDS)
    circle = opened("guarded 500")
    for link, kept in (("link-m", False), ("link-new", True)):
        gone = after(after(circle, join(link), MarkAway(seat=NEW)), LetTimePass(), now=later)
        assert (NEW in gone.seats) is kept


@pytest.mark.parametrize("ruled", [Mute(seat=NEW), MakeListener(seat=NEW), Rename(seat=NEW), Rename(seat=NEW, text="Sunita")])
def test_what_holds_for_a_seat_holds_when_its_person_gives_up_in_the_lobby(ruled: Command) -> None:
    """Sanctions end by a facilitator's hand alone."""
    circle = after(opened("guarded 500", names=Names.CHOSEN), join("link-new", called="You all lie"), Admit(seat=NEW), ruled)
    held = sanctions(circle)
    for number in range(3):
        circle = after(circle, Leave(by=NEW), join("link-new", called="You all lie", nonce=f"nonce-{number}"))
    assert sanctions(circle) == held != (False, Role.MEMBER, "You all lie")


def sanctions(circle: Circle) -> tuple[bool, Role, str | None]:
    seat = circle.seats[NEW]
    return seat.muted, seat.role, seat.called


def test_who_was_turned_away_is_told_so_and_not_forgotten() -> None:
    assert after(given(), TurnAway(seat=WIM)).seats[WIM].standing is Standing.TURNED_AWAY


def lobby(circle: Circle) -> dict[str, object]:
    return cast(dict[str, dict[str, object]], view_for(circle, Audience.FACILITATORS)["lobby"])["wim"]


# ----------------------------------------------------------------------------------------------------------------- typed names


def test_a_typed_name_where_names_are_chosen() -> None:
    circle = opened(names=Names.CHOSEN)
    assert answered(circle, join("link-m")) == "refused: name-needed"
    assert answered(circle, join("link-m", called="\u202e")) == "refused: name-needed"
    came = after(circle, join("link-m", called="  Sunita  "))
    assert called(came, Audience.MEMBERS) == called(came, Audience.FACILITATORS) == "Sunita"
    assert came.seats[NEW].name == Pseudonym(adjective=100, thing=7), "the drawn one is there as well"


def test_who_types_no_name_is_not_told_which_drawn_ones_there_are() -> None:
    """Else a stranger with the code could try them all, and nobody would see anything of it."""
    circle = after(opened(names=Names.CHOSEN), join("link-m", called="Sunita"))
    again = replace(join(None), seat=SeatId("other"), token=SecretHash("t-other"), nonce=Nonce("n-other"))
    assert answered(circle, again) == "refused: name-needed"
    assert answered(circle, replace(again, called="Ravi")) == "refused: name-taken"


def test_a_typed_name_known_to_the_facilitator_alone() -> None:
    came = after(opened(names=Names.KNOWN_TO_FACILITATOR), join("link-m", called="Sunita"))
    assert called(came, Audience.FACILITATORS) == "Sunita"
    for audience in (Audience.MEMBERS, Audience.LISTENERS, Audience.LOBBY):
        assert "Sunita" not in str(view_for(came, audience))


def test_where_names_are_drawn_nothing_typed_is_kept() -> None:
    assert after(opened(), join("link-m", called="Sunita")).seats[NEW].called is None
    assert answered(opened(), Rename(seat=ANU, text="Sunita")) == "refused: drawn-names"


def test_a_facilitator_renames_and_coming_back_does_not_undo_it() -> None:
    circle = after(opened(names=Names.CHOSEN), join("link-new", called="You all lie"))
    renamed = after(circle, Rename(seat=NEW))
    assert called(renamed, Audience.MEMBERS) is None
    again = after(renamed, Leave(by=NEW), replace(join("link-new", called="You all lie", nonce="nonce-3"), seat=SeatId("n3")))
    assert called(again, Audience.MEMBERS) is None
    assert called(after(circle, Rename(seat=NEW, text="Sunita")), Audience.MEMBERS) == "Sunita"
    assert answered(circle, Rename(seat=NEW, text="\u202e")) == "refused: bad-text"


def called(circle: Circle, audience: Audience) -> object:
    seats = cast(dict[str, dict[str, object]], view_for(circle, audience)["seats"])
    return seats["new"].get("called")
