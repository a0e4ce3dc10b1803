"""The DTLS of a test's voice: aiortc's, with one certificate for all voices of the process."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pylibsrtp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport, SRTPProtectionProfile
from OpenSSL import SSL


class SharedCertificate(RTCCertificate):
    """One context for all voices of a process: 300 of their own would cost more than what is measured with them."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
        return self._context


_certificate: list[SharedCertificate] = []


def certificate() -> SharedCertificate:
    """The certificate of all voices of this process."""
    if not _certificate:
        _certificate.append(SharedCertificate.generateCertificate())
    return _certificate[0]


class Wire:
    """What aiortc's DTLS needs below it."""

    role = "controlling"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._send_now = send

    async def _recv(self) -> bytes:
        datagram = await self.inbox.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        self._send_now(data)


class Association(RTCDtlsTransport):
    """aiortc's DTLS with its SRTP sessions in reach."""

    def __init__(self, wire: Wire, role: str) -> None:
        super().__init__(cast(Any, wire), [certificate()])
        self._set_role(role)

    @property
    def inbound(self) -> pylibsrtp.Session | None:
        """None before the handshake is done."""
        return self._rx_srtp

    @property
    def profile(self) -> bytes:
        """OpenSSL's name for what was agreed on."""
        assert self._ssl is not None
        return self._ssl.get_selected_srtp_profile()

    @property
    def outbound(self) -> pylibsrtp.Session:
        """Seals; to be asked for after the handshake only."""
        return self._tx_srtp
