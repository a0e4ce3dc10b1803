"""RTCP ends at the host: its own sender reports, and to a speaker the loss that listeners suffer."""

import struct
import time

from hypothesis import given, strategies as st

from server.audio import rtcp
from server.audio.uplink import Uplink
from tests.server.audio.conftest import Studio, until
from tests.voice import Voice


def _blocks(voice: Voice) -> list[tuple[int, int]]:
    """(fraction, SSRC) of the report blocks a voice was sent, in order."""
    found: list[tuple[int, int]] = []
    for compound in voice.rtcp:
        start = 28 if compound[1] == 200 else 8
        for number in range(compound[0] & 31):
            ssrc, lost = struct.unpack_from("!II", compound, start + 24 * number)
            found.append((lost >> 24, ssrc))
    return found


async def test_a_sender_report_ties_each_stream_to_the_wall_clock(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    began = time.monotonic()
    await speaker.send(30, pace=0.02)
    await until(lambda: any(compound[1] == 200 for compound in listener.rtcp))
    (report,) = [compound for compound in listener.rtcp if compound[1] == 200][:1]
    ssrc, ntp, timestamp, packets, octets = struct.unpack_from("!IQIII", report, 4)
    assert ssrc == listener.ssrcs["piece"]
    assert abs(ntp / 2**32 - 2208988800 - time.time()) < 10
    assert 0 < packets <= 30
    assert octets == packets * 120
    last = struct.unpack_from("!I", listener.packets[packets - 1], 4)[0]
    assert 0 <= (timestamp - last) & 0xFFFFFFFF < (time.monotonic() - began) * 48000
    assert report[28:30] == b"\x81\xca"
    assert b"circlekeeper" in report[28:]


async def test_the_speaker_is_told_what_nearly_all_listeners_lose_at_most(studio: Studio) -> None:
    speaker, *listeners = await studio.join("a", *(f"l{number}" for number in range(10)))
    for listener in listeners:
        listener.reports = False  # of its own, by the clock: that it lost nothing
    studio.give("a")
    await speaker.send(10, pace=0)
    for number, listener in enumerate(listeners):
        await listener.until("piece", 10)
        listener.report({listener.ssrcs["piece"]: 10 * number, 4711: 255})
        await listener.settle()
    before = len(speaker.rtcp)
    await until(lambda: len(speaker.rtcp) > before)
    fraction, ssrc = _blocks(speaker)[-1]
    assert ssrc == speaker.ssrc
    assert fraction == 90, "the 90th percentile of 0, 10 .. 90"


async def test_the_speaker_is_told_of_loss_on_the_way_up(studio: Studio) -> None:
    (speaker,) = await studio.join("a")
    studio.give("a")
    for sequence in range(100, 200):
        if sequence % 4:
            speaker.send_packet(speaker.rtp(bytes(60), sequence=sequence))
    await speaker.settle()
    await until(lambda: bool(_blocks(speaker)))
    fraction, _ = _blocks(speaker)[0]
    assert 55 <= fraction <= 70


async def test_no_members_rtcp_reaches_another(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    await speaker.send(5, pace=0)
    await listener.until("piece", 5)
    for _ in range(20):
        speaker.send_rtcp(struct.pack("!BBHI", 0x80, 201, 1, speaker.ssrc) + struct.pack("!BBH", 0x81, 202, 3) + b"\0\0\0\1\1\4EVIL\0\0\0\0"[:12])
    await speaker.settle()
    await listener.settle()
    await until(lambda: bool(listener.rtcp))
    assert not any(b"EVIL" in compound for compound in listener.rtcp)


@given(st.binary(max_size=200))
def test_noise_is_read_without_harm(noise: bytes) -> None:
    rtcp.read(noise)
    rtcp.read(b"\x82\xc8\0\6" + noise)


def test_what_is_written_is_read_back() -> None:
    uplink = Uplink(7, 100, 100)
    uplink.note(100, 0, 0.0)
    block = uplink.block(0.0, 33)
    compound = rtcp.sender_report(1, 0.0, 2, 3, 4, block) + rtcp.description([1, 2], b"name")
    heard = rtcp.read(compound)
    assert heard is not None
    assert heard.losses == ((7, 33),)
    assert heard.sender_time == (2208988800 << 16) & 0xFFFFFFFF


def test_loss_is_counted_anew_between_reports_and_once_in_all() -> None:
    uplink = Uplink(1, 65530, 65530)
    for sequence in (*range(65530, 65536), *range(10)):
        if sequence not in (65532, 3, 4):
            uplink.note(sequence & 0xFFFF, sequence * 960, 0.0)
    block = uplink.block(1.0, 0)
    assert block[4] == (3 << 8) // 16
    assert int.from_bytes(block[5:8], "big") == 3
    assert uplink.highest == 65536 + 9
    assert uplink.block(2.0, 0)[4] == 0
