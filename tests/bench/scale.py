"""The same meetings on one, two and four workers: what all of them together cost, with each circle on one worker and with members anywhere.

Routed as a proxy does it by `?r=`: two hex digits that the browser makes of the circle's code, divided among the workers.
"""

import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from tests.bench import crowd
from tests.bench.contenders import ours
from tests.bench.fanout import Case, Measured, measure, more_files
from tests.bench.process import CLIENT_CORE, pin
from tests.bench.results import Result

CASE = Case(circles=200, members=10, every=1.0)
WORKERS = (1, 2, 4)
REPETITIONS = 3
FLAT = 1.15


def routed(code: str, addresses: tuple[str, ...]) -> list[str]:
    """The one worker of this circle."""
    return [addresses[route_of(code) * len(addresses) // 256]]


def route_of(code: str) -> int:
    """What the page puts into `?r=`: see `static/route.js`."""
    folded = 0x811C9DC5
    for letter in code.encode():
        folded = ((folded ^ letter) * 0x01000193) & 0xFFFFFFFF
    folded = (folded ^ folded >> 16) & 0xFFFF
    return (folded ^ folded >> 8) & 0xFF


async def run() -> AsyncIterator[Result]:
    """Every number of workers in turns."""
    before = os.sched_getaffinity(0)
    more_files()
    pin(CLIENT_CORE)
    found: dict[tuple[int, bool], list[Measured]] = {}
    try:
        for _ in range(REPETITIONS):
            for workers in WORKERS:
                for by_circle in (True, False) if workers > 1 else (True,):
                    one = await _once(workers, by_circle=by_circle)
                    how = "routed" if by_circle else "anywhere"
                    print(f"# {CASE.name}: {workers} workers, {how}: {one.line()}", file=sys.stderr, flush=True)
                    found.setdefault((workers, by_circle), []).append(one)
    finally:
        os.sched_setaffinity(0, before)
    alone = tuple(one.cpu for one in found[1, True])
    for (workers, by_circle), several in found.items():
        if workers > 1:
            yield Result(
                bench="scale", case=f"{CASE.name}: {workers} workers, {'routed by circle' if by_circle else 'members anywhere'}",
                ours=tuple(one.cpu for one in several), peer=alone, peer_name="1 worker", unit="us CPU/delivery", goal=FLAT if by_circle else None,
            )  # fmt: skip


async def _once(workers: int, *, by_circle: bool) -> Measured:
    with tempfile.TemporaryDirectory(prefix="circlekeeper-scale-") as folder:
        async with ours(Path(folder), workers, CASE.circles) as server:
            where = [routed(code, server.addresses) if by_circle else list(server.addresses) for code in server.codes]
            circles = await crowd.seated(server.dialect, where, server.codes, CASE.members)
            try:
                return await measure(server, circles, CASE.every)
            finally:
                for circle in circles:
                    for seat in circle.seats:
                        seat.close()
