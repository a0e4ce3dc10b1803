"""A member's voice without a browser: real ICE checks, real DTLS-SRTP, real RTP over one UDP socket of its own.

    voice = Voice()                       # Voice(light=True) for a listener that only counts: hundreds fit in one process
    answer = ... await the server's answer to voice.offer() ...
    await voice.connect(answer)           # returns when SRTP flows both ways; raises TimeoutError or ConnectionError
    await voice.send(50)                  # 50 packets at the pace of the answer's ptime; pace=0 sends them in a burst
    voice.received                        # packets heard so far, by SSRC
    voice.heard("piece")                  # the same for one section of the answer: "piece", "keeper", "crosstalk"
    await voice.close()                   # says goodbye; `drop()` vanishes without a word, as a phone does

After `close` or `drop` the same voice may `offer()` again: new socket, new keys, as a browser that comes back.
`send` can play the modified client: any payload, SSRC, sequence, payload type or raw header. Nothing here sleeps for luck: `until` waits for
a count with a limit, `settle` for the server to have worked off everything this voice sent.
"""

import asyncio
import re
import secrets
import socket
import struct
import time
from collections import Counter

import pylibsrtp
from aioice import stun
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters

from tests.association import Association, Wire, certificate

OPUS = 111
_SECTIONS = ("piece", "keeper", "crosstalk")
_CHECK_EVERY = 2.5
"""Seconds between checks of a connected pair, as Chromium does."""
_REPORT_EVERY = 5.0


