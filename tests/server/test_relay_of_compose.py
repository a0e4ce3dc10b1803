"""The relay of `compose.yaml`, started by its own script: with the proxy's certificate, for who the server sends, and to the voices alone."""

import asyncio
import os
import shutil
import signal
import ssl
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from aioice import turn
from aioice.stun import TransactionFailed

from rooms.ids import Instant
from server.clock import SystemClock
from server.relays import LASTS_SECONDS, Relays
from tests.certificates import make_certificate
from tests.ports import free_port
from tests.server.store.redis_servers import COMPOSE

SECRET = "0123456789abcdef0123456789abcdef"
NAME = "relay.example.org"
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    process: subprocess.Popen[bytes]
    certificates: Path
    port: int
    tls_port: int

    def renew(self, authority: str) -> bytes:
        """As the proxy does: in the folder of who signed it. The certificate."""
        place = self.certificates / "caddy" / "certificates" / authority / NAME
        place.mkdir(parents=True, exist_ok=True)
        certificate, key = make_certificate(place, "new", NAME)
        shutil.move(key, place / f"{NAME}.key")
        shutil.move(certificate, place / f"{NAME}.crt")
        return ssl.PEM_cert_to_DER_cert((place / f"{NAME}.crt").read_text())

    async def shows(self, certificate: bytes) -> None:
        """Returns when who comes by TLS is shown this one."""
        async with asyncio.timeout(SECONDS):
            while await asyncio.to_thread(self._shown) != certificate:  # noqa: ASYNC110  it tells nobody when it has read it
                await asyncio.sleep(0.1)

    def _shown(self) -> bytes | None:
        try:
            return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", self.tls_port), timeout=2))
        except OSError:
            return None


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Running]:
    program = shutil.which("turnserver")
    assert program is not None, "no turnserver on the PATH: make needs"
    (tmp_path / "secret").write_text(SECRET + "\n")
    (tmp_path / "certificates").mkdir()
    port, tls_port = free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "CERTIFICATES": str(tmp_path / "certificates"), "RELAY_HOST": NAME,
        "PUBLIC_ADDRESS": "127.0.0.1", "TURN_SECRET_FILE": str(tmp_path / "secret"), "LOOK_SECONDS": "0.2",
    }  # fmt: skip
    here = ["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--allow-loopback-peers"]
    here += [f"--listening-port={port}", f"--tls-listening-port={tls_port}"]
    process = subprocess.Popen(["/bin/sh", str(COMPOSE / "relay.sh"), *here], env=environment, start_new_session=True)
    try:
        yield Running(process, tmp_path / "certificates", port, tls_port)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def test_it_waits_for_the_certificate_and_takes_each_new_one(relay: Running) -> None:
    for authority in ("one", "one", "another"):
        await relay.shows(relay.renew(authority))
    relay.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(relay.process.wait, SECONDS)


async def test_it_writes_no_log(relay: Running) -> None:
    """Told to write to a device, it makes a file of its own with the date in its name, unless told otherwise as well."""
    before = _logs()
    await relay.shows(relay.renew("one"))
    (await _allocated(relay, SystemClock().now()))[0].close()
    assert _logs() - before == set()


def _logs() -> set[Path]:
    return set(Path("/dev").glob("*.log"))


async def test_it_relays_to_the_voices_alone_and_only_for_whom_the_server_sends(relay: Running) -> None:
    await relay.shows(relay.renew("one"))
    async with _heard_at("127.0.0.1") as (voices, heard), _heard_at("127.0.0.2") as (inside, heard_inside):
        transport, refused = await _allocated(relay, SystemClock().now())
        async with asyncio.timeout(SECONDS):
            transport.sendto(b"hello", inside)
            assert "403" in str(await refused.get())
            transport.sendto(b"hello", voices)
            assert await heard.get() == b"hello"
        assert heard_inside.empty(), "it relays to anybody"
        transport.close()
    with pytest.raises(TransactionFailed, match="401"):
        await _allocated(relay, SystemClock().now() - LASTS_SECONDS - 60)


async def _allocated(relay: Running, now: float) -> tuple[Any, "asyncio.Queue[Exception]"]:
    """What is sent through it, and what it refused to pass on."""
    refused: asyncio.Queue[Exception] = asyncio.Queue()

    class Far(asyncio.DatagramProtocol):
        def error_received(self, exc: Exception) -> None:
            refused.put_nowait(exc)

    (servers,) = Relays(["turn:here"], SECRET, os.urandom).servers(Instant(now))
    name, password = str(servers["username"]), str(servers["credential"])
    create = cast(Any, turn).create_turn_endpoint
    transport, _ = await create(Far, server_addr=("127.0.0.1", relay.port), username=name, password=password)
    return transport, refused


@asynccontextmanager
async def _heard_at(address: str) -> AsyncGenerator[tuple[tuple[str, int], "asyncio.Queue[bytes]"]]:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    class Ear(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
            heard.put_nowait(data)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Ear, local_addr=(address, 0))
    try:
        yield transport.get_extra_info("sockname"), heard
    finally:
        transport.close()
