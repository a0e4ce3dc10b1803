"""Whose clock is right, as a table."""

import pytest

from rooms.ids import Instant, WorkerId
from server.workers.agreement import Reading, off


@pytest.mark.parametrize(
    ("born", "others", "added"),
    [
        pytest.param(5, [], 0, id="alone"),
        pytest.param(5, [(4, 3.0)], 3.0, id="the elder of two is right"),
        pytest.param(5, [(6, 3.0)], 0, id="and does not follow the younger"),
        pytest.param(5, [(4, 0.0), (6, 0.1)], 0.0, id="in the middle"),
        pytest.param(5, [(4, 9.0), (6, 9.2)], 9.0, id="two against this one"),
        pytest.param(5, [(4, -3600.0), (6, -3600.2)], -3600.0, id="ahead by an hour"),
        pytest.param(5, [(4, 3600.0), (6, 0.0)], 0.0, id="another one is wrong"),
        pytest.param(5, [(4, 0.0), (6, 0.0), (7, -3600.0)], 0.0, id="one of three others"),
    ],
)
def test_what_is_to_be_added(born: float, others: list[tuple[float, float]], added: float) -> None:
    readings = [Reading(Instant(other), WorkerId(f"other {n}"), ahead) for n, (other, ahead) in enumerate(others)]
    assert off(Instant(born), WorkerId("me"), readings) == added
