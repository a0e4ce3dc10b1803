"""The same server for a long time: meeting after meeting on bad networks, among strangers, and nothing may grow.

    python -m tests.bench.soak [MEETINGS] [MINUTES]
    python -m tests.bench.soak ROW ...      # faults of docs/faults.md at full length, `faults` for all: see tests/bench/faults.py

After every meeting the server must be as empty as it was: no socket, seat, voice, descriptor or thread more than before the first one,
and, once it is warm, no more memory than what it keeps on purpose. It is killed in the middle of the first meetings of `KILLED`, then lives long.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import uvloop

from tests.bench import faults, meeting, strangers
from tests.bench.footprint import Footprint, settled
from tests.bench.tally import Tally
from tests.serving import ServerProcess, server_process

MEETINGS = 200
MINUTES = 45.0
"""No new meeting begins after that."""
KILLED = (10, 20, 30, 40)
STRANGERS_EVERY = 3
REPORT_EVERY = 10
WARM_UP = 50
"""Meetings after a start in which memory may grow: code is compiled, pools are filled. Measured: 3.4 MiB in 40 meetings, then 0.1 MiB in 20."""

GROWTH_AT_MOST = 1 << 20
"""Bytes in one life of the server, beside what is kept: what an allocator does not give back. Measured: 0.1 MiB in 14 meetings."""
KEPT_AT_MOST = 32 << 10
"""Bytes for each meeting that was held: its last state stays in the memory of the last 1,000 circles, so the next command need not load it."""

EMPTY_SECONDS = 8.0
"""The end of a circle ends its voices: none may wait until its 15 s of silence are over."""


class Leak(AssertionError):
    """Something did not come back to where it was."""


class Life:
    """One process between two kills."""

    def __init__(self, server: ServerProcess, base: Footprint) -> None:
        self._server = server
        self._base = base
        self._warm: Footprint | None = None
        self._meetings = 0
        self.last = base

    @classmethod
    async def begun(cls, server: ServerProcess) -> "Life":
        return cls(server, await settled(server.url, server.pid, lambda found: not found.open, EMPTY_SECONDS))

    async def meeting_ended(self) -> None:
        """Raises `Leak`."""
        self._meetings += 1
        found = self.last = await settled(self._server.url, self._server.pid, self._is_empty, EMPTY_SECONDS)
        if found.open:
            raise Leak(f"nobody is there, and still open are {found.open}")
        if found.descriptors > self._base.descriptors or found.threads > self._base.threads:
            raise Leak(f"{self._base.descriptors} descriptors and {self._base.threads} threads became {found.descriptors} and {found.threads}")
        if self._warm is None:
            self._warm = found if self._meetings >= WARM_UP else None
        elif found.memory > self._warm.memory + GROWTH_AT_MOST + KEPT_AT_MOST * (self._meetings - WARM_UP):
            raise Leak(f"memory grew from {self._warm.memory >> 10} to {found.memory >> 10} KiB in {self._meetings - WARM_UP} meetings")

    def _is_empty(self, found: Footprint) -> bool:
        return not found.open and found.descriptors <= self._base.descriptors and found.threads <= self._base.threads

    def memory(self) -> str:
        """From when it was warm until now."""
        warm = self._warm or self._base
        return f"{warm.memory / 2**20:.1f} -> {self.last.memory / 2**20:.1f} MiB"


async def soak(meetings: int, minutes: float) -> None:
    """Raises `AssertionError` with the first thing that is wrong."""
    tally, begun = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="circlekeeper-soak-") as folder:
        async with server_process(Path(folder) / "data", counts=True) as server:
            life = await Life.begun(server)
            for number in range(1, meetings + 1):
                if time.monotonic() > begun + 60 * minutes:
                    print(f"soak: {number - 1} of {meetings} meetings fitted into {minutes:g} minutes", flush=True)
                    break
                before, missed, kills = life.last, len(tally.missed), tally.kills
                await _meeting(server, number, tally)
                if tally.kills > kills:
                    life = await Life.begun(server)
                    before = None
                await life.meeting_ended()
                _heard_whole(tally.missed[missed:], before, life.last)
                _said_nothing_wrong(server, life.last)
                if number % REPORT_EVERY == 0:
                    took = time.monotonic() - begun
                    print(f"soak: {number} meetings in {took:.0f} s, memory {life.memory()}, {life.last.descriptors} descriptors", flush=True)
            assert await server.stop() == 0, "it did not end by itself"
            assert "Traceback" not in server.errors(), server.errors()
    took = time.monotonic() - begun
    print(
        f"soak: all is as it was after {tally.meetings} meetings in {took:.0f} s ({tally.line()}); memory {life.memory()} in the last life, "
        f"{life.last.descriptors} descriptors, {life.last.threads} threads, no socket, no traceback",
        flush=True,
    )


async def _meeting(server: ServerProcess, number: int, tally: Tally) -> None:
    """Every third one is held while strangers do what they can, but not while the server is killed."""
    killed = number in KILLED
    try:
        async with asyncio.TaskGroup() as tasks:
            if number % STRANGERS_EVERY == 2 and not killed:
                tasks.create_task(strangers.attack(server.centre, server.audio_port, Random(number), tally))
            tasks.create_task(meeting.hold(server, number, tally, killed=killed))
    except BaseException as error:
        error.add_note(f"in meeting {number}, after {tally.line()}")
        raise


def _heard_whole(missed: list[str], before: Footprint | None, after: Footprint) -> None:
    """Where the machine was so busy that the server stood still for a second, its gates closed, as they should."""
    changed = {name: after.count(name) - (before.count(name) if before else 0) for name in after.numbers if name.startswith("audio_")}
    assert not missed or changed["audio_events.gaps"], f"shares were not heard whole by somebody who was there: {missed}; {changed}"


def _said_nothing_wrong(server: ServerProcess, found: Footprint) -> None:
    assert not found.count("bugs.all"), server.errors()
    assert "Traceback" not in (errors := server.errors()), errors


def main() -> int:
    """0 when nothing grew."""
    match sys.argv[1:]:
        case []:
            meetings, minutes = MEETINGS, MINUTES
        case ["faults"]:
            return faults.main(["faults"])
        case [*rows] if all(row in faults.ROWS for row in rows):
            return faults.main(rows)
        case [count]:
            meetings, minutes = int(count), MINUTES
        case [count, limit]:
            meetings, minutes = int(count), float(limit)
        case _:
            print("usage: python -m tests.bench.soak [MEETINGS] [MINUTES]", file=sys.stderr)
            return 2
    uvloop.run(soak(meetings, minutes))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
