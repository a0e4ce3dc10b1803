"""One slot of one circle as one endless RTP stream: whoever speaks, listeners see one SSRC, numbers without a seam, time that runs on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import Struct

from rooms.ids import SeatId
from server.audio import rtcp
from server.audio.counters import Counters, Dropped
from server.audio.fanout import Ear, FanOut
from server.audio.peer import Peer

_HEADER = Struct("!BBHII")
_RATE = 48000
_MARKER = 0x80
_LATE = 100
"""Packets. What was overtaken by more (two seconds at 20 ms) no jitter buffer waits for."""
_LEAP = 1000
"""Packets. A number further ahead is a sender that started anew, not a loss to show to listeners."""
_PADDED = 0x20
LONGEST_VOICE = 254
"""Bytes of one packet that are carried: with the one byte of padding it may need, what RTP's padding can fill up to (RFC 3550, 5.1)."""
_DRIFT = 60 * _RATE
"""Samples by which a sender's clock may run ahead of ours between two packets. More would spoil the stream for whoever speaks next."""


@dataclass(slots=True, eq=False)
class Stream:
    """Silent until `give`."""

    ssrc: int
    counters: Counters
    frame: int
    """Samples in one packet as the answer asked for."""
    voice: int
    """Bytes of voice in one packet as the answer asked for."""
    timestamp: int
    fan: FanOut = field(init=False)
    holder: SeatId | None = None
    index: int = 0
    """Of the newest packet carried. It never repeats and never wraps; sequence numbers are made from it for each ear."""
    octets: int = 0
    carried_at: float | None = None
    _source: Peer | None = None
    _base: int = 0
    """Extended sequence number of the source at the switch; what is older is dropped."""
    _high: int = 0
    _length: int = 0
    """Bytes of voice in each packet of this turn. Within a turn it only grows, by whole packets of what was asked for."""
    _pads: bool = False
    """A packet of this turn was filled up, so every later one is: which one was full would tell something too."""
    _index_shift: int = 0
    _time_shift: int = 0

    def __post_init__(self) -> None:
        self.fan = FanOut(self.counters)
        self._length = self.voice

    def give(self, seat: SeatId | None) -> None:
        """The slot is this seat's from now on, and nobody's packets from before count."""
        if seat != self.holder:
            self.holder = seat
            self._source = None
            self._length, self._pads = self.voice, False
            self.fan.stale = True

    def carry(self, peer: Peer, packet: bytes, now: float, deaf: Iterable[Peer]) -> bool:
        """One authentic packet of the holder goes to every ear but those of `deaf`. False when it was dropped."""
        if len(packet) - 12 > LONGEST_VOICE:
            self.counters.dropped[Dropped.LENGTH] += 1
            return False
        _, second, sequence, timestamp, _ = _HEADER.unpack_from(packet)
        flags = second & _MARKER
        if peer is not self._source:
            self._switch(peer, sequence, timestamp, now)
            flags = _MARKER
        step = ((sequence - self._high + 0x8000) & 0xFFFF) - 0x8000
        if step > _LEAP:
            self._switch(peer, sequence, timestamp, now)
            step, flags = 0, _MARKER
        if step < 0 and (step < -_LATE or self._high + step < self._base):
            self.counters.dropped[Dropped.LATE] += 1
            return False
        if self.fan.stale:
            self.fan.settle(self.index + 1, deaf)
        index = self._high + step + self._index_shift
        if index > self.index:
            self._high += step
            stamp = self._advance(timestamp, now)
            self.index, self.timestamp, self.carried_at = index, stamp, now
            send = self.fan.send
        else:
            stamp = (timestamp + self._time_shift) & 0xFFFFFFFF
            send = self.fan.send_late
        self.octets += len(packet) - 12
        self.counters.packets_carried += 1
        voice = packet[12:]
        if self._pads or len(voice) != self._length:
            voice = self._levelled(voice)
        send(_HEADER.pack(0x80 | _PADDED if self._pads else 0x80, 0, 0, stamp, self.ssrc) + voice, index, flags)
        return True

    def _levelled(self, voice: bytes) -> bytes:
        """The voice at the length of this turn. Browsers that do as the answer says never need it: theirs are all as long as was asked.

        Encrypted speech of a variable rate tells phrases by its lengths. RTP's own padding (RFC 3550, 5.1) hides them without a look at what is said.
        """
        needed = len(voice) + self._pads
        if needed > self._length:
            self._length = min(LONGEST_VOICE + 1, -(-needed // self.voice) * self.voice)
        missing = self._length - len(voice)
        if missing == 0:
            return voice
        self._pads = True
        return voice + bytes(missing - 1) + bytes((missing,))

    def _switch(self, peer: Peer, sequence: int, timestamp: int, now: float) -> None:
        """The next packet is number index + 1, and later than the last by the time that really went by, in whole frames."""
        self._source = peer
        self._base = self._high = sequence
        self._index_shift = self.index + 1 - sequence
        self._time_shift = self.timestamp + self._elapsed(now) - timestamp

    def _elapsed(self, now: float) -> int:
        frames = round((now - self.carried_at) * _RATE / self.frame) if self.carried_at is not None else 1
        return max(1, frames) * self.frame

    def _advance(self, timestamp: int, now: float) -> int:
        stamp = (timestamp + self._time_shift) & 0xFFFFFFFF
        ahead = ((stamp - self.timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        if not 0 < ahead <= self._elapsed(now) + _DRIFT:
            stamp = (self.timestamp + self._elapsed(now)) & 0xFFFFFFFF
            self._time_shift = stamp - timestamp
        return stamp

    def report(self, ear: Ear, wall: float, now: float, blocks: bytes) -> bytes | None:
        """The sender report this ear is due; None when it never heard anything."""
        sent = self.fan.sent_to(ear)
        if not sent or self.carried_at is None:
            return None
        timestamp = self.timestamp + int((now - self.carried_at) * _RATE)
        return rtcp.sender_report(self.ssrc, wall, timestamp, sent, self.octets * sent // max(1, self.fan.packets), blocks)
