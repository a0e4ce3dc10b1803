"""Who lost their seat with their browser says so in the lobby, and a facilitator gives it back to them."""

from dataclasses import replace
from typing import cast

import msgspec
import pytest

from rooms.bounds import CALLED_AT_MOST
from rooms.circle import Circle
from rooms.commands import (
    Admit,
    AskHelp,
    Command,
    GoTo,
    Join,
    Message,
    OfferSupport,
    ProposeFollowUp,
    Reseat,
    Return,
    TurnAway,
    Undo,
    WasHere,
    WriteLine,
    WriteQuestion,
)
from rooms.deadlines import next_deadline
from rooms.formats import Order, Phase
from rooms.help import HelpState
from rooms.ids import Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Names, Presence, Role, Seat
from rooms.views import Audience, view_for, you_for
from tests.rooms.words import CIRCLE, NOW, after, answered, given

ANU, BELA, CHAND, DEV, KIM, LIS, WIM = (SeatId(name) for name in ("anu", "bela", "chand", "dev", "kim", "lis", "wim"))

BACK = Return(token=SecretHash("token-wim"), next=SecretHash("token-next"))
"""What the browser in the lobby does by itself when it is told that it has another seat."""


def reseat(name: str, to: SeatId = WIM) -> Reseat:
    return Reseat(seat=SeatId(name), to=to)


RESEATING: list[tuple[str, Command, str]] = [
    # said
    ("", WasHere(by=WIM), "claims wim"),
    ("", WasHere(by=WIM, text="Quiet Kite"), "claims wim"),
    ("claims wim", WasHere(by=WIM), "claims wim"),
    ("", WasHere(by=WIM, text="x" * (CALLED_AT_MOST + 1)), "refused: bad-text"),
    ("", WasHere(by=WIM, text="\u202e"), "refused: bad-text"),
    ("waiting lea", WasHere(by=SeatId("lea")), "refused: has-seat"),
    # given: nobody is on it until they come back, and all that holds for it goes on
    ("claims wim; away bela", reseat("bela"), "away bela"),
    ("claims wim; gone bela", reseat("bela"), "gone bela"),
    ("claims wim; away lis", reseat("lis"), "away lis"),
    ("claims wim; away bela; muted bela; queue anu bela; anu sharing 9", reseat("bela"), "anu sharing 9; queue anu bela; muted bela; away bela"),
    ("claims wim; away bela; bela held 70 for 9", reseat("bela"), "bela held 70 for 9; away bela"),
    ("claims wim; away bela; listens bela", reseat("bela"), "listens bela; away bela"),
    ("claims wim; away bela; locked", reseat("bela"), "locked; away bela"),
    # not given
    ("away bela", reseat("bela"), "refused: not-asked"),
    ("claims wim", reseat("bela"), "refused: seat-kept"),
    ("claims wim; away anu", reseat("anu"), "refused: seat-kept"),
    ("claims wim; gone anu", reseat("anu"), "refused: seat-kept"),
    ("claims wim; away dev", reseat("dev"), "refused: seat-kept"),
    ("claims wim; away kim; role kim deputy; role dev facilitator; deputies kim", reseat("kim"), "refused: seat-kept"),
    ("claims wim", reseat("rem"), "refused: no-such-seat"),
    ("claims wim", reseat("lea"), "refused: no-such-seat"),
    ("claims wim", reseat("tom"), "refused: no-such-seat"),
    ("claims wim", reseat("wim"), "refused: no-such-seat"),
    ("claims wim", reseat("who"), "refused: no-such-seat"),
    ("claims wim; away bela; safe", reseat("bela"), "refused: safe-mode"),
    ("away bela", reseat("bela", to=CHAND), "refused: not-waiting"),
    ("away bela", reseat("bela", to=SeatId("who")), "refused: not-waiting"),
    # decided otherwise
    ("claims wim", Admit(seat=WIM), "seated wim"),
    ("claims wim", TurnAway(seat=WIM), "turned-away wim"),
]


