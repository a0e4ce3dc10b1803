"""The sockets and the road together on a free port of this machine, with a store in memory and an audio host that only remembers."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from aiohttp import ClientSession, TCPConnector, web

from rooms.circle import Circle, Link
from rooms.ids import CircleId, SeatId
from rooms.seat import Role
from rooms.slots import Floor
from server.alone import Alone
from server.announce import Announce
from server.attendance import Attendance
from server.audio.port import OfferRefused
from server.bugs import Bugs
from server.cards import Cards
from server.circles import Circles
from server.clock import Clock, SystemClock
from server.follow_ups import FollowUps
from server.gateway import Gateway
from server.identity import hash_secret
from server.presets import presets
from server.relays import Relays
from server.sockets.edge import Edge
from server.sockets.limits import Patience
from server.store.port import Store
from tests.fakes import MemoryStore, SureChance, a_circle
from tests.member import Json, Member

FACILITATOR, MEMBER, LISTENER, PERSONAL = (f"{name:-<22}" for name in ("facilitator", "member", "listener", "personal"))
"""Secrets of the links of every circle here."""


class HurriedClock(SystemClock):
    """Ten thousand times too fast, so that the limit on the rate refuses nothing and every message is read."""

    def monotonic(self) -> float:
        return super().monotonic() * 10_000


@dataclass(slots=True)
class RememberingAudio:
    """Does what the port says, as far as one can tell without voices."""

    floors: list[tuple[CircleId, tuple[int, int], Floor]] = field(default_factory=list[tuple[CircleId, tuple[int, int], Floor]])
    dropped: list[tuple[CircleId, SeatId | None]] = field(default_factory=list[tuple[CircleId, SeatId | None]])
    narrowed: list[SeatId] = field(default_factory=list[SeatId])
    """Who was silenced without the store."""

    def answer(self, circle: CircleId, seat: SeatId, offer: str) -> str:
        if offer == "refuse me":
            raise OfferRefused("offer-malformed")
        if offer == "break":
            raise RuntimeError("a bug in the audio host")
        return f"answer to {offer}"

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> None:
        self.floors.append((circle, version, floor))

    def close_floor(self, circle: CircleId) -> None: ...

    def narrow_floor(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        self.narrowed += seats

    def circles(self) -> Collection[CircleId]:
        return {circle for circle, _, _ in self.floors}

    def gated(self, circle: CircleId) -> tuple[int, int] | None:
        return next((version for gated, version, _ in reversed(self.floors) if gated == circle), None)

    def connected(self, circle: CircleId) -> int:
        return 0

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        self.dropped.append((circle, seat))

    def drop_circle(self, circle: CircleId) -> None:
        self.dropped.append((circle, None))


@dataclass(slots=True, kw_only=True)
class House:
    """A server as far as sockets go, and the means to look behind it."""

    url: str
    store: Store
    circles: Circles
    audio: RememberingAudio
    announce: Announce
    gateway: Gateway
    attendance: Attendance
    edge: Edge
    bugs: Bugs
    session: ClientSession

    async def open(self, code: str = "ABCD2345", *, lobby: bool = False) -> Circle:
        links = (
            Link(secret=hash_secret(FACILITATOR), role=Role.FACILITATOR),
            Link(secret=hash_secret(MEMBER), role=Role.MEMBER),
            Link(secret=hash_secret(LISTENER), role=Role.LISTENER),
            Link(secret=hash_secret(PERSONAL), role=Role.MEMBER, personal=True),
        )
        circle = replace(a_circle(code), lobby=lobby, links=links)
        await self.circles.open(circle)
        return circle

    def member(self, name: tuple[int, int] | None = None) -> Member:
        return Member(self.session, self.url, name=name)

    async def quiet(self, *members: Member) -> None:
        """Until nothing more is sent to any of them: every rest and every tick is over, what waited for the store is done, and it has been told."""
        count = -1
        while count != (count := sum(len(seen) for member in members for seen in member.history.seen)):
            await asyncio.sleep(0.4)
            await self.store.circles()
            for _ in range(100):  # on a machine that stood still all of it is due at once
                await asyncio.sleep(0)

    async def now(self, code: str = "ABCD2345") -> Circle:
        return (await self.circles.load(CircleId(code))).circle

    async def joined(self, code: str = "ABCD2345", secret: str | None = MEMBER) -> Member:
        """A new member in the circle, who has seen it."""
        member = self.member()
        await member.connect()
        answer: Json = await member.join(code, secret)
        assert answer["ok"], answer
        await member.until(lambda member: member.view)
        return member


@asynccontextmanager
async def open_house(
    *,
    store: Store | None = None,
    clock: Clock | None = None,
    patience: Patience | None = None,
    refusal_seconds: float = 0.0,
    audio: RememberingAudio | None = None,
    presence: float = 0.02,
    port: int = 0,
) -> AsyncGenerator[House]:
    """Serves while entered."""
    clock, store, audio = clock or SystemClock(), store or MemoryStore(), audio or RememberingAudio()
    bugs, chance = Bugs(SureChance(1).token_bytes), SureChance()
    async with AsyncExitStack() as stack:
        await store.start()
        stack.push_async_callback(store.stop)
        circles = await stack.enter_async_context(Circles(store, clock))
        voices = Alone(audio)
        announce = Announce(store, circles.follow, voices, bugs, presence=presence)
        attendance = Attendance(circles, bugs)
        follow_ups = FollowUps(circles, store, clock)
        gateway = Gateway(
            circles, announce, attendance, voices, follow_ups, clock, chance, bugs, cards=Cards(presets()),
            relays=Relays((), "", chance.token_bytes), refusal_seconds=refusal_seconds,
        )  # fmt: skip
        listening = socket.create_server(("127.0.0.1", port), backlog=1024)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        edge = Edge(gateway, (url,), clock.monotonic, lambda _: b"here", patience or Patience())
        http = web.Application()
        edge.attach(http)
        runner = web.AppRunner(http, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listening).start()
        tasks = [asyncio.create_task(announce.run()), asyncio.create_task(attendance.run())]
        stack.push_async_callback(_cancelled, tasks)
        stack.push_async_callback(edge.stop)
        session = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
        yield House(
            url=url, store=store, circles=circles, audio=audio, announce=announce, gateway=gateway, attendance=attendance, edge=edge, bugs=bugs,
            session=session,
        )


async def eventually(true: Callable[[], object], seconds: float = 30.0) -> None:
    """For what shows itself to nobody who could be waited for."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # nothing in the server says when a socket is gone
            await asyncio.sleep(0.01)


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def leave(*members: Member) -> None:
    """They close their tabs."""
    await asyncio.gather(*(member.close() for member in members))
