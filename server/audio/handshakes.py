"""Brings connections from their ClientHello to their keys, a few at a time, and stays with each until it says goodbye."""

import asyncio
import logging
from collections.abc import Callable

from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters

from server.audio import dtls
from server.audio.counters import Counters
from server.audio.dtls import HostCertificate, SeatDtls
from server.audio.pacer import Pacer
from server.audio.peer import Peer
from server.audio.settings import AudioSettings

_log = logging.getLogger(__name__)

_GOODBYE = 1.0
"""Seconds one connection may take to end."""


class Handshakes:
    """What every handshake of a host shares. Each runs in the task group that `take` is given, and ends only itself."""

    __slots__ = ("_close", "_connected", "_counters", "_seconds", "certificate", "pacer")

    def __init__(
        self, settings: AudioSettings, clock: Callable[[], float], counters: Counters, *,
        connected: Callable[[Peer], None], close: Callable[[Peer], None],
    ) -> None:  # fmt: skip
        """`connected` is told of each peer that has its sessions, `close` of each that ended, however it did."""
        self.certificate = HostCertificate.generateCertificate()
        self.pacer = Pacer(clock, settings.handshake_share)
        self._seconds = settings.handshake_seconds
        self._counters = counters
        self._connected = connected
        self._close = close

    def take(self, tasks: asyncio.TaskGroup, peer: Peer, datagram: bytes) -> bool:
        """Gives a DTLS datagram to the peer's one handshake, which a ClientHello begins: until then an offer costs neither task nor TLS.

        False when it was dropped: nothing to do with it, harmful, or more than the inbox holds.
        """
        if peer.wire is None and dtls.opens_handshake(datagram):
            tasks.create_task(self._serve(peer, peer.begin(self.certificate)))
        return peer.wire is not None and dtls.harmless(datagram) and peer.wire.put(datagram)

    async def _serve(self, peer: Peer, association: SeatDtls) -> None:
        """Never raises but when cancelled: one guest must not end the others."""
        try:
            async with asyncio.timeout(self._seconds):
                await association.start(RTCDtlsParameters([RTCDtlsFingerprint(name, value) for name, value in peer.fingerprints]))
            peer.rest()
            if association.sessions is not None and association.state == "connected" and not peer.closed:
                peer.inbound, peer.outbound = association.sessions
                self._connected(peer)
                if association.pump is not None:  # it ends when the browser says goodbye
                    association.pump.add_done_callback(lambda _: peer.ended.set())
                await peer.ended.wait()
        except TimeoutError:
            pass
        except Exception as error:  # noqa: BLE001  # the boundary of one guest: what their certificate or records provoke ends them alone
            _log.warning("audio-handshake-broke", extra={"circle": peer.circle, "seat": peer.seat, "error": type(error).__name__})
        finally:
            peer.rest()
            if peer.connected_at is None:
                self._counters.handshakes_failed += 1
            self._close(peer)
            await _say_goodbye(association)
            peer.forget()

    def close(self) -> None:
        """No timer is left behind."""
        self.pacer.close()


async def _say_goodbye(association: SeatDtls) -> None:
    try:
        async with asyncio.timeout(_GOODBYE):
            await association.stop()
    except TimeoutError:
        pass
