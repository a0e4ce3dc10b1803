"""Writes the host's own RTCP and reads what a member's says about loss; no member's RTCP reaches another member."""

from dataclasses import dataclass
from struct import Struct

_SENDER_REPORT, _RECEIVER_REPORT, _DESCRIPTION = 200, 201, 202
_EPOCHS_APART = 2208988800  # seconds from 1900 (NTP) to 1970
_SENDER = Struct("!BBHIQIII")
_MOST_PACKETS = 16  # in one compound datagram; browsers put three


@dataclass(frozen=True, slots=True)
class Heard:
    """What one compound datagram of a member said."""

    sender_time: int
    """The middle 32 bits of its sender report's time; 0 when there was none."""
    losses: tuple[tuple[int, int], ...]
    """(SSRC, fraction lost of 256) of each report block."""


def is_rtcp(datagram: bytes) -> bool:
    """Whether an SRTP-range datagram is RTCP: by its packet type (RFC 5761)."""
    return 192 <= datagram[1] <= 223


def read(compound: bytes) -> Heard | None:
    """None when it is not well-formed RTCP. Kinds without loss in them (NACK, BYE, APP and others) are passed over."""
    at, size, packets = 0, len(compound), 0
    sender_time = 0
    losses: list[tuple[int, int]] = []
    while at < size:
        if at + 4 > size or compound[at] >> 6 != 2 or packets == _MOST_PACKETS:
            return None
        packets += 1
        kind = compound[at + 1]
        end = at + 4 + 4 * int.from_bytes(compound[at + 2 : at + 4], "big")
        if end > size:
            return None
        blocks = at + (28 if kind == _SENDER_REPORT else 8)
        if kind in (_SENDER_REPORT, _RECEIVER_REPORT):
            if blocks + 24 * (compound[at] & 31) > end:
                return None
            if kind == _SENDER_REPORT:
                sender_time = int.from_bytes(compound[at + 10 : at + 14], "big")
            for number in range(compound[at] & 31):
                block = blocks + 24 * number
                losses.append((int.from_bytes(compound[block : block + 4], "big"), compound[block + 4]))
        at = end
    return Heard(sender_time, tuple(losses)) if packets else None


def sender_report(ssrc: int, wall: float, timestamp: int, packets: int, octets: int, blocks: bytes = b"") -> bytes:
    """A sender report of one stream at `wall` (seconds since 1970), with whole report `blocks`."""
    ntp = int((wall + _EPOCHS_APART) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
    head = _SENDER.pack(
        0x80 | len(blocks) // 24, _SENDER_REPORT, 6 + len(blocks) // 4, ssrc, ntp, timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    )
    return head + blocks


def receiver_report(ssrc: int, blocks: bytes) -> bytes:
    """The same for one who sends nothing."""
    return bytes((0x80 | len(blocks) // 24, _RECEIVER_REPORT)) + (1 + len(blocks) // 4).to_bytes(2, "big") + ssrc.to_bytes(4, "big") + blocks


def description(ssrcs: list[int], cname: bytes) -> bytes:
    """The SDES packet that every compound must have: one CNAME for all streams of the host."""
    item = b"\x01" + bytes((len(cname),)) + cname
    chunks = b"".join(_padded(ssrc.to_bytes(4, "big") + item) for ssrc in ssrcs)
    return bytes((0x80 | len(ssrcs), _DESCRIPTION)) + (len(chunks) // 4).to_bytes(2, "big") + chunks


def _padded(chunk: bytes) -> bytes:
    return chunk + b"\0" * (4 - len(chunk) % 4)  # at least one zero ends the items of a chunk
