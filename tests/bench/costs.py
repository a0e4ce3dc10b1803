"""What the parts of the work cost on this machine, measured on the real server: the constants of `docs/scaling.md`."""

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from rooms.circle import SCHEMA
from rooms.ids import Instant, WorkerId
from server.clock import SystemClock
from server.store.redis import RedisStore
from server.store.roster import Worker
from tests.bench import crowd
from tests.bench.contenders import Workers, ours, redis
from tests.bench.fanout import nearly_all_arrived
from tests.bench.process import cpu_seconds
from tests.bench.scale import routed
from tests.server.meeting import circle_with_links

SECONDS = 8.0
SETTLE = 1.0
REPETITIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Microseconds of CPU of a worker, and of Redis."""

    socket: float
    """A second of a socket that says nothing: pings, and its share of its circle's version being read again."""
    command: float
    """At the worker that takes it: rules, commit, both audiences' views."""
    follow: float
    """At every other worker where the circle is shown: the state read and decoded, both audiences' views."""
    delivery: float
    """To each browser."""
    look: float
    """At the deadlines of all shelves, four times a second where anything changes."""
    packet: float
    """Of voice, to each listener."""
    redis_commit: float
    """The script, the log on disk, the publication, and the committing worker's line."""
    redis_load: float
    """A circle's state to another worker, with the version before it and the message that woke it."""
    redis_version: float
    """Of one circle among those read again together."""
    redis_look: float
    """Sixteen sorted sets."""
    redis_beat: float
    """A worker's, which it answers with the whole roster:"""
    redis_beat_each: float
    """for each worker on it as much again. So all beats together grow with the square of the workers."""


PACKET_US = 10.9
"""Bench `audio`, Python path, 60 ms packets, 300 listeners, on a quiet machine; 9.4 with 20 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a few circles do, and on how many workers each is shown."""

    workers: int
    circles: int
    members: int
    every: float
    """Seconds between two commands of a circle. 0: nobody says anything."""
    routed: bool

    @property
    def commands(self) -> float:
        """A second, of all circles."""
        return self.circles / self.every if self.every else 0.0

    @property
    def followers(self) -> int:
        return 0 if self.routed else self.workers - 1


def predicted(costs: Costs, work: Work) -> tuple[float, float]:
    """Seconds of CPU a second, of all workers together and of Redis."""
    each = costs.command + work.followers * costs.follow + work.members * costs.delivery
    shown = work.circles * (1 + work.followers)
    redis = work.commands * (costs.redis_commit + work.followers * costs.redis_load) + shown / 2 * costs.redis_version
    return (work.circles * work.members * costs.socket + work.commands * each) / 1e6, redis / 1e6


