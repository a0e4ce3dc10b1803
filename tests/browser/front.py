"""The proxy in front of several workers, so that all pages have one origin: a new connection goes to one that lives, sockets in turn.

Each worker is told that it was asked by its own address, since it knows no other.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from tests.browser.travellers import carrying

CHUNK = 65536


class Front:
    """`url` is known before there are workers; `ports` tells of them, again at each connection."""

    def __init__(self) -> None:
        self.ports: Callable[[], Sequence[int]] = tuple
        self.url = ""
        self._turn = 0

    @asynccontextmanager
    async def working(self) -> AsyncGenerator["Front"]:
        async with carrying(self._carry) as port:
            self.url = f"http://127.0.0.1:{port}"
            yield self

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        port, upstream, to_worker = await self._worker(socket=b"/socket.io/" in head.partition(b"\r\n")[0])
        to_worker.write(head.replace(self.url.encode(), b"http://127.0.0.1:%d" % port))
        await asyncio.gather(_pipe(reader, to_worker), _pipe(upstream, writer))

    async def _worker(self, *, socket: bool) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter]:
        ports = self.ports()
        self._turn += socket
        for number in range(len(ports)):
            port = ports[(self._turn + number) % len(ports)]
            with suppress(OSError):  # the next one, as a proxy does
                return port, *await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()
