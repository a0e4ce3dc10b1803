"""What one member's packets say about the way they came: loss and jitter, for the report that goes back (RFC 3550, A.3 and A.8)."""

from dataclasses import dataclass

_RATE = 48000


@dataclass(slots=True, eq=False)
class Uplink:
    """The one stream a seat may send. Heard or not, its packets are counted, so the first report of a turn is already true."""

    ssrc: int
    first: int
    highest: int
    """Extended: it goes on counting where the 16 bits wrap."""
    received: int = 0
    jitter: float = 0.0
    sender_report: int = 0
    """The middle 32 bits of the last sender report's time, and when it came."""
    sender_report_at: float = 0.0
    _transit: float | None = None
    _expected_before: int = 0
    _received_before: int = 0

    def note(self, sequence: int, timestamp: int, now: float) -> None:
        """One authentic packet arrived."""
        step = ((sequence - self.highest + 0x8000) & 0xFFFF) - 0x8000
        if step > 0:
            self.highest += step
        self.received += 1
        transit = now * _RATE - timestamp
        if self._transit is not None and abs(transit - self._transit) < _RATE:
            self.jitter += (abs(transit - self._transit) - self.jitter) / 16
        self._transit = transit

    def block(self, now: float, worst_downlink: int) -> bytes:
        """A report block since the last one. Its fraction is the worse of what was lost on the way here and `worst_downlink` (of 256)."""
        expected = self.highest - self.first + 1
        due = expected - self._expected_before
        lost = due - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        fraction = min(255, max(worst_downlink, (lost << 8) // due if due > 0 and lost > 0 else 0))
        total = min(0x7FFFFF, max(0, expected - self.received))
        delay = min(0xFFFFFFFF, int((now - self.sender_report_at) * 65536)) if self.sender_report else 0
        words = (self.ssrc, fraction << 24 | total, self.highest & 0xFFFFFFFF, int(self.jitter) & 0xFFFFFFFF, self.sender_report, delay)
        return b"".join(word.to_bytes(4, "big") for word in words)
