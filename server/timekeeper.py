"""The only sleeper: wakes each circle at its next deadline, and notes every second that service is given."""

import asyncio
import logging
from typing import Protocol

from moderation.actors import System
from rooms.commands import Command, LetTimePass, ResumeService
from rooms.ids import CircleId, Instant
from server.circles import Circles
from server.clock import Sleeper
from server.store.port import GAP_SECONDS, NoSuchCircle, Store, Unavailable, UnknownSchema

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

NEXT_SECONDS = 0.25
"""Of the workers that do not have a circle in their hands one wakes it so much late, the next one so much later if it is still due: a dead one
is covered. Not all at once: of a hundred workers that read and decide every deadline ninety-nine would find it done."""

NEAR_SECONDS = 0.05
"""The same for those who have it: time enough for the first to be heard of, and nobody notices it."""

NEXT_AT_MOST = 3
"""However many go before: by then it is the turn of all at once, and no deadline is late by more than a second."""

LOOK_AMONG_SECONDS = 1.0
"""Instead of LOOK_AT_LEAST_SECONDS where others change circles of which this worker does not hear, and die thereafter."""

OTHERS_SECONDS = 1.5
"""For whom another worker makes the gap good: until then they let no time pass."""

log = logging.getLogger(__name__)


class Among(Protocol):
    """The other workers, where there are any."""

    def alone(self) -> bool:
        """Nobody else serves."""
        ...

    def rank(self, of: str) -> int:
        """How many of them go before this worker in what one has to do."""
        ...


class Timekeeper:
    """Submits as System, on the same road as everybody. Firing twice, or late, is harmless. `among` None: nobody shares the store."""

    def __init__(self, store: Store, circles: Circles, clock: Sleeper, among: Among | None = None) -> None:
        self._store = store
        self._circles = circles
        self._clock = clock
        self._among = among
        self._missed: Instant | None = None
        """Since then nobody was served, and this worker makes it good."""
        self._resumed: set[CircleId] = set()
        """Circles that have been given the gap, while others have not."""
        self._beaten = clock.monotonic()
        """When the store last took a beat; monotonic."""
        self._served: float | None = None
        """When this worker asked for that; monotonic. None before its first."""
        self._silent_until = self._beaten
        """Until then another worker may be making a gap good; monotonic."""
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
        last = await self._store.last_beat()
        if last is None:
            return
        if self._among is None or self._among.alone():
            if await self._store.circles():
                self._clock.not_before(last)
            if self._among is None:
                return await self._give_back(last, connected=False)
        await self._note()
        if self._missed is not None:
            await self._make_good(connected=not self._among.alone())
        elif self._among.alone() and self._clock.now() - last > GAP_SECONDS:
            # Another one has just begun too, and is making it good. Whoever came back to us meanwhile would be called away.
            await self._sleep(OTHERS_SECONDS)

    async def _note(self) -> None:
        """That service is given. Of many that notice a gap one is told of it by the store; the others leave it some time."""
        asked = self._clock.monotonic()
        missed = await self._store.beat(self._clock.now())
        now = self._clock.monotonic()
        if missed is not None and self._served is not None:
            # A store that lost what was written last says less than this worker knows.
            missed = max(missed, Instant(self._clock.now() - (now - self._served)))
        self._served = asked
        if missed is not None and self._clock.now() - missed > GAP_SECONDS:
            self._missed = missed
        elif now - self._beaten > GAP_SECONDS:
            self._silent_until = now + OTHERS_SECONDS
        self._beaten = now

    async def _make_good(self, *, connected: bool) -> None:
        if self._missed is not None:
            await self._give_back(self._missed, connected=connected)
            self._missed = None

    async def _give_back(self, down_since: Instant, *, connected: bool) -> None:
        """To every circle the time in which nobody was served. Raises Unavailable."""
        circles, resume = await self._store.circles(), ResumeService(down_since=down_since, connected=connected)
        # At a second try, not those again: they would be given the gap twice.
        left = [circle for circle in circles if circle not in self._resumed]
        for first in range(0, len(left), AT_ONCE):
            some = left[first : first + AT_ONCE]
            async with asyncio.TaskGroup() as tasks:
                asked = [tasks.create_task(self._submit(circle, resume)) for circle in some]
            self._resumed.update(circle for circle, task in zip(some, asked, strict=True) if task.result())
            if not self._resumed.issuperset(some):
                raise Unavailable("not every circle could be resumed")
        self._resumed.clear()
        log.info("service-resumed", extra={"circles": len(circles), "seconds": round(self._clock.now() - down_since, 1)})

    async def _keep(self) -> None:
        while True:
            self._stirred.clear()
            looked = self._clock.now()
            try:
                await self._make_good(connected=True)
                next_look = await self._look() if self._may_look() else Instant(looked + NEXT_SECONDS)
            except Unavailable:
                log.warning("deadlines-delayed")
                next_look = Instant(self._clock.now() + AGAIN_SECONDS)
            if next_look > looked:
                await self._clock.wait(self._stirred, next_look)
                at = max(looked + LOOK_SECONDS, min(next_look, looked + STIRRED_SECONDS))
                await self._sleep(at - self._clock.now())

    def _may_look(self) -> bool:
        """While a gap is not made good, no time passes."""
        now = self._clock.monotonic()
        return self._among is None or (now - self._beaten <= GAP_SECONDS and now >= self._silent_until)

    def _later(self, circle: CircleId) -> float:
        """Seconds that are left to the workers that go before this one."""
        if self._among is None:
            return 0.0
        rank = min(self._among.rank(circle), NEXT_AT_MOST)
        return NEAR_SECONDS * rank if self._circles.has(circle) else NEXT_SECONDS * (1 + rank)

    async def _look(self) -> Instant:
        """Lets time pass where it is due. When to look again at the latest."""
        now = self._clock.now()
        self._held_off = {circle: until for circle, until in self._held_off.items() if until > now}
        nearest = [(Instant(at + self._later(circle)), circle) for at, circle in await self._store.due(AT_ONCE + len(self._held_off))]
        due = [circle for at, circle in nearest if at <= now and circle not in self._held_off]
        if due:
            self._held_off.update(dict.fromkeys(due, Instant(now + AGAIN_SECONDS)))
            async with asyncio.TaskGroup() as tasks:
                for circle in due:
                    tasks.create_task(self._submit(circle, LetTimePass()))
            return now
        coming = [max(at, self._held_off.get(circle, at)) for at, circle in nearest]
        return Instant(min([*coming, now + (LOOK_AT_LEAST_SECONDS if self._among is None else LOOK_AMONG_SECONDS)]))

    async def _submit(self, circle: CircleId, command: Command) -> bool:
        """Whether it needs no second try."""
        try:
            await self._circles.submit(circle, System(), command)
        except NoSuchCircle:
            return True
        except UnknownSchema:
            return True  # it will not be readable at a second try, and must not hold up the others; the store has told of it
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
                await self._note()
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
