"""The Redis servers of these tests: one of each for a file, by Redis itself and by Valkey."""

from collections.abc import Generator

import pytest

from tests.server.store.redis_servers import MAKER, PROGRAMS, installed, redis_cluster, redis_server


@pytest.fixture(scope="module", params=PROGRAMS)
def maker(request: pytest.FixtureRequest) -> Generator[str]:
    """Of every server that is started for a test that asks for this."""
    if installed(request.param) is None:
        pytest.skip(f"no {request.param}-server on this machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MAKER, request.param)
        yield request.param


@pytest.fixture(scope="module")
def one(maker: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_server(tmp_path_factory.mktemp(maker)) as url:
        yield url


@pytest.fixture(scope="module")
def cluster(maker: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with redis_cluster(tmp_path_factory.mktemp(f"cluster-{maker}")) as url:
        yield url
