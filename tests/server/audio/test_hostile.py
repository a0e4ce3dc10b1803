"""Every attack on the port is survived by a live call: after each, the next packets arrive, all of them."""

import asyncio
import gc
import os
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any

import pylibsrtp
import pytest
from aioice import stun

from rooms.ids import SeatId
from server.audio.counters import Dropped
from server.audio.peer import MOST_PER_SECOND
from tests.server.audio.conftest import CIRCLE, Studio
from tests.voice import Voice

_CLIENT_HELLO = bytes.fromhex("16feff0000000000000000003e010000320000000000000032fefd") + bytes(48)
_ALERT = bytes.fromhex("15feff0000000000000000000202") + b"\x28"  # fatal, handshake failure
_CLOSE_NOTIFY = bytes.fromhex("15fefd000000000000000100020100")
_CHANGE_CIPHER = bytes.fromhex("14fefd0000000000000001000101")
_GARBAGE = [byte * length for length in (0, 1, 12, 1472, 65507) for byte in (b"\x00", b"\x16", b"\x80", b"\x90", b"\xff")]


class Call:
    """A holder, a listener, and what can be sent at the port from three kinds of places."""

    def __init__(self, studio: Studio, holder: Voice, listener: Voice) -> None:
        self.studio = studio
        self.holder = holder
        self.listener = listener
        self.stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.stranger.setblocking(False)
        self.stranger.connect(("127.0.0.1", studio.host.port))
        self._expected = 0

    def from_stranger(self, datagram: bytes) -> None:
        """From an address without a checked pair."""
        self.stranger.send(datagram)

    def from_member(self, datagram: bytes) -> None:
        """From the listener's own checked address, as a forged source would be."""
        assert self.listener.socket is not None
        self.listener.socket.send(datagram)

    def from_holder(self, datagram: bytes) -> None:
        """From the holder's."""
        assert self.holder.socket is not None
        self.holder.socket.send(datagram)

    async def goes_on(self) -> None:
        """Twenty packets more, none lost, nobody disconnected."""
        await self.holder.settle()
        await self.listener.settle()
        self._expected += 20
        await self.holder.send(20, pace=0.001)
        await self.listener.until("piece", self._expected)
        assert self.listener.received.total() == self._expected
        assert self.studio.host.counters.peers == 2
        assert not self.listener.ended

    def answers(self) -> int:
        """How many datagrams the stranger got."""
        count = 0
        while True:
            try:
                self.stranger.recv(2048)
            except BlockingIOError:
                return count
            count += 1


@pytest.fixture
async def call(studio: Studio) -> AsyncIterator[Call]:
    holder, listener = await studio.join("a", "b")
    studio.give("a")
    made = Call(studio, holder, listener)
    await made.goes_on()
    yield made
    made.stranger.close()


_PLACES: list[Callable[[Call, bytes], None]] = [Call.from_stranger, Call.from_member, Call.from_holder]


@pytest.mark.parametrize("send", _PLACES)
async def test_garbage(call: Call, send: Callable[[Call, bytes], None]) -> None:
    for datagram in _GARBAGE:
        send(call, datagram)
        await call.goes_on()


@pytest.mark.parametrize("send", _PLACES)
@pytest.mark.parametrize("datagram", [_CLIENT_HELLO, _ALERT, _CLOSE_NOTIFY, _CHANGE_CIPHER], ids=["hello", "alert", "close", "cipher"])
async def test_forged_dtls(call: Call, send: Callable[[Call, bytes], None], datagram: bytes) -> None:
    for _ in range(20):
        send(call, datagram)
    await call.goes_on()
    assert call.studio.host.counters.handshakes == 2


async def test_random_dtls_records_from_a_checked_address(call: Call) -> None:
    chance = random.Random(1)
    for _ in range(500):
        body = chance.randbytes(chance.randrange(0, 90))
        epoch = chance.choice((b"\0\0", b"\0\1"))
        head = bytes((chance.choice((20, 21, 22, 23)), 0xFE, 0xFD)) + epoch + chance.randbytes(6) + len(body).to_bytes(2, "big")
        call.from_member(head + body)
    await call.goes_on()


async def test_an_alert_in_the_middle_of_a_handshake_does_not_end_it(call: Call) -> None:
    voice = call.studio.voices[SeatId("c")] = Voice()
    answer = call.studio.host.answer(CIRCLE, SeatId("c"), voice.offer())
    send = voice.transmit

    def with_alert(datagram: bytes) -> None:
        send(_ALERT)
        send(datagram)
        send(_CLOSE_NOTIFY)

    voice.transmit = with_alert  # type: ignore[method-assign]  # each of its datagrams comes between two forged ones
    await voice.connect(answer)
    voice.transmit = send  # type: ignore[method-assign]
    assert call.studio.host.counters.handshakes == 3


