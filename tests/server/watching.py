"""One circle as `Announce` finds it, and screens that look at it."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from rooms.circle import Circle
from rooms.ids import CircleId, SeatId, WorkerId
from rooms.slots import Floor
from server.announce import Announce
from server.bugs import Bugs
from server.patches import apply
from server.shown import Gate
from server.sockets.connection import Connection
from server.store.port import NoSuchCircle, Unavailable, Version, Versioned
from server.store.wakes import Wakes


@dataclass(slots=True)
class Screen:
    """A connection's other end: what reached it, decoded."""

    log: list[tuple[str, Any]]
    name: str
    over: bool = False
    seen: list[list[Any]] = field(default_factory=list[list[Any]])
    view: Any = None
    you: Any = None

    def write(self, frame: bytes) -> None:
        size = frame[1]
        event, sequence, *rest = json.loads(frame[2 if size < 126 else 4 if size == 126 else 10 :][2:])
        assert sequence == len(self.seen) + 1
        self.seen.append([event, *rest])
        self.log.append((f"{event} {self.name}", rest[0] if rest else None))
        if event == "view":
            self.view = rest[0]
        elif event == "patch":
            self.view = apply(self.view, rest[0])
        elif event == "you":
            self.you = rest[0]

    def end(self, code: int, last: bytes = b"") -> None:
        self.write(last.removesuffix(b"\x81\x0241"))
        self.over = True

    def expect(self, seconds: float | None) -> None: ...

    def events(self) -> list[str]:
        return [seen[0] for seen in self.seen]


@dataclass(slots=True)
class World:
    """One circle as the store has it, one audio host, and screens."""

    circle: Circle
    version: int = 1
    epoch: int = 1
    available: bool = True
    exists: bool = True
    wakes: Wakes = field(default_factory=Wakes)
    log: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    gating: Awaitable[None] | None = None
    carried: bool = False
    forgotten: int = 0
    loads: int = 0

    def changes(self) -> Any:
        return self.wakes.listen()

    async def load(self, circle: CircleId, shown: Version | None = None) -> Versioned:
        self.loads += 1
        if not self.available:
            raise Unavailable
        if not self.exists:
            raise NoSuchCircle(circle)
        return Versioned(self.circle, await self._version())

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]:
        try:
            return [(await self.load(circle)).version for circle in circles]
        except NoSuchCircle:
            return [None]

    async def _version(self) -> Version:
        return Version(self.epoch, self.version)

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor, worker: WorkerId | None) -> None:
        self.log.append(("floor", (tuple(version), dict(floor))))

    def gated(self, circle: CircleId, version: tuple[int, int]) -> Awaitable[None] | None:
        return self.gating

    def carries(self, circle: CircleId) -> bool:
        return self.carried

    def forget(self, circle: CircleId) -> None:
        self.forgotten += 1

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        self.log.append((f"drop {seat}", None))

    def drop_circle(self, circle: CircleId) -> None:
        self.log.append(("drop circle", None))

    def change(self, circle: Circle, *, wake: bool = True) -> None:
        self.circle = circle
        self.version += 1
        if wake:
            self.wakes.wake([circle.id])


class Source:
    """The store's part that announce hears."""

    def __init__(self, world: World) -> None:
        self.changes = world.changes
        self.versions = world.versions
        self.watched: set[CircleId] = set()

    async def watch(self, circle: CircleId) -> None:
        self.watched.add(circle)

    async def unwatch(self, circle: CircleId) -> None:
        self.watched.discard(circle)


@dataclass(slots=True)
class Watched:
    """Announce at work on a world."""

    world: World
    announce: Announce
    bugs: Bugs

    def look(self, seat: SeatId) -> Screen:
        screen = Screen(self.world.log, seat)
        connection = Connection(screen, b"")
        self.announce.attach(connection, self.world.circle.id, seat)
        self.connections[seat] = connection
        return screen

    connections: dict[SeatId, Connection] = field(default_factory=dict[SeatId, Connection])


@asynccontextmanager
async def watched(circle: Circle, *, coalesce: float = 0.0, presence: float = 0.0, reread: float = 60.0) -> AsyncGenerator[Watched]:
    world = World(circle)
    gate: Gate = world
    bugs = Bugs(lambda count: bytes(count))
    announce = Announce(Source(world), world.load, gate, bugs, coalesce=coalesce, presence=presence, reread=reread)
    running = asyncio.create_task(announce.run())
    await asyncio.sleep(0)
    try:
        yield Watched(world, announce, bugs)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def settle(rounds: int = 20) -> None:
    for _ in range(rounds):
        await asyncio.sleep(0)
