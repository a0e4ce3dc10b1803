"""A real coturn on loopback: UDP and TCP on one port, TLS on another, with a certificate of a certificate authority of the test's own."""

import asyncio
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from tests.certificates import make_authority, make_certificate, pin
from tests.ports import free_port

SECRET = "shared-by-the-relay-and-the-server"
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Relay:
    port: int
    tls_port: int
    pin: str
    """Of its certificate, as Chromium takes it on the command line: a test cannot put its authority among those of the machine."""
    log: Path

    def url(self, way: str) -> str:
        return {
            "udp": f"turn:{HOST}:{self.port}?transport=udp",
            "tcp": f"turn:{HOST}:{self.port}?transport=tcp",
            "tls": f"turns:{HOST}:{self.tls_port}?transport=tcp",
        }[way]


@asynccontextmanager
async def coturn(folder: Path) -> AsyncGenerator[Relay]:
    program = which("turnserver")
    assert program is not None, "no turnserver on the PATH: make needs"
    await asyncio.to_thread(folder.mkdir)
    certificate, key = make_certificate(folder, "relay", HOST, authority=make_authority(folder, "authority"))
    relay = Relay(port=free_port(), tls_port=free_port(), pin=pin(certificate), log=folder / "log")
    options = {
        "listening-ip": HOST, "listening-port": relay.port, "tls-listening-port": relay.tls_port, "relay-ip": HOST, "realm": "circle",
        "static-auth-secret": SECRET, "cert": certificate, "pkey": key, "pidfile": folder / "pid", "userdb": folder / "users",
    }  # fmt: skip
    flags = ["-n", "--use-auth-secret", "--allow-loopback-peers", "--no-cli", "--fingerprint", "--log-file=stdout", "--verbose"]
    with relay.log.open("wb") as log:
        process = subprocess.Popen([program, *flags, *(f"--{name}={value}" for name, value in options.items())], stdout=log, stderr=log)
    try:
        await _listens(relay)
        yield relay
    finally:
        process.kill()
        process.wait()


async def _listens(relay: Relay) -> None:
    async with asyncio.timeout(15):
        for port in (relay.port, relay.tls_port):
            while True:
                try:
                    _, writer = await asyncio.open_connection(HOST, port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
