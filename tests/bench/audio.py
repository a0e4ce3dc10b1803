"""CPU per forwarded packet of one speaker's voice to many listeners, beside stock aiortc: real ICE, DTLS, SRTP, checks and reports included."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator

from aiortc.codecs.opus import OpusEncoder
from av import AudioFrame

from tests.bench.process import CLIENT_CORE, ServerProcess, pin
from tests.bench.results import Result
from tests.voice import Voice

LISTENERS = 300
STOCK_LISTENERS = 10
"""Eighteen are all that one core carries."""
REPETITIONS = 3
SECONDS = 10.0
_WARM_UP = 3.0
_AT_ONCE = 10


async def run() -> AsyncIterator[Result]:
    """The stock peer first, so that both are measured in the same run."""
    before = os.sched_getaffinity(0)
    pin(CLIENT_CORE)
    try:
        stock, name = await _stock()
        for ptime in (20, 60):
            ours = await _measure(await ServerProcess.start("tests.bench.audio_host", str(ptime)), LISTENERS)
            yield Result(
                bench="audio", case=f"{LISTENERS} listeners, {ptime} ms", ours=ours, peer=stock, peer_name=name, unit="us CPU/packet", goal=0.01
            )
    finally:
        os.sched_setaffinity(0, before)


async def _stock() -> tuple[tuple[float, ...], str]:
    """Empty, with the reason, when aiortc finds no network interface: it never uses loopback."""
    here = _own_address()
    if here is None:
        return (), "aiortc MediaRelay (missing: it needs an interface besides loopback)"
    measured = await _measure(await ServerProcess.start("tests.bench.audio_stock"), STOCK_LISTENERS, address=here)
    return measured, f"aiortc MediaRelay, {STOCK_LISTENERS} listeners, 20 ms"


def _own_address() -> str | None:
    """An address of this machine besides loopback; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return probe.getsockname()[0]


async def _measure(server: ServerProcess, count: int, *, address: str = "127.0.0.1") -> tuple[float, ...]:
    """Microseconds of the server's CPU for each packet that arrived at a listener, once for each repetition. Ends the server."""
    speaker = Voice(light=True, host=address, sections=1)
    listeners = [Voice(light=True, host=address, sections=1) for _ in range(count)]
    try:
        await _join(server, "speaker", speaker)
        for start in range(0, count, _AT_ONCE):
            batch = enumerate(listeners[start : start + _AT_ONCE], start)
            await asyncio.gather(*(_join(server, f"listener{number}", voice) for number, voice in batch))
        await server.ask(give="speaker", version=1)
        figures: list[float] = []
        async with asyncio.TaskGroup() as tasks:
            speaking = tasks.create_task(_speak(speaker))
            await asyncio.sleep(_WARM_UP)
            for _ in range(REPETITIONS):
                sent, heard, used = speaker.sent, _heard(listeners), server.cpu_seconds()
                await asyncio.sleep(SECONDS)
                packets, due = _heard(listeners) - heard, (speaker.sent - sent) * count
                figures.append((server.cpu_seconds() - used) * 1e6 / max(1, packets))
                print(f"# {count} listeners: {packets} packets of {due} arrived, {figures[-1]:.2f} us each", file=sys.stderr, flush=True)
            speaking.cancel()
        return tuple(figures)
    finally:
        for voice in (speaker, *listeners):
            voice.drop()
        await server.stop()


async def _join(server: ServerProcess, seat: str, voice: Voice) -> None:
    answer = await server.ask(seat=seat, offer=voice.offer(candidate=True))
    await voice.connect(answer["answer"], seconds=30)


async def _speak(voice: Voice) -> None:
    payloads = _opus() if voice.ptime == 20 else [bytes(120)]  # only the peer decodes what is said
    while True:
        await voice.send(50, payload=payloads)


def _heard(listeners: list[Voice]) -> int:
    return sum(voice.received.total() for voice in listeners)


def _opus() -> list[bytes]:
    """A second of real Opus, a sawtooth, in packets of 20 ms and about 40 bytes."""
    encoder = OpusEncoder()
    encoder.codec.bit_rate = 16000
    packets: list[bytes] = []
    for number in range(50):
        frame = AudioFrame(format="s16", layout="mono", samples=960)
        frame.sample_rate = 48000
        frame.pts = number * 960
        wave = b"".join((((number * 960 + at) * 300) % 20000 - 10000).to_bytes(2, "little", signed=True) for at in range(960))
        frame.planes[0].update(wave)
        packets += encoder.encode(frame)[0]
    return packets
