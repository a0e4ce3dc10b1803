"""Over a real socket: who starts the server as a service hears when it serves and when it stops, and of one process alone."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.notify import READY, STOPPING, tell
from tests.server.store.redis_servers import redis_server
from tests.serving import plain_pages, server_process


class Service:
    """Its end of the socket."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._socket.settimeout(30)

    def hears(self) -> str:
        return self._socket.recv(100).decode()

    def hears_nothing_more(self) -> bool:
        self._socket.setblocking(False)
        try:
            return not self._socket.recv(100)
        except BlockingIOError:
            return True
        finally:
            self._socket.settimeout(30)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["in a folder", "abstract"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    service = Service(f"@circlekeeper-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify"))
    yield service
    service.close()


def test_who_asks_is_told(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", service.address)
    tell(READY)
    assert service.hears() == "READY=1"


@pytest.mark.parametrize("address", ["", "/nowhere/notify", "@nobody-listens", "/" + "long" * 40])
def test_who_does_not_ask_or_cannot_hear_stops_nobody(address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    tell(READY)
    assert [record.message for record in caplog.records] == (["not-notified"] if address else [])


@pytest.mark.parametrize("service", ["in a folder"], indirect=True)
async def test_one_process_says_when_it_serves_and_when_it_stops(tmp_path: Path, service: Service) -> None:
    environment = {"NOTIFY_SOCKET": service.address}
    async with server_process(tmp_path / "data", environment=environment, static=plain_pages(tmp_path / "static")) as process:
        assert service.hears() == READY
        assert service.hears_nothing_more()
        assert await process.stop() == 0
    assert service.hears() == STOPPING
    assert service.hears_nothing_more()


@pytest.mark.parametrize("service", ["abstract"], indirect=True)
async def test_of_many_workers_only_the_parent_says_so(tmp_path: Path, service: Service) -> None:
    environment = {"NOTIFY_SOCKET": service.address}
    with redis_server(tmp_path / "redis") as redis:
        options = ("--workers", "2", "--redis", redis)
        async with server_process(tmp_path / "data", *options, environment=environment, static=plain_pages(tmp_path / "static")) as parent:
            assert service.hears() == READY
            assert service.hears_nothing_more()
            assert await parent.stop() == 0
    assert service.hears() == STOPPING
    assert service.hears_nothing_more()
