"""Makes the two SRTP sessions of a connection, and opens pylibsrtp far enough to protect many packets without a copy each."""

from collections.abc import Callable
from typing import Any, cast

from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM, SRTP_PROFILES, SRTPProtectionProfile
from pylibsrtp import Error, Policy, Session
from pylibsrtp._binding import ffi, lib  # pyright: ignore  # a compiled cffi module: it has no types to find

__all__ = ["PROFILES", "TRAILER", "Cdata", "Error", "Session", "cell_pointer", "handle", "inbound", "length_cell", "move", "outbound", "protect"]

PROFILES: list[SRTPProtectionProfile] = sorted(SRTP_PROFILES, key=lambda profile: profile is not SRTP_AEAD_AES_128_GCM)
"""AES-128-GCM first: it is the cheapest here (0.25 µs a packet) and no weaker for voices that are keyed anew for each meeting."""

TRAILER = 144
"""What libsrtp may write behind a packet, in bytes: SRTP_MAX_TRAILER_LEN."""

Cdata = Any
"""A cffi pointer. It stays inside this folder."""

_ffi = cast(Any, ffi)
_lib = cast(Any, lib)

protect: Callable[[Cdata, Cdata, Cdata], int] = _lib.srtp_protect
"""protect(handle, packet, length): seals the RTP packet in place and sets the length; 0, or libsrtp's error."""
move: Callable[[Cdata, bytes, int], None] = _ffi.memmove


def cell_pointer(address: int) -> Cdata:
    """The memory at `address` as bytes that `protect` takes."""
    return _ffi.cast("unsigned char *", address)


def length_cell() -> Cdata:
    """One C int."""
    return _ffi.new("int *")


def handle(session: Session) -> Cdata:
    """What `protect` calls a session. Valid as long as the session lives."""
    return cast(Any, session)._srtp[0]


def inbound(profile: SRTPProtectionProfile, key: bytes) -> Session:
    """Opens what the other side sealed; a packet seen before raises `Error`."""
    return _session(profile, key, cast(int, _lib.ssrc_any_inbound))


def outbound(profile: SRTPProtectionProfile, key: bytes) -> Session:
    """Seals. A second packet under one index raises `Error`: two payloads under one AES-GCM nonce would give the key's stream away."""
    return _session(profile, key, cast(int, _lib.ssrc_any_outbound))


def _session(profile: SRTPProtectionProfile, key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile.libsrtp_profile)
    policy.window_size = 1024
    return Session(policy)
