"""Offers are read within limits, answers make voices cheap, and 20,000 hostile ones leave nothing behind."""

import asyncio
import gc
import logging
import random
import re

import psutil
import pytest

from rooms.ids import SeatId
from rooms.slots import Slot
from server.audio import sdp
from server.audio.port import OfferRefused
from server.audio.settings import AudioSettings
from tests.server.audio.conftest import CIRCLE, audio_host

_PRINT = ":".join(["A0"] * 32)
_SESSION = ["v=0", "o=- 4611731400430051336 2 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2", "a=extmap-allow-mixed", "a=msid-semantic: WMS"]


def _section(mid: str, direction: str) -> list[str]:
    """As Chromium 156 writes it, shortened."""
    return [
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:aB+/",
        "a=ice-pwd:0123456789abcdefghijKLMN",
        "a=ice-options:trickle", f"a=fingerprint:sha-256 {_PRINT}", "a=setup:actpass", f"a=mid:{mid}",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid", f"a={direction}", "a=rtcp-mux",
        "a=rtcp-rsize", "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2",
        "a=fmtp:63 111/111", "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000", "a=ssrc:1234 cname:x",
    ]  # fmt: skip


def _offer(*directions: str) -> str:
    lines = [*_SESSION, *(line for number, direction in enumerate(directions) for line in _section(str(number), direction))]
    return "\r\n".join([*lines, ""])


GOOD = _offer("sendrecv", "recvonly", "recvonly")
_HOST = sdp.Host(fingerprint=_PRINT, addresses=("192.0.2.1", "2001:db8::1"), port=3478)


def _answer(offer: str, settings: AudioSettings | None = None) -> str:
    return sdp.write(
        sdp.read(offer), _HOST, settings or AudioSettings(), ufrag="uf", password="pw", ssrc=lambda slot: 100 + list(Slot).index(slot), cname="c"
    )


def _code(offer: str) -> str:
    with pytest.raises(OfferRefused) as refused:
        sdp.read(offer)
    return refused.value.code


def test_sections_are_the_slots_in_order() -> None:
    offer = sdp.read(GOOD)
    assert offer.listening == {Slot.PIECE: 111, Slot.KEEPER: 111, Slot.CROSSTALK: 111}
    assert offer.voice_type == 111
    assert offer.ufrag == "aB+/"
    assert offer.fingerprints == (("sha-256", _PRINT),)
    assert sdp.read(_offer("recvonly")).voice_type is None
    assert sdp.read(_offer("sendonly", "recvonly")).listening == {Slot.KEEPER: 111}


