"""Workers on a roster in memory, and a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from rooms.ids import WorkerId
from server.clock import SharedClock
from server.store.roster import BEAT_SECONDS
from server.workers.membership import Membership
from tests.fakes import FakeClock
from tests.server.workers.rosters import MemoryRoster


@dataclass(slots=True)
class One:
    """A worker at work, and what was told to the rest of it."""

    membership: Membership
    clock: SharedClock
    task: asyncio.Task[None]
    gone: list[WorkerId] = field(default_factory=list[WorkerId])
    anew: list[WorkerId] = field(default_factory=list[WorkerId])

    async def stop(self) -> None:
        """As `kill -9`: it says nothing any more."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


class Company:
    def __init__(self, stack: AsyncExitStack) -> None:
        self.base = FakeClock()
        self.roster = MemoryRoster(self.base)
        self._stack = stack
        self._ids = 0

    def _new_id(self) -> WorkerId:
        self._ids += 1
        return WorkerId(f"{self._ids:016x}")

    async def comes(self, schema: int = 2, address: str = "") -> One:
        clock = SharedClock(self.base)
        membership = Membership(self.roster, clock, self._new_id, schema=schema, address=address)
        beginning = asyncio.ensure_future(membership.begin())
        while not beginning.done():
            await self.passes(BEAT_SECONDS)
        await beginning
        membership.serve()
        one = One(membership, clock, asyncio.ensure_future(membership.run()))
        membership.on_gone.append(one.gone.append)
        membership.on_anew.append(lambda: one.anew.append(membership.me))
        self._stack.push_async_callback(one.stop)
        await self.passes(0.125)  # so that each beats at a moment of its own
        return one

    async def passes(self, seconds: float) -> None:
        """A beat in four steps."""
        for _ in range(round(seconds * 8)):
            self.base.advance(0.125)
            await quiet()


async def quiet() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


@asynccontextmanager
async def a_company() -> AsyncGenerator[Company]:
    async with AsyncExitStack() as stack:
        yield Company(stack)
