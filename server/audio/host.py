"""The audio host of one process: answers offers, keeps the gates, owns every connection and task, and lets go of them in time."""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Protocol

from rooms.ids import CircleId, SeatId
from rooms.slots import Floor
from server.audio import sdp
from server.audio.counters import Counters, Dropped, SeatCounts
from server.audio.forwarder import CNAME, Forwarder
from server.audio.gate import Version
from server.audio.handshakes import Handshakes
from server.audio.mux import Mux
from server.audio.peer import Peer
from server.audio.port import OfferRefused
from server.audio.settings import AudioSettings

_log = logging.getLogger(__name__)

_BEAT = 0.2
_BEATS_A_SECOND = 5
_REPORT_BEATS = 25
"""Five seconds between the reports of one peer, as RFC 3550 asks of few participants."""


class Clock(Protocol):
    """Seconds; where they count from is the caller's matter."""

    def __call__(self) -> float: ...


class AudioHost:
    """`port.AudioHost` on one UDP port. Everything happens in the loop that awaited `start`."""

    def __init__(
        self, settings: AudioSettings, *, clock: Clock, wall_clock: Clock, random_bytes: Callable[[int], bytes], on_gap: Callable[[], None]
    ) -> None:
        """`clock` never goes back; `on_gap` is called after every gate was closed because the process stood still."""
        self._settings = settings
        self._clock = clock
        self._wall_clock = wall_clock
        self._random = random_bytes
        self._on_gap = on_gap
        self.counters = Counters()
        self._mux = Mux(self, self.counters, clock)
        self._handshakes = Handshakes(settings, clock, self.counters, connected=self._connected, close=self._close)
        self._circles: dict[CircleId, Forwarder] = {}
        self._peers: set[Peer] = set()
        self._tasks: asyncio.TaskGroup | None = None
        self._life: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._host: sdp.Host | None = None
        self._beaten_at = 0.0
        self._beats = 0
        self._phase = 0

    # ------------------------------------------------------------------------------------------------------------ life

    @property
    def port(self) -> int:
        """The UDP port in use; 0 before `start`."""
        return self._mux.port

    async def start(self) -> None:
        """Listens. Raises `OSError` when the port cannot be had, `ValueError` when there is no address to put into answers."""
        addresses = self._settings.advertised or tuple(host for host in self._settings.hosts if host not in ("0.0.0.0", "::"))
        if not addresses:
            raise ValueError("an audio host on every address must be told which to advertise")
        self._mux.open(self._settings.hosts, self._settings.port)
        self._host = sdp.Host(fingerprint=self._handshakes.certificate.sha256, addresses=addresses, port=self._mux.port)
        self._beaten_at = self._clock()
        began = asyncio.Event()
        self._life = asyncio.create_task(self._live(began))  # owned: `stop` ends and awaits it
        self._life.add_done_callback(_tell_of_a_fault)
        await began.wait()

    async def _live(self, began: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as self._tasks:
            beat = self._tasks.create_task(self._keep_beating())
            began.set()
            await self._ending.wait()
            beat.cancel()
            for peer in tuple(self._peers):
                self._close(peer)

    async def stop(self, seconds: float = 3.0) -> None:
        """Says goodbye to every peer and frees the port, within `seconds`. Harmless when it never started."""
        self._ending.set()
        life, self._life = self._life, None
        if life is not None:
            _, late = await asyncio.wait({life}, timeout=seconds)
            if late:
                life.cancel()
                await asyncio.wait({life}, timeout=seconds)
        self._handshakes.close()
        self._mux.close()

    @property
    def alive(self) -> bool:
        """Whether it carries voices: started, not stopped, and not broken by a fault of its own."""
        return self._life is not None and not self._life.done()

    @property
    def peers(self) -> Collection[Peer]:
        """Every connection, established or not. To be read, not kept."""
        return self._peers

    # ------------------------------------------------------------------------------------------------ port.AudioHost

    def answer(self, circle: CircleId, seat: SeatId, offer: str) -> str:
        """See `port.AudioHost.answer`."""
        self.counters.offers += 1
        try:
            parsed = sdp.read(offer)
            if self.counters.waiting >= self._settings.waiting_limit or len(self._peers) >= self._settings.peer_limit:
                raise OfferRefused("audio-busy")
        except OfferRefused:
            self.counters.offers_refused += 1
            raise
        host = self._host
        assert host is not None, "answer before start"
        forwarder = self._forwarder(circle)
        self.drop_seat(circle, seat)
        ufrag, password = self._random(4).hex(), self._random(16).hex()
        self._phase = (self._phase + 1) % _REPORT_BEATS
        peer = Peer(
            circle, seat, username=f"{ufrag}:{parsed.ufrag}".encode(), key=password.encode(), payload_types=parsed.listening,
            voice_type=parsed.voice_type, fingerprints=parsed.fingerprints, first=seat in forwarder.gate.level, phase=self._phase, clock=self._clock,
            pacer=self._handshakes.pacer,
        )  # fmt: skip
        self._peers.add(peer)
        self.counters.peers += 1
        self.counters.waiting += 1
        forwarder.admit(peer)
        self._mux.add(peer)
        return sdp.write(
            parsed, host, self._settings, ufrag=ufrag, password=password, ssrc=lambda slot: forwarder.streams[slot].ssrc, cname=CNAME.decode()
        )

    def set_floor(self, circle: CircleId, version: Version, floor: Floor) -> None:
        """See `port.AudioHost.set_floor`."""
        self._forwarder(circle).set_floor(version, floor)

    def close_floor(self, circle: CircleId) -> None:
        """See `port.AudioHost.close_floor`."""
        if circle in self._circles:
            self._circles[circle].close_gate()

    def narrow_floor(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        """See `port.AudioHost.narrow_floor`."""
        if circle in self._circles:
            self._circles[circle].narrow(seats)

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        """See `port.AudioHost.drop_seat`."""
        forwarder = self._circles.get(circle)
        peer = forwarder.peers.get(seat) if forwarder else None
        if peer is not None:
            self._close(peer)

    def drop_circle(self, circle: CircleId) -> None:
        """See `port.AudioHost.drop_circle`."""
        forwarder = self._circles.pop(circle, None)
        if forwarder is not None:
            self.counters.circles -= 1
            for peer in tuple(forwarder.peers.values()):
                forwarder.leave(peer)
                self._close(peer)

    def circles(self) -> Collection[CircleId]:
        """See `port.AudioHost.circles`."""
        return self._circles.keys()

    def gated(self, circle: CircleId) -> Version | None:
        """See `port.AudioHost.gated`."""
        return self._circles[circle].gate.version if circle in self._circles else None

    def connected(self, circle: CircleId) -> int:
        """See `port.AudioHost.connected`."""
        return len(self._circles[circle].peers) if circle in self._circles else 0

    def counts(self, circle: CircleId, seat: SeatId) -> SeatCounts | None:
        """What went through the seat's connection; None when it has none."""
        forwarder = self._circles.get(circle)
        return forwarder.counts(seat) if forwarder else None

    def _forwarder(self, circle: CircleId) -> Forwarder:
        forwarder = self._circles.get(circle)
        if forwarder is None:
            forwarder = self._circles[circle] = Forwarder(circle, self._settings, self.counters, self._random)
            self.counters.circles += 1
        return forwarder

    # ----------------------------------------------------------------------------------------------------- connections

    def _close(self, peer: Peer) -> None:
        """At once deaf and dumb; what a handshake's task still has to tidy up, it does by itself."""
        if peer.closed:
            return
        peer.closed = True
        self._peers.discard(peer)
        self.counters.peers -= 1
        if peer.connected_at is None:
            self.counters.waiting -= 1
        self._mux.remove(peer)
        forwarder = self._circles.get(peer.circle)
        if forwarder is not None:
            forwarder.leave(peer)
        peer.ended.set()
        if peer.connected_at is None and peer.wire is not None:
            peer.wire.close()

    def _connected(self, peer: Peer) -> None:
        peer.connected_at = self._clock()
        self.counters.waiting -= 1
        self.counters.handshakes += 1
        self.on_path(peer)

    # ---------------------------------------------------------------------------------------------------- mux.Receiver

    def on_readable(self) -> bool:
        """False after the process stood still: every gate is closed then, and what waits in the port is from before."""
        now = self._clock()
        gap = now - self._beaten_at
        if gap <= self._settings.gap_seconds + _BEAT:
            return True
        self._beaten_at = now
        self.counters.gaps += 1
        _log.warning("audio-gap", extra={"seconds": round(gap, 1)})
        for forwarder in self._circles.values():
            forwarder.close_gate()
        for peer in self._peers:
            peer.last_check = now  # their checks were thrown away unread
        self._on_gap()
        return False

    def on_path(self, peer: Peer) -> None:
        """Packets for the peer go there from now on."""
        forwarder = self._circles.get(peer.circle)
        if forwarder is not None:
            forwarder.moved()

    def on_dtls(self, peer: Peer, datagram: bytes) -> None:
        """To its handshake."""
        if self._tasks is None or self._ending.is_set() or not self._handshakes.take(self._tasks, peer, datagram):
            self.counters.dropped[Dropped.DTLS] += 1

    def on_voice(self, peer: Peer, datagram: bytes) -> None:
        """To the others, if the seat is heard."""
        now = self._clock()
        packet = peer.open_voice(datagram, now, self.counters)
        forwarder = self._circles.get(peer.circle)
        if packet is not None and forwarder is not None:
            forwarder.carry(peer, packet, now)

    def on_report(self, peer: Peer, datagram: bytes) -> None:
        """What the peer says of loss, to whoever speaks next."""
        compound = peer.open_report(datagram)
        forwarder = self._circles.get(peer.circle)
        if compound is None:
            self.counters.dropped[Dropped.RTCP] += 1
        elif forwarder is not None:
            forwarder.hear_report(peer, compound, self._clock())

    # ------------------------------------------------------------------------------------------------------------ beat

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(_BEAT)
            if not self.on_readable():
                self._mux.discard_waiting()
            now = self._beaten_at = self._clock()
            self._beats += 1
            phase, wall = self._beats % _REPORT_BEATS, self._wall_clock()
            for peer in self._peers:
                if peer.phase == phase and peer.connected_at is not None:
                    self._circles[peer.circle].report_to(peer, wall, now)
            if self._beats % _BEATS_A_SECOND == 0:
                self._each_second(now)

    def _each_second(self, now: float) -> None:
        for forwarder in self._circles.values():
            forwarder.report_to_speakers(now)
        for peer in tuple(self._peers):
            peer.refill()
            silent = now - peer.last_check > self._settings.silence_seconds
            if silent or (peer.connected_at is None and now - peer.made_at > self._settings.connect_seconds):
                self._close(peer)


def _tell_of_a_fault(life: asyncio.Task[None]) -> None:
    """`stop` may be hours away, and until then nobody would know why it is quiet."""
    fault = None if life.cancelled() else life.exception()
    if fault is not None:
        _log.error("audio-host-broke", exc_info=fault)
