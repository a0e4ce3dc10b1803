"""One worker process, as its parent sees it: started, heard of, told to shut its doors, to drain, or killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

from server.worker import BEAT_SECONDS, SHUT, UP, WITHOUT, WRONG, Orders, written

SILENT_SECONDS = 30.0
"""A worker whose loop has not turned for so long serves nobody. Others have carried its voices for 28 s then."""


class Child:
    def __init__(self, process: Process, ear: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self._process = process
        self._ear = ear
        self._transport = transport
        self.wrong: str | None = None
        """The line of one that could not start."""
        self.without = False
        """The store did not answer it when it was heard last."""

    @classmethod
    async def start(cls, orders: Orders) -> Self:
        """With the descriptors of `orders` but `telling`, which is made here."""
        reading, telling = os.pipe()
        try:
            # A group of its own: Ctrl-C is for the parent alone.
            process = await asyncio.create_subprocess_exec(
                *_program(), str(orders.index), stdin=PIPE, pass_fds=(orders.listening, telling), process_group=0
            )  # fmt: skip
        finally:
            os.close(telling)
        ear = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(ear), os.fdopen(reading, "rb"))
        child = cls(process, ear, transport)
        child._say(written(replace(orders, telling=telling)))
        return child

    @property
    def pid(self) -> int:
        return self._process.pid

    async def watch(self, is_up: Callable[[], None]) -> int:
        """Until it has ended: its exit code. Killed when nothing is heard of it."""
        silent = 0
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    line = await self._ear.readline()
            except TimeoutError:
                # Counted and not measured: a parent that was stopped itself has heard nothing either.
                silent += 1
                if silent * BEAT_SECONDS >= SILENT_SECONDS:
                    self.kill()
                continue
            silent, self.without = 0, line.strip() == WITHOUT
            if line.strip() == UP:
                is_up()
            elif line.startswith(WRONG):
                self.wrong = line.removeprefix(WRONG).decode().strip()
            elif not line:
                break
        self._transport.close()
        return await self._process.wait()

    def shut(self) -> None:
        """Nobody new comes in there."""
        self._say(SHUT + b"\n")

    def drain(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _say(self, line: bytes) -> None:
        if self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(line)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)


def _program() -> list[str]:
    """A module in the working folder is none of ours, whatever its name, unless this package itself was found there."""
    found_there = not sys.flags.safe_path and sys.path[0] == str(Path(__file__).parents[1])
    return [sys.executable, *([] if found_there else ["-P"]), "-m", "server.worker"]
