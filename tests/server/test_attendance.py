"""One connection a seat, and an absence that is told exactly when it is one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from moderation.actors import System
from rooms.commands import Command, MarkAway
from rooms.ids import CircleId, SeatId, SecretHash
from server import attendance as attendances
from server.attendance import AGAIN_SECONDS, Attendance, Sitting
from server.bugs import Bugs
from server.sockets.connection import Connection, Goodbye
from server.store.port import NoSuchCircle, Unavailable
from server.store.roster import Lease
from tests.leaping import leaping

HERE = CircleId("ABCD2345")
ANU, BELA = (Sitting(HERE, SeatId(name)) for name in ("anu", "bela"))
TOKEN = SecretHash("first")


class Road:
    """Remembers who was called away, and fails as told."""

    def __init__(self) -> None:
        self.away: list[SeatId] = []
        self.tokens: list[SecretHash | None] = []
        self.failures: list[Exception] = []
        self.holds: asyncio.Event | None = None
        """What every answer waits for."""

    async def submit(self, circle: CircleId, actor: System, command: Command) -> object:
        assert isinstance(command, MarkAway)
        if self.failures:
            raise self.failures.pop()
        self.away.append(command.seat)
        self.tokens.append(command.token)
        if self.holds is not None:
            await self.holds.wait()
        return None


class Leases:
    def __init__(self) -> None:
        self.held: list[Lease] = []

    def sit(self, lease: Lease) -> None:
        self.held.append(lease)

    def rise(self, lease: Lease) -> None:
        self.held.remove(lease)


class Wire:
    def __init__(self) -> None:
        self.last = b""

    @property
    def over(self) -> bool:
        return bool(self.last)

    def write(self, frame: bytes) -> None: ...

    def end(self, code: int, last: bytes = b"") -> None:
        self.last = last

    def expect(self, seconds: float | None) -> None: ...


def connection() -> tuple[Connection, Wire]:
    wire = Wire()
    return Connection(wire, b""), wire


@asynccontextmanager
async def attended(leases: Leases | None = None) -> AsyncGenerator[tuple[Attendance, Road, Bugs]]:
    road, bugs = Road(), Bugs(lambda count: bytes(count))
    attendance = Attendance(road, bugs, leases)
    running = asyncio.create_task(attendance.run())
    try:
        yield attendance, road, bugs
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_loses_the_last_connection_is_away() -> None:
    async with attended() as (attendance, road, _):
        mine, _ = connection()
        attendance.sit(mine, ANU, TOKEN)
        assert attendance.sitting(mine) == ANU
        attendance.rise(mine)
        attendance.rise(mine)
        await settle()
        assert road.away == ["anu"]
        assert attendance.count() == 0


async def test_who_is_taken_over_is_not_away() -> None:
    async with attended() as (attendance, road, _):
        (old, wire), (new, _) = connection(), connection()
        attendance.sit(old, ANU, TOKEN)
        attendance.sit(new, ANU, TOKEN)
        assert b"taken-over" in wire.last
        attendance.rise(old)
        await settle()
        assert road.away == []
        assert attendance.sitting(new) == ANU


async def test_while_somebody_arrives_nobody_is_called_away() -> None:
    async with attended() as (attendance, road, _):
        (old, _), (new, _), (other, _) = connection(), connection(), connection()
        attendance.sit(old, ANU, TOKEN)
        attendance.sit(other, BELA, TOKEN)
        with attendance.arriving(HERE):
            attendance.rise(old)
            attendance.rise(other)
            await settle()
            assert road.away == []
            attendance.sit(new, ANU, TOKEN)
        await settle()
        assert road.away == ["bela"]


async def test_who_is_lost_while_another_is_called_away_is_called_away_at_once() -> None:
    async with attended() as (attendance, road, _):
        (one, _), (other, _) = connection(), connection()
        attendance.sit(one, ANU, TOKEN)
        attendance.sit(other, BELA, TOKEN)
        road.holds = asyncio.Event()
        attendance.rise(one)
        await settle()
        attendance.rise(other)
        await settle()
        assert road.away == [ANU.seat, BELA.seat]
        road.holds.set()


async def test_a_circle_that_is_gone_needs_not_be_told() -> None:
    async with attended() as (attendance, road, bugs):
        road.failures = [NoSuchCircle(HERE)]
        mine, _ = connection()
        attendance.sit(mine, ANU, TOKEN)
        attendance.rise(mine)
        await settle()
        assert (road.away, bugs.count) == ([], 0)


async def test_a_bug_with_one_seat_does_not_keep_others_from_being_told() -> None:
    async with attended() as (attendance, road, bugs):
        road.failures = [RuntimeError("planted")]
        for sitting in (ANU, BELA):
            mine, _ = connection()
            attendance.sit(mine, sitting, TOKEN)
            attendance.rise(mine)
            await settle()
        assert len(road.away) == 1
        assert bugs.count == 1


@leaping
async def test_a_lease_is_held_until_the_circle_knows_of_the_absence() -> None:
    leases = Leases()
    async with attended(leases) as (attendance, road, _):
        mine, _ = connection()
        attendance.sit(mine, ANU, TOKEN)
        assert leases.held == [Lease(*ANU, TOKEN)]
        road.failures = [Unavailable("away")]
        attendance.rise(mine)
        await settle()
        assert leases.held == [Lease(*ANU, TOKEN)]
        async with asyncio.timeout(AGAIN_SECONDS * 5):
            while leases.held:  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.05)
        assert road.away == ["anu"]


async def test_who_was_sent_elsewhere_is_not_missed_at_once() -> None:
    async with attended(Leases()) as (attendance, road, _):
        mine, _ = connection()
        attendance.sit(mine, ANU, TOKEN)
        mine.close(Goodbye.RESTARTING)
        attendance.rise(mine)
        await settle()
        assert road.away == []


async def test_who_came_back_from_a_move_and_is_lost_then_is_missed_by_what_proves_them_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendances, "MOVE_SECONDS", 0.0)
    async with attended(Leases()) as (attendance, road, _):
        (mine, _), (again, _) = connection(), connection()
        with attendance.arriving(HERE):
            attendance.sit(mine, ANU, TOKEN)
            mine.close(Goodbye.RESTARTING)
            attendance.rise(mine)
            attendance.sit(again, ANU, SecretHash("second"))
            attendance.rise(again)
            await settle()
        await settle()
        assert road.tokens == ["second"]


async def test_all_are_sent_away_from_a_worker_that_begins_anew() -> None:
    async with attended() as (attendance, road, _):
        (one, wire), (other, wires) = connection(), connection()
        attendance.sit(one, ANU, TOKEN)
        attendance.sit(other, BELA, TOKEN)
        attendance.send_away()
        assert b"restarting" in wire.last
        assert b"restarting" in wires.last
        attendance.rise(one)
        await settle()
        assert road.tokens == [TOKEN]
