"""What the meetings have in common: each test as often as a soak asks, and a Redis that may be killed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meetings.restartable import Restartable

AGAIN = int(os.environ.get("CIRCLEKEEPER_AGAIN", "1"))
"""For tests that strike once or a few times, and begin a meeting of their own each time."""


@pytest.fixture
def time_of_many(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if AGAIN > 1:
        metafunc.fixturenames.append(time_of_many.__name__)
        metafunc.parametrize(time_of_many.__name__, range(AGAIN), indirect=True)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Restartable]:
    redis = Restartable(tmp_path / "redis")
    redis.start()
    yield redis
    redis.kill()
