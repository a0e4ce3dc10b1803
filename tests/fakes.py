"""Stand-ins with behaviour: a clock that is told the time, chance that is sure, a store in memory, a store that fails on demand."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from rooms.circle import Circle, Stage
from rooms.deadlines import expires_at
from rooms.formats import Format, Language, Order, Phase
from rooms.ids import CircleId, Instant, SeatId
from rooms.names import Pseudonym
from server.clock import Chance
from server.store.follow_up import KEPT_SECONDS, FollowUp, FollowUpKind
from server.store.port import LATE_SECONDS, CodeTaken, Conflict, NoSuchCircle, Store, Unavailable, UnknownSchema, Version, Versioned
from server.store.wakes import Wakes

EVENING = Instant(1_790_000_000.0)


class FakeClock:
    """Stands still until `advance`."""

    def __init__(self, now: float = EVENING) -> None:
        self._now = float(now)
        self._moved = asyncio.Event()

    def now(self) -> Instant:
        return Instant(self._now)

    def monotonic(self) -> float:
        return self._now - EVENING

    def advance(self, seconds: float) -> None:
        self._now += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    def not_before(self, instant: Instant) -> None:
        self.advance(max(0.0, instant - self._now))

    async def wait(self, event: asyncio.Event, until: Instant) -> None:
        while not event.is_set() and self._now < until:
            await _either(event, self._moved)


async def _either(one: asyncio.Event, other: asyncio.Event) -> None:
    waits = {asyncio.ensure_future(one.wait()), asyncio.ensure_future(other.wait())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


class SureChance(Chance):
    """The same draws in every run, none of them twice."""

    def __init__(self, seed: int = 0) -> None:
        self._drawn = seed

    def token_bytes(self, count: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(str(self._drawn).encode()).digest(count)


def a_circle(code: str = "ABCD2345", *, stage: Stage = Stage.GATHERING, title: str = "Evening circle") -> Circle:
    """Nobody sits in it yet."""
    return Circle(
        id=CircleId(code),
        title=title,
        format=Format(id="circle", phases=(Phase(id="sharing", minutes=90, order=Order.HANDS),), minutes=90),
        language=Language.ENGLISH,
        opened_at=EVENING,
        ends_at=Instant(EVENING + 90 * 60),
        lobby=False,
        links=(),
        stage=stage,
    )


def a_follow_up(code: str = "ABCD2345", seat: str = "seat", *, number: str = "+91 98765 43210", at: float = EVENING) -> FollowUp:
    """Somebody who wants to be called."""
    return FollowUp(
        circle=CircleId(code), seat=SeatId(seat), kind=FollowUpKind.CALL, name=Pseudonym(adjective=0, thing=2), called=None,
        language=Language.MARATHI, number=number, when="संध्याकाळी ७ नंतर", may_name=False, at=Instant(at), expires=Instant(at + KEPT_SECONDS),
    )  # fmt: skip


class MemoryStore:
    """The port's promises without a disk."""

    def __init__(self) -> None:
        self._kept: dict[CircleId, tuple[Versioned, Instant | None]] = {}
        self._follow_ups: dict[tuple[CircleId, SeatId], FollowUp] = {}
        self._wakes = Wakes()
        self._beat: Instant | None = None
        self._beat_before: Instant | None = None

    async def start(self) -> None:
        self._beat_before = self._beat

    async def stop(self) -> None:
        self._wakes.close()
        self._wakes = Wakes()

    def ready(self) -> bool:
        return True

    async def open(self, circle: Circle, due: Instant | None) -> Versioned:
        if circle.id in self._kept:
            raise CodeTaken(circle.id)
        return self._keep(Versioned(circle, Version(1, 1)), due)

    async def load(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        await asyncio.sleep(0)
        if circle not in self._kept:
            raise NoSuchCircle(circle)
        stored = self._kept[circle][0]
        return known if known is not None and known.version == stored.version else stored

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]:
        await asyncio.sleep(0)
        return [self._kept[circle][0].version if circle in self._kept else None for circle in circles]

    async def commit(self, expected: Version, circle: Circle, due: Instant | None) -> Versioned:
        current = await self.load(circle.id)
        if current.version != expected:
            raise Conflict(current)
        return self._keep(Versioned(circle, Version(expected.epoch, expected.version + 1)), due)

    def _keep(self, versioned: Versioned, due: Instant | None) -> Versioned:
        self._kept[versioned.circle.id] = versioned, due
        self._wakes.wake([versioned.circle.id])
        return versioned

    async def due(self, at_most: int) -> list[tuple[Instant, CircleId]]:
        return sorted((due, circle) for circle, (_, due) in self._kept.items() if due is not None)[:at_most]

    async def circles(self) -> list[CircleId]:
        return sorted(circle for circle, (kept, _) in self._kept.items() if kept.circle.stage is not Stage.ENDED)

    def changes(self) -> AsyncIterator[CircleId]:
        return self._wakes.listen()

    async def watch(self, circle: CircleId) -> None:
        pass

    async def unwatch(self, circle: CircleId) -> None:
        pass

    async def beat(self, now: Instant) -> Instant | None:
        self._beat = now
        return None

    async def last_beat(self) -> Instant | None:
        return self._beat_before

    async def keep_follow_up(self, follow_up: FollowUp) -> None:
        self._follow_ups[follow_up.circle, follow_up.seat] = follow_up

    async def drop_follow_up(self, circle: CircleId, seat: SeatId) -> None:
        self._follow_ups.pop((circle, seat), None)

    async def follow_ups(self, circle: CircleId) -> list[FollowUp]:
        return sorted((kept for kept in self._follow_ups.values() if kept.circle == circle), key=lambda kept: kept.at)

    async def take_follow_ups(self, now: Instant) -> list[FollowUp]:
        taken, self._follow_ups = self._follow_ups, {}
        return sorted((kept for kept in taken.values() if kept.expires > now), key=lambda kept: kept.at)

    async def forget(self, now: Instant) -> int:
        gone = [
            circle
            for circle, (kept, _) in self._kept.items()
            if expires_at(kept.circle) <= (now if kept.circle.stage is Stage.ENDED else now - LATE_SECONDS)
        ]
        for circle in gone:
            del self._kept[circle]
        self._wakes.wake(gone)
        self._follow_ups = {whose: kept for whose, kept in self._follow_ups.items() if kept.expires > now}
        return len(gone)


