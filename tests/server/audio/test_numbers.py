"""RTP and SRTP numbers: one stream without a seam for each listener, whoever speaks, and never two payloads under one index."""

import struct
import time

import pylibsrtp
import pytest

from rooms.ids import SeatId
from server.audio import srtp
from server.audio.counters import Dropped
from tests.server.audio.conftest import CIRCLE, Studio
from tests.voice import Voice


def _sequences(voice: Voice) -> list[int]:
    return [struct.unpack_from("!H", packet, 2)[0] for packet in voice.packets]


def _steps(voice: Voice) -> set[int]:
    numbers = _sequences(voice)
    return {(after - before) & 0xFFFF for before, after in zip(numbers, numbers[1:], strict=False)}


async def _speak(studio: Studio, seat: str, count: int) -> None:
    listeners = [(voice, voice.heard("piece")) for name, voice in studio.voices.items() if name != seat]
    studio.give(seat)
    await studio.voices[SeatId(seat)].send(count, pace=0.001)
    for listener, before in listeners:
        await listener.until("piece", before + count)


async def test_floor_changes_leave_no_seam_and_a_holder_who_returns_misses_nothing(studio: Studio) -> None:
    await studio.join("a", "b", "c")
    for seat in ("a", "b", "a", "c", "a", "b"):
        await _speak(studio, seat, 30)
    for voice in studio.voices.values():
        assert _steps(voice) == {1}, "what a holder did not hear must not read as loss"
        assert voice.unopened == 0


async def test_a_switch_is_marked_and_time_runs_on_by_whole_frames(studio: Studio) -> None:
    first, second, listener = await studio.join("a", "b", "c")
    studio.give("a")
    await first.send(9, pace=0.02)
    left = time.monotonic()  # before the last of them: the leap is counted from there
    await first.send(1, pace=0.02)
    await listener.until("piece", 10)
    studio.give()
    await listener.settle()
    await second.send(15, pace=0.02)  # muted, so that some time goes by
    await second.settle()  # or the last of them is still in the port when the gate opens
    studio.give("b")
    await second.send(10, pace=0.02)
    went_by = time.monotonic() - left
    await listener.until("piece", 20)
    markers = [packet[1] >> 7 for packet in listener.packets]
    assert markers == [1] + [0] * 9 + [1] + [0] * 9
    stamps = [struct.unpack_from("!I", packet, 4)[0] for packet in listener.packets]
    leap = (stamps[10] - stamps[9]) & 0xFFFFFFFF
    assert leap % 960 == 0
    assert 0.25 * 48000 < leap <= (went_by + 0.02) * 48000
    assert len({packet[8:12] for packet in listener.packets}) == 1


async def test_every_listener_starts_in_the_lower_half(studio: Studio) -> None:
    (speaker,) = await studio.join("a")
    studio.give("a")
    starts: list[int] = []
    for number in range(24):
        (listener,) = await studio.join(f"l{number}")
        await speaker.send(1, pace=0)
        await listener.until("piece", 1)
        starts.append(_sequences(listener)[0])
        studio.host.drop_seat(CIRCLE, SeatId(f"l{number}"))
    assert max(starts) < 32768
    assert len(set(starts)) > 12


async def test_a_muted_senders_rollover_counter_does_not_drift(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    speaker.sequence = 30000
    await speaker.send(5, pace=0)
    await listener.until("piece", 5)
    studio.give()
    for far in (45000, 60000, 10000, 25000, 40000, 55000, 5000):  # twice around, muted
        speaker.send_packet(speaker.rtp(bytes(120), sequence=far))
    await speaker.settle()
    speaker.sequence = 5000
    studio.give("a")
    await speaker.send(5, pace=0)
    await listener.until("piece", 10)
    assert studio.host.counters.dropped[Dropped.SEAL] == 0
    assert _steps(listener) == {1}


async def test_packets_older_than_the_switch_are_dropped_and_overtaken_ones_are_not(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")

    def send(sequence: int) -> None:
        speaker.send_packet(speaker.rtp(sequence.to_bytes(2, "big") + bytes(60), sequence=sequence, timestamp=sequence * 960))

    send(1000)
    send(1002)
    send(1001)  # overtaken by one
    await listener.until("piece", 3)
    studio.give()
    send(1003)
    await speaker.settle()
    studio.give("a")
    send(1010)
    send(1009)  # said while muted: it would take the number of 1002
    send(1011)
    await listener.until("piece", 5)
    await speaker.settle()
    await listener.settle()
    said = [int.from_bytes(packet[12:14], "big") for packet in listener.packets]
    assert said == [1000, 1002, 1001, 1010, 1011]
    numbers = _sequences(listener)
    assert [number - numbers[0] for number in numbers] == [0, 2, 1, 3, 4]
    assert studio.host.counters.dropped[Dropped.LATE] == 1
    assert listener.unopened == 0


async def test_a_listener_who_comes_later_is_never_sent_what_was_before(studio: Studio) -> None:
    speaker, early = await studio.join("a", "b")
    studio.give("a")
    for sequence in (100, 102):
        speaker.send_packet(speaker.rtp(bytes(60), sequence=sequence))
    await early.until("piece", 2)
    (late,) = await studio.join("c")
    for sequence in (103, 101, 104):
        speaker.send_packet(speaker.rtp(bytes(60), sequence=sequence))
    await early.until("piece", 5)
    await late.until("piece", 2)
    await late.settle()
    assert late.received.total() == 2
    assert _steps(late) == {1}


async def test_a_leap_in_the_speakers_numbers_or_clock_does_not_reach_the_listeners(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    for sequence, timestamp in ((10, 0), (11, 960), (20000, 5), (20001, 3_000_000_000), (20002, 10), (50000, 20), (50001, 980)):
        speaker.send_packet(speaker.rtp(bytes(60), sequence=sequence, timestamp=timestamp))
    await listener.until("piece", 7)
    assert _steps(listener) == {1}
    stamps = [struct.unpack_from("!I", packet, 4)[0] for packet in listener.packets]
    ahead = [(after - before) & 0xFFFFFFFF for before, after in zip(stamps, stamps[1:], strict=False)]
    assert all(0 < step < 10 * 48000 for step in ahead), ahead


def test_the_outbound_session_refuses_a_second_payload_under_one_index() -> None:
    session = srtp.outbound(srtp.PROFILES[0], bytes(28))
    head = struct.pack("!BBHII", 0x80, 111, 7, 0, 1)
    session.protect(head + b"one")
    with pytest.raises(pylibsrtp.Error):
        session.protect(head + b"two")


async def test_aes_128_gcm_is_what_both_ends_speak(studio: Studio) -> None:
    (voice,) = await studio.join("a")
    assert voice.profile() == b"SRTP_AEAD_AES_128_GCM"
