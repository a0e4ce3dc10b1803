"""What an operator may choose about voices, and the limits that keep one guest from spending everybody's."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSettings:
    """Nothing here is checked against the machine: `AudioHost.start` raises `OSError` for what cannot be bound."""

    hosts: tuple[str, ...] = ("127.0.0.1",)
    """Numeric addresses to listen on; `0.0.0.0` and `::` are every address of their family."""
    port: int = 0
    """One UDP port for all of them. 0 lets the system choose."""
    advertised: tuple[str, ...] = ()
    """Numeric addresses written into answers, the preferred one first. Empty: `hosts`, which then may not be wildcards."""
    ptime: Literal[20, 40, 60] = 60
    """Milliseconds of voice per packet. 60 costs the listener a third of the packets of 20."""
    bitrate: Literal[16000, 24000, 32000] = 16000
    """Bits of Opus per second: 16,000 at 60 ms is 11 MB an hour with all headers."""
    peer_limit: int = 4000
    """Connections of all circles. One core carries about 2,000 listeners at 20 ms, 5,000 at 60 ms."""
    waiting_limit: int = 400
    """Connections answered but not yet established; the next offer hears `audio-busy`. At 150 handshakes a second the last waits 3 s."""
    handshake_share: float = 0.4
    """The part of the loop's time that handshakes may take, so that joining crowds never make a voice stutter."""
    handshake_seconds: float = 10.0
    """A handshake that takes longer is given up."""
    connect_seconds: float = 30.0
    """From the answer until the connection carries audio; later it is forgotten."""
    silence_seconds: float = 15.0
    """Without an authenticated Binding request for so long, a connection is gone (RFC 7675 has browsers send one every 5 s)."""
    gap_seconds: float = 1.0
    """A loop that stood still for longer knows nothing certain of the floor: every gate closes until the state was read again."""
