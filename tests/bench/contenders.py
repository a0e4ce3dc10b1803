"""The servers of the fan-out: each as so many worker processes on one core, all of them behind one Redis but nchan."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import psutil

from tests.bench.crowd import Dialect, Echoes, Nchan, Ours
from tests.bench.process import SERVER_CORE, pin_process
from tests.meetings.people import secret_of
from tests.ports import free_port
from tests.server.store.redis_servers import redis_server
from tests.serving import plain_pages, server_process

PEERS = Path(__file__).parent / "peers"
"""With node_modules/, which `make bench-needs` puts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """A server under test."""

    dialect: Dialect
    addresses: tuple[str, ...]
    """host:port of each worker; of all of them together where they share one port."""
    pids: tuple[int, ...]
    codes: list[str]
    redis: int | None = None
    """Its process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """`start(folder, workers, circles)` serves while entered."""

    name: str
    goal: float | None
    missing: str | None
    """Why it cannot be measured here. None: it can."""
    start: Callable[[Path, int, int], AbstractAsyncContextManager[Workers]]


@asynccontextmanager
async def ours(folder: Path, workers: int, circles: int) -> AsyncGenerator[Workers]:
    """`circlekeeper serve --redis URL`, so many times, with one key."""
    with redis(folder) as (url, pid):
        async with AsyncExitStack() as stack:
            static = plain_pages(folder / "static")
            started = [
                await stack.enter_async_context(server_process(folder / f"data{n}", "--redis", url, static=static)) for n in range(workers)
            ]
            for server in started:
                pin_process(server.pid, SERVER_CORE)
            links = [await started[0].centre.open_circle(lobby=False) for _ in range(circles)]
            secrets = {one.code: (secret_of(one.facilitator)[1], secret_of(one.member)[1]) for one in links}
            yield Workers(
                dialect=Ours(secrets), addresses=tuple(f"127.0.0.1:{server.port}" for server in started),
                pids=tuple(server.pid for server in started), codes=list(secrets), redis=pid,
            )  # fmt: skip


@asynccontextmanager
async def _echoes(folder: Path, workers: int, circles: int, *command: str) -> AsyncGenerator[Workers]:
    """Peers that print their address and end with us."""
    with redis(folder) as (url, pid), ExitStack() as stack:
        started = [subprocess.Popen([*command, url], stdout=subprocess.PIPE, text=True) for _ in range(workers)]
        for process in started:
            stack.callback(process.wait)
            stack.callback(process.kill)
        addresses = [(await asyncio.to_thread(process.stdout.readline)).strip() for process in started if process.stdout]
        assert all(addresses), "a peer ended before it served"
        for process in started:
            pin_process(process.pid, SERVER_CORE)
        yield Workers(
            dialect=Echoes(), addresses=tuple(addresses), pids=tuple(process.pid for process in started),
            codes=[f"circle{n}" for n in range(circles)], redis=pid,
        )  # fmt: skip


def node(folder: Path, workers: int, circles: int) -> AbstractAsyncContextManager[Workers]:
    return _echoes(folder, workers, circles, _node() or "node", str(PEERS / "echo.mjs"))


def stock(folder: Path, workers: int, circles: int) -> AbstractAsyncContextManager[Workers]:
    return _echoes(folder, workers, circles, sys.executable, "-m", "tests.bench.echo_stock")


@asynccontextmanager
async def nchan(folder: Path, workers: int, circles: int) -> AsyncGenerator[Workers]:
    found = _nginx()
    assert found is not None
    program, module = found
    port = free_port()
    values = {"workers": str(workers), "folder": str(folder), "module": str(module), "port": str(port)}
    text = (PEERS / "nginx.conf").read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    (folder / "nginx.conf").write_text(text)
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        children = await _children(process, workers)
        pids = (process.pid, *(child.pid for child in children))
        for pid in pids:
            pin_process(pid, SERVER_CORE)
        yield Workers(dialect=Nchan(), addresses=(f"127.0.0.1:{port}",), pids=pids, codes=[f"circle{n}" for n in range(circles)])
    finally:
        process.terminate()
        process.wait()


async def _children(process: subprocess.Popen[bytes], count: int) -> list[psutil.Process]:
    for _ in range(100):
        assert process.poll() is None, "nginx ended before it served"
        if len(children := psutil.Process(process.pid).children()) >= count:
            await asyncio.sleep(0.2)
            return children
        await asyncio.sleep(0.05)
    raise TimeoutError("nginx has no workers")


@contextmanager
def redis(folder: Path) -> Generator[tuple[str, int]]:
    """Its URL and its process, on the servers' core."""
    before = {child.pid for child in psutil.Process().children()}
    with redis_server(folder / "redis", "--appendfsync", "everysec") as url:
        (pid,) = {child.pid for child in psutil.Process().children() if "redis" in child.name()} - before
        pin_process(pid, SERVER_CORE)
        yield url, pid


def contenders() -> tuple[Contender, ...]:
    """Who is measured, ours first, with the ratio that ours is to stay below. Looked for on this machine."""
    modules = PEERS / "node_modules" / "@socket.io" / "redis-adapter"
    return (
        Contender(name="circlekeeper", goal=None, missing=None, start=ours),
        Contender(
            name="Node socket.io + redis-adapter, echo only", goal=0.5, start=node,
            missing=None if modules.exists() and _node() else "missing: make bench-needs",
        ),
        Contender(name="python-socketio + AsyncRedisManager, echo only", goal=0.25, start=stock, missing=None),
        Contender(name="nchan (C), no Redis, echo only", goal=1.5, start=nchan, missing=None if _nginx() else "missing: make bench-needs"),
    )  # fmt: skip


def _node() -> str | None:
    beside = Path(sys.executable).parent / "node"
    return str(beside) if beside.exists() else which("node")


def _nginx() -> tuple[str, Path] | None:
    """The program and the module, where Debian's packages put them."""
    program, module = which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin"), Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
    return (program, module) if program and module.exists() else None
