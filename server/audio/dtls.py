"""aiortc's DTLS below a seat's connection: one certificate and one SSL context for the process, and nothing harmful let in."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport, SRTPProtectionProfile, State
from OpenSSL import SSL

from server.audio import srtp

_HANDSHAKE, _ALERT, _CHANGE_CIPHER, _DATA = 22, 21, 20, 23
_CLIENT_HELLO = 1
_INBOX = 8
"""Datagrams kept for one handshake: a client's flight has at most four, and what is lost is sent again."""


class HostCertificate(RTCCertificate):
    """One key and one SSL context for every connection: a context each costs 0.28 ms and browsers only compare the fingerprint."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._context is None:
            context = super()._create_ssl_context(srtp_profiles)
            # A resumed session would skip the certificate, and a renegotiation costs the host more than the guest.
            context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
            context.set_options(SSL.OP_NO_RENEGOTIATION)
            self._context = context
        return self._context

    @property
    def sha256(self) -> str:
        """The fingerprint as an SDP writes it, without the name of the hash."""
        return next(print_.value for print_ in self.getFingerprints() if print_.algorithm == "sha-256")


class Wire:
    """Stands where aiortc expects an ICE transport. A bounded inbox: when it is full the newest is dropped, as a network would."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None], before: Callable[[], Awaitable[None]], after: Callable[[], None]) -> None:
        self._send_now = send
        self._before = before
        self._after = after
        self._inbox: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    def put(self, datagram: bytes) -> bool:
        """False when the inbox is full or closed."""
        if self._closed or len(self._inbox) >= _INBOX:
            return False
        self._inbox.append(datagram)
        self._arrived.set()
        return True

    def close(self) -> None:
        """Whoever receives gets a `ConnectionError`, now and later."""
        self._closed = True
        self._arrived.set()

    async def _recv(self) -> bytes:
        self._after()
        while True:
            await self._arrived.wait()
            if self._closed:
                raise ConnectionError
            await self._before()
            if self._inbox:  # taken only now, so a timer of aiortc that cancels this call loses no datagram
                break
            self._after()
        datagram = self._inbox.popleft()
        if not self._inbox and not self._closed:
            self._arrived.clear()
        return datagram

    async def _send(self, datagram: bytes) -> None:
        self._send_now(datagram)


class SeatDtls(RTCDtlsTransport):
    """The server's end of one DTLS association. After `start` returned in state `connected`, `sessions` is set."""

    def __init__(self, wire: Wire, certificate: HostCertificate) -> None:
        super().__init__(cast(Any, wire), [certificate])
        self._srtp_profiles = srtp.PROFILES
        self._set_role("server")
        self.sessions: tuple[srtp.Session, srtp.Session] | None = None
        """(inbound, outbound)."""

    @property
    def pump(self) -> asyncio.Future[None] | None:
        """aiortc's own task, which ends with the association."""
        return self._task

    def _setup_srtp(self) -> None:
        # aiortc's version turns `allow_repeat_tx` on, which permits two payloads under one index.
        ssl = self._ssl
        assert ssl is not None
        chosen = ssl.get_selected_srtp_profile()
        profile = next((each for each in self._srtp_profiles if each.openssl_profile == chosen), None)
        if profile is None:
            self._set_state(State.FAILED)
            return
        keys = ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (profile.key_length + profile.salt_length))
        self.sessions = (srtp.inbound(profile, profile.get_key_and_salt(keys, 0)), srtp.outbound(profile, profile.get_key_and_salt(keys, 1)))


def opens_handshake(datagram: bytes) -> bool:
    """Whether this is the ClientHello that begins a handshake (RFC 6347: a plaintext handshake record)."""
    return len(datagram) > 25 and datagram[0] == _HANDSHAKE and datagram[3:5] == b"\0\0" and datagram[13] == _CLIENT_HELLO and harmless(datagram)


def harmless(datagram: bytes) -> bool:
    """Whether aiortc may see it: whole records, and no alert in plain text, which anybody could forge to end a handshake."""
    at, size = 0, len(datagram)
    if size and 32 <= datagram[0] <= 63:
        return size > 16  # DTLS 1.3's encrypted records (RFC 9147): the library verifies them itself
    while at < size:
        if at + 13 > size or not _CHANGE_CIPHER <= datagram[at] <= _DATA or datagram[at + 1] != 0xFE:
            return False
        if datagram[at] == _ALERT and datagram[at + 3 : at + 5] == b"\0\0":
            return False
        at += 13 + int.from_bytes(datagram[at + 11 : at + 13], "big")
    return at == size and size > 0
