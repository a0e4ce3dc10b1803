"""Reads and answers STUN Binding requests (RFC 8489) of an ICE-lite agent; by hand, because idle listeners' checks otherwise dominate the bill."""

import hmac
import socket
from dataclasses import dataclass
from struct import Struct
from zlib import crc32

COOKIE = b"\x21\x12\xa4\x42"
_HEADER = Struct("!HH4s12s")
_ATTRIBUTE = Struct("!HH")
_BINDING_REQUEST = 0x0001
_BINDING_SUCCESS = 0x0101
_USERNAME = 0x0006
_MESSAGE_INTEGRITY = 0x0008
_XOR_MAPPED_ADDRESS = 0x0020
_USE_CANDIDATE = 0x0025
_FINGERPRINT = 0x8028
_FINGERPRINT_XOR = 0x5354554E  # "STUN", RFC 8489 section 14.7
_INTEGRITY_SIZE = 24  # attribute header and SHA-1
_LONGEST = 548  # RFC 8489 section 6.1: a request fits the smallest path


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A well-formed request that names somebody. Nothing in it is to be believed before `authentic`."""

    transaction: bytes
    username: bytes
    nominated: bool
    _signed: bytes
    _signature: bytes

    def authentic(self, key: bytes) -> bool:
        """Whether the sender knows `key` (the password this host gave in its answer)."""
        return hmac.compare_digest(hmac.digest(key, self._signed, "sha1"), self._signature)


def read(datagram: bytes) -> BindingRequest | None:
    """The Binding request in the datagram, or None when it is anything else or lacks USERNAME or MESSAGE-INTEGRITY."""
    size = len(datagram)
    if not 20 <= size <= _LONGEST:
        return None
    kind, length, cookie, transaction = _HEADER.unpack_from(datagram)
    if kind != _BINDING_REQUEST or cookie != COOKIE or length != size - 20 or length & 3:
        return None
    username = b""
    nominated = False
    at = 20
    while at + 4 <= size:
        kind, length = _ATTRIBUTE.unpack_from(datagram, at)
        value = at + 4
        if value + length > size:
            return None
        if kind == _USERNAME:
            username = datagram[value : value + length]
        elif kind == _USE_CANDIDATE:
            nominated = True
        elif kind == _MESSAGE_INTEGRITY:
            # Whatever follows is not signed, so it is not read. The signature covers the header with the length up to here.
            if length != 20 or not username:
                return None
            signed = datagram[:2] + (at - 20 + _INTEGRITY_SIZE).to_bytes(2, "big") + datagram[4:at]
            return BindingRequest(transaction, username, nominated, signed, datagram[value : value + 20])
        at = value + ((length + 3) & ~3)
    return None


def success(transaction: bytes, source: tuple[str, int], key: bytes) -> bytes:
    """The answer that tells the asker the address it was seen at (numeric `source`)."""
    host, port = source
    mapped_port = port ^ 0x2112
    if ":" in host:
        family, address, mask = 2, socket.inet_pton(socket.AF_INET6, host.partition("%")[0]), COOKIE + transaction
    else:
        family, address, mask = 1, socket.inet_aton(host), COOKIE
    hidden = (int.from_bytes(address, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(address), "big")
    body = _ATTRIBUTE.pack(_XOR_MAPPED_ADDRESS, 4 + len(hidden)) + bytes((0, family)) + mapped_port.to_bytes(2, "big") + hidden
    signed = _HEADER.pack(_BINDING_SUCCESS, len(body) + _INTEGRITY_SIZE, COOKIE, transaction) + body
    integrity = _ATTRIBUTE.pack(_MESSAGE_INTEGRITY, 20) + hmac.digest(key, signed, "sha1")
    whole = _HEADER.pack(_BINDING_SUCCESS, len(body) + _INTEGRITY_SIZE + 8, COOKIE, transaction) + body + integrity
    fingerprint = (crc32(whole) ^ _FINGERPRINT_XOR).to_bytes(4, "big")
    return whole + _ATTRIBUTE.pack(_FINGERPRINT, 4) + fingerprint