async def used(work: Work) -> tuple[float, float]:
    """The same, measured."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-costs-") as folder:
        async with ours(Path(folder), work.workers, work.circles) as server:
            where = [routed(code, server.addresses) if work.routed else list(server.addresses) for code in server.codes]
            circles = await crowd.seated(server.dialect, where, server.codes, work.members)
            await asyncio.sleep(2 * SETTLE)
            for circle in circles:
                circle.forget()
            before = _cpu(server)
            if work.every:
                await crowd.ask_all(circles, work.every, SECONDS)
            else:
                await asyncio.sleep(SECONDS)
            after = _cpu(server)
            await asyncio.sleep(SETTLE)
            if work.every:
                nearly_all_arrived(circles)
            for circle in circles:
                for seat in circle.seats:
                    seat.close()
            return (after[0] - before[0]) / SECONDS, (after[1] - before[1]) / SECONDS


def _cpu(server: Workers) -> tuple[float, float]:
    assert server.redis is not None
    return cpu_seconds(*server.pids), cpu_seconds(server.redis)


IDLE = Work(workers=2, circles=200, members=10, every=0, routed=False)
SMALL = Work(workers=1, circles=200, members=10, every=1.0, routed=True)
WIDE = Work(workers=1, circles=50, members=40, every=0.5, routed=True)
SPREAD = replace(SMALL, workers=2, routed=False)


async def measured(check: Work) -> tuple[Costs, list[tuple[float, float]]]:
    """What is left of each of four small loads when the others' parts are taken away; and what a load cost that had no part in that, each time.

    All of them in turns, so that a busy minute of the machine falls on everybody.
    """
    found: dict[Work, list[tuple[float, float]]] = {work: [] for work in (IDLE, SMALL, WIDE, SPREAD, check)}
    for _ in range(REPETITIONS):
        for work, several in found.items():
            several.append(await used(work))
            print(f"# {work}: workers {several[-1][0] * 1e3:.0f}, Redis {several[-1][1] * 1e3:.0f} ms CPU a second", file=sys.stderr, flush=True)
    middle = {work: (median(cpu for cpu, _ in several), median(cpu for _, cpu in several)) for work, several in found.items()}
    return solved(middle[IDLE], middle[SMALL], middle[WIDE], middle[SPREAD], look=await _look(), beat=await _beat()), found[check]


def solved(
    idle: tuple[float, float], small: tuple[float, float], wide: tuple[float, float], spread: tuple[float, float], *, look: tuple[float, float],
    beat: tuple[float, float],
) -> Costs:
    """The costs that predict these four."""
    socket = idle[0] * 1e6 / (IDLE.circles * IDLE.members)
    version = idle[1] * 1e6 / (IDLE.circles * (1 + IDLE.followers) / 2)
    of_small, of_wide, of_spread = (
        (cpu * 1e6 - work.circles * work.members * socket) / work.commands for (cpu, _), work in ((small, SMALL), (wide, WIDE), (spread, SPREAD))
    )
    delivery = (of_wide - of_small) / (WIDE.members - SMALL.members)
    commit = (small[1] * 1e6 - SMALL.circles / 2 * version) / SMALL.commands
    return Costs(
        socket=socket, command=of_small - SMALL.members * delivery, follow=of_spread - of_small, delivery=delivery, look=look[0],
        packet=PACKET_US, redis_commit=commit, redis_load=(spread[1] * 1e6 - SPREAD.circles * version) / SPREAD.commands - commit,
        redis_version=version, redis_look=look[1], redis_beat=beat[0], redis_beat_each=beat[1],
    )  # fmt: skip


async def _look(circles: int = 300, times: int = 200) -> tuple[float, float]:
    """Of a worker and of Redis, for what the timekeeper asks."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="circlekeeper-costs-") as folder, redis(Path(folder)) as (url, pid):
        store = RedisStore(url, "bench", "0" * 16)
        await store.start()
        try:
            for number in range(circles):
                ends = Instant(clock.now() + 5400)
                await store.open(replace(circle_with_links(f"C{number:07d}"), opened_at=clock.now(), ends_at=ends), ends)
            begun, there = time.process_time(), cpu_seconds(pid)
            for _ in range(times):
                await store.due(64)
            return (time.process_time() - begun) / times * 1e6, (cpu_seconds(pid) - there) / times * 1e6
        finally:
            await store.stop()


async def _beat(few: int = 2, many: int = 200, times: int = 2_000) -> tuple[float, float]:
    """Of Redis, for one alone and for each that it is told of."""
    with tempfile.TemporaryDirectory(prefix="circlekeeper-costs-") as folder, redis(Path(folder)) as (url, pid):
        cost: dict[int, float] = {}
        for count in (few, many):
            store = RedisStore(url, f"bench-{count}", "0" * 16)
            await store.start()
            try:
                said: dict[str, Any] = {"address": "http://192.0.2.7:8090", "schema": SCHEMA, "born": Instant(1.0), "centre": "0" * 16}
                workers = [Worker(id=WorkerId(f"{n:016x}"), now=Instant(1.0), **said) for n in range(count)]
                for worker in workers:
                    await store.roster.beat(worker)
                before = cpu_seconds(pid)
                for n in range(times):
                    await store.roster.beat(workers[n % count])
                cost[count] = (cpu_seconds(pid) - before) / times * 1e6
            finally:
                await store.stop()
        each = (cost[many] - cost[few]) / (many - few)
        return cost[few] - few * each, each
