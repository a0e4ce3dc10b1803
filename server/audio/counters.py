"""Counts what the audio port did, in plain integers that metrics and tests read; never who did it."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Dropped(StrEnum):
    """Why a datagram went no further."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNKNOWN_KIND = "unknown-kind"
    """Neither STUN, DTLS nor RTP by its first byte (RFC 7983)."""
    STRANGER = "stranger"
    """DTLS or SRTP from an address that no authenticated check came from."""
    STUN = "stun"
    """A Binding request that is malformed, for nobody, or not authentic: never answered."""
    DTLS = "dtls"
    """A DTLS datagram that a handshake has no use for, or that could only do harm."""
    FLOOD = "flood"
    """More datagrams from one member than any voice needs."""
    HEADER = "header"
    """An RTP header with an extension, contributors or padding, or of the wrong version or length."""
    LENGTH = "length"
    """Longer than a voice is, from the holder: no padding could hide it among the others."""
    PAYLOAD_TYPE = "payload-type"
    SSRC = "ssrc"
    """A second SSRC from one seat."""
    SEAL = "seal"
    """SRTP or SRTCP that does not verify, or was seen before."""
    GATE = "gate"
    """An authentic packet of a seat that is not heard now."""
    LATE = "late"
    """Older than the moment its sender got the floor, or than the jitter a listener can still use."""
    PACE = "pace"
    """More packets than one voice has, from the holder."""
    RTCP = "rtcp"
    GAP = "gap"
    """Waited in the port's queue while the process stood still."""
    UNSENT = "unsent"
    """The network took no more."""


@dataclass(slots=True)
class Counters:
    """One for the whole host. All only grow, but for `peers`, `waiting` and `circles`, which are levels."""

    packets_in: int = 0
    """Authentic RTP packets from members, heard or not."""
    packets_carried: int = 0
    """Those that were sent on to whoever listened."""
    packets_out: int = 0
    """RTP datagrams sent to listeners."""
    bytes_out: int = 0
    stun_answered: int = 0
    rtcp_in: int = 0
    rtcp_out: int = 0
    offers: int = 0
    offers_refused: int = 0
    handshakes: int = 0
    handshakes_failed: int = 0
    gaps: int = 0
    peers: int = 0
    waiting: int = 0
    circles: int = 0
    dropped: Counter[Dropped] = field(default_factory=Counter[Dropped])


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCounts:
    """One seat's connection, for tests and the facilitator's diagnosis."""

    connected: bool
    received: int
    """Authentic RTP packets from the seat."""
    heard: int
    """Those that were carried to the others."""
    sent: int
    """RTP packets sent to the seat."""
