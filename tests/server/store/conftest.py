"""The Redis servers of these tests: one of each for a file."""

from collections.abc import Generator

import pytest

from tests.server.store.redis_servers import redis_cluster, redis_server


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_cluster(tmp_path_factory.mktemp("cluster")) as url:
        yield url