def _from_afar(versioned: Versioned) -> Versioned:
    """An equal circle, not the same object."""
    return Versioned(replace(versioned.circle), versioned.version)


class FaultyStore:
    """A store between which and us anything can happen. Without a fault set, the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lost_answers = 0
        """So many of the next commits happen, and nobody is told."""
        self.refusals = 0
        """So many of the next loads, versions, commits, looks and beats fail without effect."""
        self.refusals_apart = 0
        """So many of the next questions about follow-ups fail without effect."""
        self.unreadable = frozenset[CircleId]()
        """Circles that another release wrote."""
        self.commits = 0
        """Commits asked for so far."""
        self.flowing = asyncio.Event()
        """Cleared, commits wait before they happen."""
        self.flowing.set()

    async def start(self) -> None:
        await self._store.start()

    async def stop(self) -> None:
        await self._store.stop()

    def ready(self) -> bool:
        return self.refusals == 0 and self._store.ready()

    def _refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("refused")

    def _refuse_apart(self) -> None:
        self._refuse()
        if self.refusals_apart:
            self.refusals_apart -= 1
            raise Unavailable("refused")

    async def open(self, circle: Circle, due: Instant | None) -> Versioned:
        self._refuse()
        return await self._store.open(circle, due)

    async def load(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        self._refuse()
        if circle in self.unreadable:
            raise UnknownSchema("schema 9")
        stored = await self._store.load(circle, known)
        return stored if stored is known else _from_afar(stored)

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]:
        self._refuse()
        return await self._store.versions(circles)

    async def commit(self, expected: Version, circle: Circle, due: Instant | None) -> Versioned:
        self.commits += 1
        await self.flowing.wait()
        self._refuse()
        committed = await self._store.commit(expected, circle, due)
        if self.lost_answers:
            self.lost_answers -= 1
            raise Unavailable("the answer was lost")
        return _from_afar(committed)

    async def due(self, at_most: int) -> list[tuple[Instant, CircleId]]:
        self._refuse()
        return await self._store.due(at_most)

    async def circles(self) -> list[CircleId]:
        self._refuse()
        return await self._store.circles()

    def changes(self) -> AsyncIterator[CircleId]:
        return self._store.changes()

    async def watch(self, circle: CircleId) -> None:
        await self._store.watch(circle)

    async def unwatch(self, circle: CircleId) -> None:
        await self._store.unwatch(circle)

    async def beat(self, now: Instant) -> Instant | None:
        self._refuse()
        return await self._store.beat(now)

    async def last_beat(self) -> Instant | None:
        return await self._store.last_beat()

    async def keep_follow_up(self, follow_up: FollowUp) -> None:
        self._refuse_apart()
        await self._store.keep_follow_up(follow_up)

    async def drop_follow_up(self, circle: CircleId, seat: SeatId) -> None:
        self._refuse_apart()
        await self._store.drop_follow_up(circle, seat)

    async def follow_ups(self, circle: CircleId) -> list[FollowUp]:
        self._refuse_apart()
        return await self._store.follow_ups(circle)

    async def take_follow_ups(self, now: Instant) -> list[FollowUp]:
        self._refuse_apart()
        return await self._store.take_follow_ups(now)

    async def forget(self, now: Instant) -> int:
        self._refuse()
        return await self._store.forget(now)
