"""Bytes to a browser: one text frame a message, built once for all who get it but for the sequence number in its head."""

import struct
from enum import StrEnum

_TEXT, _CLOSE, _PONG = 0x81, 0x88, 0x8A
_PACK_16 = struct.Struct("!BBH").pack
_PACK_64 = struct.Struct("!BBQ").pack


class Event(StrEnum):
    """What the server says by itself. The sequence number is always its first argument."""

    VIEW = "view"
    """The whole view of the browser's audience."""
    PATCH = "patch"
    """What differs from the last view, as a JSON merge patch."""
    YOU = "you"
    """What only this seat may know."""
    MUTING = "muting"
    """Somebody is being muted, and the audio host has not confirmed it yet."""
    BYE = "bye"
    """The server closes this connection; the code says why."""


def text_frame(text: bytes) -> bytes:
    """One unmasked WebSocket text frame. RFC 6455, 5.2."""
    return _head(_TEXT, len(text)) + text


def close_frame(code: int) -> bytes:
    """The WebSocket goodbye. RFC 6455, 5.5.1."""
    return _head(_CLOSE, 2) + code.to_bytes(2, "big")


def pong_frame(data: bytes) -> bytes:
    """The answer to a WebSocket ping of up to 125 bytes. RFC 6455, 5.5.3."""
    return _head(_PONG, len(data)) + data


def _head(first: int, length: int) -> bytes:
    if length < 126:
        return bytes((first, length))
    if length < 65536:
        return _PACK_16(first, 126, length)
    return _PACK_64(first, 127, length)


class Message:
    """One event with its payload, ready for any number of connections.

    The tail is shared. The head differs by the sequence number alone, and its length by the number of digits alone, so
    the frame's header is worked out once per count of digits: measured, a delivery is a dictionary look-up, a concatenation and a write.
    """

    __slots__ = ("_heads", "_start", "_tail", "event")

    def __init__(self, event: Event, payload: bytes | None = None) -> None:
        self.event = event
        self._start = b'42["%b",' % event.value.encode()
        self._tail = b"]" if payload is None else b"," + payload + b"]"
        self._heads: dict[int, bytes] = {}

    def frame(self, sequence: int) -> bytes:
        """The text frame that carries this message as the connection's `sequence`-th."""
        digits = b"%d" % sequence
        head = self._heads.get(len(digits))
        if head is None:
            head = _head(_TEXT, len(self._start) + len(digits) + len(self._tail)) + self._start
            self._heads[len(digits)] = head
        return head + digits + self._tail
