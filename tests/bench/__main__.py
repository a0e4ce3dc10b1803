"""`python -m tests.bench [NAME ...]`: runs the named benches, or all; one JSON object a line as they come, a table at the end.

`python -m tests.bench disguise IN_DIR OUT_DIR` is one of its own: it has no peer and no goal, but folders.
"""

import sys
from collections.abc import AsyncIterator, Callable

import uvloop

from tests.bench import audio, capacity, data, disguise, failover, fanout, flood, guesses, memory, page, road, scale, storm, turn
from tests.bench.results import Result, table

BENCHES: dict[str, Callable[[], AsyncIterator[Result]]] = {
    "page": page.run,
    "road": road.run,
    "memory": memory.run,
    "fanout": fanout.run,
    "scale": scale.run,
    "capacity": capacity.run,
    "turn": turn.run,
    "storm": storm.run,
    "data": data.run,
    "audio": audio.run,
    "guesses": guesses.run,
    "flood": flood.run,
    "failover": failover.run,
}
"""A new bench puts itself here: a function that yields each result when it is known."""

WITH_ARGUMENTS: dict[str, Callable[[list[str]], int]] = {"disguise": disguise.main}
"""Benches that take what follows their name; not among those that run when none is named."""


async def _run(names: list[str]) -> None:
    results: list[Result] = []
    for name in names:
        async for result in BENCHES[name]():
            print(result.line(), flush=True)
            results.append(result)
    print(table(results))


def main() -> int:
    """0, or 2 for a name that is no bench."""
    if sys.argv[1:2] and sys.argv[1] in WITH_ARGUMENTS:
        return WITH_ARGUMENTS[sys.argv[1]](sys.argv[2:])
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}. There are: {', '.join([*BENCHES, *WITH_ARGUMENTS])}", file=sys.stderr)
        return 2
    uvloop.run(_run(names))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
