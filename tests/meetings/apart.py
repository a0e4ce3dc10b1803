"""A worker on a machine of its own that finds no other worker while it is told so: with a `lossy` line to Redis, a machine that is cut off."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.meetings.lossy import Line, lossy
from tests.meetings.workers import worker
from tests.serving import ServerProcess

_DEAF = """
from pathlib import Path
from server.workers import peers

ask, is_cut = peers.Peers._ask, Path(path)

async def ask_or_not(self, worker, *said):
    if is_cut.exists():
        raise peers.NoAnswer
    return await ask(self, worker, *said)

peers.Peers._ask = ask_or_not
"""


@dataclass(frozen=True, slots=True)
class Apart:
    process: ServerProcess
    line: Line
    """To Redis."""
    is_cut: Path

    def cut(self) -> None:
        """Browsers alone reach it from now on."""
        self.is_cut.touch()
        self.line.cut()


@asynccontextmanager
async def apart(folder: Path, redis: str, number: int = 1) -> AsyncGenerator[Apart]:
    """Beside a first worker that was started in `folder` by `workers`."""
    is_cut = folder / "cut"
    async with lossy(redis) as line:
        plant = f"path = {str(is_cut)!r}\n{_DEAF}"
        async with worker(folder, line.url, number, "--worker-host", "127.0.0.2", plant=plant) as process:
            yield Apart(process, line, is_cut)
