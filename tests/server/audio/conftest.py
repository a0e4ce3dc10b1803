"""A live audio host on loopback, and voices that join it."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Set
from dataclasses import replace
from typing import Any

import pytest

from rooms.ids import CircleId, SeatId
from rooms.slots import Slot
from server.audio.host import AudioHost
from server.audio.settings import AudioSettings
from tests.voice import Voice

CIRCLE = CircleId("ABCDEFGH")


async def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Returns when `true` is; the host tells nobody of what it does, so it is asked. Raises `TimeoutError`."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


class Studio:
    """A host and the voices of one circle, closed together."""

    slots = tuple(Slot)
    other_circle = CircleId("OTHERONE")

    def __init__(self, host: AudioHost) -> None:
        self.host = host
        self.voices: dict[SeatId, Voice] = {}
        self.version = 0
        self.gaps = 0

    async def join(self, *seats: str, light: bool = False, sections: int = 3) -> list[Voice]:
        """One connected voice for each seat."""
        joined = [Voice(light=light, sections=sections) for _ in seats]
        for seat, voice in zip(map(SeatId, seats), joined, strict=True):
            self.voices[seat] = voice
            await self.connect(seat)
        return joined

    async def connect(self, seat: SeatId) -> Voice:
        """The seat's voice offers (again) and connects."""
        voice = self.voices[seat]
        await voice.connect(self.host.answer(CIRCLE, seat, voice.offer()))
        return voice

    def give(self, piece: str | None = None, *, keeper: str | None = None, crosstalk: str | None = None) -> None:
        """A newer floor: these seats and nobody else."""
        self.version += 1
        chosen = {Slot.PIECE: piece, Slot.KEEPER: keeper, Slot.CROSSTALK: crosstalk}
        self.host.set_floor(CIRCLE, (1, self.version), {slot: SeatId(seat) for slot, seat in chosen.items() if seat is not None})

    def refill(self) -> None:
        """The next second begins: every member has a new budget of datagrams."""
        for peer in self.host.peers:
            peer.refill()

    async def close(self) -> None:
        for voice in self.voices.values():
            await voice.close()
        await self.host.stop()


def audio_host(
    settings: AudioSettings | None = None, studio: list[Studio] | None = None, clock: Callable[[], float] = time.monotonic
) -> AudioHost:
    """A host with the machine's own clocks and chance. A busy machine may hold it up for any time without that being a gap."""

    def gap() -> None:
        if studio:
            studio[0].gaps += 1

    chosen = replace(settings or AudioSettings(ptime=20), gap_seconds=3600.0)
    return AudioHost(chosen, clock=clock, wall_clock=time.time, random_bytes=secrets.token_bytes, on_gap=gap)


async def nothing_is_left(before: Set[asyncio.Task[Any]]) -> None:
    """What was ended needs some turns of the loop to be gone, and no time."""
    for _ in range(20):
        await asyncio.sleep(0)
    assert not {task for task in asyncio.all_tasks() - before if task is not asyncio.current_task()}


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """Started, empty; at the end nothing of it may be left in the loop."""
    before = asyncio.all_tasks()
    tracebacks: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: tracebacks.append(context))
    known: list[Studio] = []
    made = Studio(audio_host(studio=known))
    known.append(made)
    await made.host.start()
    yield made
    await made.close()
    assert not tracebacks, "a datagram may be dropped, but never break what reads it"
    assert made.host.counters.peers == 0
    await nothing_is_left(before)
