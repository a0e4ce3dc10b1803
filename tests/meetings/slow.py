"""A network that takes so many bytes a second, for one socket: a proxy that reads from the server no faster than it may pass on.

async with slow_network(server.port) as network:
    member.turn_to(network.url)
    network.rate = 1000
"""

import asyncio
import socket
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path

from tests.meetings.between import Between, listening

PART = 250
"""Bytes at a time."""
WINDOW = 4096
"""Bytes that the operating system keeps for us, so that what is not read waits at the server."""


class SlowNetwork(Between):
    """Good until a rate is set."""

    def __init__(self, target: int) -> None:
        super().__init__()
        self.rate: float | None = None
        """Bytes a second from the server. None: as it comes."""
        self.most = 0
        """Bytes that waited at once, as far as the operating system tells: those that the server has handed to it and we have not read."""
        self._target = target

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", self._target))
        return await asyncio.open_connection(sock=line, limit=PART)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(4096):
            writer.write(part)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while part := await reader.read(PART):
                if self.rate is not None:
                    self.most = max(self.most, waiting(self._target))
                    await asyncio.sleep(len(part) / self.rate)
                writer.write(part)


def waiting(port: int) -> int:
    """Bytes that the operating system holds of what this port sent, on the connection for which it holds most: in both of its queues."""
    held: dict[tuple[str, ...], int] = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, here, there, _, queues, *_ = line.split()
        sent, unread = (int(part, 16) for part in queues.split(":"))
        ours = int(here.split(":")[1], 16) == port
        if ours or int(there.split(":")[1], 16) == port:
            pair = (here, there) if ours else (there, here)
            held[pair] = held.get(pair, 0) + (sent if ours else unread)
    return max(held.values(), default=0)


def slow_network(port: int) -> AbstractAsyncContextManager[SlowNetwork]:
    """To the server on this port."""
    return listening(SlowNetwork(port))
