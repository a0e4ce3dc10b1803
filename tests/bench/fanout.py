"""What one delivery of one change costs the server, and when it reaches the last member: two workers behind Redis, beside servers that only echo.

Ours runs every rule, the gate, both audiences and the commit in Redis. Clients are bare sockets in this process, on a core of their own, and
spread over both workers. CPU is that of the workers; that of Redis is told apart.
"""

import asyncio
import os
import resource
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import crowd
from tests.bench.contenders import Contender, Workers, contenders
from tests.bench.crowd import Circle
from tests.bench.process import CLIENT_CORE, cpu_seconds, pin
from tests.bench.results import Result

WORKERS = 2
REPETITIONS = 3
WARM_UP = 4.0
SECONDS = 10.0
MISSING_AT_MOST = 0.01
TRIES = 3
"""A repetition in which more is missing is made again, and said: stock managers lose messages when Redis answers late."""
SETTLE = 1.0
"""Presence is shown in ticks of a quarter of a second, and audiences that are behind get the rest after 50 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """So many circles of so many members; each circle has a command every so many seconds."""

    circles: int
    members: int
    every: float

    @property
    def name(self) -> str:
        return f"{self.circles} x {self.members}, {1 / self.every:g} a second each"


CASES = (Case(circles=200, members=10, every=1.0), Case(circles=1, members=500, every=0.1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One repetition. Microseconds of CPU for each delivery, milliseconds until the last member."""

    cpu: float
    redis: float
    p50: float
    p99: float
    bytes: float

    def line(self) -> str:
        return f"{self.cpu:.1f} us CPU (+ {self.redis:.1f} Redis), {self.bytes:.0f} bytes; last member p50 {self.p50:.1f}, p99 {self.p99:.1f} ms"


async def run() -> AsyncIterator[Result]:
    """All of them in turns, so that a busy minute of the machine falls on everybody."""
    before = os.sched_getaffinity(0)
    more_files()
    pin(CLIENT_CORE)
    try:
        for case in CASES:
            found = await _measured(case)
            mine = found["circlekeeper"]
            for peer in contenders()[1:]:
                theirs = found.get(peer.name, [])
                why = peer.missing or ("" if theirs else "missing: it lost messages")
                yield Result(
                    bench="fanout", case=case.name, ours=tuple(one.cpu for one in mine), peer=tuple(one.cpu for one in theirs),
                    peer_name=f"{peer.name} ({why})" if why else peer.name, unit="us CPU/delivery", goal=peer.goal,
                )  # fmt: skip
                yield Result(
                    bench="fanout", case=f"{case.name}: last member p99", ours=tuple(one.p99 for one in mine),
                    peer=tuple(one.p99 for one in theirs), peer_name=peer.name, unit="ms",
                )  # fmt: skip
    finally:
        os.sched_setaffinity(0, before)


async def _measured(case: Case) -> dict[str, list[Measured]]:
    found: dict[str, list[Measured]] = {}
    for _ in range(REPETITIONS):
        for contender in contenders():
            for _ in range(TRIES if contender.missing is None else 0):
                try:
                    one = await once(contender, case)
                except TooMuchMissing as error:
                    print(f"# {case.name}: {contender.name}: {error}", file=sys.stderr, flush=True)
                    continue
                print(f"# {case.name}: {contender.name}: {one.line()}", file=sys.stderr, flush=True)
                found.setdefault(contender.name, []).append(one)
                break
    return found


async def once(contender: Contender, case: Case, workers: int = WORKERS) -> Measured:
    """A server of its own for each repetition."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-fanout-") as folder:
        async with contender.start(Path(folder), workers, case.circles) as server:
            circles = await crowd.seated(server.dialect, [list(server.addresses)] * case.circles, server.codes, case.members)
            try:
                return await measure(server, circles, case.every)
            finally:
                for circle in circles:
                    for seat in circle.seats:
                        seat.close()


async def measure(server: Workers, circles: list[Circle], every: float) -> Measured:
    """While each circle has its commands. Every delivery is counted: what costs little because it does not arrive is not cheap."""
    await asyncio.sleep(SETTLE)
    for circle in circles:
        circle.forget()
    await crowd.ask_all(circles, every, WARM_UP)
    await asyncio.sleep(SETTLE)
    nearly_all_arrived(circles)
    for circle in circles:
        circle.forget()
    cpu, redis = cpu_seconds(*server.pids), cpu_seconds(server.redis) if server.redis else 0.0
    await crowd.ask_all(circles, every, SECONDS)
    cpu, redis = cpu_seconds(*server.pids) - cpu, (cpu_seconds(server.redis) if server.redis else 0.0) - redis
    await asyncio.sleep(SETTLE)
    nearly_all_arrived(circles)
    deliveries = sum(seat.changes for circle in circles for seat in circle.seats)
    waits = sorted(wait for circle in circles for wait in circle.waits)
    return Measured(
        cpu=cpu / deliveries * 1e6, redis=redis / deliveries * 1e6, p50=waits[len(waits) // 2] * 1e3, p99=waits[len(waits) * 99 // 100] * 1e3,
        bytes=sum(seat.bytes for circle in circles for seat in circle.seats) / deliveries,
    )  # fmt: skip


def nearly_all_arrived(circles: list[Circle]) -> None:
    """On a busy machine two changes may be shown as one. Raises TooMuchMissing."""
    missing, asked = sum(abs(circle.missing) for circle in circles), sum(len(circle.asked) * len(circle.seats) for circle in circles)
    if missing > MISSING_AT_MOST * asked:
        raise TooMuchMissing(f"{missing} of {asked} deliveries are missing or too many")


class TooMuchMissing(Exception):
    """What was measured is not the work that was asked for."""


def more_files() -> None:
    """A socket is an open file, here and in the servers, which inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
