"""Connections come, move, drop, return and end, in time, and leave nothing behind."""

import asyncio
import gc
import secrets
import time

import psutil
import pytest

from rooms.ids import SeatId
from rooms.slots import Slot
from server.audio.counters import Dropped
from server.audio.host import AudioHost
from server.audio.port import OfferRefused
from server.audio.settings import AudioSettings
from tests.server.audio.conftest import CIRCLE, Studio, audio_host, nothing_is_left, until
from tests.voice import Voice


async def test_a_voice_that_drops_and_returns_is_heard_again(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    await speaker.send(10, pace=0)
    await listener.until("piece", 10)
    speaker.drop()
    await studio.connect(SeatId("a"))
    assert studio.host.counters.peers == 2, "the second offer replaced the first connection"
    await speaker.send(10, pace=0)
    await listener.until("piece", 20)
    listener.drop()
    await studio.connect(SeatId("b"))
    await speaker.send(10, pace=0)
    await listener.until("piece", 30)


async def test_the_replaced_connection_is_told_goodbye_and_no_longer_heard(studio: Studio) -> None:
    old, listener = await studio.join("a", "b")
    studio.give("a")
    second = Voice()
    studio.voices[SeatId("second")] = second
    await second.connect(studio.host.answer(CIRCLE, SeatId("a"), second.offer()))
    await until(lambda: old.ended)
    await old.send(20, pace=0)
    await second.send(10, pace=0)
    await listener.until("piece", 10)
    await second.settle()
    await listener.settle()
    assert listener.received.total() == 10


async def test_a_telephone_that_changes_networks_is_followed(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    await speaker.send(10, pace=0)
    await listener.until("piece", 10)
    listener.move()
    await listener.settle()
    speaker.move()
    await speaker.settle()
    await speaker.send(10, pace=0)
    await listener.until("piece", 20)
    assert studio.host.counters.handshakes == 2


async def test_goodbye_from_the_browser_frees_the_seat(studio: Studio) -> None:
    (voice,) = await studio.join("a")
    await voice.close()
    await until(lambda: studio.host.counters.peers == 0)
    assert studio.host.counts(CIRCLE, SeatId("a")) is None


async def test_dropping_a_circle_says_goodbye_to_all_of_it_and_closes_its_gate(studio: Studio) -> None:
    voices = await studio.join("a", "b")
    studio.give("a")
    studio.host.drop_circle(CIRCLE)
    for voice in voices:
        await until(lambda voice=voice: voice.ended)
    assert studio.host.counters.peers == studio.host.counters.circles == 0
    for seat in ("a", "b"):
        await studio.connect(SeatId(seat))
    await voices[0].send(10, pace=0)
    await voices[0].settle()
    await voices[1].settle()
    assert voices[1].received.total() == 0


async def test_silence_ends_a_connection_and_a_forgotten_offer() -> None:
    ahead = 0.0
    host = audio_host(AudioSettings(silence_seconds=30), clock=lambda: time.monotonic() + ahead)
    await host.start()
    voice, unused = Voice(), Voice()
    await voice.connect(host.answer(CIRCLE, SeatId("a"), voice.offer()))
    host.answer(CIRCLE, SeatId("b"), unused.offer())
    voice.drop()
    unused.drop()
    ahead = 31.0
    await until(lambda: host.counters.peers == 0)
    assert host.counters.waiting == 0
    await host.stop()


async def test_a_handshake_that_stops_half_way_is_given_up() -> None:
    host = audio_host(AudioSettings(handshake_seconds=0.5))
    await host.start()
    voice = Voice()
    answer = host.answer(CIRCLE, SeatId("a"), voice.offer())
    send = voice.transmit
    voice.transmit = lambda datagram: send(datagram) if datagram[0] < 4 or datagram[13:14] == b"\x01" else None  # type: ignore[method-assign]
    connecting = asyncio.ensure_future(voice.connect(answer, seconds=60))
    await until(lambda: host.counters.handshakes_failed == 1)
    assert host.counters.peers == host.counters.waiting == 0
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    await voice.close()
    await host.stop()


async def test_a_wrong_fingerprint_is_no_connection(studio: Studio) -> None:
    voice = studio.voices[SeatId("a")] = Voice()
    offer = voice.offer()
    at = offer.index("sha-256 ") + 8
    forged = offer.replace(offer[at : at + 95], ":".join(["AB"] * 32))
    await voice.connect(studio.host.answer(CIRCLE, SeatId("a"), forged))  # the client's half succeeds
    await until(lambda: studio.host.counters.handshakes_failed == 1)
    assert studio.host.counters.handshakes == 0
    assert studio.host.counters.peers == 0


async def test_stopping_is_timed_whatever_the_peers_do() -> None:
    before = asyncio.all_tasks()
    host = audio_host(AudioSettings(handshake_seconds=3600))
    await host.start()
    voices = [Voice() for _ in range(4)]
    await voices[0].connect(host.answer(CIRCLE, SeatId("0"), voices[0].offer()))
    half_open = voices[1]
    answer = host.answer(CIRCLE, SeatId("1"), half_open.offer())
    send = half_open.transmit
    half_open.transmit = lambda datagram: send(datagram) if datagram[0] < 4 or datagram[13:14] == b"\x01" else None  # type: ignore[method-assign]
    with pytest.raises(TimeoutError):
        await half_open.connect(answer, seconds=0.5)
    host.answer(CIRCLE, SeatId("2"), voices[2].offer())
    async with asyncio.timeout(30):  # they would hold it up for ever
        await host.stop()
    await host.stop()  # harmless
    assert host.counters.peers == host.counters.waiting == 0
    for voice in voices:
        await voice.close()
    await nothing_is_left(before)


async def test_a_hundred_connections_leave_no_task_and_no_descriptor() -> None:
    host = audio_host()
    await host.start()
    for _ in range(2):  # the first round pays for what is made once
        gc.collect()  # what tests before this one have left is not counted
        before, descriptors = len(asyncio.all_tasks()), psutil.Process().num_fds()
        for number in range(50):
            voice = Voice(light=True)
            await voice.connect(host.answer(CIRCLE, SeatId("a"), voice.offer()))
            await (voice.close() if number % 2 else asyncio.sleep(0))
            voice.drop()
        host.drop_circle(CIRCLE)
        await until(lambda before=before: len(asyncio.all_tasks()) == before)
        assert psutil.Process().num_fds() <= descriptors
    await host.stop()


async def test_the_queue_of_handshakes_has_a_bound() -> None:
    host = audio_host(AudioSettings(waiting_limit=5))
    await host.start()
    voice = Voice()
    for number in range(5):
        host.answer(CIRCLE, SeatId(f"{number}"), voice.offer())
    with pytest.raises(OfferRefused) as refused:
        host.answer(CIRCLE, SeatId("5"), voice.offer())
    assert refused.value.code == "audio-busy"
    host.drop_seat(CIRCLE, SeatId("0"))
    host.answer(CIRCLE, SeatId("5"), voice.offer())
    voice.drop()
    await host.stop()


async def test_a_crowd_joins_while_a_voice_goes_on(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    crowd = [Voice(light=True) for _ in range(40)]
    for number, voice in enumerate(crowd):
        studio.voices[SeatId(f"c{number}")] = voice
    at_once = asyncio.Semaphore(10)  # voices and host share one core here; more would hold up the speaker, not the host

    async def connect(seat: SeatId) -> None:
        async with at_once:
            await studio.connect(seat)

    async with asyncio.TaskGroup() as tasks:
        for seat in list(studio.voices)[2:]:
            tasks.create_task(connect(seat))
        await speaker.send(100, pace=0.02)
    await listener.until("piece", 100)
    assert studio.host.counters.handshakes == 42


async def test_a_process_that_stood_still_closes_its_gates_and_throws_away_what_waited() -> None:
    ahead = 0.0
    gaps: list[bool] = []
    host = AudioHost(
        AudioSettings(gap_seconds=30), clock=lambda: time.monotonic() + ahead, wall_clock=time.time, random_bytes=secrets.token_bytes,
        on_gap=lambda: gaps.append(True),
    )  # fmt: skip
    await host.start()
    speaker, listener = Voice(), Voice()
    await speaker.connect(host.answer(CIRCLE, SeatId("a"), speaker.offer()))
    await listener.connect(host.answer(CIRCLE, SeatId("b"), listener.offer()))
    host.set_floor(CIRCLE, (1, 7), {Slot.PIECE: SeatId("a")})
    await speaker.send(10, pace=0)
    await listener.until("piece", 10)

    for _ in range(30):  # said while the process stands still: it lies in the port's queue
        speaker.send_packet(speaker.rtp(bytes(120)))
    ahead = 60.0
    await until(lambda: bool(gaps))
    assert host.counters.dropped[Dropped.GAP] >= 30
    await speaker.send(10, pace=0)
    await speaker.settle()
    await listener.settle()
    assert listener.received.total() == 10
    assert host.counters.peers == 2, "their checks were thrown away unread; that is no silence"

    host.set_floor(CIRCLE, (1, 6), {Slot.PIECE: SeatId("a")})
    await speaker.send(10, pace=0)
    await speaker.settle()
    host.set_floor(CIRCLE, (1, 7), {Slot.PIECE: SeatId("a")})  # the state was read again
    await speaker.send(10, pace=0)
    await listener.until("piece", 20)
    assert listener.received.total() == 20
    assert len(gaps) == 1
    for voice in (speaker, listener):
        await voice.close()
    await host.stop()


async def test_alive_is_what_the_health_check_asks() -> None:
    host = audio_host()
    assert not host.alive
    await host.start()
    assert host.alive
    await host.stop()
    assert not host.alive


async def test_a_fault_of_the_hosts_own_is_said_at_once(caplog: pytest.LogCaptureFixture) -> None:
    host = audio_host()
    await host.start()

    def broken(now: float) -> None:
        raise ZeroDivisionError

    host._each_second = broken  # type: ignore[method-assign]  # pyright: ignore[reportPrivateUsage]  # no datagram brings this about
    await until(lambda: not host.alive)
    assert "audio-host-broke" in caplog.text
    await host.stop()