async def test_dtls_and_srtp_from_an_address_without_a_checked_pair(call: Call) -> None:
    assert call.holder.dtls is not None
    sealed = call.holder.dtls.outbound.protect(call.holder.rtp(bytes(120)))
    call.from_stranger(sealed)
    call.from_stranger(_CLIENT_HELLO)
    await call.holder.settle()
    assert call.studio.host.counters.dropped[Dropped.STRANGER] == 2
    await call.goes_on()
    assert call.answers() == 0


async def test_50_000_binding_requests_without_integrity_get_no_answer(call: Call) -> None:
    known = next(iter(call.studio.host.peers)).username
    requests: list[bytes] = []
    for username in (known, b"nobody:here", b""):
        for key in (b"wrong", None):
            message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
            message.attributes["USERNAME"] = username.decode()
            message.attributes["USE-CANDIDATE"] = None
            if key:
                message.add_message_integrity(key)
            requests.append(bytes(message))
    sent = 0
    while sent < 50_000:
        for request in requests:
            try:
                call.from_stranger(request)
            except BlockingIOError:
                continue
            sent += 1
        if sent % 600 == 0:
            await call.holder.settle()
    await call.goes_on()
    assert call.answers() == 0
    assert call.studio.host.counters.dropped[Dropped.STUN] >= 50_000


async def test_a_check_answered_once_is_no_use_to_another_sender(call: Call) -> None:
    """A replayed authentic check without USE-CANDIDATE must not move the call."""
    seen: list[bytes] = []
    send = call.listener.transmit
    call.listener.transmit = seen.append  # type: ignore[method-assign]
    call.listener.check(nominate=False)
    call.listener.transmit = send  # type: ignore[method-assign]
    call.from_stranger(seen[0])
    await call.goes_on()


async def test_thousands_of_ssrcs_from_a_member(call: Call) -> None:
    for ssrc in range(1, 3001):
        call.holder.send_packet(call.holder.rtp(bytes(50), ssrc=ssrc, sequence=ssrc, timestamp=0))
        if ssrc % 200 == 0:
            await call.holder.settle()
    await call.holder.settle()
    dropped = call.studio.host.counters.dropped
    assert dropped[Dropped.SSRC] + dropped[Dropped.FLOOD] == 3000
    call.studio.refill()
    await call.goes_on()


async def test_header_extensions_contributors_and_padding_go_nowhere(call: Call) -> None:
    extension = struct.pack("!HH", 0xBEDE, 1) + bytes(4)
    for first, extra in ((0x90, extension), (0x81, bytes(4)), (0xA0, b""), (0x8F, bytes(60)), (0x40, b""), (0xB1, bytes(4) + extension)):
        try:
            call.holder.send_packet(call.holder.rtp(bytes(50) + b"\x04", sequence=call.holder.sequence, first=first, extra=extra))
        except pylibsrtp.Error:  # libsrtp refuses to seal it, so it cannot be sent either
            continue
    await call.holder.settle()
    assert call.studio.host.counters.dropped[Dropped.HEADER] >= 4
    await call.goes_on()


async def test_junk_rtcp(call: Call) -> None:
    chance = random.Random(2)
    for _ in range(300):
        call.listener.send_rtcp(bytes((0x80 | chance.randrange(32), chance.randrange(192, 224))) + chance.randbytes(chance.randrange(6, 100)))
        call.from_member(b"\x81\xc9" + chance.randbytes(chance.randrange(0, 100)))
    await call.goes_on()


async def test_one_rtcp_name_after_the_other_from_a_member(call: Call) -> None:
    for name in range(50):
        call.listener.send_rtcp(struct.pack("!BBHI", 0x80, 201, 1, name))
    await call.goes_on()
    counters = call.studio.host.counters
    assert counters.rtcp_in <= 5, "libsrtp would keep a context for each"
    assert counters.dropped[Dropped.RTCP] >= 45


async def test_truncated_packets_of_every_length(call: Call) -> None:
    assert call.holder.dtls is not None
    sealed = call.holder.dtls.outbound.protect(call.holder.rtp(bytes(120)))
    report = call.holder.dtls.outbound.protect_rtcp(struct.pack("!BBHI", 0x80, 201, 1, call.holder.ssrc))
    check: list[bytes] = []
    send = call.holder.transmit
    call.holder.transmit = check.append  # type: ignore[method-assign]
    call.holder.check()
    call.holder.transmit = send  # type: ignore[method-assign]
    for whole in (sealed, report, check[0], _CLIENT_HELLO):
        for length in range(len(whole)):
            call.from_holder(whole[:length])
        await call.holder.settle()
    await call.goes_on()


