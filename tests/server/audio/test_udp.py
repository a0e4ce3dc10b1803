"""Every address of the machine on one port, and answers leave from the address that was asked."""

import asyncio
import errno
import logging
import re
import socket
from contextlib import closing

import pytest

from rooms.ids import SeatId
from rooms.slots import Slot
from server.audio.settings import AudioSettings
from server.audio.udp import Path, UdpSocket, listen
from tests.server.audio.conftest import CIRCLE, Studio, audio_host
from tests.voice import Voice


def _has_ipv6() -> bool:
    try:
        with closing(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


async def test_answers_leave_from_the_address_that_was_asked() -> None:
    """A voice hears only the address it asked, and 127.0.0.5 is not what the system would choose."""
    host = audio_host(AudioSettings(hosts=("0.0.0.0",), advertised=("127.0.0.5",)))
    await host.start()
    speaker, listener = Voice(), Voice()
    await speaker.connect(host.answer(CIRCLE, SeatId("a"), speaker.offer()))
    await listener.connect(host.answer(CIRCLE, SeatId("b"), listener.offer()))
    host.set_floor(CIRCLE, (1, 1), {Slot.PIECE: SeatId("a")})
    await speaker.send(20, pace=0)
    await listener.until("piece", 20)
    for voice in (speaker, listener):
        await voice.close()
    await host.stop()


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6 on loopback")
async def test_one_port_carries_both_families() -> None:
    host = audio_host(AudioSettings(hosts=("0.0.0.0", "::"), advertised=("127.0.0.1", "::1")))
    await host.start()
    speaker, fourth, sixth = Voice(), Voice(), Voice(host="::1")
    for seat, voice in (("a", speaker), ("b", fourth), ("c", sixth)):
        await voice.connect(host.answer(CIRCLE, SeatId(seat), voice.offer()))
    host.set_floor(CIRCLE, (1, 1), {Slot.PIECE: SeatId("a"), Slot.KEEPER: SeatId("c")})
    await speaker.send(20, pace=0)
    await sixth.send(20, pace=0)
    await fourth.until("piece", 20)
    await fourth.until("keeper", 20)
    await sixth.until("piece", 20)
    await speaker.until("keeper", 20)
    for voice in (speaker, fourth, sixth):
        await voice.close()
    await host.stop()


async def test_a_port_in_use_is_said_and_nothing_stays_open() -> None:
    first = audio_host()
    await first.start()
    second = audio_host(AudioSettings(hosts=("127.0.0.2", "127.0.0.1"), port=first.port))
    with pytest.raises(OSError) as refused:  # noqa: PT011  # the number is what is compared
        await second.start()
    assert refused.value.errno == errno.EADDRINUSE
    await second.stop()
    again, _ = listen(("127.0.0.2",), first.port)
    again[0].socket.close()
    await first.stop()


async def test_every_address_without_one_to_advertise_is_refused() -> None:
    host = audio_host(AudioSettings(hosts=("0.0.0.0",)))
    with pytest.raises(ValueError, match="advertise"):
        await host.start()


def test_a_path_never_shows_its_address() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as udp:
        path = Path(UdpSocket(udp, socket.AF_INET, False), ("192.0.2.44", 5), b"")
        assert "192" not in f"{path!r} {path}"


def _said(record: logging.LogRecord) -> str:
    """Its words, fields and traceback. Not when and by which process: those are numbers too, and may be that of a port."""
    always = vars(logging.makeLogRecord({})).keys() - {"exc_text", "stack_info"}
    fields = {name: value for name, value in vars(record).items() if name not in always}
    return f"{record.getMessage()} {fields}"


async def test_no_datagram_address_or_sdp_is_logged(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    speaker, listener = await studio.join("a", "b")
    studio.give("a")
    await speaker.send(20, pace=0)
    await listener.until("piece", 20)
    broken = Voice()
    studio.voices[SeatId("c")] = broken
    await broken.connect(studio.host.answer(CIRCLE, SeatId("c"), broken.offer()))
    for garbage in (b"", b"\x16\xfe\xff" + bytes(30), b"\x80\x6f" + bytes(60)):
        listener.transmit(garbage)
    studio.host.drop_seat(CIRCLE, SeatId("a"))
    await listener.settle()
    await asyncio.sleep(0)
    peers = list(studio.host.peers)
    logged = " ".join(map(_said, (record for record in caplog.records if record.name != "asyncio")))
    secrets = [peer.username.decode().split(":")[0] for peer in peers] + [peer.key.decode() for peer in peers]
    ports = [str(peer.path.source[1]) for peer in peers if peer.path]
    for word in ("127.0.0", "ice-ufrag", "candidate", *secrets, *(f" {port}" for port in ports)):
        assert word not in logged, word


async def test_nothing_is_ever_sent_to_a_candidate_of_an_offer(studio: Studio) -> None:
    """The way back is where authentic checks come from: whoever writes another's address into an offer sends them nothing."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as other:
        other.setblocking(False)
        other.bind(("127.0.0.9", 0))
        (speaker,) = await studio.join("a")
        listener = studio.voices[SeatId("b")] = Voice()
        own = listener.offer(candidate=True)
        theirs = re.sub(r"127\.0\.0\.1 \d+ typ host", f"127.0.0.9 {other.getsockname()[1]} typ host", own)
        assert theirs != own
        await listener.connect(studio.host.answer(CIRCLE, SeatId("b"), theirs))
        studio.give("a")
        await speaker.send(20, pace=0)
        await listener.until("piece", 20)
        await listener.settle()
        with pytest.raises(BlockingIOError):
            other.recv(2048)
