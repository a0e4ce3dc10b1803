"""A process that commits in a loop and says so, to be killed: `python -m tests.server.store.committing FOLDER`."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from rooms.ids import Instant
from server.store.sqlite import SqliteStore
from tests.fakes import EVENING, a_circle

WRITERS = 4


async def commit_for_ever(store: SqliteStore, code: str) -> None:
    at = await store.open(a_circle(code, title=""), None)
    while True:
        following = replace(at.circle, title=f"title {at.version.version + 1} " + "x" * 2000)
        at = await store.commit(at.version, following, Instant(EVENING + at.version.version))
        print(code, at.version.version, flush=True)  # noqa: T201  the line is the acknowledgement


async def main() -> None:
    store = SqliteStore(Path(sys.argv[1]))
    await store.start()
    async with asyncio.TaskGroup() as tasks:
        for n in range(WRITERS):
            tasks.create_task(commit_for_ever(store, f"AAAAAAA{n}"))


if __name__ == "__main__":
    asyncio.run(main())