class Voice:
    """One peer. `sections` is how many of piece, keeper and crosstalk it offers to hear, `ssrc` what it sends as."""

    def __init__(self, *, light: bool = False, sections: int = 3, ssrc: int | None = None, host: str = "127.0.0.1", reports: bool = True) -> None:
        self.light = light
        self.sections = sections
        self.host = host
        self.reports = reports
        self.ssrc = ssrc if ssrc is not None else secrets.randbits(31) + 1
        self.sequence = secrets.randbits(14)
        self.timestamp = secrets.randbits(31)
        self.ptime = 60
        self.sent = 0
        """RTP packets sent over all connections."""
        self.received: Counter[int] = Counter()
        """RTP packets heard, by SSRC, over all connections."""
        self.packets: list[bytes] = []
        """Unless light: each RTP packet heard, opened, in the order of arrival."""
        self.unopened = 0
        """Packets that did not verify, or came twice."""
        self.rtcp: list[bytes] = []
        """Unless light: each RTCP compound heard, opened."""
        self.datagrams: list[bytes] | None = None
        """Set to a list: every datagram as it came, STUN and DTLS too."""
        self.first_heard_at: dict[int, float] = {}
        self.last_heard_at: dict[int, float] = {}
        self.ssrcs: dict[str, int] = {}
        """The SSRC signalled for each section of the last answer."""
        self.connected = False
        self.ended = False
        """The server said goodbye on the current connection."""
        self.dtls: Association | None = None
        self.socket: socket.socket | None = None
        self.server: tuple[str, int] | None = None
        self._ufrag = self._password = self._remote_ufrag = self._remote_password = ""
        self._payload_type = OPUS
        self._wire: Wire | None = None
        self._checked: asyncio.Future[None] | None = None
        self._check_id = b""
        self._timer: asyncio.TimerHandle | None = None
        self._beats = 0
        self._changed: asyncio.Event = asyncio.Event()
        self._answers = 0

    # ------------------------------------------------------------------------------------------------------ signalling

    def offer(self, *, candidate: bool = False, ufrag: str | None = None, password: str | None = None) -> str:
        """A new offer on a new socket; what was open before vanishes. `candidate` names the own address (this server needs none)."""
        self.drop()
        self._ufrag, self._password = ufrag or secrets.token_hex(4), password or secrets.token_hex(12)
        self.socket = self._open_socket()
        fingerprint = next(each.value for each in certificate().getFingerprints() if each.algorithm == "sha-256")
        lines = ["v=0", "o=- 1 2 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE " + " ".join(map(str, range(self.sections)))]
        for number in range(self.sections):
            lines += [
                f"m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", f"a=ice-ufrag:{self._ufrag}",
                f"a=ice-pwd:{self._password}", f"a=fingerprint:sha-256 {fingerprint}", "a=setup:actpass", f"a=mid:{number}",
                "a=sendrecv" if number == 0 else "a=recvonly", "a=rtcp-mux", f"a=rtpmap:{OPUS} opus/48000/2",
                f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
            ]  # fmt: skip
            if number == 0:
                lines += [f"a=ssrc:{self.ssrc} cname:voice", f"a=ssrc:{self.ssrc} msid:voice voice"]
                if candidate:
                    lines += [f"a=candidate:1 1 udp 2130706431 {self.host} {self.socket.getsockname()[1]} typ host", "a=end-of-candidates"]
        return "\r\n".join([*lines, ""])

    def _open_socket(self) -> socket.socket:
        udp = socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET, socket.SOCK_DGRAM)
        udp.setblocking(False)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        udp.bind((self.host, 0))
        asyncio.get_running_loop().add_reader(udp.fileno(), self._readable)
        return udp

    def _close_socket(self) -> None:
        if self.socket is not None:
            asyncio.get_running_loop().remove_reader(self.socket.fileno())
            self.socket.close()
            self.socket = None

    def move(self) -> None:
        """The same connection from another port, as when a telephone changes networks: a new nominated check, then all goes on."""
        self._close_socket()
        self.socket = self._open_socket()
        assert self.server is not None
        self.socket.connect(self.server)
        self.check()

    async def connect(self, answer: str, *, seconds: float = 30.0) -> None:
        """Checks the pair, does the handshake, keeps the pair alive. Raises `TimeoutError`, or `ConnectionError` when DTLS fails."""
        fingerprint = self._read_answer(answer)
        assert self.socket is not None
        assert self.server is not None, "no candidate of this family in the answer"
        self.socket.connect(self.server)  # from now on only datagrams from the address that was asked are heard
        async with asyncio.timeout(seconds):
            await self._pair()
            self._wire = Wire(self.transmit)
            self.dtls = Association(self._wire, "server" if "a=setup:active" in answer else "client")
            self._keep_alive()
            await self.dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", fingerprint)]))
        if self.dtls.state != "connected":
            raise ConnectionError(f"DTLS {self.dtls.state}")
        self.connected = True

    def _read_answer(self, answer: str) -> str:
        def first(pattern: str) -> str:
            match = re.search(pattern, answer, re.MULTILINE)
            assert match is not None, f"no {pattern} in the answer"
            return match[1].strip()

        self._remote_ufrag, self._remote_password = first(r"^a=ice-ufrag:(.+)$"), first(r"^a=ice-pwd:(.+)$")
        self._payload_type = int(first(r"^a=rtpmap:(\d+) opus/48000/2"))
        self.ptime = int(first(r"^a=ptime:(\d+)")) if "a=ptime:" in answer else 20
        ours = ":" in self.host
        for address, port in re.findall(r"^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", answer, re.MULTILINE):
            if (":" in address) is ours:
                self.server = (address, int(port))
                break
        sections = answer.split("\r\nm=")[1:]
        found = [re.search(r"^a=ssrc:(\d+) ", section, re.MULTILINE) for section in sections]
        self.ssrcs = {name: int(match[1]) for name, match in zip(_SECTIONS, found, strict=False) if match}
        return first(r"^a=fingerprint:sha-256 (.+)$")

    def profile(self) -> bytes:
        """The SRTP profile that both ends agreed on, by OpenSSL's name."""
        assert self.dtls is not None
        return self.dtls.profile

    # ------------------------------------------------------------------------------------------------------------- ICE

    def check(self, *, nominate: bool = True) -> None:
        """Sends one Binding request, as the controlling side."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self._remote_ufrag}:{self._ufrag}"
        request.attributes["PRIORITY"] = 1853824767
        request.attributes["ICE-CONTROLLING"] = 1
        if nominate:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self._remote_password.encode())
        self._check_id = request.transaction_id
        self.transmit(bytes(request))

    async def _pair(self) -> None:
        self._checked = asyncio.get_running_loop().create_future()
        while True:
            self.check()
            try:
                async with asyncio.timeout(0.25):
                    await asyncio.shield(self._checked)
                return
            except TimeoutError:
                continue

    def _keep_alive(self) -> None:
        self._beats += 1
        self.check()
        if self.reports and self.connected and self._beats % round(_REPORT_EVERY / _CHECK_EVERY) == 0:
            self.report()
        self._timer = asyncio.get_running_loop().call_later(_CHECK_EVERY, self._keep_alive)

    def _stun(self, datagram: bytes) -> None:
        try:
            message = stun.parse_message(datagram)
        except ValueError:
            return
        if message.message_class == stun.Class.REQUEST and self.server is not None and message.check_message_integrity(self._password.encode()):
            # Only a full ICE agent asks (the peer of the benchmark); the server under test is lite and never does.
            response = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=message.transaction_id)
            response.attributes["XOR-MAPPED-ADDRESS"] = self.server
            response.add_message_integrity(self._password.encode())
            self.transmit(bytes(response))
        elif message.message_class == stun.Class.RESPONSE and message.transaction_id == self._check_id:
            self._answers += 1
            if message.check_message_integrity(self._remote_password.encode()) and self._checked and not self._checked.done():
                self._checked.set_result(None)

    # --------------------------------------------------------------------------------------------------------- sending

    def transmit(self, datagram: bytes) -> None:
        """A datagram as it is, to the server's port."""
        if self.socket is not None:
            try:
                self.socket.send(datagram)
            except OSError:
                pass

    def rtp(
        self, payload: bytes, *, ssrc: int | None = None, sequence: int | None = None, timestamp: int | None = None, payload_type: int | None = None,
        first: int = 0x80, marker: bool = False, extra: bytes = b"",
    ) -> bytes:  # fmt: skip
        """A plain RTP packet; what is not given goes on where the last one ended. `first` and `extra` make odd headers."""
        if sequence is None:
            sequence = self.sequence = (self.sequence + 1) & 0xFFFF
        if timestamp is None:
            timestamp = self.timestamp = (self.timestamp + 48 * self.ptime) & 0xFFFFFFFF
        kind = (self._payload_type if payload_type is None else payload_type) | (0x80 if marker else 0)
        return struct.pack("!BBHII", first, kind, sequence, timestamp, self.ssrc if ssrc is None else ssrc) + extra + payload

    def send_packet(self, packet: bytes) -> None:
        """Seals and sends one RTP packet."""
        assert self.dtls is not None
        self.transmit(self.dtls.outbound.protect(packet))
        self.sent += 1

    def send_rtcp(self, compound: bytes) -> None:
        """Seals and sends one RTCP compound."""
        assert self.dtls is not None
        self.transmit(self.dtls.outbound.protect_rtcp(compound))

    def report(self, losses: dict[int, int] | None = None) -> None:
        """A receiver report: for each SSRC the fraction lost (of 256); by default nothing was."""
        told = losses if losses is not None else dict.fromkeys(self.received, 0)
        blocks = b"".join(struct.pack("!IIIIII", ssrc, lost << 24, 0, 0, 0, 0) for ssrc, lost in list(told.items())[:31])
        self.send_rtcp(struct.pack("!BBHI", 0x80 | len(blocks) // 24, 201, 1 + len(blocks) // 4, self.ssrc) + blocks)

    async def send(
        self, count: int, *, payload: bytes | list[bytes] = bytes(120), pace: float | None = None, ssrc: int | None = None,
        payload_type: int | None = None,
    ) -> None:  # fmt: skip
        """`count` packets, one each `pace` seconds (by default the answer's ptime; 0: in a burst). Payloads in a list are sent in turn."""
        interval = self.ptime / 1000 if pace is None else pace
        due = time.monotonic()
        for number in range(count):
            body = payload if isinstance(payload, bytes) else payload[number % len(payload)]
            self.send_packet(self.rtp(body, ssrc=ssrc, payload_type=payload_type))
            due += interval
            await asyncio.sleep(max(0.0, due - time.monotonic()) if interval else 0)

    # ------------------------------------------------------------------------------------------------------- receiving

    def _readable(self) -> None:
        for _ in range(64):
            udp = self.socket
            if udp is None:
                return
            try:
                datagram = udp.recv(2048)
            except OSError:
                return
            if not datagram:
                continue
            if self.datagrams is not None:
                self.datagrams.append(datagram)
            first = datagram[0]
            if 128 <= first <= 191:
                self._srtp(datagram)
            elif first < 4:
                self._stun(datagram)
            elif self._wire is not None:
                self._wire.inbox.put_nowait(datagram)
                self.ended = self.ended or (self.connected and first == 21)

    def _srtp(self, datagram: bytes) -> None:
        inbound = self.dtls.inbound if self.dtls is not None else None
        if 192 <= datagram[1] <= 223:
            if not self.light and inbound is not None:
                self.rtcp.append(inbound.unprotect_rtcp(datagram))
            return
        ssrc = int.from_bytes(datagram[8:12], "big")
        if not self.light:
            if inbound is None:
                return
            try:
                self.packets.append(inbound.unprotect(datagram))
            except pylibsrtp.Error:
                self.unopened += 1
                return
        self.received[ssrc] += 1
        now = time.monotonic()
        self.first_heard_at.setdefault(ssrc, now)
        self.last_heard_at[ssrc] = now
        self._changed.set()

    def heard(self, section: str) -> int:
        """Packets received in one section of the last answer."""
        return self.received[self.ssrcs[section]]

    async def until(self, section: str, count: int, *, seconds: float = 20.0) -> None:
        """Returns when that many packets were heard in the section. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            while self.heard(section) < count:
                self._changed.clear()
                await self._changed.wait()

    async def settle(self, *, seconds: float = 20.0) -> None:
        """Returns when the server has answered a check sent now, so it has worked off what this voice sent before. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            before = self._answers
            while self._answers == before:
                self.check()
                await asyncio.sleep(0.01)

    # ------------------------------------------------------------------------------------------------------------- end

    async def close(self) -> None:
        """Says goodbye (close_notify) and frees the socket. Harmless twice."""
        if self.dtls is not None:
            await self.dtls.stop()
        self.drop()

    def drop(self) -> None:
        """Vanishes without a word."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._wire is not None:
            self._wire.inbox.put_nowait(None)
            self._wire = None
        self._close_socket()
        self.connected = False
        self.ended = False
        self.dtls = None