async def test_a_flood_from_one_member_leaves_the_others_their_voice(call: Call) -> None:
    call.studio.host._each_second = _nothing  # type: ignore[method-assign]  # pyright: ignore[reportPrivateUsage]  # all of it comes in one second
    for number in range(5000):
        call.from_member(b"\x80\x6f" + os.urandom(40))
        if number % 200 == 0:
            await call.holder.settle()
    await call.listener.settle()
    assert call.studio.host.counters.dropped[Dropped.FLOOD] >= 5000 - MOST_PER_SECOND
    call.studio.refill()
    await call.goes_on()


def _nothing(now: float) -> None: ...


HOSTILE = 200_000


def _hostile(chance: random.Random, voice: Voice, good: bytes, report: bytes) -> bytes:
    """One RTP or RTCP datagram: noise, a good one with a few bytes changed or cut off, or a hostile one that is properly sealed."""
    assert voice.dtls is not None
    match chance.randrange(6):
        case 0:
            return bytes((0x80 | chance.randrange(64), chance.randrange(256))) + chance.randbytes(chance.randrange(0, 200))
        case 1 | 2:
            changed = bytearray(chance.choice((good, report)))
            for _ in range(chance.randrange(1, 4)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            return bytes(changed[: chance.randrange(1, len(changed) + 1)]) if chance.random() < 0.3 else bytes(changed)
        case 3:
            return chance.choice((good, report))
        case 4:
            kinds = (192, 200, 201, 202, 203, 204, 205, 206, 207, 223)
            compound = b"".join(
                struct.pack("!BBHI", 0x80 | chance.randrange(32), chance.choice(kinds), chance.choice((0, 1, 2, 6, 65535)), voice.ssrc)
                + chance.randbytes(4 * chance.randrange(0, 8))
                for _ in range(chance.randrange(1, 20))
            )
            return voice.dtls.outbound.protect_rtcp(compound[:1000])
        case _:
            voice.sequence = (voice.sequence + chance.choice((1, 1, 1, 2, 100))) % 65536
            return voice.dtls.outbound.protect(voice.rtp(chance.randbytes(chance.randrange(1, 120)), sequence=voice.sequence))


async def test_200_000_hostile_packets_and_reports_break_nothing_and_leave_nothing(call: Call) -> None:
    """Handed to the port as if they had come, each of them: by the network most would be thrown away for being too many."""
    mux: Any = call.studio.host._mux  # pyright: ignore[reportPrivateUsage]
    member = call.listener
    by_seat = {peer.seat: peer for peer in call.studio.host.peers}
    places = [next(iter(by_seat[SeatId(seat)].sources)) for seat in ("b", "b", "b", "a")]
    assert member.dtls is not None
    good = member.dtls.outbound.protect(member.rtp(bytes(60)))
    report = member.dtls.outbound.protect_rtcp(struct.pack("!BBHI", 0x80, 201, 1, member.ssrc))
    chance = random.Random(200)
    gc.collect()  # what tests before this one have left is not counted
    tasks, descriptors, counters = len(asyncio.all_tasks()), len(os.listdir("/proc/self/fd")), call.studio.host.counters
    before, heard = counters.packets_out, call.listener.received.total()
    half = 0
    for number in range(HOSTILE):
        if number % 100 == 0:
            call.studio.refill()
        if number % 5_000 == 0:
            await asyncio.sleep(0)
            if number == HOSTILE // 2:
                gc.collect()
                half = len(gc.get_objects())
        # What is sealed as the listener's is its own; from the holder's place it is a forgery.
        refused = mux._take(mux._sockets[0], _hostile(chance, member, good, report), places[number % 4], b"")
        if refused is not None:
            counters.dropped[refused] += 1
    gc.collect()
    assert len(gc.get_objects()) < half + 1000, "nothing is kept of them"
    assert (counters.packets_out, call.listener.received.total()) == (before, heard), "not one of them was carried on"
    assert len(asyncio.all_tasks()) <= tasks
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    assert all(counters.dropped[kind] > 1000 for kind in (Dropped.HEADER, Dropped.SEAL, Dropped.RTCP, Dropped.PAYLOAD_TYPE)), counters.dropped
    assert counters.rtcp_in > 50, "some of the reports were read"
    assert counters.dropped[Dropped.GATE] > 1000, "some of the packets were genuine"
    call.studio.refill()
    await call.goes_on()
