"""Tries whether each other worker can be reached: one that cannot is named to carry voices all the same, and then somebody hears nothing."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from rooms.ids import Instant, WorkerId
from server.clock import Sleeper
from server.store.roster import Worker

EVERY_SECONDS = 1.0

TRIES = 3
"""Without an answer it is told, once: less is a loop that was held, or a worker that is about to be given up."""

log = logging.getLogger(__name__)


class Others(Protocol):
    def peers(self) -> Mapping[WorkerId, Worker]: ...

    async def is_in_touch(self, worker: Worker) -> bool | None:
        """None when it does not answer."""
        ...


class Acquaintance:
    """With those who serve. Nothing is done about it: most often it is a setting or a firewall, and whoever can mend that reads the log."""

    def __init__(self, others: Others, clock: Sleeper) -> None:
        self._others = others
        self._clock = clock
        self._met: set[WorkerId] = set()
        self._failed = Counter[WorkerId]()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await self._clock.wait(asyncio.Event(), Instant(self._clock.now() + EVERY_SECONDS))

    async def look(self) -> None:
        """Once, at all whom this worker has not met."""
        peers = self._others.peers()
        self._met &= peers.keys()
        self._failed = Counter({id: count for id, count in self._failed.items() if id in peers})
        new = [worker for id, worker in peers.items() if id not in self._met]
        for worker, answer in zip(new, await asyncio.gather(*map(self._others.is_in_touch, new)), strict=True):
            if answer is None:
                self._failed[worker.id] += 1
                if self._failed[worker.id] == TRIES:
                    log.warning("worker-unreached", extra={"worker": worker.id})
            else:
                if self._failed[worker.id] >= TRIES:
                    log.warning("worker-reached", extra={"worker": worker.id})
                self._met.add(worker.id)
