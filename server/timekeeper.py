"""The only sleeper: wakes each circle at its next deadline, and notes every second that service is given."""

import asyncio
import logging

from moderation.actors import System
from rooms.commands import Command, LetTimePass, ResumeService
from rooms.ids import CircleId, Instant
from server.circles import Circles
from server.clock import Sleeper
from server.store.port import NoSuchCircle, Store, Unavailable

BEAT_SECONDS = 1.0
FORGET_SECONDS = 60.0

STIRRED_SECONDS = 0.25
"""Between two looks when nothing is due and something has changed: a change sets deadlines that are seconds ahead. Looking asks every shelf."""

LOOK_SECONDS = 0.05
"""Between two looks at the deadlines when circles change all the time. The nearest deadline is never nearer than seconds."""

LOOK_AT_LEAST_SECONDS = 5.0
"""A look even when nothing was heard: a wake can be lost between machines."""

AT_ONCE = 64
"""Circles whose time passes together: a store takes them in one go."""

AGAIN_SECONDS = 1.0
"""Between two tries of what could not be done, and before a circle is woken that has just been."""

TRIES = 10
"""Before a start is given up."""

log = logging.getLogger(__name__)


class Timekeeper:
    """Submits as System, on the same road as everybody. Firing twice, or late, is harmless."""

    def __init__(self, store: Store, circles: Circles, clock: Sleeper) -> None:
        self._store = store
        self._circles = circles
        self._clock = clock
        self._stirred = asyncio.Event()
        self._held_off: dict[CircleId, Instant] = {}
        """Circles just woken, and until when they are left alone: one whose deadline stays in the past must not spin."""

    async def recover(self) -> None:
        """To be awaited before anybody is served: gives every circle back the time in which nobody was. Raises Unavailable."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self._resume()
            except Unavailable:
                log.warning("recovery-delayed", extra={"attempt": attempt})
                if attempt == TRIES:
                    raise
                await self._sleep(AGAIN_SECONDS)

    async def run(self) -> None:
        """Until cancelled."""
        changes = self._store.changes()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._beat())
            tasks.create_task(self._forget())
            tasks.create_task(self._keep())
            async for _ in changes:
                self._stirred.set()

    async def _resume(self) -> None:
        await self._store.forget(self._clock.now())
        down_since = await self._store.last_beat()
        if down_since is None:
            return
        circles = await self._store.circles()
        if circles:
            self._clock.not_before(down_since)
        for first in range(0, len(circles), AT_ONCE):
            async with asyncio.TaskGroup() as tasks:
                asked = [tasks.create_task(self._submit(circle, ResumeService(down_since=down_since))) for circle in circles[first : first + AT_ONCE]]
            if not all(task.result() for task in asked):
                raise Unavailable("not every circle could be resumed")
        log.info("service-resumed", extra={"circles": len(circles), "seconds": round(self._clock.now() - down_since, 1)})

    async def _keep(self) -> None:
        while True:
            self._stirred.clear()
            looked = self._clock.now()
            try:
                next_look = await self._look()
            except Unavailable:
                log.warning("deadlines-delayed")
                next_look = Instant(self._clock.now() + AGAIN_SECONDS)
            if next_look > looked:
                await self._clock.wait(self._stirred, next_look)
                at = max(looked + LOOK_SECONDS, min(next_look, looked + STIRRED_SECONDS))
                await self._sleep(at - self._clock.now())

    async def _look(self) -> Instant:
        """Lets time pass where it is due. When to look again at the latest."""
        now = self._clock.now()
        self._held_off = {circle: until for circle, until in self._held_off.items() if until > now}
        nearest = await self._store.due(AT_ONCE + len(self._held_off))
        due = [circle for at, circle in nearest if at <= now and circle not in self._held_off]
        if due:
            self._held_off.update(dict.fromkeys(due, Instant(now + AGAIN_SECONDS)))
            async with asyncio.TaskGroup() as tasks:
                for circle in due:
                    tasks.create_task(self._submit(circle, LetTimePass()))
            return now
        coming = [max(at, self._held_off.get(circle, at)) for at, circle in nearest]
        return Instant(min(*coming, now + LOOK_AT_LEAST_SECONDS)) if coming else Instant(now + LOOK_AT_LEAST_SECONDS)

    async def _submit(self, circle: CircleId, command: Command) -> bool:
        """Whether it needs no second try."""
        try:
            await self._circles.submit(circle, System(), command)
        except NoSuchCircle:
            return True
        except Unavailable:
            log.warning("time-not-passed", extra={"circle": circle})
            return False
        except Exception:
            # An entrance, so a boundary: a bug in one circle must not stop the time of all the others.
            log.exception("time-broken", extra={"circle": circle})
        return True

    async def _beat(self) -> None:
        while True:
            try:
                await self._store.beat(self._clock.now())
            except Unavailable:
                log.warning("beat-missed")
            await self._sleep(BEAT_SECONDS)

    async def _forget(self) -> None:
        while True:
            try:
                if forgotten := await self._store.forget(self._clock.now()):
                    log.info("circles-forgotten", extra={"circles": forgotten})
            except Unavailable:
                log.warning("forgetting-delayed")
            await self._sleep(FORGET_SECONDS)

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await self._clock.wait(asyncio.Event(), Instant(self._clock.now() + seconds))
