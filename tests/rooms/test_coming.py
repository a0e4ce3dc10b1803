"""Taking a seat, coming back to it, leaving it."""

from dataclasses import replace

import pytest

from rooms.bounds import LEFT_AT_MOST, SEATS_AT_MOST, SPENT_AT_MOST
from rooms.circle import Circle, Link
from rooms.commands import Admit, Command, EndCircle, Join, Leave, MarkAway, Mute, Return
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Role, Seat, Standing
from tests.rooms.words import NOW, after, answered, given, name_of

FREE = Pseudonym(adjective=100, thing=200)
ANU, BELA, KIM, WIM, NEW = (SeatId(name) for name in ("anu", "bela", "kim", "wim", "new"))


def join(link: str | None = "link-m", nonce: str = "nonce-new", name: Pseudonym = FREE, at: int = 5) -> Join:
    hashed = None if link is None else SecretHash(link)
    return Join(seat=NEW, at=at, link=hashed, nonce=Nonce(nonce), name=name, token=SecretHash("token-next"))


def back(name: str, next: str = "token-next") -> Return:
    return Return(token=SecretHash(f"token-{name}"), next=SecretHash(next))


COMING: list[tuple[str, Command, str]] = [
    # a new face
    ("", join(None), "waiting new"),
    ("", join("link-m"), "waiting new"),
    ("", join("link-l"), "waiting new"),
    ("", join("link-f"), "deputies dev new; seated new"),
    ("", join("link-new"), "seated new"),
    ("", join("link-of-no-circle"), "refused: no-such-circle"),
    ("", join(name=name_of("anu")), "refused: name-taken"),
    ("", join(name=name_of("wim")), "refused: name-taken"),
    ("gone anu", join(name=name_of("anu")), "refused: name-taken"),
    ("", join(name=name_of("lea")), "waiting new"),
    # the same face again
    ("away anu", join(nonce="nonce-anu"), "refused: joined-before"),
    ("", join("link-anu", nonce="nonce-anu"), "refused: joined-before"),
    ("", join(None, nonce="nonce-wim"), "refused: joined-before"),
    ("", join("link-anu"), ""),
    ("gone anu", join("link-anu"), ""),
    ("gone anu; muted anu", join("link-anu"), "muted anu"),
    ("", join("link-lea"), "seated lea"),
    ("muted lea", join("link-lea"), "muted lea; seated lea"),
    ("", join("link-m", nonce="nonce-lea"), "refused: joined-before"),
    ("", join("link-lea", nonce="nonce-lea"), "refused: joined-before"),
    ("", join(nonce="nonce-rem"), "refused: joined-before"),
    ("", join(nonce="nonce-tom"), "refused: joined-before"),
    ("", replace(join(), token=SecretHash("token-anu")), "refused: joined-before"),
    # into a round
    ("round; anu sharing 9; queue bela", join("link-new"), "round; anu sharing 9; queue bela new; seated new"),
    ("round; anu sharing 9; queue bela", join("link-m"), "round; anu sharing 9; queue bela; waiting new"),
    ("round; anu sharing 9; queue bela", join("link-f"), "round; anu sharing 9; queue bela; deputies dev new; seated new"),
    ("round; anu sharing 9; queue bela; closed", join("link-new"), "round; anu sharing 9; queue bela; closed; seated new"),
    ("gathering; round; queue anu bela", join("link-new", at=250), "gathering; round; queue anu new bela; seated new"),
    ("gathering; round; queue anu bela", join("link-new", at=9_999), "gathering; round; queue anu bela new; seated new"),
    ("round; bela sharing 9; gone anu", join("link-anu"), "round; bela sharing 9; queue anu"),
    ("round; bela sharing 9; heard anu; gone anu", join("link-anu"), "round; bela sharing 9; heard anu"),
    ("round; bela sharing 9; queue chand anu; away anu", join("link-anu"), "round; bela sharing 9; queue chand anu"),
    # coming back by the resume token
    ("away anu", back("anu"), ""),
    ("gone wim", back("wim"), ""),
    ("", back("lea"), "refused: left"),
    ("", back("rem"), "refused: removed"),
    ("", back("tom"), "refused: turned-away"),
    ("", back("nobody"), "refused: no-such-token"),
    ("", back("anu", "token-bela"), "refused: no-such-token"),
    ("queue anu; away anu", back("anu"), "anu offered 180 for 40"),
    ("bela sharing 9; queue anu chand; away anu", back("anu"), "bela sharing 9; queue anu chand"),
    ("anu held 70 for 3; away anu", back("anu"), "anu held 70 for 45"),
    ("paused; anu held 70 for 3; away anu", back("anu"), "paused; anu held 70 for 45"),
    ("anu sharing 70", back("anu"), "anu held 70 for 45"),
    ("anu writing 70", back("anu"), "anu held 70 for 45"),
    ("anu offered 180 for 20", back("anu"), "anu offered 180 for 20"),
    ("speaking kim", back("kim"), ""),
    # leaving
    ("", Leave(by=ANU), "left anu"),
    ("", Leave(by=WIM), ""),
    ("anu sharing 70; queue bela", Leave(by=ANU), "bela offered 180 for 40; heard anu; left anu"),
    ("anu sharing 70; queue bela chand", Leave(by=BELA), "anu sharing 70; queue chand; left bela"),
    ("speaking kim", Leave(by=KIM), "role dev facilitator; deputies; left kim"),
    ("round; anu offered 180 for 40", Leave(by=ANU), "heard anu; left anu"),
]


