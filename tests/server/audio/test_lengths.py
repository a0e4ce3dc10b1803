"""What the lengths of packets could tell: within a turn all are the same, whatever a browser makes of the answer."""

from random import Random

from server.audio.counters import Dropped
from server.audio.stream import LONGEST_VOICE
from tests.server.audio.conftest import Studio
from tests.voice import Voice

ASKED = 40
"""Bytes of voice in a packet, at the studio's 20 ms and 16 kb/s."""


def _lengths(packets: list[bytes]) -> list[int]:
    return [len(packet) - 12 for packet in packets]


def _voice(packet: bytes) -> bytes:
    """Without the padding, as a receiver takes it off (RFC 3550, 5.1)."""
    return packet[12 : len(packet) - packet[-1]] if packet[0] & 0x20 else packet[12:]


async def _turn(studio: Studio, speaker: Voice, listener: Voice, payloads: list[bytes]) -> list[bytes]:
    """What the listener hears of them, in a new turn of `a`."""
    studio.give()
    studio.give("a")
    before = listener.heard("piece")
    await speaker.send(len(payloads), payload=payloads, pace=0.002)
    await speaker.settle()
    await listener.settle()
    return listener.packets[before:]


async def test_packets_as_long_as_was_asked_pass_untouched(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    payloads = [bytes((number,)) * ASKED for number in range(20)]
    heard = await _turn(studio, speaker, listener, payloads)
    assert [packet[12:] for packet in heard] == payloads
    assert {packet[0] for packet in heard} == {0x80}


async def test_shorter_ones_are_filled_up_and_can_be_heard(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    chance = Random(4)
    payloads = [chance.randbytes(chance.randint(1, ASKED - 1)) for _ in range(60)]
    heard = await _turn(studio, speaker, listener, payloads)
    assert set(_lengths(heard)) == {ASKED}
    assert {packet[0] for packet in heard} == {0xA0}
    assert [_voice(packet) for packet in heard] == payloads


async def test_a_length_only_grows_and_by_whole_packets(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    chance = Random(5)
    payloads = [chance.randbytes(chance.randint(1, LONGEST_VOICE)) for _ in range(200)]
    heard = await _turn(studio, speaker, listener, payloads)
    lengths = _lengths(heard)
    assert [_voice(packet) for packet in heard] == payloads
    assert lengths == sorted(lengths), "a length that shrinks tells of a pause"
    assert len(set(lengths)) <= 7
    assert all(length % ASKED == 0 or length == LONGEST_VOICE + 1 for length in lengths)
    marks = [packet[0] & 0x20 for packet in heard]
    assert marks == sorted(marks), "once one is filled up all are: which packet was full would tell something too"
    assert set(_lengths(await _turn(studio, speaker, listener, [bytes(ASKED)] * 5))) == {ASKED}, "the next turn starts anew"


async def test_what_no_padding_can_hide_is_refused(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    payloads = [bytes(ASKED), bytes(LONGEST_VOICE + 1), bytes(1000), bytes(ASKED)]
    heard = await _turn(studio, speaker, listener, payloads)
    assert _lengths(heard) == [ASKED, ASKED]
    assert studio.host.counters.dropped[Dropped.LENGTH] == 2