@pytest.mark.parametrize(("circle", "command", "expected"), RESEATING)
def test_reseating(circle: str, command: Command, expected: str) -> None:
    assert answered(given(circle), command) == expected


def test_who_is_given_a_seat_comes_back_to_it_and_who_had_it_before_does_not() -> None:
    circle = after(given("claims wim; away bela; bela held 70 for 9; muted bela"), reseat("bela"), BACK)
    bela = circle.seats[BELA]
    assert (bela.presence, bela.muted, bela.name) == (Presence.PRESENT, True, Pseudonym(adjective=3, thing=7))
    assert circle.turn is not None
    assert (circle.turn.seat, circle.turn.left) == (BELA, 70)
    assert WIM not in circle.seats
    old = Return(token=SecretHash("token-bela"), next=SecretHash("x"))
    assert answered(circle, old) == "refused: no-such-token"


def test_a_recorded_join_of_either_browser_opens_nothing() -> None:
    circle = after(given("claims wim; away bela"), reseat("bela"))
    name, token = Pseudonym(adjective=99, thing=1), SecretHash("t")
    fresh = Join(seat=SeatId("new"), at=1, link=SecretHash("link-m"), nonce=Nonce("nonce-new"), name=name, token=token)
    for before in ("nonce-bela", "nonce-wim"):
        assert answered(circle, replace(fresh, nonce=Nonce(before))) == "refused: joined-before"
    assert after(circle, fresh).seats[SeatId("new")].token == "t"


def test_a_seat_that_was_given_up_for_lost_gets_its_place_in_the_round_when_its_person_is_back() -> None:
    circle = given("claims wim; gone bela; round; anu sharing 9; queue chand")
    assert answered(after(circle, reseat("bela")), BACK) == "round; anu sharing 9; queue chand bela"


def test_the_place_in_the_queue_is_kept_for_as_long_as_for_somebody_who_just_went_away() -> None:
    before = given("claims wim; away bela; queue bela; anu sharing 900")
    due = next_deadline(before)
    assert due is not None
    assert after(before, reseat("bela")).seats[BELA].since == NOW


def test_a_personal_link_looks_for_no_other_seat() -> None:
    circle = given()
    mine = replace(circle.seats[WIM], link=SecretHash("link-new"))
    assert answered(replace(circle, seats={**circle.seats, WIM: mine}), WasHere(by=WIM)) == "refused: has-seat"


def test_what_was_said_to_the_person_alone_is_not_handed_on() -> None:
    """The facilitator may have taken one stranger for another."""
    helped = after(given(), AskHelp(by=BELA), OfferSupport(by=DEV, seat=BELA), WriteLine(by=BELA, seat=BELA, text="It is the loan."))
    helped = after(helped, Message(seat=BELA, text="Tea at five?"), WasHere(by=WIM))
    helped = replace(helped, seats={**helped.seats, BELA: replace(helped.seats[BELA], presence=Presence.AWAY)})
    circle = after(helped, reseat("bela"), BACK)
    sent = msgspec.json.encode(you_for(circle, BELA)).decode()
    assert "loan" not in sent
    assert "Tea" not in sent
    assert circle.help[BELA].state is HelpState.TOGETHER, "who asked for help still has somebody"


def test_what_only_the_facilitators_know_of_the_person_is_not_handed_on_either() -> None:
    """A typed name, a question, an offer to be called: whoever is believed would read them as their own."""
    phases = tuple(Phase(id=id, minutes=30, order=Order.HANDS, questions=True) for id in ("first", "second"))
    circle = replace(given("away bela; phase 1 900", replace(CIRCLE, phases=phases)), names=Names.KNOWN_TO_FACILITATOR)
    circle = with_seats(circle, bela=replace(circle.seats[BELA], called="Sunita"), wim=replace(circle.seats[WIM], called="Ravi"))
    circle = after(circle, WriteQuestion(by=BELA, text="Is it the loan?"), ProposeFollowUp(seat=BELA), WasHere(by=WIM))
    undone = after(circle, GoTo(phase=2, confirmed=True), reseat("bela"), BACK, Undo())
    for lived in (after(circle, reseat("bela"), BACK), undone):
        sent = msgspec.json.encode(you_for(lived, BELA)).decode()
        assert not any(word in sent for word in ("Sunita", "loan", "follow_up"))
        assert lived.seats[BELA].called == "Ravi"
    assert undone.phase == 0


