"""What the meetings have in common: each test as often as a soak asks."""

import os

import pytest

AGAIN = int(os.environ.get("CIRCLEKEEPER_AGAIN", "1"))
"""For tests that strike once or a few times, and begin a meeting of their own each time."""


@pytest.fixture
def time_of_many(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if AGAIN > 1:
        metafunc.fixturenames.append(time_of_many.__name__)
        metafunc.parametrize(time_of_many.__name__, range(AGAIN), indirect=True)
