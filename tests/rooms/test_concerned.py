"""Nobody is forgotten who would be told something new."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given as drawn, settings, strategies as st

from rooms.circle import SCHEMA, Circle, Stage
from rooms.formats import Order
from rooms.help import Help, HelpState, Line
from rooms.ids import Instant, SeatId
from rooms.projections.concerned import concerned
from rooms.seat import Presence, Role, Standing
from rooms.turn import Place, Regret, Turn, TurnState, Undo
from rooms.views import audience_of, you_for
from server.store.snapshot import decode, encode
from tests.rooms.words import CAST, NOW, given

SEATS = [SeatId(name) for name in CAST]
seats = st.sampled_from(SEATS)
instants = st.integers(0, 3).map(lambda seconds: Instant(NOW + seconds))
places = st.lists(seats, max_size=4, unique=True).map(lambda names: tuple(Place(seat=name, since=NOW) for name in names))
turns = st.builds(
    Turn, place=st.builds(Place, seat=seats, since=st.just(NOW)), state=st.sampled_from(TurnState), seconds=st.just(60.0), left=st.just(9.0),
    ends_at=st.none(), lapses_at=st.none() | instants,
)  # fmt: skip
undos = st.builds(
    Undo, what=st.sampled_from(Regret), until=instants, turn=st.none() | turns, queue=st.just(()), order=st.just(Order.HANDS),
    heard=st.just(frozenset[SeatId]()), going=st.just(True), phase=st.just(0), round=st.just(1), prompt=st.just(0), phase_began=st.none(),
    phase_ends_at=st.none(),
)  # fmt: skip
helps = st.builds(
    Help, state=st.sampled_from(HelpState), since=instants, by=st.none() | seats,
    lines=st.lists(st.builds(Line, by=seats, text=st.sampled_from("ab")), max_size=2).map(tuple),
)  # fmt: skip
changes: dict[str, st.SearchStrategy[Any]] = {
    "queue": places, "turn": st.none() | turns, "undo": st.none() | undos, "warmth": st.frozensets(seats, max_size=2),
    "order": st.sampled_from([Order.HANDS, Order.ROUND, Order.DRAW]),
    "help": st.dictionaries(seats, helps, max_size=2), "kept_before": st.none() | seats, "safe_since": st.none() | instants,
    "stage": st.sampled_from([Stage.GATHERING, Stage.OPEN, Stage.PAUSED]), "title": st.sampled_from(["one", "other"]),
}  # fmt: skip
seat_changes: dict[str, st.SearchStrategy[Any]] = {
    "muted": st.booleans(), "message": st.none() | st.just("Breathe."), "wants_call": st.booleans(), "role": st.sampled_from(Role),
    "standing": st.sampled_from(Standing), "presence": st.sampled_from(Presence), "listens": st.booleans(), "called": st.none() | st.just("Asha"),
}  # fmt: skip


def changed(data: st.DataObject, circle: Circle) -> Circle:
    for field in data.draw(st.lists(st.sampled_from([*changes, "seat"]), max_size=4)):
        if field == "seat":
            seat = circle.seats[data.draw(seats)]
            what = data.draw(st.sampled_from(list(seat_changes)))
            circle = replace(circle, seats={**circle.seats, seat.id: replace(seat, **{what: data.draw(seat_changes[what])})})
        else:
            circle = replace(circle, **{field: data.draw(changes[field])})
    return circle


@settings(max_examples=400, deadline=None)
@drawn(data=st.data())
def test_whoever_is_not_named_sees_what_they_saw(data: st.DataObject) -> None:
    before = changed(data, given())
    now = changed(data, before)
    named = concerned(before, now)
    for seat in SEATS:
        if seat not in named:
            assert you_for(before, seat) == you_for(now, seat), seat
            assert audience_of(before.seats[seat]) is audience_of(now.seats[seat]), seat


def test_the_fields_here_are_fields() -> None:
    assert changes.keys() <= {field.name for field in fields(Circle)}


def test_a_change_that_tells_nobody_anything_concerns_nobody() -> None:
    before = given("queue anu bela")
    assert concerned(before, replace(before, title="other", queue_open=False)) == set()


def test_what_was_read_anew_from_a_store_concerns_nobody_by_that_alone() -> None:
    before = given("queue anu bela")
    again = decode(SCHEMA, encode(before))
    assert all(again.seats[seat] is not before.seats[seat] for seat in SEATS)
    assert concerned(before, again) == set()


def test_a_hand_behind_others_concerns_its_person_alone() -> None:
    before = given("queue anu bela")
    behind = replace(before, queue=(*before.queue, Place(seat=SeatId("chand"), since=NOW)))
    assert concerned(before, behind) == {"chand"}


def test_who_waits_where_the_next_is_drawn_has_no_number_any_more() -> None:
    before = given("queue anu bela")
    assert concerned(before, replace(before, order=Order.DRAW)) == {"anu", "bela"}
    assert concerned(before, replace(before, order=Order.ROUND)) == set()