def test_a_name_that_was_taken_away_does_not_come_back_with_the_seat() -> None:
    circle = replace(given("claims wim; away bela"), names=Names.KNOWN_TO_FACILITATOR)
    circle = with_seats(circle, wim=replace(circle.seats[WIM], called="You all lie"))
    assert after(circle, reseat("bela")).seats[BELA].called is None


def with_seats(circle: Circle, **seats: Seat) -> Circle:
    return replace(circle, seats={**circle.seats, **{SeatId(id): seat for id, seat in seats.items()}})


# ------------------------------------------------------------------------------------------------------------------ what is seen


def lobby_of(circle: Circle) -> dict[str, object]:
    return cast("dict[str, dict[str, object]]", view_for(circle, Audience.FACILITATORS)["lobby"])["wim"]


def test_the_claim_and_the_seats_it_may_mean_are_for_who_runs_the_meeting_alone() -> None:
    circle = after(given("away bela; gone chand; away anu dev"), WasHere(by=WIM, text="Ravi K"))
    facilitators = view_for(circle, Audience.FACILITATORS)
    assert lobby_of(circle)["was_here"] == "Ravi K"
    assert facilitators["empty"] == {"bela": {"name": [3, 7], "role": "member"}, "chand": {"name": [4, 7], "role": "member"}}
    assert (you_for(circle, WIM) or {})["claims"] is True
    others = [view_for(circle, audience) for audience in Audience if audience is not Audience.FACILITATORS]
    others += [you_for(circle, seat) or {} for seat in circle.seats]
    assert not any("Ravi" in msgspec.json.encode(view).decode() or "empty" in view for view in others)


def test_the_lobby_sees_nobody_whatever_is_claimed() -> None:
    assert view_for(given("claims wim; away bela"), Audience.LOBBY) == view_for(given(), Audience.LOBBY)


def test_without_a_claim_no_list_of_seats() -> None:
    assert "empty" not in view_for(given("away bela; gone chand"), Audience.FACILITATORS)


@pytest.mark.parametrize("command", [Admit(seat=WIM), TurnAway(seat=WIM), reseat("bela")])
def test_what_was_typed_is_gone_with_the_decision(command: Command) -> None:
    circle = after(given("away bela"), WasHere(by=WIM, text="Ravi K"))
    assert "Ravi" in msgspec.json.encode(circle).decode()
    circle = after(circle, command)
    assert "Ravi" not in msgspec.json.encode(circle).decode()
    assert "Ravi" not in repr(circle)


def test_a_typed_name_known_to_the_facilitator_helps_them_to_find_the_seat() -> None:
    circle = given("claims wim; away bela")
    seats = {**circle.seats, BELA: replace(circle.seats[BELA], called="Sunita")}
    told = cast("dict[str, object]", view_for(replace(circle, seats=seats, names=Names.KNOWN_TO_FACILITATOR), Audience.FACILITATORS)["empty"])
    assert told["bela"] == {"name": [3, 7], "role": "member", "called": "Sunita"}


def test_nobody_becomes_a_facilitator_by_it() -> None:
    """Whatever seat there is: a stranger never gets one of those who run the meeting."""
    circle = given("claims wim; away kim dev anu bela chand lis")
    given_to = {id for id in circle.seats if not answered(circle, Reseat(seat=id, to=WIM)).startswith("refused")}
    assert given_to == {BELA, CHAND, LIS}
    assert {circle.seats[id].role for id in given_to} == {Role.MEMBER, Role.LISTENER}
