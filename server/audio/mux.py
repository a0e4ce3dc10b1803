"""The one audio port: tells datagrams apart, by ufrag first and then by source address, and lets nobody in who showed no password."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from server.audio import rtcp, stun
from server.audio.counters import Counters, Dropped
from server.audio.fanout import LONGEST
from server.audio.peer import MOST_SOURCES, Peer
from server.audio.udp import Path, Source, UdpSocket, listen

_AT_ONCE = 64
"""Datagrams read before the loop gets to do something else: a flood may cost packets, never the whole server."""


class Receiver(Protocol):
    """Whom the port tells what came in. Only authentic or at least known senders get this far."""

    def on_readable(self) -> bool:
        """False when what waits is not to be believed any more; it is then thrown away."""
        ...

    def on_path(self, peer: Peer) -> None:
        """The peer has its first path, or another one."""
        ...

    def on_dtls(self, peer: Peer, datagram: bytes) -> None: ...

    def on_voice(self, peer: Peer, datagram: bytes) -> None: ...

    def on_report(self, peer: Peer, datagram: bytes) -> None: ...


class Mux:
    """Owns the sockets from `open` to `close`."""

    __slots__ = ("_by_source", "_by_username", "_clock", "_counters", "_receiver", "_sockets", "port")

    def __init__(self, receiver: Receiver, counters: Counters, clock: Callable[[], float]) -> None:
        self._receiver = receiver
        self._counters = counters
        self._clock = clock
        self._sockets: tuple[UdpSocket, ...] = ()
        self._by_username: dict[bytes, Peer] = {}
        self._by_source: dict[Source, Peer] = {}
        self.port = 0

    def open(self, hosts: tuple[str, ...], port: int) -> None:
        """Raises `OSError` when an address or the port cannot be had; nothing is left open then."""
        self._sockets, self.port = listen(hosts, port)
        loop = asyncio.get_running_loop()
        for udp in self._sockets:
            loop.add_reader(udp.socket.fileno(), self._readable, udp)

    def close(self) -> None:
        """No datagram comes or goes any more."""
        loop = asyncio.get_running_loop()
        for udp in self._sockets:
            loop.remove_reader(udp.socket.fileno())
            udp.socket.close()
        self._sockets = ()

    def add(self, peer: Peer) -> None:
        """Its checks are answered from now on."""
        self._by_username[peer.username] = peer

    def remove(self, peer: Peer) -> None:
        """Nothing that it sends is looked at any more. Harmless when it is not there."""
        self._by_username.pop(peer.username, None)
        for source in peer.sources:
            if self._by_source.get(source) is peer:
                del self._by_source[source]
        peer.sources.clear()

    def discard_waiting(self) -> None:
        """Throws away what the system has queued."""
        for udp in self._sockets:
            self._discard(udp)

    def _discard(self, udp: UdpSocket) -> None:
        # Bounded by what a socket buffer holds, or a flood could keep the loop here.
        for _ in range(20_000):
            try:
                udp.receive()
            except OSError:
                return
            self._counters.dropped[Dropped.GAP] += 1

    def _readable(self, udp: UdpSocket) -> None:
        if not self._receiver.on_readable():
            self.discard_waiting()
            return
        for _ in range(_AT_ONCE):
            try:
                datagram, source, local = udp.receive()
            except OSError:  # nothing waits, or an ICMP error that concerns a single peer
                return
            refused = self._take(udp, datagram, source, local)
            if refused is not None:
                self._counters.dropped[refused] += 1

    def _take(self, udp: UdpSocket, datagram: bytes, source: Source, local: bytes) -> Dropped | None:
        """RFC 7983 tells by the first byte what it is. Returns why it was dropped, or None."""
        if not datagram:
            return Dropped.EMPTY
        if len(datagram) > LONGEST:
            return Dropped.TOO_LONG
        first = datagram[0]
        if first < 4:
            return self._check(udp, datagram, source, local)
        if not (20 <= first <= 63 or 128 <= first <= 191):
            return Dropped.UNKNOWN_KIND
        peer = self._by_source.get(source)
        if peer is None:
            return Dropped.STRANGER
        return Dropped.FLOOD if peer.flooding() else self._hand_on(peer, datagram)

    def _hand_on(self, peer: Peer, datagram: bytes) -> Dropped | None:
        if datagram[0] < 64:
            self._receiver.on_dtls(peer, datagram)
        elif peer.inbound is None:
            return Dropped.STRANGER
        elif len(datagram) < 12:
            return Dropped.HEADER
        elif rtcp.is_rtcp(datagram):
            self._receiver.on_report(peer, datagram)
        else:
            self._receiver.on_voice(peer, datagram)
        return None

    def _check(self, udp: UdpSocket, datagram: bytes, source: Source, local: bytes) -> Dropped | None:
        request = stun.read(datagram)
        peer = self._by_username.get(request.username) if request else None
        if request is None or peer is None or not request.authentic(peer.key):
            return Dropped.STUN  # silence: an answer would make this port somebody's amplifier
        if peer.checks_too_often():
            return Dropped.FLOOD
        peer.last_check = self._clock()
        if self._by_source.get(source) is not peer:
            self._remember(peer, source)
        if peer.path is None or (request.nominated and not peer.path.same(udp, source, local)):
            peer.path = Path(udp, source, local)
            self._receiver.on_path(peer)
        if udp.send(stun.success(request.transaction, (source[0], source[1]), peer.key), source, local):
            self._counters.stun_answered += 1
        return None

    def _remember(self, peer: Peer, source: Source) -> None:
        """A browser whose address another one had before (a router gave the port away) takes it over."""
        self._by_source[source] = peer
        peer.sources.append(source)
        if len(peer.sources) > MOST_SOURCES:
            oldest = next((each for each in peer.sources if peer.path is None or each != peer.path.source), peer.sources[0])
            peer.sources.remove(oldest)
            if self._by_source.get(oldest) is peer:
                del self._by_source[oldest]
