"""Several server processes that share one Redis: the workers of a meeting."""

import asyncio
import math
import os
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.serving import ServerProcess, plain_pages, server_process


@asynccontextmanager
async def workers(
    folder: Path, redis: str, count: int = 3, *options: str, urls: Sequence[str] = (), plant: str = ""
) -> AsyncGenerator[list[ServerProcess]]:
    """Each with a data folder of its own and the same centre's key, as on machines of their own. The first starts first.

    `urls`: the way of each to Redis, where they differ. `plant`: see `ServerProcess`.
    """
    pages = plain_pages(folder / "static")
    async with AsyncExitStack() as stack:
        started: list[ServerProcess] = []
        for number in range(count):
            way = urls[number] if urls else redis
            started.append(await stack.enter_async_context(worker(folder, way, number, *options, pages=pages, plant=plant)))
        yield started


@asynccontextmanager
async def worker(
    folder: Path, redis: str, number: int, *options: str, pages: Path | None = None, plant: str = ""
) -> AsyncGenerator[ServerProcess]:
    """One more of them."""
    data = folder / f"worker-{number}"
    data.mkdir(parents=True, exist_ok=True)
    key = folder / "worker-0" / "centre.key"
    if number and not (data / "centre.key").exists():
        (data / "centre.key").write_text(key.read_text())
    async with server_process(data, "--redis", redis, *options, static=pages or folder / "static", plant=plant) as process:
        yield process


@asynccontextmanager
async def stopped(process: ServerProcess) -> AsyncGenerator[None]:
    """SIGSTOP, and SIGCONT at the end: as when a machine is suspended."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(0)
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def percentile(numbers: list[float], part: float) -> float:
    """The smallest that so large a part of them does not exceed."""
    return sorted(numbers)[max(0, math.ceil(len(numbers) * part) - 1)]


async def until(true: Callable[[], object], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.02)
