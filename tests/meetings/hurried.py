"""Workers for which a person's lost connection is a short story: they wait a fraction of the time, so that a test need not wait at all."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serving import ServerProcess, plain_pages

_HURRIED = """
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from rooms import bounds

scale, pages = float(sys.argv.pop(1)), Path(sys.argv.pop(1))
for name in ("HOLD_SECONDS", "PLACE_SECONDS", "KEEPER_SECONDS"):
    setattr(bounds, name, getattr(bounds, name) * scale)

from server.sockets import limits
limits.PATIENCE = replace(limits.PATIENCE, ping_every=max(1, 5 * scale), pong_within=max(1, 5 * scale))

from server import cli, serving
serving.running = partial(serving.running, static=pages)
cli.main()
"""
"""`circlekeeper` with its bounds times the first argument and the pages of the second. They are set before anybody has read them."""


@dataclass(slots=True, kw_only=True)
class Hurried(ServerProcess):
    """One worker."""

    scale: float = 1.0

    def _launch(self) -> tuple[str, ...]:
        return ("-c", _HURRIED, str(self.scale), str(self.static))


@asynccontextmanager
async def hurried(folder: Path, redis: str, scale: float, count: int = 2) -> AsyncGenerator[list[Hurried]]:
    """As `workers`, with every wait for a person, and for the answer to a ping, times `scale`; for that not below a second."""
    pages = plain_pages(folder / "static")
    async with AsyncExitStack() as stack:
        started: list[Hurried] = []
        for number in range(count):
            data = folder / f"worker-{number}"
            data.mkdir(parents=True)
            if number:
                (data / "centre.key").write_text((folder / "worker-0" / "centre.key").read_text())
            process = Hurried(data=data, options=("--redis", redis), static=pages, scale=scale)
            stack.push_async_callback(process.kill)
            await process.start()
            started.append(process)
        yield started
