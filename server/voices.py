"""The voices of the circles of many workers: each circle's live on one of them, which its state names. This worker's part in that."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from typing import Protocol

from moderation.actors import System
from moderation.policy import Denial
from rooms.circle import Circle
from rooms.commands import Command, NameAudioWorker
from rooms.floor import audible
from rooms.ids import CircleId, SeatId, WorkerId
from rooms.refusals import Reason
from rooms.seat import Standing, facilitating
from rooms.slots import Floor
from server.audio.port import AudioHost, OfferRefused
from server.bugs import Bugs
from server.carriers import choose
from server.narrowing import Held
from server.store.port import NoSuchCircle, Unavailable, Versioned
from server.store.roster import DEAD_SECONDS, Worker
from server.workers.peers import NoAnswer, Peers

TURN_SECONDS = 0.1
"""Between two looks at what time has brought."""

OVERLAP_SECONDS = 3.0
"""A worker that hands a circle over carries on so long at the most for those who have not moved yet."""

AWAY_SECONDS = 60.0
"""Without a store nobody can tell who may be heard. After so long it is only who runs the meeting."""

UNUSED_SECONDS = 30.0
"""After the last connection of a circle, its gate need not follow it any more. The next offer brings it back."""

GATED_SECONDS = 1.5
"""So long another worker that wants to know is kept waiting at the most."""

ATTEMPTS = 4
"""To find out who carries a circle, while that changes."""

BUSY, ELSEWHERE = "audio-busy", "elsewhere"
"""To the browser: try again soon. To another worker: read the state again."""


class Others(Protocol):
    """The workers. See `server/workers/membership.py`."""

    @property
    def me(self) -> WorkerId: ...

    @property
    def draining(self) -> bool: ...

    @property
    def cut_off(self) -> bool: ...

    @property
    def in_touch(self) -> bool: ...

    def peers(self) -> Mapping[WorkerId, Worker]: ...

    def alive(self, worker: WorkerId) -> bool: ...


class Road(Protocol):
    async def load(self, circle: CircleId) -> Versioned: ...

    def known(self, circle: CircleId) -> Versioned | None: ...

    async def submit(self, circle: CircleId, actor: System, command: Command) -> object: ...


class Voices:
    """What announcing, the gateway and the other workers see of the audio hosts. `run` must run."""

    def __init__(
        self, local: AudioHost, road: Road, others: Others, peers: Peers, bugs: Bugs, *,
        follow: Callable[[CircleId], None], new_mark: Callable[[], str], clock: Callable[[], float], store_ready: Callable[[], bool],
        read_again: Callable[[], None],
    ) -> None:  # fmt: skip
        """`follow` makes announcing look at a circle now; `read_again` has every floor here set anew from the store."""
        self._local = local
        self._road = road
        self._others = others
        self._peers = peers
        self._bugs = bugs
        self._follow = follow
        self._new_mark = new_mark
        self._clock = clock
        self._store_ready = store_ready
        self._read_again = read_again
        self._me = others.me
        self._named: dict[CircleId, WorkerId] = {}
        """Who carries each circle that is followed here."""
        self._floors: dict[CircleId, tuple[tuple[int, int], Floor]] = {}
        """The newest floor of each that is carried here, as the state has it."""
        self._used: dict[CircleId, float] = {}
        """When each that is carried here was last seen to have connections, or was asked for some."""
        self._leaving: dict[CircleId, float] = {}
        """Handed over, and until when it is carried here as well."""
        self._held = Held()
        self._naming: set[CircleId] = set()
        self._given: Counter[WorkerId] = Counter()
        self._gone: set[WorkerId] = set()
        self._strangers: dict[WorkerId, float] = {}
        self._away_since: float | None = None
        self._gating = asyncio.Event()
        self._wake = asyncio.Event()
        self._nothing_left = asyncio.Event()
        """To be handed over, when this worker drains."""
        self._tasks: asyncio.TaskGroup | None = None

    # ------------------------------------------------------------------------------------------------- for the gateway

    async def answer(self, current: Versioned, seat: SeatId, sdp: str) -> tuple[str, str | None]:
        """The answer of the worker that carries the circle, and the mark of its naming; where none does that lives, another is named first.

        Raises OfferRefused (also with `audio-busy` where that worker does not answer), NoSuchCircle, Unavailable.
        """
        circle = current.circle.id
        for _ in range(ATTEMPTS):
            worker = _carrier(current)
            if worker is None or not self._may_carry(worker):
                await self._name(circle, instead_of=worker)
            elif worker == self._me:
                return await self._answer_here(current, seat, sdp), _mark(current)
            elif (peer := self._others.peers().get(worker)) is None:
                await asyncio.sleep(TURN_SECONDS)  # it has only just begun, and the next beat tells where it is
            else:
                try:
                    answer, code = await self._peers.offer(peer, circle, seat, sdp)
                except NoAnswer:
                    break
                if code != ELSEWHERE:
                    return _said(answer, code), _mark(current)
            current = await self._road.load(circle)
        raise OfferRefused(BUSY)

    async def narrow(self, circle: Circle, seats: frozenset[SeatId], removed: SeatId | None = None) -> None:
        """None of these is heard from now on, wherever they are carried: the store could not be told. See `narrowing.Held`."""
        self.narrowed(circle.id, seats)
        if removed is not None:
            self.dropped(circle.id, removed)
        peer = None if circle.voices is None else self._others.peers().get(circle.voices.worker)
        if peer is not None:
            with suppress(NoAnswer):
                if removed is not None:
                    await self._peers.drop(peer, circle.id, removed)
                await self._peers.narrow(peer, circle.id, sorted(seats))

    # ---------------------------------------------------------------------------------------------------- shown.Gate

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor, worker: WorkerId | None) -> None:
        """See `shown.Gate`."""
        before = self._named.pop(circle, None)
        if worker is not None:
            self._named[circle] = worker
        if worker == self._me:
            self._leaving.pop(circle, None)
            self._used.setdefault(circle, self._clock())
            self._set(circle, version, floor)
        elif circle in self._leaving or (before == self._me and self._others.draining and worker is not None and self._lives(worker)):
            # Those who have not moved yet hear on. Whoever was only thought dead must not: see `server/workers/membership.py`.
            self._leaving.setdefault(circle, self._clock() + OVERLAP_SECONDS)
            self._set(circle, version, floor)
        else:
            self._let_go(circle)
        if worker is not None and not self._lives(worker):
            self._name_soon(circle, worker)

    def gated(self, circle: CircleId, version: tuple[int, int]) -> Awaitable[None] | None:
        """See `shown.Gate`."""
        worker = self._named.get(circle)
        if worker is None or worker == self._me or self._tasks is None:
            return None
        return self._tasks.create_task(self._see_gated(circle, version, worker))

    def carries(self, circle: CircleId) -> bool:
        """See `shown.Gate`."""
        return circle in self._leaving or circle in self._used

    def forget(self, circle: CircleId) -> None:
        """See `shown.Gate`."""
        self._named.pop(circle, None)
        self._let_go(circle)

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        """See `shown.Gate`."""
        self._local.drop_seat(circle, seat)

    def drop_circle(self, circle: CircleId) -> None:
        """See `shown.Gate`."""
        self.forget(circle)

    # --------------------------------------------------------------------------------------------------- floors.Gates

    def circles(self) -> Collection[CircleId]:
        """See `floors.Gates`."""
        return self._local.circles()

    def set_again(self, current: Versioned) -> None:
        """See `floors.Gates`."""
        circle, version = current.circle.id, current.version
        if _carrier(current) != self._me and circle not in self._leaving:
            self._let_go(circle)
            return
        in_force = self._local.gated(circle)
        if in_force is None or version >= in_force:
            self._local.close_floor(circle)
            self._set(circle, version, audible(current.circle))

    # ------------------------------------------------------------------------------------------------- for the workers

    async def offered(self, circle: CircleId, seat: SeatId, sdp: str) -> tuple[str, str]:
        """See `hearing.Heard`."""
        try:
            current = await self._newest(circle)
            if _carrier(current) != self._me:
                return "", ELSEWHERE
            return await self._answer_here(current, seat, sdp), ""
        except OfferRefused as error:
            return "", error.code
        except NoSuchCircle:
            return "", Reason.NO_SUCH_CIRCLE.value
        except Unavailable:
            return "", BUSY

    async def is_gated(self, circle: CircleId, version: tuple[int, int]) -> bool:
        """See `hearing.Heard`."""
        if not self._local.connected(circle):
            return True
        self._follow(circle)
        return await self._until_gated(circle, version) or not self._local.connected(circle)

    def narrowed(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        """See `hearing.Heard`."""
        if circle in self._floors:
            version, floor = self._floors[circle]
            self._held.hold(circle, frozenset(seats), version, floor)
            self._local.narrow_floor(circle, seats)

    def dropped(self, circle: CircleId, seat: SeatId) -> None:
        """See `hearing.Heard`."""
        self._local.drop_seat(circle, seat)

    def ready(self) -> bool:
        """See `hearing.Heard`."""
        return self._others.in_touch

    # ----------------------------------------------------------------------------------------------- for the membership

    def on_gone(self, worker: WorkerId) -> None:
        """What it carried has no voices now: another is named at once, by whoever sees it first."""
        self._gone.add(worker)
        for circle in [circle for circle, carrier in self._named.items() if carrier == worker]:
            self._name_soon(circle, worker)

    def on_anew(self) -> None:
        """Others carry what was carried here, or will."""
        self._gone.add(self._me)
        self._me = self._others.me
        for circle in list(self._local.circles()):
            self._let_go(circle)

    async def drain(self) -> None:
        """Once this worker is said to be draining: returns when others carry everything that was carried here, or after some seconds."""
        self._nothing_left.clear()
        self._wake.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(OVERLAP_SECONDS + TURN_SECONDS):
                await self._nothing_left.wait()

    # ------------------------------------------------------------------------------------------------------- answering

    async def _answer_here(self, current: Versioned, seat: SeatId, sdp: str) -> str:
        circle = current.circle.id
        if not _sits(current, seat):
            raise OfferRefused(Denial.SEATED_ONLY.value)
        self._used[circle] = self._clock()
        self._follow(circle)
        # What is announced later drops who was removed; what was removed before is not answered.
        if not await self._until_gated(circle, current.version):
            raise OfferRefused(BUSY)
        answer = self._local.answer(circle, seat, sdp)
        again = await self._newest(circle)
        if not _sits(again, seat):
            self._local.drop_seat(circle, seat)
            raise OfferRefused(Denial.SEATED_ONLY.value)
        if _carrier(again) != self._me and circle not in self._leaving:
            self._let_go(circle)
            raise OfferRefused(BUSY)
        return answer

    async def _newest(self, circle: CircleId) -> Versioned:
        """What this worker has seen last, while the store cannot be asked."""
        try:
            return await self._road.load(circle)
        except Unavailable:
            known = self._road.known(circle)
            if known is None or self._others.cut_off:
                raise
            return known

    # ---------------------------------------------------------------------------------------------------------- naming

    def _lives(self, worker: WorkerId) -> bool:
        """One that nobody has heard of yet has only just begun, for as long as it takes to hear of it."""
        if self._others.alive(worker):
            self._strangers.pop(worker, None)
            return True
        if worker in self._gone:
            return False
        return self._clock() - self._strangers.setdefault(worker, self._clock()) < DEAD_SECONDS

    def _may_carry(self, worker: WorkerId) -> bool:
        """It lives, and is not about to stop while another is not."""
        if worker == self._me:
            return self._choose() == worker
        peer = self._others.peers().get(worker)
        return self._lives(worker) and (peer is None or not peer.draining or self._others.draining)

    def _choose(self) -> WorkerId:
        return choose(self._me, self._others.peers(), self._given, draining=self._others.draining)

    def _name_soon(self, circle: CircleId, instead_of: WorkerId | None) -> None:
        if circle not in self._naming and self._tasks is not None and not self._others.cut_off:
            self._naming.add(circle)
            self._tasks.create_task(self._name_in_turn(circle, instead_of))

    async def _name_in_turn(self, circle: CircleId, instead_of: WorkerId | None) -> None:
        try:
            with self._bugs.caught("naming"), suppress(NoSuchCircle, Unavailable):  # the next look tries again
                await self._name(circle, instead_of)
        finally:
            self._naming.discard(circle)

    async def _name(self, circle: CircleId, instead_of: WorkerId | None) -> None:
        worker = self._choose()
        self._given[worker] += max(1, self._local.connected(circle))
        await self._road.submit(circle, System(), NameAudioWorker(worker=worker, mark=self._new_mark(), instead_of=instead_of))

    # ---------------------------------------------------------------------------------------------------------- gating

    def _set(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> None:
        if circle not in self._floors or version >= self._floors[circle][0]:
            self._floors[circle] = (version, floor)
        self._local.set_floor(circle, version, self._held.let_through(circle, version, floor, self._clock()))
        self._gating.set()
        self._gating = asyncio.Event()

    def _let_go(self, circle: CircleId) -> None:
        for kept in (self._floors, self._used, self._leaving):
            kept.pop(circle, None)
        self._held.forget(circle)
        self._local.drop_circle(circle)
        self._gating.set()
        self._gating = asyncio.Event()

    async def _until_gated(self, circle: CircleId, version: tuple[int, int]) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(GATED_SECONDS):
                while not self._is_in_force(circle, version):
                    await self._gating.wait()
        return self._is_in_force(circle, version)

    def _is_in_force(self, circle: CircleId, version: tuple[int, int]) -> bool:
        in_force = self._local.gated(circle)
        return in_force is not None and in_force >= version

    async def _see_gated(self, circle: CircleId, version: tuple[int, int], worker: WorkerId) -> None:
        """Returns when the worker says so, or when it cannot be heard any more itself."""
        while self._named.get(circle) == worker and (peer := self._others.peers().get(worker)) is not None:
            with suppress(NoAnswer):
                if await self._peers.gated(peer, circle, version):
                    return
            await asyncio.sleep(TURN_SECONDS)

    # ------------------------------------------------------------------------------------------------------------ time

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            while True:
                with self._bugs.caught("voices"):
                    self.look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(TURN_SECONDS):
                        await self._wake.wait()
                self._wake.clear()

    def look(self) -> None:
        """What time has brought: circles to be handed over, to be let go, to be silenced or heard again, and carriers that are gone."""
        now = self._clock()
        for circle, until in list(self._leaving.items()):
            if until <= now or not self._local.connected(circle):
                self._let_go(circle)
                self._follow(circle)
        for circle, used in list(self._used.items()):
            if self._local.connected(circle):
                self._used[circle] = now
            elif now - used > UNUSED_SECONDS:
                del self._used[circle]
        for circle in self._held.over(now):
            self._open_again(circle)
        for circle, worker in list(self._named.items()):
            if not self._lives(worker):
                self._name_soon(circle, worker)
        for circle in (handing_over := self._to_hand_over()):
            self._name_soon(circle, self._me)
        if not handing_over and not self._leaving:
            self._nothing_left.set()
        self._mind_the_store(now)

    def _to_hand_over(self) -> list[CircleId]:
        if not self._others.draining or self._choose() == self._me:
            return []
        return [circle for circle, worker in self._named.items() if worker == self._me and self._local.connected(circle)]

    def _open_again(self, circle: CircleId) -> None:
        if circle in self._floors:
            version, floor = self._floors[circle]
            self._local.close_floor(circle)
            self._set(circle, version, floor)

    def _mind_the_store(self, now: float) -> None:
        if self._store_ready():
            if self._away_since is not None and now - self._away_since > AWAY_SECONDS:
                self._read_again()
            self._away_since = None
            return
        if self._away_since is None:
            self._away_since = now
        if now - self._away_since > AWAY_SECONDS:
            for circle, (_, floor) in self._floors.items():
                known = self._road.known(circle)
                stay = {id for id, seat in known.circle.seats.items() if facilitating(seat)} if known else set[SeatId]()
                self._local.narrow_floor(circle, [seat for seat in floor.values() if seat not in stay])


def _carrier(current: Versioned) -> WorkerId | None:
    return None if current.circle.voices is None else current.circle.voices.worker


def _mark(current: Versioned) -> str | None:
    return None if current.circle.voices is None else current.circle.voices.mark


def _sits(current: Versioned, seat: SeatId) -> bool:
    sitting = current.circle.seats.get(seat)
    return sitting is not None and sitting.standing is Standing.SEATED


def _said(answer: str, code: str) -> str:
    if code:
        raise OfferRefused(code)
    return answer
