"""A bad line to Redis for one worker: a proxy that can cut it, hold everything still, delay it, or lose a share of what is published.

async with lossy(redis_url) as line:
    ... serve --redis line.url ...
    line.lost = 0.1                 # of the messages that tell of changes
    line.stand_still(); line.go_on()
    line.cut(); line.mend()         # connections are broken and refused until then
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random
from urllib.parse import urlsplit

from tests.meetings.between import Between, listening

PUBLISHED = (b"*3\r\n$8\r\nsmessage\r\n", b"*3\r\n$7\r\nmessage\r\n")
CHUNK = 1 << 16


class Line(Between):
    """Between one worker and Redis."""

    def __init__(self, host: str, port: int, seed: int) -> None:
        super().__init__()
        self.lost = 0.0
        """Share of published messages that do not arrive."""
        self.delay = 0.0
        """Seconds, each way."""
        self.dropped = 0
        self.passed = 0
        self._host, self._target = host, port
        self._chance = Random(seed)
        self._flows = asyncio.Event()
        self._flows.set()
        self._is_cut = False

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def stand_still(self) -> None:
        """Connections stay, and nothing gets through."""
        self._flows.clear()

    def go_on(self) -> None:
        self._flows.set()

    def cut(self) -> None:
        self._is_cut = True
        self.abort()

    def mend(self) -> None:
        self._is_cut = False

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._is_cut:
            raise ConnectionRefusedError
        return await asyncio.open_connection(self._host, self._target)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(CHUNK):
            await self._pass_on(part, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        while part := await reader.read(CHUNK):
            rest += part
            kept, at = bytearray(), 0
            while (end := frame_end(rest, at)) is not None:
                frame = rest[at:end]
                if frame.startswith(PUBLISHED) and self._chance.random() < self.lost:
                    self.dropped += 1
                else:
                    self.passed += frame.startswith(PUBLISHED)
                    kept += frame
                at = end
            rest = rest[at:]
            await self._pass_on(bytes(kept), writer)

    async def _pass_on(self, part: bytes, writer: asyncio.StreamWriter) -> None:
        await self._flows.wait()
        if self.delay:
            await asyncio.sleep(self.delay)
        writer.write(part)
        await writer.drain()


def frame_end(data: bytes, at: int) -> int | None:
    """Where the reply that begins at `at` ends (the second version of the protocol). None: not all of it is there."""
    line = data.find(b"\r\n", at)
    if line < 0:
        return None
    kind, end = data[at : at + 1], line + 2
    if kind == b"$":
        length = int(data[at + 1 : line])
        end += length + 2 if length >= 0 else 0
        return end if end <= len(data) else None
    if kind == b"*":
        for _ in range(max(0, int(data[at + 1 : line]))):
            inner = frame_end(data, end)
            if inner is None:
                return None
            end = inner
    return end


@asynccontextmanager
async def lossy(url: str, seed: int = 0) -> AsyncGenerator[Line]:
    """A line to the Redis at `url`, good until it is told otherwise."""
    parts = urlsplit(url)
    async with listening(Line(parts.hostname or "127.0.0.1", parts.port or 6379, seed)) as line:
        try:
            yield line
        finally:
            line.go_on()
