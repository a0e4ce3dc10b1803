"""Commands through the whole road on SQLite and on Redis: policy, rules, group commit, stored before the answer. Time per command, not only CPU."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rooms.commands import LowerHand, RaiseHand
from rooms.ids import CircleId, Instant
from server.circles import Circles
from server.clock import SystemClock
from server.store.port import Store
from server.store.redis import RedisStore
from server.store.sqlite import SqliteStore
from tests.bench.contenders import redis
from tests.bench.process import CLIENT_CORE, cpu_seconds, pin
from tests.bench.results import Result
from tests.server.meeting import FACILITATORS, Table, accepted, circle_with_links, join, seat_of

CASES = ((1, 50), (200, 10))
"""Circles, and members of each who ask at the same time."""
REPETITIONS = 3
SECONDS = 3.0
BUDGET_US = 200.0
"""5,000 commands a second."""


STORES = ("SQLite", "Redis")


async def run() -> AsyncIterator[Result]:
    """The road alone, in this process; a member asks again as soon as there is an answer. Time says what one waits for, CPU what it costs."""
    before = os.sched_getaffinity(0)
    for kind in STORES:
        for circles, members in CASES:
            if kind == "Redis":
                pin(CLIENT_CORE)  # one worker has one core, and Redis the other
            figures = [await _measure(kind, circles, members) for _ in range(REPETITIONS)]
            os.sched_setaffinity(0, before)
            for what, ours in zip(("time", "CPU"), zip(*figures, strict=True), strict=True):
                yield Result(
                    bench="road", case=f"{circles} x {members} members, {kind}", ours=ours, peer=(BUDGET_US,), peer_name="budget: 5,000 commands/s",
                    unit=f"us {what}/command", goal=1.0,
                )  # fmt: skip


async def _measure(kind: str, count: int, members: int) -> tuple[float, float]:
    """Microseconds from one answer to the next, over all circles, and of CPU for each."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="circlekeeper-road-") as folder, _store(kind, Path(folder)) as (store, server):
        await store.start()
        try:
            async with Circles(store, clock) as circles:
                tables = [await _open(circles, clock, number, members) for number in range(count)]
                begun, cpu, redis_cpu = time.monotonic(), time.process_time(), cpu_seconds(*server)
                waits = await asyncio.gather(*(_ask(table, n, begun + SECONDS) for table in tables for n in range(1, members + 1)))
                took, cpu, redis_cpu = time.monotonic() - begun, time.process_time() - cpu, cpu_seconds(*server) - redis_cpu
        finally:
            await store.stop()
    every = sorted(wait for one in waits for wait in one)
    median, slow = every[len(every) // 2] * 1e3, every[len(every) * 99 // 100] * 1e3
    rate = f"{len(every) / took:.0f} commands/s, {cpu / len(every) * 1e6:.0f} us CPU each, {redis_cpu / len(every) * 1e6:.0f} us of Redis"
    print(f"# {kind}, {count} x {members}: {rate}, answer after {median:.1f} ms, 99 % within {slow:.1f} ms", file=sys.stderr, flush=True)
    return took / len(every) * 1e6, cpu / len(every) * 1e6


@contextmanager
def _store(kind: str, folder: Path) -> Generator[tuple[Store, tuple[int, ...]]]:
    """And the process of its server, where it has one."""
    if kind == "SQLite":
        yield SqliteStore(folder), ()
    else:
        with redis(folder) as (url, pid):
            yield RedisStore(url, "bench", "0" * 16), (pid,)


async def _open(circles: Circles, clock: SystemClock, number: int, members: int) -> Table:
    code = f"C{number:07d}"
    await circles.open(replace(circle_with_links(code), opened_at=clock.now(), ends_at=Instant(clock.now() + 5400)))
    table = Table(circles, CircleId(code))
    accepted(await table.visit(join(0, FACILITATORS)))
    for answer in await asyncio.gather(*(table.visit(join(n)) for n in range(1, members + 1))):
        accepted(answer)
    return table


async def _ask(table: Table, n: int, until: float) -> list[float]:
    """One member's hand, up and down; the seconds that each answer took."""
    seat, waits = seat_of(n), list[float]()
    while (asked := time.monotonic()) < until:
        number = len(waits) + 1
        accepted(await table.ask(seat, RaiseHand(by=seat) if number % 2 else LowerHand(by=seat), number))
        waits.append(time.monotonic() - asked)
    return waits
