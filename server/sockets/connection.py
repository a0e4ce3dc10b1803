"""One browser's connection as the rest of the server knows it: numbered messages out, one goodbye."""

from enum import StrEnum
from typing import Protocol

from server.sockets.frames import Event, Message, text_frame


class Goodbye(StrEnum):
    """Why the server closes a connection."""

    REMOVED = "removed"
    TURNED_AWAY = "turned-away"
    LEFT = "left"
    ENDED = "ended"
    TAKEN_OVER = "taken-over"
    """The same seat came back by another connection."""
    FLOOD = "flood"
    """Too many messages for too long."""
    RESTARTING = "restarting"
    """The browser comes back by itself."""
    RESEATED = "reseated"
    """The person has another seat than this connection stands for: the browser comes back by itself, with the same proof, to that one."""

    @property
    def comes_back(self) -> bool:
        return self in (Goodbye.RESTARTING, Goodbye.RESEATED)


_DISCONNECT = text_frame(b"41")
SERVICE_RESTART = 1012
"""WebSocket close code of a server that will be back. RFC 6455, 7.4; IANA."""
_NORMAL = 1000


class Wire(Protocol):
    """What a connection needs of its socket."""

    @property
    def over(self) -> bool:
        """Nothing can be sent any more."""
        ...

    def write(self, frame: bytes) -> None: ...

    def end(self, code: int, last: bytes = b"") -> None:
        """Close the connection with this WebSocket code, after the frames in `last`, and after the answer to what it is being asked."""
        ...

    def expect(self, seconds: float | None) -> None:
        """Close the connection after so many seconds; None: it may stay."""
        ...


class Connection:
    """A browser that is connected. `source` tells apart where failed guesses come from, and is no address."""

    __slots__ = ("_sequence", "_wire", "sent_elsewhere", "source", "unsure")

    def __init__(self, wire: Wire, source: bytes) -> None:
        self._wire = wire
        self._sequence = 0
        self.source = source
        self.sent_elsewhere = False
        """They were told to come back to another server."""
        self.unsure: int | None = None
        """The number of the first command of which nobody knows whether it was done: none with a higher number overtakes it."""

    @property
    def over(self) -> bool:
        return self._wire.over

    def send(self, message: Message) -> None:
        """Send it as this connection's next. Never blocks; to a connection that is over: nothing happens."""
        if self._wire.over:
            return
        self._sequence += 1
        self._wire.write(message.frame(self._sequence))

    def stay(self) -> None:
        """The browser has a seat: it may stay as long as it answers pings."""
        self._wire.expect(None)

    def close(self, code: Goodbye) -> None:
        """Say why, and go. What was sent before still arrives."""
        if self._wire.over:
            return
        self.sent_elsewhere = code is Goodbye.RESTARTING
        self._sequence += 1
        bye = Message(Event.BYE, b'{"code":"%b"}' % code.encode()).frame(self._sequence)
        # After a Socket.IO DISCONNECT the client library does not come back by itself, and here it should.
        self._wire.end(SERVICE_RESTART if code is Goodbye.RESTARTING else _NORMAL, bye if code.comes_back else bye + _DISCONNECT)
