"""One WebSocket: reads messages in order, within limits; writes frames at once, and never more than a slow reader may owe."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol, cast

from aiohttp import WSMessage, WSMsgType, web
from engineio import packet as engine_packet
from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket

from moderation.limits import MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, full, spend
from server.sockets import limits
from server.sockets.frames import close_frame, pong_frame, text_frame
from server.sockets.limits import Patience
from server.sockets.packets import Connect, Disconnect, Heard, Malformed, Pong, answer_number, parse

_PING = text_frame(b"2")
_PROTOCOL_ERROR, _POLICY, _GOING = 1002, 1008, 1000


class Listener(Protocol):
    """Who hears this socket."""

    async def connect(self, socket: "Socket") -> None: ...

    async def event(self, socket: "Socket", heard: Heard) -> None: ...

    def flooded(self, socket: "Socket") -> None: ...


class Socket(AsyncSocket):
    """Engine.IO's socket with its own reading loop and no queue.

    The original has a queue without a bound, a writer task, a task per ping and a task per message read.
    """

    def __init__(
        self, server: AsyncServer, sid: str, listener: Listener, patience: Patience, clock: Callable[[], float], counts: Counter[str]
    ) -> None:
        super().__init__(server, sid)
        self.id = sid
        self._listener = listener
        self._patience = patience
        self._clock = clock
        self._counts = counts
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._ending = False
        self._busy = False
        self._parting: tuple[int, bytes] | None = None
        self._pinged = False
        self._heart: asyncio.TimerHandle | None = None
        self._limit: asyncio.TimerHandle | None = None
        self._messages = full(clock(), MESSAGES_AT_ONCE)
        self._forgiven = full(clock(), limits.REFUSED_AT_ONCE)

    # ------------------------------------------------------------------------------------------------------------ out

    @property
    def over(self) -> bool:
        return self._ending or self._transport is None or self._parting is not None

    def write(self, frame: bytes) -> None:
        """Send now. A reader that owes more than the limit is cut off, which needs no memory and loses nothing."""
        transport = self._transport
        if transport is None or self._ending or transport.is_closing():  # a reset is known to the transport before it is to the reader
            return
        if transport.get_write_buffer_size() + len(frame) > limits.BUFFERED_BYTES_AT_MOST:
            self._counts["slow"] += 1
            self._abort()
            return
        transport.write(frame)

    def end(self, code: int, last: bytes = b"") -> None:
        """Say goodbye, after the frames in `last`, and wait a little for the browser's, deaf to all else: closing at once could lose them.

        A command that is being answered gets its answer first, the one that ends the circle too.
        """
        if self._ending or self._transport is None:
            return
        if self._busy:
            self._parting = self._parting or (code, last)
            return
        self.write(last + close_frame(code))
        self._ending = True
        self._stop_timers()
        self._limit = self._loop.call_later(self._patience.close_within, self._abort)

    def expect(self, seconds: float | None) -> None:
        """End the connection after so many seconds, unless told otherwise until then."""
        if self._limit is not None:
            self._limit.cancel()
        self._limit = None
        if seconds is not None and not self.over:
            self._limit = self._loop.call_later(seconds, self._lost_patience)

    async def send(self, pkt: engine_packet.Packet) -> None:
        """For the library: one packet of text, at once."""
        self.write(text_frame(cast(str, pkt.encode()).encode()))

    async def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """For the library. The disconnect handlers run when the WebSocket is really gone."""
        self.end(_GOING)

    # ------------------------------------------------------------------------------------------------------------- in

    async def run(self, websocket: web.WebSocketResponse, transport: asyncio.Transport, welcome: bytes) -> None:
        """Read until the browser is gone. One message at a time: the order of commands is the order of taps."""
        self._transport = transport
        self.connected = self.upgraded = True
        self.write(welcome)
        self.expect(self._patience.connect_within)
        self._heart = self._loop.call_later(self._patience.ping_every, self._ping)
        try:
            while await self._take(await websocket.receive()):
                pass
        finally:
            self._transport = None
            self.closed = True
            self._stop_timers()
            # Before aiohttp says goodbye a second time. What was written is still sent.
            transport.close()

    async def _take(self, message: WSMessage) -> bool:
        """Whether to go on reading."""
        if message.type is WSMsgType.TEXT:
            await self._hear(message.data)
        elif message.type is WSMsgType.BINARY:
            self.malformed()
        elif message.type is WSMsgType.PING:
            if self._may("") and not self._ending:
                self.write(pong_frame(message.data))
        elif message.type is WSMsgType.PONG:
            self._may("")
        else:
            if message.type is WSMsgType.ERROR:
                self._counts["malformed"] += 1
            elif message.type is WSMsgType.CLOSE:
                self.write(close_frame(_GOING))
            return False
        return True

    async def _hear(self, text: str) -> None:
        if self._ending:
            return
        if self._pinged and text == "3":
            self._pong()
            return
        if not self._may(text):
            return
        try:
            packet = parse(text)
        except Malformed:
            self.malformed()
            return
        match packet:
            case Heard():
                await self._while_busy(self._listener.event(self, packet))
            case Connect():
                await self._while_busy(self._listener.connect(self))
            case Disconnect():
                self.end(_GOING)
            case Pong():
                pass  # unasked; it has cost one message

    async def _while_busy(self, work: Awaitable[None]) -> None:
        """While a message is being answered the pongs behind it are not read, so silence means nothing."""
        self._busy = True
        try:
            await work
        finally:
            self._busy = False
            if self._parting is not None:
                self.end(*self._parting)

    def _may(self, text: str) -> bool:
        """Whether one more message is within the rate. An event that is not is answered so; who goes on is cut off."""
        now = self._clock()
        self._messages, allowed = spend(self._messages, now, MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)
        if allowed:
            return True
        self._counts["too-fast"] += 1
        number = answer_number(text)
        if number is not None:
            self.write(text_frame(b'43%d[{"ok":false,"code":"too-fast"}]' % number))
        self._forgiven, forgiven = spend(self._forgiven, now, limits.REFUSED_A_SECOND, limits.REFUSED_AT_ONCE)
        if not forgiven and not self._ending:
            self._counts["flood"] += 1
            self._listener.flooded(self)
            self.end(_POLICY)
        return False

    def malformed(self) -> None:
        """The browser said what our page never says."""
        if not self._ending:
            self._counts["malformed"] += 1
            self.end(_PROTOCOL_ERROR)

    # ---------------------------------------------------------------------------------------------------------- timers

    def _ping(self) -> None:
        self._pinged = True
        self.write(_PING)
        self._heart = self._loop.call_later(self._patience.pong_within, self._no_pong)

    def _pong(self) -> None:
        self._pinged = False
        if self._heart is not None:
            self._heart.cancel()
        self._heart = self._loop.call_later(self._patience.ping_every, self._ping)

    def _no_pong(self) -> None:
        if self._busy:
            self._heart = self._loop.call_later(self._patience.pong_within, self._no_pong)
            return
        self._counts["silent"] += 1
        self._abort()

    def _lost_patience(self) -> None:
        self._counts["idle"] += 1
        self.end(_POLICY)

    def _abort(self) -> None:
        self._ending = True
        self._stop_timers()
        if self._transport is not None:
            self._transport.abort()

    def _stop_timers(self) -> None:
        for timer in (self._heart, self._limit):
            if timer is not None:
                timer.cancel()
        self._heart = self._limit = None
