"""The TCP side: bind before anything else starts, so that a port in use is one clear line, and let go in time."""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from server.conversation import Conversation
from server.settings import Settings, WrongSetting

BACKLOG = 1024
"""Connections that wait to be taken: 500 people who come back at once after a restart, twice."""

TLS_SECONDS = 10.0
"""For a TLS handshake. On a bad mobile line it takes 3 s."""

FINISH_SECONDS = 1.0
"""For answers under way when the server stops."""


def bound(settings: Settings) -> socket.socket:
    """A socket on the address and port. Raises WrongSetting."""
    return _bound("--port", "127.0.0.1" if settings.host == "localhost" else settings.host, settings.port)


def bound_for_proxy(settings: Settings, port: int) -> socket.socket:
    """A worker's own. Raises WrongSetting."""
    return _bound("--worker-port", settings.worker_host, port)


def _bound(flag: str, host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=host == "::")
    except OSError as error:
        raise WrongSetting(refused(flag, port, host, error)) from None


def refused(flag: str, port: int, host: str, error: OSError) -> str:
    """Why a port could not be had, in one line."""
    match error.errno:
        case errno.EADDRINUSE:
            return f"{flag} {port} on {host} is in use by another program"
        case errno.EADDRNOTAVAIL:
            whose = "--worker-host" if flag in ("--worker-port", "--peer-port") else "--host"
            return f"{whose} {host} is not an address of this machine"
        case errno.EACCES:
            return f"{flag} {port} may not be used by this user: choose one above 1023"
        case _:
            return f"{flag} {port} on {host} cannot be used: {error.strerror or error}"


def tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """For the pair, or None for none. Raises WrongSetting."""
    if certificate is None or key is None:
        return None
    for flag, path in (("--tls-cert", certificate), ("--tls-key", key)):
        try:
            path.open("rb").close()
        except OSError as error:
            raise WrongSetting(f"{flag} {path} cannot be read: {error.strerror}") from None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError as error:
        reason = "is not the key of the certificate" if "MISMATCH" in str(error) else "and the certificate are no PEM pair without a passphrase"
        raise WrongSetting(f"--tls-key {key} {reason}") from None
    return context


class Doors:
    """Where people come in: the port that all workers share, and this worker's own for a proxy, if it has one."""

    def __init__(self) -> None:
        self.shut = False
        """Nobody new comes in; answers go on."""
        self._servers: list[asyncio.Server] = []

    def shut_all(self) -> None:
        self.shut = True
        while self._servers:
            self._servers.pop().close()

    @asynccontextmanager
    async def open(
        self, app: web.Application, sock: socket.socket, context: ssl.SSLContext | None, own: socket.socket | None = None, *, https: bool
    ) -> AsyncGenerator[None]:
        """Serves `app` on `sock` while entered, and in plain HTTP on `own`: TLS is the proxy's there."""
        loop = asyncio.get_running_loop()
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_SECONDS)
        await runner.setup()
        server = runner.server
        assert server is not None, "set up above"
        try:
            for each, tls in ((sock, context), (own, None)):
                if each is not None:
                    listener = await loop.create_server(
                        lambda: Conversation(server, loop=loop, https=https),
                        sock=each,
                        ssl=tls,
                        backlog=BACKLOG,
                        ssl_handshake_timeout=TLS_SECONDS if tls else None,
                    )
                    self._servers.append(listener)
            yield
        finally:
            self.shut_all()
            await runner.cleanup()
