"""Servers that were started in odd places: by shells and scripts that closed, ignored, limited or filled what others leave alone."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil

from tests.ports import free_port
from tests.server.test_supervisor import WAIT_SECONDS, status
from tests.serving import FORMATS, clean_environment, plain_pages, with_pages


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


async def test_a_terminal_that_is_closed_ends_one_process_in_order(tmp_path: Path) -> None:
    async with started(tmp_path, 'exec "$@"') as (_, process):
        assert await ended(process, signal.SIGHUP) == 0
    assert "circlekeeper stopped" in said(tmp_path)


async def test_nohup_keeps_one_process(tmp_path: Path) -> None:
    async with started(tmp_path, "trap '' HUP; exec \"$@\"") as (url, process):
        process.send_signal(signal.SIGHUP)
        assert await status(url) == 200
        assert await ended(process) == 0
