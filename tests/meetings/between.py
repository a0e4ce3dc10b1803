"""A proxy of our own between two ends of a TCP connection: what kinds of bad lines have in common."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar


class Between:
    """Both ways are passed on until one of them ends."""

    def __init__(self) -> None:
        self.port = 0
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        self._open.add(writer)
        try:
            answers, onward = await self._connect()
            ends.append(onward)
            self._open.add(onward)
            await _first_of(self._ask(reader, onward), self._answer(answers, writer))
        except OSError:
            pass
        finally:
            for end in ends:
                self._open.discard(end)
                end.transport.abort()

    def abort(self) -> None:
        """All that is open."""
        for writer in list(self._open):
            writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The other end. Raises OSError."""
        raise NotImplementedError

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


async def _first_of(*ways: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


Kind = TypeVar("Kind", bound=Between)


@asynccontextmanager
async def listening(proxy: Kind) -> AsyncGenerator[Kind]:
    """On a free port of loopback."""
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.abort()