@pytest.mark.parametrize(("circle", "command", "then"), COMING)
def test_coming(circle: str, command: Command, then: str) -> None:
    assert answered(given(circle), command) == then


def test_a_circle_without_lobby_seats_who_has_the_link_but_not_who_typed_the_code() -> None:
    circle = replace(given(), lobby=False)
    assert answered(circle, join("link-m")) == "seated new"
    assert answered(circle, join("link-l")) == "seated new"
    assert answered(circle, join(None)) == "waiting new"


def test_roles_come_with_the_link() -> None:
    assert role(given(), join("link-f")) is Role.DEPUTY
    assert role(given("left kim"), join("link-f")) is Role.FACILITATOR
    assert role(given("gone kim"), join("link-f")) is Role.DEPUTY
    assert role(given(), join("link-l")) is Role.LISTENER
    assert role(given(), join(None)) is Role.MEMBER


def role(circle: Circle, command: Join) -> Role:
    return after(circle, command).seats[NEW].role


def test_a_keeper_who_left_does_not_become_a_second_one() -> None:
    circle = after(by_link_of_their_own(given("left kim")), join("link-f"), replace(join("link-kim", nonce="nonce-2"), token=SecretHash("token-2")))
    assert (circle.seats[NEW].role, circle.seats[KIM].role) == (Role.FACILITATOR, Role.DEPUTY)


def test_a_keeper_who_waits_in_the_lobby_does_not_become_a_second_one() -> None:
    """Before the start nobody may keep it for a while; whoever comes first does, and who kept it is a deputy when they are admitted."""
    gathering = by_link_of_their_own(given("gathering; left dev; deputies"))
    gathering = replace(gathering, seats={**gathering.seats, KIM: replace(gathering.seats[KIM], only_waited=True)})
    gathering = replace(gathering, guarded=True, guarded_until=Instant(NOW + 60))
    gathering = after(gathering, Leave(by=KIM), replace(join("link-kim", nonce="nonce-2"), token=SecretHash("token-2")))
    circle = after(gathering, join("link-f"), Admit(seat=KIM))
    assert (circle.seats[NEW].role, circle.seats[KIM].role) == (Role.FACILITATOR, Role.DEPUTY)
    assert circle.deputies == (KIM,)


def by_link_of_their_own(circle: Circle) -> Circle:
    """Kim came by a personal link, and was made the keeper."""
    mine = Link(secret=SecretHash("link-kim"), role=Role.MEMBER, personal=True)
    return replace(circle, links=(*circle.links, mine), seats={**circle.seats, KIM: replace(circle.seats[KIM], link=mine.secret)})


def test_who_comes_again_may_only_listen_today() -> None:
    circle = given("round; bela sharing 9; left anu")
    assert answered(circle, replace(join("link-anu"), listens=True)) == "round; bela sharing 9; listens anu"
    assert answered(circle, join("link-anu")) == "round; bela sharing 9; queue anu"


def test_coming_back_proves_it_by_the_next_token_only() -> None:
    circle = after(given("away anu"), back("anu", "token-2"))
    assert circle.seats[ANU].token == "token-2"
    assert answered(circle, back("anu")) == "refused: no-such-token"


def test_joining_twice_replaces_the_token_and_keeps_the_rest() -> None:
    before = given("away anu; muted anu").seats[ANU]
    seat = after(given("away anu; muted anu"), join("link-anu")).seats[ANU]
    assert (seat.name, seat.role, seat.at, seat.muted, seat.last) == (before.name, before.role, before.at, True, before.last)
    assert seat.token == "token-next"


def test_a_join_whose_answer_was_lost_takes_no_second_seat_and_its_token_proves_the_first() -> None:
    once = after(given(), join())
    assert answered(once, join()) == "refused: joined-before"
    assert answered(once, back("next", "token-2")) == "waiting new"


