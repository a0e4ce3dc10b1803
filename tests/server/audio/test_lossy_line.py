"""A telephone on a bad line: packets are lost each way, others come late and out of order. Who is heard stays heard, and is told of it."""

import asyncio
import os
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from rooms.ids import SeatId
from tests.bounds import EXACT
from tests.meetings.shared import measured
from tests.server.audio.conftest import CIRCLE, Studio, until
from tests.voice import Voice

ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
PACKETS = 100
JITTER_SECONDS = 0.03
TOLD_SECONDS = 30.0
LOSSES = (0.05, 0.1, 0.2) if EXACT else (0.2,)


class _Way(asyncio.DatagramProtocol):
    """One end of the line; what comes in here goes out at the other."""

    def __init__(self, line: "BadLine", name: str) -> None:
        self._line = line
        self._name = name

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._line.carry(data, addr, self._name)


class BadLine:
    """UDP between one voice and the host. Good until `lost` is set."""

    def __init__(self, seed: int) -> None:
        self.lost = 0.0
        self.passed = {"up": 0, "down": 0}
        """Packets of voices, each way, since it turned bad."""
        self.dropped = {"up": 0, "down": 0}
        self.port = 0
        self._seed = seed
        self._chance, self._lot = Random(seed), Random(seed)
        """The second for packets of voices alone: which of them are lost is the same in every run, however many checks come in between."""
        self._voice: Any = None
        self.ends: dict[str, asyncio.DatagramTransport] = {}

    def turns_bad(self, lost: float) -> None:
        """From now on, and its counts begin again."""
        self.lost, self._lot = lost, Random(self._seed)
        self.passed, self.dropped = {"up": 0, "down": 0}, {"up": 0, "down": 0}

    def carry(self, data: bytes, sender: Any, way: str) -> None:
        if way == "up":
            self._voice = sender
        is_voice = len(data) > 1 and 128 <= data[0] <= 191 and not 192 <= data[1] <= 223
        if (self._lot if is_voice else self._chance).random() < self.lost:
            self.dropped[way] += is_voice
            return
        self.passed[way] += is_voice
        late = self._chance.uniform(0, JITTER_SECONDS) if self.lost else 0.0
        asyncio.get_running_loop().call_later(late, self._deliver, data, way)

    def _deliver(self, data: bytes, way: str) -> None:
        end = self.ends["down" if way == "up" else "up"]
        if not end.is_closing():
            end.sendto(data, None if way == "up" else self._voice)


@asynccontextmanager
async def on_a_bad_line(studio: Studio, seat: str, seed: int) -> AsyncGenerator[tuple[Voice, BadLine]]:
    """Its voice, connected, and the line."""
    voice, line, loop = Voice(), BadLine(seed), asyncio.get_running_loop()
    studio.voices[SeatId(seat)] = voice
    answer = studio.host.answer(CIRCLE, SeatId(seat), voice.offer())
    port = next(int(words[5]) for words in map(str.split, answer.splitlines()) if words[0].startswith("a=candidate") and words[4] == "127.0.0.1")
    line.ends["up"], _ = await loop.create_datagram_endpoint(lambda: _Way(line, "up"), ("127.0.0.1", 0))
    line.ends["down"], _ = await loop.create_datagram_endpoint(lambda: _Way(line, "down"), remote_addr=("127.0.0.1", port))
    line.port = line.ends["up"].get_extra_info("sockname")[1]
    try:
        await voice.connect(answer.replace(f"127.0.0.1 {port} ", f"127.0.0.1 {line.port} "))
        yield voice, line
        line.lost = 0.0
        await voice.close()
    finally:
        for end in line.ends.values():
            end.close()


@pytest.mark.parametrize("lost", LOSSES)
async def test_a_bad_line_loses_what_it_loses_and_nothing_more(studio: Studio, lost: float) -> None:
    (clean,) = await studio.join("clean")
    missed = sent = 0
    async with on_a_bad_line(studio, "speaker", 5) as (speaker, up), on_a_bad_line(studio, "listener", 6) as (listener, down):
        studio.give("speaker")
        for _ in range(ROUNDS):
            for line in (up, down):
                line.turns_bad(lost)
            await _what_passes_is_heard(clean, speaker, listener, up, down, lost)
            missed, sent = missed + up.dropped["up"], sent + up.dropped["up"] + up.passed["up"]
            for line in (up, down):
                line.lost = 0.0
            assert not speaker.ended, "torn down"
            assert not listener.ended, "torn down"
            before = listener.heard("piece")
            await speaker.send(10, pace=0)
            await listener.until("piece", before + 10)
    assert abs(missed - sent * lost) < 1.2 * sent**0.5, "the control: some were lost"
    assert studio.host.counters.handshakes == 3
    assert studio.gaps == 0
    measured(f"audio loss {lost:.0%}", times=ROUNDS, sent=sent, lost=missed)


async def _what_passes_is_heard(clean: Voice, speaker: Voice, listener: Voice, up: BadLine, down: BadLine, lost: float) -> None:
    """And the speaker, who goes on, is told how much does not: a report may be lost too, or be of a lucky second."""
    before, heard, sent = clean.heard("piece"), listener.heard("piece"), PACKETS
    speaker.rtcp.clear()
    await speaker.send(PACKETS, pace=0.02)
    async with asyncio.timeout(TOLD_SECONDS):
        while not any(_told(speaker, lost)):
            await speaker.send(10, pace=0.02)
            sent += 10
    await until(lambda: up.passed["up"] + up.dropped["up"] == sent)
    await until(lambda: clean.heard("piece") - before == up.passed["up"])
    assert down.passed["down"] + down.dropped["down"] >= up.passed["up"], "who hears badly is sent all the same"
    await until(lambda: listener.heard("piece") - heard == down.passed["down"])


def _told(voice: Voice, lost: float) -> list[bool]:
    """Of each report: whether it says about so much."""
    told: list[bool] = []
    for compound in voice.rtcp:
        start = 28 if compound[1] == 200 else 8
        for number in range(compound[0] & 31):
            _, fraction = struct.unpack_from("!IB", compound, start + 24 * number)
            told.append(lost / 3 < fraction / 256 < lost * 2 + 0.05)
    return told
