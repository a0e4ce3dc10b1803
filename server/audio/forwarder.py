"""One circle's voices: its gate, its three streams, and who is connected to them."""

from collections.abc import Callable, Collection, Mapping

from rooms.ids import CircleId, SeatId
from rooms.slots import Floor, Slot
from server.audio import rtcp
from server.audio.counters import Counters, Dropped, SeatCounts
from server.audio.fanout import Ear
from server.audio.gate import Gate, Version
from server.audio.peer import Peer
from server.audio.settings import AudioSettings
from server.audio.stream import Stream

CNAME = b"circlekeeper"
"""The same for every stream and host: a name of its own would let one listener's two meetings be joined."""
_LOSS_IS_NEWS = 15.0
"""Seconds after which a listener's report of loss says nothing any more; browsers report every 5 s."""
_HIGH_PERCENTILE = 0.9
"""Of the listeners' losses, the one told to the speaker: redundancy for nearly all, not for the worst telephone in the circle."""


class Forwarder:
    """Exists from a circle's first floor or first offer until it is dropped."""

    __slots__ = ("_counters", "_random", "circle", "gate", "peers", "streams")

    def __init__(self, circle: CircleId, settings: AudioSettings, counters: Counters, random_bytes: Callable[[int], bytes]) -> None:
        self.circle = circle
        self.gate = Gate()
        self.peers: dict[SeatId, Peer] = {}
        self._counters = counters
        self._random = random_bytes
        frame, voice = settings.ptime * 48, settings.ptime * settings.bitrate // 8000
        self.streams: Mapping[Slot, Stream] = {
            slot: Stream(ssrc=self._number(32) | 1, counters=counters, frame=frame, voice=voice, timestamp=self._number(32)) for slot in Slot
        }

    def _number(self, bits: int) -> int:
        return int.from_bytes(self._random(bits // 8), "big")

    # ------------------------------------------------------------------------------------------------------- the floor

    def set_floor(self, version: Version, floor: Floor) -> None:
        """The whole level; ignored when not newer."""
        if self.gate.set(version, floor):
            self._follow_gate()

    def narrow(self, seats: Collection[SeatId]) -> None:
        """These seats are not heard until the next level."""
        if self.gate.narrow(seats):
            self._follow_gate()

    def close_gate(self) -> None:
        """Nobody is heard until the next level, which may be the same one again."""
        self.gate.close()
        self._follow_gate()

    def _follow_gate(self) -> None:
        holders = {slot: seat for seat, slot in self.gate.level.items()}
        for slot, stream in self.streams.items():
            stream.give(holders.get(slot))

    # ------------------------------------------------------------------------------------------------------- the peers

    def admit(self, peer: Peer) -> None:
        """The seat's connection from now on; it hears once it has a path and sessions."""
        self.peers[peer.seat] = peer
        for slot, payload_type in peer.payload_types.items():
            # Below 32,768, so that a receiver that misses the first packets cannot mistake the rollover counter (RFC 3711, 3.3.1).
            self.streams[slot].fan.ears[peer] = Ear(peer, payload_type, self._number(16) >> 1)

    def leave(self, peer: Peer) -> None:
        """It neither speaks nor hears. Harmless for one who left before."""
        if self.peers.get(peer.seat) is peer:
            del self.peers[peer.seat]
        for stream in self.streams.values():
            if stream.fan.ears.pop(peer, None):
                stream.fan.stale = True

    def moved(self) -> None:
        """A peer connected, or has another path."""
        for stream in self.streams.values():
            stream.fan.stale = True

    def carry(self, peer: Peer, packet: bytes, now: float) -> None:
        """One authentic packet of a member: to everybody else in its slot, or nowhere."""
        slot = self.gate.level.get(peer.seat)
        if slot is None or self.peers.get(peer.seat) is not peer:
            self._counters.dropped[Dropped.GATE] += 1
        elif peer.outpaces(now):
            self._counters.dropped[Dropped.PACE] += 1
        elif self.streams[slot].carry(peer, packet, now, (peer,)):
            peer.heard += 1

    def counts(self, seat: SeatId) -> SeatCounts | None:
        """None for a seat without a connection."""
        peer = self.peers.get(seat)
        if peer is None:
            return None
        ears = [(stream.fan, stream.fan.ears.get(peer)) for stream in self.streams.values()]
        return SeatCounts(
            connected=peer.connected_at is not None,
            received=peer.uplink.received if peer.uplink else 0,
            heard=peer.heard,
            sent=sum(fan.sent_to(ear) for fan, ear in ears if ear),
        )

    # --------------------------------------------------------------------------------------------------------- reports

    def report_to(self, peer: Peer, wall: float, now: float) -> None:
        """What `peer` is due every 5 s: how its streams' times relate to the wall clock, and how its own packets arrive."""
        blocks = self._block(peer, now)
        packets: list[bytes] = []
        ssrcs: list[int] = []
        for slot in peer.payload_types:
            stream = self.streams[slot]
            ear = stream.fan.ears.get(peer)
            report = stream.report(ear, wall, now, blocks if not packets else b"") if ear else None
            if report:
                packets.append(report)
                ssrcs.append(stream.ssrc)
        if not packets and blocks:
            packets.append(rtcp.receiver_report(self.streams[Slot.PIECE].ssrc, blocks))
            ssrcs.append(self.streams[Slot.PIECE].ssrc)
        if packets:
            self._send(peer, b"".join(packets) + rtcp.description(ssrcs, CNAME))

    def report_to_speakers(self, now: float) -> None:
        """Once a second to whoever is heard: a browser adds redundancy only when told of loss, and a turn may be short."""
        for seat in self.gate.level:
            peer = self.peers.get(seat)
            if peer is not None and (blocks := self._block(peer, now)):
                ssrc = self.streams[Slot.PIECE].ssrc
                self._send(peer, rtcp.receiver_report(ssrc, blocks) + rtcp.description([ssrc], CNAME))

    def _block(self, peer: Peer, now: float) -> bytes:
        if peer.uplink is None:
            return b""
        slot = self.gate.level.get(peer.seat)
        return peer.uplink.block(now, self._downlink_loss(self.streams[slot], now) if slot else 0)

    def _downlink_loss(self, stream: Stream, now: float) -> int:
        said = (ear.peer.losses.get(stream.ssrc) for ear in stream.fan.ears.values() if ear.live)
        fresh = sorted(loss for loss, at in filter(None, said) if now - at < _LOSS_IS_NEWS)
        return fresh[int(len(fresh) * _HIGH_PERCENTILE)] if fresh else 0

    def _send(self, peer: Peer, compound: bytes) -> None:
        if peer.outbound is not None and peer.path is not None and peer.path.send(peer.outbound.protect_rtcp(compound)):
            self._counters.rtcp_out += 1

    def hear_report(self, peer: Peer, compound: bytes, now: float) -> None:
        """What a member says about loss; anything else in it is passed over, and junk is counted."""
        heard = rtcp.read(compound)
        if heard is None:
            self._counters.dropped[Dropped.RTCP] += 1
            return
        self._counters.rtcp_in += 1
        if heard.sender_time and peer.uplink is not None:
            peer.uplink.sender_report, peer.uplink.sender_report_at = heard.sender_time, now
        ours = {stream.ssrc for stream in self.streams.values()}
        peer.losses.update({ssrc: (loss, now) for ssrc, loss in heard.losses if ssrc in ours})
