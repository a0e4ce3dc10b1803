"""The voices of the circles of many workers: each circle's live on one of them, which its state names. This worker's part in that."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from typing import Protocol

from moderation.policy import Denial
from rooms.circle import Circle
from rooms.floor import audible
from rooms.ids import CircleId, SeatId, WorkerId
from rooms.refusals import Reason
from rooms.seat import Standing, facilitating
from rooms.slots import Floor
from server.audio.port import AudioHost, OfferRefused
from server.bugs import Bugs
from server.carried import OVERLAP_SECONDS, Carried
from server.carriers import Carriers, Others
from server.newest import newest
from server.store.port import NoSuchCircle, Unavailable, Versioned
from server.workers.peers import NoAnswer, Peers

TURN_SECONDS = 0.1
"""Between two looks at what time has brought."""

AWAY_SECONDS = 60.0
"""Without a store nobody can tell who may be heard. After so long it is only who runs the meeting."""

ATTEMPTS = 4
"""To find out who carries a circle, while that changes."""

BUSY, ELSEWHERE = "audio-busy", "elsewhere"
"""To the browser: try again soon. To another worker: read the state again."""


class Road(Protocol):
    async def load(self, circle: CircleId) -> Versioned: ...

    def known(self, circle: CircleId) -> Versioned | None: ...


class Voices:
    """What announcing, the gateway and the other workers see of the audio hosts. `run` must run."""

    def __init__(
        self, local: AudioHost, road: Road, others: Others, carriers: Carriers, peers: Peers, bugs: Bugs, *,
        follow: Callable[[CircleId], None], clock: Callable[[], float], store_ready: Callable[[], bool], read_again: Callable[[], None],
    ) -> None:  # fmt: skip
        """`follow` makes announcing look at a circle now; `read_again` has every floor here set anew from the store."""
        self._local = local
        self._road = road
        self._others = others
        self._carriers = carriers
        self._peers = peers
        self._bugs = bugs
        self._follow = follow
        self._clock = clock
        self._store_ready = store_ready
        self._read_again = read_again
        self._me = others.me
        self._named: dict[CircleId, WorkerId] = {}
        """Who carries each circle that is followed here."""
        self._to_see: dict[CircleId, tuple[int, int]] = {}
        """The newest version of each that is asked about at who carries it."""
        self._carried = Carried(local)
        self._away_since: float | None = None
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
            if worker is None or not self._carriers.may_carry(worker):
                await self._carriers.name(circle, instead_of=worker)
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
                await self._peers.narrow(peer, circle.id, sorted(seats))
                if removed is not None:
                    await self._peers.drop(peer, circle.id, removed)

    # ---------------------------------------------------------------------------------------------------- shown.Gate

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor, worker: WorkerId | None) -> None:
        """See `shown.Gate`."""
        before = self._named.pop(circle, None)
        if worker is not None:
            self._named[circle] = worker
        now = self._clock()
        if worker == self._me:
            self._carried.take(circle, now)
            self._carried.set_floor(circle, version, floor, now)
        elif circle in self._carried.leaving or (before == self._me and self._others.draining and worker is not None):
            # Whoever was only thought dead, and stands still no more, must not be heard beside the new one; this one gave it away itself.
            self._carried.hand_over(circle, now)
            self._carried.set_floor(circle, version, floor, now)
        else:
            self._carried.let_go(circle)
        if worker is not None and not self._carriers.lives(worker):
            self._name_another(circle, worker)

    def gated(self, circle: CircleId, version: tuple[int, int]) -> Awaitable[None] | None:
        """See `shown.Gate`."""
        worker = self._named.get(circle)
        if worker is None or worker == self._me or self._tasks is None:
            return None
        self._to_see[circle] = version
        return self._tasks.create_task(self._see_gated(circle, version, worker))

    def carries(self, circle: CircleId) -> bool:
        """See `shown.Gate`."""
        return circle in self._carried

    def forget(self, circle: CircleId) -> None:
        """See `shown.Gate`."""
        self._named.pop(circle, None)
        self._carried.let_go(circle)

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
        circle = current.circle.id
        if _carrier(current) == self._me or circle in self._carried.leaving:
            self._carried.set_again(circle, current.version, audible(current.circle), self._clock())
        else:
            self._carried.let_go(circle)

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
        """See `hearing.Heard`. Where nobody is connected, nobody is heard."""
        if not self._local.connected(circle):
            return True
        self._follow(circle)
        return await self._carried.in_force(circle, version) or not self._local.connected(circle)

    def narrowed(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        """See `hearing.Heard`."""
        self._carried.narrow(circle, seats)

    def dropped(self, circle: CircleId, seat: SeatId) -> None:
        """See `hearing.Heard`."""
        self._local.drop_seat(circle, seat)

    def ready(self) -> bool:
        """See `hearing.Heard`."""
        return self._others.in_touch

    # ---------------------------------------------------------------------------------------------- for the membership

    def on_gone(self, worker: WorkerId) -> None:
        """What it carried has no voices now: another is named at once, by whoever sees it first."""
        self._carriers.is_gone(worker)
        for circle in [circle for circle, carrier in self._named.items() if carrier == worker]:
            self._name_another(circle, worker)

    def on_anew(self) -> None:
        """Others carry what was carried here, or will."""
        self._carriers.is_gone(self._me)
        self._me = self._others.me
        for circle in list(self._local.circles()):
            self._carried.let_go(circle)

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
        self._carried.use(circle, self._clock())
        self._follow(circle)
        # What is announced from now on drops who was removed by it; what is older than the floor in force was looked at here.
        if not await self._carried.in_force(circle, current.version):
            raise OfferRefused(BUSY)
        answer = self._local.answer(circle, seat, sdp)
        again = await self._newest(circle)
        if not _sits(again, seat):
            self._local.drop_seat(circle, seat)
            raise OfferRefused(Denial.SEATED_ONLY.value)
        if _carrier(again) != self._me and circle not in self._carried.leaving:
            self._local.drop_seat(circle, seat)
            raise OfferRefused(BUSY)
        return answer

    async def _newest(self, circle: CircleId) -> Versioned:
        return await newest(self._road, circle, lambda: not self._others.cut_off)

    async def _see_gated(self, circle: CircleId, version: tuple[int, int], worker: WorkerId) -> None:
        """Returns when the worker says so, when it carries the circle no more, or when a newer version is asked about: nobody waits for this one
        then, and a worker that beats but cannot be reached must not gather questions.
        """
        while self._to_see.get(circle) == version and self._named.get(circle) == worker and (peer := self._others.peers().get(worker)) is not None:
            with suppress(NoAnswer):
                if await self._peers.gated(peer, circle, version):
                    break
            await asyncio.sleep(TURN_SECONDS)
        if self._to_see.get(circle) == version:
            del self._to_see[circle]

    # ------------------------------------------------------------------------------------------------------------ time

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            self._carriers.tasks = self._tasks
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
        for circle in self._carried.look(now):
            self._follow(circle)
        for circle, worker in list(self._named.items()):
            if not self._carriers.lives(worker):
                self._name_another(circle, worker)
        for circle in (handing_over := self._to_hand_over()):
            self._name_another(circle, self._me)
        if not handing_over and not self._carried.leaving:
            self._nothing_left.set()
        self._mind_the_store(now)

    def _name_another(self, circle: CircleId, instead_of: WorkerId) -> None:
        self._carriers.name_soon(circle, instead_of, max(1, self._local.connected(circle)))

    def _to_hand_over(self) -> list[CircleId]:
        if not self._others.draining or self._carriers.choose() == self._me:
            return []
        return [circle for circle, worker in self._named.items() if worker == self._me and self._local.connected(circle)]

    def _mind_the_store(self, now: float) -> None:
        away, since = not self._store_ready(), self._away_since
        self._away_since = (now if since is None else since) if away else None
        if since is None or now - since <= AWAY_SECONDS:
            return
        if away:
            self._carried.narrow_to({circle: self._facilitating(circle) for circle in self._carried.circles()})
        else:
            self._read_again()

    def _facilitating(self, circle: CircleId) -> set[SeatId]:
        known = self._road.known(circle)
        return {id for id, seat in known.circle.seats.items() if facilitating(seat)} if known else set()


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
