"""A circle survives being written down, and what was not written by us is not read as if it were."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from rooms.circle import SCHEMA, Circle
from rooms.formats import Format, Order, Phase
from rooms.seat import Standing
from rooms.turn import TurnState
from server.store.port import UnknownSchema
from server.store.snapshot import decode, encode
from tests.server.store.full import a_full_circle, empty_fields


def test_a_circle_with_something_in_every_field_comes_back_the_same() -> None:
    assert empty_fields(a_full_circle()) == set()
    assert decode(SCHEMA, encode(a_full_circle())) == a_full_circle()


@pytest.mark.parametrize(("schema", "state"), [(SCHEMA + 1, b"{}"), (SCHEMA, b"{}"), (SCHEMA, b"{"), (SCHEMA, b"\xff"), (SCHEMA, b'{"id": 1}')])
def test_anything_else_is_refused(schema: int, state: bytes) -> None:
    with pytest.raises(UnknownSchema):
        decode(schema, state)


OLD = (Path(__file__).parent / "circle_schema_1.json").read_bytes()
"""As the release before wrote it, in the middle of a meeting: one shares with a minute more, one is away with a hand up, one left, one waits."""


def old(**changes: Any) -> Circle:
    """The old circle, with these fields of its own shape changed before it is read."""
    return decode(1, msgspec.json.encode(msgspec.json.decode(OLD) | changes))


def test_the_release_before_is_read() -> None:
    circle, was = decode(1, OLD), msgspec.json.decode(OLD)
    kim, dev, anu, bela, chand = list(circle.seats.values())[:5]
    assert circle.format == Format(
        id="circle", phases=(Phase(id="sharing", minutes=90, order=Order.HANDS, share_seconds=180.0),), minutes=90, offers_by_itself=True
    )
    assert circle.turn is not None
    assert (circle.turn.seat, circle.turn.state, circle.turn.ends_at) == (anu.id, TurnState.SHARING, was["turn"]["ends_at"])
    assert circle.turn.runs_since == was["turn"]["ends_at"] - was["turn"]["left"]
    assert [place.seat for place in circle.queue] == [chand.id]
    assert circle.heard == {bela.id}
    assert circle.deputies == (dev.id,)
    assert (circle.phase, circle.started_at, circle.phase_ends_at) == (0, circle.opened_at, circle.ends_at)
    assert (chand.muted, kim.last, anu.link) == (True, 7, circle.links[2].secret)
    others = [Standing.WAITING, Standing.TURNED_AWAY, Standing.LEFT]
    assert [seat.standing for seat in circle.seats.values()] == [Standing.SEATED] * 5 + others
    same = msgspec.json.decode(encode(circle))
    for field in was.keys() - {"format", "turn", "seats", "written"}:
        assert same[field] == was[field], field
    assert same["written"] | was["written"] == same["written"]
    for id, seat in was["seats"].items():
        assert same["seats"][id] | seat == same["seats"][id]
    assert decode(SCHEMA, encode(circle)) == circle


def test_an_old_firm_end_stays_firm_and_an_old_gathering_has_not_begun() -> None:
    format: Any = msgspec.json.decode(OLD)["format"]
    firm = old(format=format | {"firm": True, "order": "round", "listeners": True, "offers_by_itself": False})
    assert firm.format.phases[0].firm_after_seconds == 30.0
    assert (firm.format.phases[0].order, firm.format.listeners, firm.format.offers_by_itself) == (Order.ROUND, True, False)
    gathering = old(stage="gathering", turn=None)
    assert (gathering.started_at, gathering.phase_began, gathering.phase_ends_at) == (None, None, None)


def test_an_old_tombstone_stays_empty() -> None:
    ended = old(stage="ended", title="", seats={}, turn=None, queue=[], heard=[], written=None, speaking=None)
    assert ended == Circle(
        id=ended.id, title="", format=ended.format, language=ended.language, opened_at=ended.opened_at, ends_at=ended.ends_at, lobby=True,
        links=ended.links, stage=ended.stage,
    )  # fmt: skip


@pytest.mark.parametrize("state", [b"{}", b"{", b"[]", b"null", OLD.replace(b'"order":"hands"', b'"order":"Asha"'), OLD.replace(b"180.0", b'"Asha"')])
def test_a_damaged_old_circle_is_refused_without_its_words(state: bytes) -> None:
    with pytest.raises(UnknownSchema) as damaged:
        decode(1, state)
    assert "Asha" not in str(damaged.value)


def test_a_value_of_no_enum_is_not_told() -> None:
    state = encode(a_full_circle()).replace(b'"stage":"paused"', b'"stage":"Asha"')
    with pytest.raises(UnknownSchema, match=r"is damaged - at `\$.stage`$"):
        decode(SCHEMA, state)


def test_nothing_older_is_read() -> None:
    with pytest.raises(UnknownSchema):
        decode(0, OLD)
