"""A circle survives being written down, and what was not written by us is not read as if it were."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from rooms.circle import SCHEMA
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


OLD = (Path(__file__).parent / "circle_schema_2.json").read_bytes()
"""As the release before wrote it, with something in every field that it knew."""


def test_the_release_before_is_read() -> None:
    assert decode(SCHEMA - 1, OLD) == replace(a_full_circle(), voices=None)


def test_what_is_written_for_the_release_before_is_what_it_wrote_itself() -> None:
    """Its own workers read nothing else, and are there until the last of them is restarted."""
    written = encode(a_full_circle(), SCHEMA - 1)
    assert msgspec.json.decode(written).keys() == msgspec.json.decode(OLD).keys()
    assert decode(SCHEMA - 1, written) == decode(SCHEMA - 1, OLD)


@pytest.mark.parametrize("state", [b"{}", b"{", b"[]", b"null", OLD.replace(b'"order":"tag"', b'"order":"Asha"', 1), OLD.replace(b"61.5", b'"Asha"')])
def test_a_damaged_old_circle_is_refused_without_its_words(state: bytes) -> None:
    with pytest.raises(UnknownSchema) as damaged:
        decode(SCHEMA - 1, state)
    assert "Asha" not in str(damaged.value)


def test_a_value_of_no_enum_is_not_told() -> None:
    state = encode(a_full_circle()).replace(b'"stage":"paused"', b'"stage":"Asha"')
    with pytest.raises(UnknownSchema, match=r"is damaged - at `\$.stage`$"):
        decode(SCHEMA, state)


def test_nothing_older_is_read() -> None:
    with pytest.raises(UnknownSchema):
        decode(SCHEMA - 2, OLD)
