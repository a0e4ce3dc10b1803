"""A server under test in a process and on a core of its own, spoken to in JSON lines, and the CPU time it used."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

SERVER_CORE, CLIENT_CORE = 0, 1


def pin(core: int) -> None:
    """This process, and no other, runs on `core`, where the machine has more than one."""
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {core})


def pin_process(pid: int, core: int) -> None:
    """All threads of another process, and those it will start, run on `core`, where the machine has more than one."""
    if (os.cpu_count() or 1) > 1:
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {core})


def cpu_seconds(*pids: int) -> float:
    """What all threads of these processes used so far, from the scheduler's own account in nanoseconds."""
    tasks = (entry for pid in pids for entry in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(entry.read_text().split()[0]) for entry in tasks) / 1e9


class ServerProcess:
    """`python -m MODULE` with one JSON object a line in, and one a line out for each. The first line out says it is ready."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._one_at_a_time = asyncio.Lock()

    @classmethod
    async def start(cls, module: str, *arguments: str) -> "ServerProcess":
        """Returns when the server is ready. Raises `RuntimeError` when it ends instead."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 20
        )
        made = cls(process)
        await made._read()
        return made

    async def ask(self, **question: Any) -> dict[str, Any]:
        """The server's answer."""
        async with self._one_at_a_time:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            await self._process.stdin.drain()
            return await self._read()

    async def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        if not line:
            raise RuntimeError("the server under test ended")
        return json.loads(line)

    def cpu_seconds(self) -> float:
        """What all its threads used so far."""
        return cpu_seconds(self._process.pid)

    async def stop(self) -> None:
        """Asks it to end by closing its input, and ends it when it does not."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