@pytest.mark.parametrize("link", ["link-new", "link-m", None])
def test_a_join_played_again_opens_nothing_whatever_became_of_its_seat(link: str | None) -> None:
    """Away, come back by another token, left, forgotten in the lobby, taken by another join of the same link."""
    once = after(given(), join(link))
    fates: list[tuple[Command, ...]] = [
        (MarkAway(seat=NEW),),
        (back("next", "token-2"),),
        (Leave(by=NEW),),
        (Leave(by=NEW), replace(join(link, nonce="nonce-2"), seat=SeatId("new2"), token=SecretHash("token-2"))),
        (replace(join(link, nonce="nonce-2"), seat=SeatId("new2"), token=SecretHash("token-2"), name=name_of("lea")),),
    ]
    for fate in fates:
        assert answered(after(once, *fate), join(link)) == "refused: joined-before", fate


def test_spent_joins_are_bounded() -> None:
    circle = given()
    for number in range(SPENT_AT_MOST + 10):
        circle = after(circle, join(None, nonce=f"nonce-{number}"), Leave(by=NEW))
    assert len(circle.spent) == SPENT_AT_MOST
    assert answered(circle, join(None, nonce=f"nonce-{SPENT_AT_MOST}")) == "refused: joined-before"


def test_who_comes_and_goes_without_end_leaves_a_bounded_trace() -> None:
    circle = after(replace(given(), lobby=False, guarded=False), Leave(by=ANU))
    for number in range(LEFT_AT_MOST + 10):
        guest = SeatId(f"guest-{number}")
        circle = after(circle, replace(join("link-m", nonce=f"nonce-{number}"), seat=guest, token=SecretHash(f"token-{number}")), Leave(by=guest))
    left = [seat for seat in circle.seats.values() if seat.standing is Standing.LEFT and seat.link is None]
    assert len(left) == LEFT_AT_MOST
    assert ANU in circle.seats, "a personal link still finds its seat"
    assert SeatId("guest-9") not in circle.seats
    assert SeatId("guest-10") in circle.seats


def test_a_name_taken_meanwhile_is_not_given_twice() -> None:
    circle = after(given(), replace(join("link-new", name=name_of("lea")), token=SecretHash("token-new")))
    assert after(circle, join("link-lea", nonce="nonce-2")).seats[SeatId("lea")].name == FREE
    assert answered(circle, join("link-lea", nonce="nonce-2", name=name_of("lea"))) == "refused: name-taken"


def test_a_muted_person_who_leaves_and_comes_back_by_their_link_is_muted() -> None:
    circle = after(given(), Mute(seat=ANU), Leave(by=ANU), join("link-anu"))
    seat = circle.seats[ANU]
    assert (seat.muted, seat.standing) == (True, Standing.SEATED)


def test_a_full_circle_takes_nobody_new_and_keeps_everyone_it_has() -> None:
    circle = full_circle()
    assert answered(circle, join("link-new")) == "refused: full"
    assert answered(circle, join("link-lea")) == "refused: full"
    assert not answered(circle, back("anu")).startswith("refused")
    assert not answered(after(circle, Leave(by=ANU)), join("link-new")).startswith("refused")


def full_circle() -> Circle:
    circle = given()
    seats = dict(circle.seats)
    sitting = [seat for seat in seats.values() if seat.standing in (Standing.SEATED, Standing.WAITING)]
    for number in range(SEATS_AT_MOST - len(sitting)):
        seat = another(number, sitting[2])
        seats[seat.id] = seat
    return replace(circle, seats=seats)


def another(number: int, seat: Seat) -> Seat:
    name = Pseudonym(adjective=number % 128, thing=50 + number // 128)
    words = (SeatId(f"n{number}"), SecretHash(f"t{number}"), Nonce(f"x{number}"))
    return replace(seat, id=words[0], token=words[1], nonce=words[2], name=name, link=None)


def test_an_ended_circle_tells_only_who_holds_a_link() -> None:
    ended = after(given(), EndCircle())
    assert answered(ended, join("link-m")) == "refused: ended"
    assert answered(ended, join("link-anu")) == "refused: ended"
    assert answered(ended, join(None)) == "refused: no-such-circle"
    assert answered(ended, join("link-of-no-circle")) == "refused: no-such-circle"
    assert answered(ended, back("anu")) == answered(given(), back("nobody")) == "refused: no-such-token"
    assert answered(ended, replace(back("anu"), link=SecretHash("link-m"))) == "refused: ended"
    assert answered(ended, replace(back("anu"), link=SecretHash("link-of-no-circle"))) == "refused: no-such-token"
    assert answered(ended, Leave(by=ANU)) == "refused: ended"
