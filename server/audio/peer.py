"""One seat's connection: its secrets, its path, its sessions; known by its transport, never by what its packets claim."""

import asyncio
from collections.abc import Callable, Mapping

from rooms.ids import CircleId, SeatId
from rooms.slots import Slot
from server.audio.counters import Counters, Dropped
from server.audio.dtls import HostCertificate, SeatDtls, Wire
from server.audio.pacer import Pacer
from server.audio.srtp import Error, Session
from server.audio.udp import Path, Source
from server.audio.uplink import Uplink

MOST_SOURCES = 8
"""Addresses kept for one peer: a browser checks a few candidates (Wi-Fi, mobile, relay) and settles on one."""
MOST_PER_SECOND = 1000
"""Datagrams of one member that are looked at: twenty times a voice at 20 ms, so a burst after a stall still passes."""
_CHECKS_PER_SECOND = 200
"""Authentic checks answered: browsers send twenty a second while they look for a path. Apart from the rest, so no flood ends a pair."""
_MOST_RTCP_SSRCS = 4
_VOICES_PER_SECOND = 100
"""Packets of the holder carried in the long run: twice a voice at 20 ms."""
_BURST = 500
"""And at once: what a phone queued for ten seconds without network."""


class Peer:
    """Made by an accepted offer. Has a `path` after the first authentic check, and sessions after the handshake."""

    __slots__ = (
        "_allowance", "_allowed_at", "_began", "_budget", "_checks", "_clock", "_pacer", "_rtcp_ssrcs", "_steps",
        "circle", "closed", "connected_at", "ended", "fingerprints", "first", "heard", "inbound", "key", "last_check", "losses", "made_at",
        "outbound", "path", "payload_types", "phase", "seat", "sources", "uplink", "username", "voice_type", "wire",
    )  # fmt: skip

    def __init__(
        self, circle: CircleId, seat: SeatId, *, username: bytes, key: bytes, payload_types: Mapping[Slot, int], voice_type: int | None,
        fingerprints: tuple[tuple[str, str], ...], first: bool, phase: int, clock: Callable[[], float], pacer: Pacer,
    ) -> None:  # fmt: skip
        self.circle = circle
        self.seat = seat
        self.username = username
        """Of its checks: the host's ufrag, a colon, the browser's."""
        self.key = key
        """The password of its checks."""
        self.payload_types = payload_types
        """Opus in each section the offer had; a slot without one is not heard."""
        self.voice_type = voice_type
        """Opus in the section the browser sends in; None when it only listens."""
        self.fingerprints = fingerprints
        self.first = first
        """It was to be heard when it offered: its handshake waits for nobody's."""
        self.phase = phase
        """When in the reporting interval its reports are due, so that 300 do not leave at once."""
        self.made_at = self.last_check = clock()
        self.connected_at: float | None = None
        self.closed = False
        self.path: Path | None = None
        self.sources: list[Source] = []
        """Addresses an authentic check came from, the oldest first."""
        self.inbound: Session | None = None
        self.outbound: Session | None = None
        self.uplink: Uplink | None = None
        self.heard = 0
        """Packets carried to the others."""
        self.losses: dict[int, tuple[int, float]] = {}
        """By SSRC of a slot: the fraction (of 256) this listener last said it lost, and when."""
        self.ended = asyncio.Event()
        """Set when it is closed, by either side."""
        self.wire: Wire | None = None
        self._clock = clock
        self._pacer = pacer
        self._began: float | None = None
        self._steps = 0
        self.refill()
        self._rtcp_ssrcs: set[bytes] = set()
        self._allowance = float(_BURST)
        self._allowed_at = self.made_at

    def __repr__(self) -> str:
        return f"Peer({self.circle}, {self.seat})"

    # ------------------------------------------------------------------------------------------------------- handshake

    def begin(self, certificate: HostCertificate) -> SeatDtls:
        """The DTLS association, not yet started."""
        self.wire = Wire(self.send, self._turn, self.rest)
        return SeatDtls(self.wire, certificate)

    def forget(self) -> None:
        """Lets go of keys and buffers now, not when the collector comes by."""
        if self.wire is not None:
            self.wire.close()
        self.inbound = self.outbound = None

    def send(self, datagram: bytes) -> None:
        """Along the nominated path, if there is one."""
        if self.path is not None:
            self.path.send(datagram)

    async def _turn(self) -> None:
        await self._pacer.turn(begun=self._steps > 0, first=self.first)
        self._steps += 1
        self._began = self._clock()

    def rest(self) -> None:
        """The step of the handshake that was running, if any, is over."""
        if self._began is not None:
            spent, self._began = self._clock() - self._began, None
            self._pacer.spent(spent)

    # ------------------------------------------------------------------------------------------------ what it may send

    def refill(self) -> None:
        """Once a second: a new budget of datagrams."""
        self._budget, self._checks = MOST_PER_SECOND, _CHECKS_PER_SECOND

    def flooding(self) -> bool:
        """Whether this second's budget is spent. To be asked once for each datagram."""
        self._budget -= 1
        return self._budget < 0

    def checks_too_often(self) -> bool:
        """The same for authentic checks, which have a budget of their own."""
        self._checks -= 1
        return self._checks < 0

    def open_voice(self, datagram: bytes, now: float, counters: Counters) -> bytes | None:
        """The RTP packet inside, or None when it is refused, which `counters` then tell.

        A packet is opened before anybody asks whether its seat is heard, or the rollover counter of a muted sender would drift.
        """
        refused = self._refused(datagram)
        if refused is None:
            assert self.inbound is not None
            try:
                packet = self.inbound.unprotect(datagram)
            except Error:
                refused = Dropped.SEAL
            else:
                sequence, timestamp = int.from_bytes(packet[2:4], "big"), int.from_bytes(packet[4:8], "big")
                if self.uplink is None:  # only an authentic packet decides which SSRC is the seat's
                    self.uplink = Uplink(int.from_bytes(packet[8:12], "big"), sequence, sequence)
                self.uplink.note(sequence, timestamp, now)
                counters.packets_in += 1
                return packet
        counters.dropped[refused] += 1
        return None

    def _refused(self, datagram: bytes) -> Dropped | None:
        # The header is in plain text and signed. No extension and no contributor leaves the host, because none gets in.
        if len(datagram) < 12 + 10 or datagram[0] != 0x80:
            return Dropped.HEADER
        if datagram[1] & 0x7F != self.voice_type:
            return Dropped.PAYLOAD_TYPE
        if self.uplink is not None and int.from_bytes(datagram[8:12], "big") != self.uplink.ssrc:
            return Dropped.SSRC  # before libsrtp sees it: it would keep a context for each
        return None

    def open_report(self, datagram: bytes) -> bytes | None:
        """The RTCP compound inside, or None when it does not verify or its sender has had enough names."""
        if self.inbound is None or not 8 + 4 + 10 <= len(datagram) <= 1400:
            return None
        name = datagram[4:8]
        if name not in self._rtcp_ssrcs and len(self._rtcp_ssrcs) >= _MOST_RTCP_SSRCS:
            return None
        try:
            compound = self.inbound.unprotect_rtcp(datagram)
        except Error:
            return None
        self._rtcp_ssrcs.add(name)
        return compound

    def outpaces(self, now: float) -> bool:
        """Whether the holder sends more than one voice has. To be asked once for each packet that would be carried."""
        self._allowance = min(_BURST, self._allowance + (now - self._allowed_at) * _VOICES_PER_SECOND)
        self._allowed_at = now
        if self._allowance < 1:
            return True
        self._allowance -= 1
        return False
