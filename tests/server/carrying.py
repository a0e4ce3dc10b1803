"""One circle, this worker's audio gate and the other workers: everything that `Voices` touches, as stand-ins with behaviour."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

from moderation.actors import System
from rooms.circle import Circle, Voices as Named
from rooms.commands import Command
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.floor import audible
from rooms.ids import CircleId, SeatId, WorkerId
from rooms.refusals import Refusal
from rooms.slots import Floor
from server.audio.gate import Gate
from server.bugs import Bugs
from server.carriers import Carriers
from server.store.port import Unavailable, Version, Versioned
from server.store.roster import Worker
from server.voices import Voices
from server.workers.peers import NoAnswer, Peers
from tests.fakes import EVENING, FakeClock, SureChance
from tests.rooms.words import NOW, after, given

ME, OTHER, THIRD = map(WorkerId, ("me", "other", "third"))


def a_worker(id: WorkerId, **fields: Any) -> Worker:
    return replace(Worker(id=id, address=f"http://{id}", schema=3, born=EVENING), **fields)


@dataclass
class World:
    """One circle in the store, this worker's audio host, and the others: everything that `Voices` touches."""

    circle: Circle
    clock: FakeClock = field(default_factory=FakeClock)
    version: Version = Version(1, 1)
    available: bool = True
    me: WorkerId = ME
    draining: bool = False
    cut_off: bool = False
    in_touch: bool = True
    others: dict[WorkerId, Worker] = field(default_factory=dict[WorkerId, Worker])
    gate: Gate = field(default_factory=Gate)
    seats: set[SeatId] = field(default_factory=set[SeatId])
    """Connected here."""
    asked: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    """Of other workers."""
    silent: bool = False
    """The other workers do not answer."""
    elsewhere: bool = False
    read_again: int = 0
    after_answer: Command | None = None
    """Done by somebody else in the moment after an offer was answered here."""
    voices: Voices = field(init=False)
    carriers: Carriers = field(init=False)

    @property
    def current(self) -> Versioned:
        return Versioned(self.circle, self.version)

    @property
    def carrier(self) -> WorkerId | None:
        return None if self.circle.voices is None else self.circle.voices.worker

    @property
    def heard(self) -> set[SeatId]:
        return set(self.gate.level)

    def change(self, circle: Circle) -> None:
        """A commit, and what announcing does when it hears of it."""
        self.circle, self.version = circle, Version(1, self.version.version + 1)
        self.follow(circle.id)

    def carried_by(self, worker: WorkerId) -> None:
        self.change(replace(self.circle, voices=Named(worker=worker, mark=f"mark-{worker}")))

    def follow(self, circle: CircleId) -> None:
        if self.available:
            self.voices.set_floor(circle, self.version, audible(self.circle), self.carrier)

    # the membership

    def peers(self) -> Mapping[WorkerId, Worker]:
        return self.others

    def alive(self, worker: WorkerId) -> bool:
        return worker == self.me or worker in self.others

    # the road

    async def load(self, circle: CircleId) -> Versioned:
        if not self.available:
            raise Unavailable
        return self.current

    def known(self, circle: CircleId) -> Versioned | None:
        return self.current

    async def submit(self, circle: CircleId, actor: System, command: Command) -> object:
        if not self.available:
            raise Unavailable
        events = decide(self.circle, command, NOW)
        assert not isinstance(events, Refusal)
        if events:
            self.change(evolve_all(self.circle, events))
        return None

    # the audio host

    def answer(self, circle: CircleId, seat: SeatId, offer: str) -> str:
        self.seats.add(seat)
        if self.after_answer is not None:
            self.circle, self.version = after(self.circle, self.after_answer), Version(1, self.version.version + 1)
        return f"answer of {self.me}"

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> None:
        self.gate.set(version, floor)

    def close_floor(self, circle: CircleId) -> None:
        self.gate.close()

    def narrow_floor(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        self.gate.narrow(seats)

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        self.seats.discard(seat)

    def drop_circle(self, circle: CircleId) -> None:
        self.seats.clear()
        self.gate = Gate()

    def circles(self) -> Collection[CircleId]:
        return [self.circle.id]

    def gated(self, circle: CircleId) -> tuple[int, int] | None:
        return self.gate.version

    def connected(self, circle: CircleId) -> int:
        return len(self.seats)

    async def until(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.voices.look()
        for _ in range(10):
            await asyncio.sleep(0)


class Line:
    """To the other workers."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def offer(self, worker: Worker, circle: CircleId, seat: SeatId, sdp: str) -> tuple[str, str]:
        self._ask("offer", worker, seat)
        if self._world.elsewhere:
            return "", "elsewhere"
        return f"answer of {worker.id}", ""

    async def gated(self, worker: Worker, circle: CircleId, version: tuple[int, int]) -> bool:
        self._ask("gated", worker, version)
        return True

    async def narrow(self, worker: Worker, circle: CircleId, seats: list[SeatId]) -> None:
        self._ask("narrow", worker, *seats)

    async def drop(self, worker: Worker, circle: CircleId, seat: SeatId) -> None:
        self._ask("drop", worker, seat)

    def _ask(self, what: str, worker: Worker, *more: object) -> None:
        self._world.asked.append((what, worker.id, *more))
        if self._world.silent:
            raise NoAnswer


@asynccontextmanager
async def a_world() -> AsyncGenerator[World]:
    world = World(given("anu sharing 100"))
    world.others = {OTHER: a_worker(OTHER), THIRD: a_worker(THIRD)}
    bugs, line = Bugs(SureChance().token_bytes), cast(Peers, Line(world))
    carriers = world.carriers = Carriers(world, world, bugs, new_mark=SureChance().mark, clock=world.clock.monotonic)

    def read_again() -> None:
        world.read_again += 1
        world.voices.set_again(world.current)

    world.voices = Voices(
        world, world, world, carriers, line, bugs, follow=world.follow, clock=world.clock.monotonic, store_ready=lambda: world.available,
        read_again=read_again,
    )  # fmt: skip
    running = asyncio.create_task(world.voices.run())
    await asyncio.sleep(0)
    yield world
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert bugs.count == 0
