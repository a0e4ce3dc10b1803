"""A worker on a machine of its own that finds no other worker while it is told so: with a `lossy` line to Redis, a machine that is cut off."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.meetings.lossy import Line, lossy
from tests.serving import ServerProcess, plain_pages

_PLANT = """
import sys
from pathlib import Path
from server.workers import peers

ask, is_cut = peers.Peers._ask, Path(sys.argv.pop(1))

async def ask_or_not(self, worker, *said):
    if is_cut.exists():
        raise peers.NoAnswer
    return await ask(self, worker, *said)

peers.Peers._ask = ask_or_not
"""

_PAGES = """
from functools import partial
from server import cli, serving
serving.running = partial(serving.running, static=Path(sys.argv.pop(1)))
cli.main()
"""


@dataclass(slots=True, kw_only=True)
class Apart(ServerProcess):
    pages: Path
    line: Line
    """To Redis."""
    is_cut: Path

    def _launch(self) -> tuple[str, ...]:
        return ("-c", _PLANT + _PAGES, str(self.is_cut), str(self.pages))

    def cut(self) -> None:
        """Browsers alone reach it from now on."""
        self.is_cut.touch()
        self.line.cut()


@asynccontextmanager
async def apart(folder: Path, redis: str) -> AsyncGenerator[Apart]:
    """Beside a first worker that was started in `folder` by `workers`."""
    data = folder / "worker-apart"
    data.mkdir()
    (data / "centre.key").write_text((folder / "worker-0" / "centre.key").read_text())
    async with lossy(redis) as line:
        options = ("--redis", line.url, "--worker-host", "127.0.0.2")
        process = Apart(data=data, options=options, pages=plain_pages(folder / "static"), line=line, is_cut=folder / "cut")
        try:
            await process.start()
            yield process
        finally:
            await process.kill()
