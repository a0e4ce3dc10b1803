"""A server whose clock can be put forward, to see what is left five minutes later."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.serving import ServerProcess

_SKIPPING = """
import signal
from server import clock

class Skipping(clock.SystemClock):
    def __init__(self):
        super().__init__()
        signal.signal(signal.SIGUSR1, lambda *_: self.not_before(self.now() + 300))

clock.SystemClock = Skipping
from server import cli
cli.main()
"""
"""`circlekeeper`, five minutes later with each SIGUSR1."""


class SkippingProcess(ServerProcess):
    """`five_minutes_later` is for everything that asks for the time of day."""

    def _launch(self) -> tuple[str, ...]:
        return ("-c", _SKIPPING)

    async def five_minutes_later(self) -> None:
        """Returns when the server has noted it in its files."""
        before = self._noted()
        os.kill(self.pid, signal.SIGUSR1)
        async with asyncio.timeout(10):
            while self._noted() == before:  # noqa: ASYNC110  # another process's beat
                await asyncio.sleep(0.1)

    def _noted(self) -> list[int]:
        return [path.stat().st_mtime_ns for path in sorted(self.data.glob("circles.db*"))]


@asynccontextmanager
async def skipping_process(data: Path, *options: str) -> AsyncGenerator[SkippingProcess]:
    """As `server_process`."""
    process = SkippingProcess(data=data, options=options)
    try:
        await process.start()
        yield process
    finally:
        await process.kill()
