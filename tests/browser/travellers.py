"""The connections that a proxy of a test carries: each ends with the proxy, and one that breaks is no fault of the proxy's."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

Carry = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def carrying(carry: Carry) -> AsyncGenerator[int]:
    """Yields a TCP port of loopback; `carry` serves each connection to it."""
    travellers: set[asyncio.Task[None]] = set()

    async def travel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        travellers.add(task)
        try:
            await carry(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            travellers.discard(task)
            writer.close()

    server = await asyncio.start_server(travel, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in travellers:
            task.cancel()
        await asyncio.gather(*travellers, return_exceptions=True)
