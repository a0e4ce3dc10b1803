"""A circle survives being written down, and what was not written by us is not read as if it were."""

import pytest

from rooms.circle import SCHEMA
from server.store.port import UnknownSchema
from server.store.snapshot import decode, encode
from tests.server.store.full import a_full_circle


def test_a_circle_with_something_in_every_field_comes_back_the_same() -> None:
    assert decode(SCHEMA, encode(a_full_circle())) == a_full_circle()


@pytest.mark.parametrize(("schema", "state"), [(SCHEMA + 1, b"{}"), (SCHEMA, b"{}"), (SCHEMA, b"{"), (SCHEMA, b"\xff"), (SCHEMA, b'{"id": 1}')])
def test_anything_else_is_refused(schema: int, state: bytes) -> None:
    with pytest.raises(UnknownSchema):
        decode(schema, state)
