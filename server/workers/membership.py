"""How a worker lives among others: it beats, gives up who does not, and begins anew when it was given up itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b

from rooms.circle import SCHEMA
from rooms.ids import Instant, WorkerId
from server.clock import OFF_AT_MOST, SharedClock
from server.store.port import Unavailable
from server.store.roster import BEAT_SECONDS, DEAD_SECONDS, Beaten, Roster, Worker
from server.workers.agreement import AT_ONCE_SECONDS, Reading, off
from server.workers.leases import Leases
from server.workers.reach import in_touch, unreached
from server.workers.sight import Sight, Watch
from server.workers.touch import Touch

ASK_SECONDS = 1.0
"""For the answers of the others."""

LEAVE_SECONDS = 1.0

READINGS = 4
"""Of the store's clock, when it is the only one. The one of the shortest round trip counts."""

YOUNGEST = Instant(float("inf"))

_log = logging.getLogger(__name__)


AskReady = Callable[[Worker], Awaitable[bool | None]]
"""Whether another worker is in touch with the store. None when it does not answer; raises nothing."""


async def _nobody(worker: Worker) -> None:
    return None


class Membership:
    """Of this process among those that share a store. `begin` comes first, then `run`, and `leave` at the end."""

    def __init__(
        self,
        roster: Roster,
        clock: SharedClock,
        new_id: Callable[[], WorkerId],
        *,
        address: str = "",
        centre: str = "",
        schema: int = SCHEMA,
        ask_ready: AskReady = _nobody,
    ) -> None:
        self.me = new_id()
        """Another one when it has begun anew."""
        self.address = address
        self.draining = False
        self.shut: Callable[[], bool] = lambda: False
        """Whether nobody new comes in here."""
        self.load: Callable[[], int] = lambda: 0
        """Connections to its audio port."""
        self.cut_off = False
        """The store does not answer this worker, and does answer others, or may: they cannot be asked."""
        self.ask_ready = ask_ready
        self.on_gone: list[Callable[[WorkerId], None]] = []
        """Called with every other worker that was given up or has stopped, once."""
        self.on_anew: list[Callable[[], None]] = []
        """Called when this worker was given up or is cut off: everything of it must end and begin anew. `me` is its new id already."""
        self.on_schema: list[Callable[[int], None]] = []
        """Called after every beat with the newest shape of a circle that everybody on the roster reads."""
        self.estates: frozenset[WorkerId] = frozenset()
        self.left: set[WorkerId] = set()
        """Of the gone, those that were heard until shortly before: they have stopped in order."""
        self.buried = 0
        """Workers given up here."""
        self.leases = Leases(roster, lambda: self.me)
        self._roster = roster
        self._clock = clock
        self._new_id = new_id
        self._schema = schema
        self._centre = centre
        self._watch = Watch()
        self._serving = False
        self._born = clock.now()
        self._touch = Touch(clock.monotonic)

    # ------------------------------------------------------------------------------------------------- what others ask

    def peers(self) -> Mapping[WorkerId, Worker]:
        """The others that live and serve. While the store is away, those that did: nobody is given up for that."""
        return {id: sight.worker for id, sight in self._watch.sights.items() if sight.beats and sight.worker.now}

    def alive(self, worker: WorkerId) -> bool:
        return worker == self.me or worker in self.peers()

    def alone(self) -> bool:
        """Nobody else serves."""
        return not self.peers()

    def rank(self, of: str) -> int:
        """How many of the others go before this worker in what one has to do: the same order everywhere, another one for each `of`."""
        mine = _lot(of, self.me)
        return sum(_lot(of, other) < mine for other in self.peers())

    def strangers(self) -> frozenset[WorkerId]:
        """Those of the others that live and have another centre's key. A release that said nothing of it is none."""
        sights = self._watch.sights.items()
        return frozenset(id for id, sight in sights if sight.beats and sight.worker.centre not in ("", self._centre))

    def too_far(self) -> frozenset[int]:
        """The schemas of others that live and cannot read what this worker writes, or write what it cannot read."""
        return frozenset(sight.worker.schema for sight in self._watch.sights.values() if sight.beats and abs(sight.worker.schema - self._schema) > 1)

    @property
    def in_touch(self) -> bool:
        """The store has answered just now, and before: what is told to a worker that asks whether it is cut off."""
        return self._touch.steady

    # --------------------------------------------------------------------------------------------------------- its life

    async def begin(self) -> None:
        """Sees who is there, and sets the clock by theirs; by the store's where nobody is. Raises Unavailable."""
        beaten, asked = await self._ask(), self._clock.monotonic()
        while any(not sight.beats for sight in self._watch.sights.values()) and self._clock.monotonic() - asked <= DEAD_SECONDS:
            await self._sleep(BEAT_SECONDS)
            beaten = await self._ask()
        self._follow(beaten)
        if not self._set_clock():
            await self._take_time()
        self._born = self._clock.now()

    def serve(self) -> None:
        """From now on the others count on this worker, and on its clock."""
        self._serving = True

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._live())
            tasks.create_task(self._mind_the_store())
            tasks.create_task(self.leases.run())

    async def leave(self) -> None:
        """In order. Where the store does not answer, the others will give this worker up."""
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self._roster.leave(self.me)
        except (Unavailable, TimeoutError):
            _log.warning("left-unheard")

    async def _live(self) -> None:
        while True:
            began = self._clock.monotonic()
            await self.beat()
            await self._sleep(BEAT_SECONDS - (self._clock.monotonic() - began))

    async def beat(self) -> None:
        """Once: says that it lives, and does what follows from the answer."""
        try:
            me, beaten = self.me, await self._ask()
            if me != self.me:
                return  # it has found itself cut off meanwhile: the next beat is of who it is now
            if beaten.buried:
                _log.warning("buried")
                return self._begin_anew()
            self.cut_off = False
            self._follow(beaten)
            for sight in self._watch.dead():
                await self._bury(sight)
        except Unavailable:
            pass

    async def _ask(self) -> Beaten:
        beaten = await self._roster.beat(self._said())
        self._touch.answered()
        gone = self._watch.look(beaten, self.me, self._touch.answered_at)
        for id, sight in gone.items():
            if self._touch.answered_at - sight.seen < DEAD_SECONDS:
                self.left.add(id)
            self._is_gone(id, sight)
        self.left &= beaten.gone
        return beaten

    def _said(self) -> Worker:
        now = self._clock.reading if self._serving else Instant(0.0)
        return Worker(
            id=self.me, address=self.address, schema=self._schema, born=self._born, draining=self.draining, shut=self.shut(), load=self.load(),
            centre=self._centre, now=now,
        )  # fmt: skip

    def _follow(self, beaten: Beaten) -> None:
        self.estates = beaten.estates
        read = min((heard.worker.schema for heard in beaten.workers.values()), default=self._schema)
        for call in self.on_schema:
            call(min(read, self._schema))
        if not beaten.known:
            self.leases.write_again()
        if self._serving:
            self._judge_clock()

    async def _bury(self, sight: Sight) -> None:
        """Nobody heard it, for longer than a worker that lives is silent."""
        id = sight.worker.id
        if await self._roster.bury(id, sight.at):
            self.buried += 1
            self.estates |= {id}
            _log.warning("worker-given-up", extra={"worker": id})
        self._watch.forget(id)
        self._is_gone(id, sight)

    def _is_gone(self, id: WorkerId, sight: Sight) -> None:
        if sight.beats:
            for call in self.on_gone:
                call(id)

    def _begin_anew(self) -> None:
        """Under another id. What has the old one is dealt with by the others."""
        self._set_clock()
        self.me = self._new_id()
        self._born = self._clock.now()
        self.leases.begin_anew()
        for call in self.on_anew:
            call()

    # ---------------------------------------------------------------------------------------------------- being cut off

    async def _mind_the_store(self) -> None:
        unheard = frozenset[str]()
        while True:
            await self._sleep(BEAT_SECONDS)
            before, unheard = unheard, frozenset[str]()
            if self.cut_off or not self._touch.lost:
                continue
            said = await self._ask_around()
            if not self._touch.lost:
                continue
            unheard = unreached(self.address, said)
            # Twice: a loop that is held for a second is not a machine that is away.
            if in_touch(said) or before & unheard:
                _log.warning("cut-off", extra={"code": "others-are-not" if in_touch(said) else "others-not-reached"})
                self.cut_off = True
                self._begin_anew()

    async def _ask_around(self) -> Mapping[Worker, bool | None]:
        async with asyncio.TaskGroup() as tasks:
            asked = {worker: tasks.create_task(self.is_in_touch(worker)) for worker in self.peers().values()}
        return {worker: task.result() for worker, task in asked.items()}

    async def is_in_touch(self, worker: Worker) -> bool | None:
        """Whether the store answers it. None when it does not answer this worker."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await self.ask_ready(worker)
        except TimeoutError:
            return None

    # ----------------------------------------------------------------------------------------------------------- clocks

    def _off(self, born: Instant) -> float | None:
        """What is to be added to this worker's clock. None: nobody's is known."""
        mine = self._clock.reading - self._clock.monotonic()
        others = [
            Reading(sight.worker.born, sight.worker.id, sight.clock - mine)
            for sight in self._watch.sights.values()
            if sight.beats and sight.clock is not None
        ]
        return off(born, self.me, others) if others else None

    def _judge_clock(self) -> None:
        """A little at once; more than a little when it is still so at the next beat, and until then no command is decided."""
        by = self._off(self._born) or 0.0
        if abs(by) <= OFF_AT_MOST:
            self._clock.put_right(max(-AT_ONCE_SECONDS, min(by, AT_ONCE_SECONDS)))
            self._clock.doubted = False
        elif self._clock.doubted:
            _log.warning("clock-put-right", extra={"seconds": round(by, 3)})
            self._clock.put_right(by)
            self._clock.doubted = False
        else:
            self._clock.doubted = True

    def _set_clock(self) -> bool:
        """As one who is new, by the others'. False where there is none."""
        by = self._off(YOUNGEST)
        if by is not None and self._serving:
            self._clock.put_right(by)
        elif by is not None:
            self._clock.begin_at(Instant(self._clock.reading + by))
        return by is not None

    async def _take_time(self) -> None:
        readings: list[tuple[float, float]] = []
        for _ in range(READINGS):
            asked = self._clock.monotonic()
            beaten = await self._ask()
            took = self._touch.answered_at - asked
            readings.append((took, beaten.time + took / 2 - self._touch.answered_at))
        self._clock.begin_at(Instant(min(readings)[1] + self._clock.monotonic()))

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await self._clock.wait(asyncio.Event(), Instant(self._clock.now() + seconds))


def _lot(of: str, worker: WorkerId) -> bytes:
    return blake2b(f"{of} {worker}".encode(), digest_size=8).digest()