def test_the_answer_mirrors_directions_and_signals_one_ssrc_a_section() -> None:
    sections = _answer(GOOD).split("\r\nm=")[1:]
    assert [re.findall(r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$", section, re.MULTILINE) for section in sections] == [
        ["sendrecv"], ["sendonly"], ["sendonly"],
    ]  # fmt: skip
    assert [set(re.findall(r"a=ssrc:(\d+)", section)) for section in sections] == [{"100"}, {"101"}, {"102"}]


@pytest.mark.parametrize("ptime", [20, 40, 60])
@pytest.mark.parametrize("bitrate", [16000, 24000, 32000])
def test_the_answer_decides_the_stream(ptime: int, bitrate: int) -> None:
    answer = _answer(GOOD, AudioSettings(ptime=ptime, bitrate=bitrate))  # type: ignore[arg-type]  # the table above is the type's own
    assert f"a=ptime:{ptime}\r\n" in answer
    fmtp = re.findall(r"a=fmtp:111 (.*)\r\n", answer)
    assert len(fmtp) == 3
    assert set(fmtp[0].split(";")) == {f"minptime={ptime}", f"maxaveragebitrate={bitrate}", "cbr=1", "usedtx=0", "useinbandfec=1", "stereo=0"}


def test_the_answer_has_nothing_that_costs_without_use() -> None:
    answer = _answer(GOOD)
    for word in ("extmap", "red/", "transport-cc", "rtcp-fb", "nack", "telephone-event", "G722"):
        assert word not in answer
    assert "a=ice-lite" in answer
    assert re.findall(r"a=candidate:(\d) 1 udp (\d+) (\S+) 3478 typ host", answer) == [
        ("1", "2130706431", "192.0.2.1"), ("2", "2130706175", "2001:db8::1"),
    ]  # fmt: skip


def test_none_of_the_clients_candidates_is_needed_and_none_is_read() -> None:
    with_candidates = GOOD.replace("a=rtcp-mux\r\n", "a=rtcp-mux\r\na=candidate:1 1 udp 1 evil.local 99999 typ host\r\n")
    assert sdp.read(with_candidates) == sdp.read(GOOD)


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        ("", "offer-malformed"),
        ("v=0", "offer-malformed"),
        ("\0", "offer-malformed"),
        (GOOD + "x" * 9000, "offer-too-large"),
        (GOOD + "a=x:" + "ऀ" * 2500, "offer-too-large"),
        (GOOD + "a=\x07\r\n", "offer-malformed"),
        (GOOD.replace("v=0", "v=1"), "offer-malformed"),
        (GOOD.replace("a=mid:1", "a=mid:0"), "offer-malformed"),
        (GOOD.replace("a=mid:1", "a=x:1"), "offer-malformed"),
        (GOOD.replace("aB+/", "a b"), "offer-malformed"),
        (GOOD.replace("aB+/", "abc"), "offer-malformed"),
        (GOOD.replace("a=ice-pwd:0123456789abcdefghijKLMN", "a=ice-pwd:short"), "offer-malformed"),
        (GOOD.replace(_PRINT, "A0:B1"), "offer-malformed"),
        (GOOD.replace(_PRINT, "zz"), "offer-malformed"),
        (GOOD.replace("opus/48000/2", "opus/44100"), "offer-unsupported"),
        (GOOD.replace("111 63", "112 63"), "offer-unsupported"),
        (GOOD.replace("111", "77"), "offer-malformed"),
        (GOOD.replace("111", "200"), "offer-malformed"),
        (GOOD.replace("a=fingerprint", "a=nothing"), "offer-unsupported"),
        (GOOD.replace("sha-256", "md5"), "offer-unsupported"),
        (GOOD.replace("a=recvonly", "a=sendrecv"), "offer-unsupported"),
        (GOOD.replace("a=setup:actpass", "a=setup:passive"), "offer-unsupported"),
        (GOOD.replace("a=rtcp-mux", "a=x"), "offer-unsupported"),
        (GOOD.replace("BUNDLE 0 1 2", "BUNDLE 0 1"), "offer-unsupported"),
        (GOOD.replace("m=audio", "m=video"), "offer-unsupported"),
        (GOOD.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "offer-unsupported"),
        (_offer("sendrecv", "recvonly", "recvonly", "recvonly"), "offer-unsupported"),
    ],
)
def test_refused_with_a_code(offer: str, code: str) -> None:
    assert _code(offer) == code


def _hostile(chance: random.Random) -> str:
    """One offer somebody broke on purpose."""
    lines = GOOD.split("\r\n")
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(lines))
        line = lines[at]
        match chance.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, line)
            case 2:
                lines[at] = line[: chance.randrange(len(line) + 1)]
            case 3:
                lines[at] = line + chance.choice(["\0", "x" * 500, "\n", "\r", "\u2028", "\ud800", "%s%n", "\N{PILE OF POO}" * 40, " " * 300])
            case 4:
                position = chance.randrange(len(line) + 1)
                lines[at] = line[:position] + chr(chance.randrange(1, 0x2FF)) + line[position:]
            case 5:
                chance.shuffle(lines)
            case 6:
                lines[at] = re.sub(r"\d+", lambda _: str(chance.choice((-1, 0, 65536, 2**64, "١٢"))), line)
            case _:
                odd = ("a=fingerprint:sha-256 " + ":" * 400, "m=audio", "a=mid:", "a=group:BUNDLE", "a=", "=", "a=rtpmap:٣ opus/48000/2")
                lines.insert(at, chance.choice(odd))
        if not lines:
            break
    return chance.choice(("\r\n", "\n", "\r\n", "\r")).join(lines)


async def test_20_000_hostile_offers_leave_no_trace_no_task_and_no_descriptor(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    host = audio_host()
    await host.start()
    chance = random.Random(3)
    gc.collect()  # what tests before this one have left is not counted
    tasks, descriptors = len(asyncio.all_tasks()), psutil.Process().num_fds()
    codes: dict[str, int] = {}
    for number in range(20_000):
        try:
            host.answer(CIRCLE, SeatId(f"s{number % 7}"), _hostile(chance))
        except OfferRefused as refused:
            codes[refused.code] = codes.get(refused.code, 0) + 1
    assert set(codes) <= {"offer-malformed", "offer-unsupported", "offer-too-large"}
    assert codes["offer-malformed"] > 1000
    assert host.counters.offers == 20_000
    assert host.counters.offers_refused == sum(codes.values())
    assert len(host.peers) <= 7
    assert len(asyncio.all_tasks()) == tasks
    assert psutil.Process().num_fds() <= descriptors
    assert not caplog.records
    await host.stop()
