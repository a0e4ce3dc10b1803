"""What a server process occupies: memory, descriptors and threads from the system, sockets and voices from its own numbers."""

import asyncio
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

LEVELS = ("connections", "seats", "audio_peers", "audio_waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """At one moment."""

    memory: int
    """Bytes of its own in RAM; files that are only mapped do not count, so a library page touched late is no leak."""
    descriptors: int
    threads: int
    numbers: dict[str, float]
    """Of /metrics, without the prefix; those with a kind as `name.kind`."""

    @property
    def open(self) -> dict[str, int]:
        """What browsers have open here, without what nobody has."""
        return {name: int(self.numbers[name]) for name in LEVELS if self.numbers[name]}

    def count(self, name: str) -> int:
        return int(self.numbers.get(name, 0))


async def footprint(url: str, pid: int) -> Footprint:
    """The connection that asks for the numbers is gone again before descriptors are counted."""
    async with ClientSession(timeout=ClientTimeout(10), headers={"Connection": "close"}) as session, session.get(f"{url}/metrics") as answer:
        text = await answer.text()
    numbers = {
        name + (f".{kind}" if kind else ""): float(value)
        for name, kind, value in re.findall(r'^circlekeeper_(\w+?)(?:_total)?(?:\{kind="([^"]*)"\})? ([0-9.e+]+)$', text, re.MULTILINE)
    }
    assert set(LEVELS) <= numbers.keys(), "the server has no such numbers"
    return _of_process(pid, numbers)


def _of_process(pid: int, numbers: dict[str, float]) -> Footprint:
    status = Path(f"/proc/{pid}/status").read_text()
    descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    return Footprint(memory=_field(status, "RssAnon") * 1024, descriptors=descriptors, threads=_field(status, "Threads"), numbers=numbers)


def _field(status: str, name: str) -> int:
    match = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    assert match is not None, name
    return int(match[1])


async def settled(url: str, pid: int, holds: Callable[[Footprint], object], seconds: float) -> Footprint:
    """As soon as `holds` is true of it, and what it is by then where it never becomes so."""
    until = time.monotonic() + seconds
    while True:
        found = await footprint(url, pid)
        if holds(found) or time.monotonic() > until:
            return found
        await asyncio.sleep(0.1)
