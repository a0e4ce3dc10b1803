"""Servers that were started in odd places: by shells and scripts that closed, ignored, limited or filled what others leave alone."""

import asyncio
import resource
import signal
import subprocess
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest

from server.surroundings import DESCRIPTORS
from tests.ports import free_port
from tests.server.store.redis_servers import redis_server
from tests.server.test_supervisor import WAIT_SECONDS, index_of, status
from tests.serving import FORMATS, clean_environment, command, plain_pages, with_pages

FEW = 256
"""Descriptors, softly."""

MINE = "raise SystemExit('somebody else\\'s')"


@asynccontextmanager
async def started(folder: Path, place: str, *options: str) -> AsyncGenerator[tuple[str, psutil.Popen]]:
    """Its URL and its process: what a shell started in `folder` by what `place` says, once it serves. Its standard error goes to `folder`/errors."""
    port = free_port()
    given = ("--data", str(folder / "data"), "--port", str(port), "--formats", str(FORMATS))
    serve = with_pages(plain_pages(folder / "static"), "serve", *given, *options)
    with (folder / "errors").open("wb") as errors:
        process = psutil.Popen(["/bin/sh", "-c", place, "sh", *serve], cwd=folder, stderr=errors, stdout=subprocess.DEVNULL, env=clean_environment())
        workers: list[psutil.Process] = []
        try:
            url = f"http://127.0.0.1:{port}"
            async with asyncio.timeout(WAIT_SECONDS):
                while await status(url) != 200:
                    assert process.poll() is None, (process.poll(), said(folder))
                    await asyncio.sleep(0.05)
            workers = process.children()
            yield url, process
        finally:
            for each in (process, *workers):
                with suppress(psutil.NoSuchProcess):
                    each.kill()
            process.wait()


def said(folder: Path) -> str:
    return (folder / "errors").read_text()


async def ended(process: psutil.Popen, number: signal.Signals = signal.SIGTERM) -> int | None:
    process.send_signal(number)
    return await asyncio.to_thread(process.wait, WAIT_SECONDS)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    with redis_server(tmp_path / "redis") as url:
        yield url


async def test_many_workers_that_a_script_started_serve_as_elsewhere(tmp_path: Path, redis: str) -> None:
    """SIGCHLD ignored, few descriptors, no standard input or output, and a working folder with a module of the same name."""
    (tmp_path / "server.py").write_text(MINE)
    place = f'ulimit -Sn {FEW}; exec env --ignore-signal=CHLD "$@" <&- >&-'
    async with started(tmp_path, place, "--workers", "2", "--redis", redis, "--welcome") as (_, parent):
        workers = [child for child in parent.children() if index_of(child) is not None]
        assert len(workers) == 2
        assert parent.num_threads() == 1  # it needs none to wait for a worker: where none can be started all would end
        for each in (parent, *workers):
            soft, hard = each.rlimit(psutil.RLIMIT_NOFILE)
            assert soft == (DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS))
        workers[0].kill()
        async with asyncio.timeout(WAIT_SECONDS):
            while "worker-ended" not in said(tmp_path):  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.05)
        assert await ended(parent) == 0
    assert " code=-9" in said(tmp_path)
    for fault in ("Traceback", "Assertion", "exit status already read"):
        assert fault not in said(tmp_path)


@pytest.mark.parametrize("where", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full"])
async def test_one_process_that_nobody_can_read_serves_and_ends_in_order(tmp_path: Path, where: str) -> None:
    """The last two are a disk that is full. It has a word for each: a warning for the log, a first circle for who looks on."""
    place = f'exec "$@" {where}'
    async with started(tmp_path, place, "--public-url", "https://circles.example.org", "--audio-address", "203.0.113.7", "--welcome") as (_, process):
        assert await ended(process) == 0
    assert "Traceback" not in said(tmp_path)
    assert ("not-said" in said(tmp_path)) == (where == ">/dev/full")


async def test_a_terminal_that_is_closed_ends_one_process_in_order(tmp_path: Path) -> None:
    async with started(tmp_path, 'exec "$@"') as (_, process):
        assert await ended(process, signal.SIGHUP) == 0
    assert "circlekeeper stopped" in said(tmp_path)


async def test_nohup_keeps_one_process(tmp_path: Path) -> None:
    async with started(tmp_path, "trap '' HUP; exec \"$@\"") as (url, process):
        process.send_signal(signal.SIGHUP)
        assert await status(url) == 200
        assert await ended(process) == 0


def test_words_that_nobody_reads_any_more_end_nothing() -> None:
    """As of `circlekeeper serve | head -1`."""
    script = "import sys, time; from server.printing import said; sys.stdin.read(); said('words', sys.stdout); said('more', sys.stdout)"
    process = subprocess.Popen(
        command("-c", script), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment()
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=WAIT_SECONDS)
    assert (process.returncode, errors) == (0, "not-said\n")
