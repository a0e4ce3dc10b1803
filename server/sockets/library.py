"""python-socketio as far as we use it: its handshake and its ids, typed. The queues, rooms, parsers and the door are ours.

What is overridden or called here is no public API: the versions are exact, and a test compares these insides with what we read.
"""

# The library has no types; what it hands us is given one in this file and nowhere else.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportMissingParameterType=false

import logging
from collections.abc import Awaitable, Callable
from typing import cast

import engineio
import socketio
from engineio.async_socket import AsyncSocket
from socketio.async_manager import AsyncManager

Environ = dict[str, object]
"""What belongs to a socket until its CONNECT. The library would keep the whole request, address and all headers."""

_log = logging.getLogger("circlekeeper.sockets.library")
# At INFO the libraries log ids and payloads; without a logger of ours they add a handler of their own.
_log.setLevel(logging.ERROR)


class Register(AsyncManager):
    """The library's bookkeeping of ids. Circles are not its rooms: announce keeps its own connections, and frames are shared."""

    def basic_disconnect(self, sid: str, namespace: str, **kwargs: object) -> None:
        """Forget the id. The original looks through all rooms, one private room per id included: 3.7 ms at 20,000 sockets."""
        for room in (sid, None):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            waiting = cast(dict[str, list[str]], pending).get(namespace)
            if waiting is not None and sid in waiting:
                waiting.remove(sid)
                if not waiting:
                    del pending[namespace]


class SocketIo(socketio.AsyncServer):
    """The library's server behind a door of ours: it is told of sockets, and tells `connected` and `disconnected`."""

    def __init__(self, connected: Callable[[str, Environ], Awaitable[None]], disconnected: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(
            client_manager=Register(),
            async_mode="aiohttp",
            async_handlers=False,
            monitor_clients=False,
            transports=["websocket"],
            logger=cast(bool, _log),
            engineio_logger=_log,
        )

        async def connect(sid: str, environ: Environ, auth: object) -> None:
            await connected(cast(str, self.manager.eio_sid_from_sid(sid, "/")), environ)

        async def disconnect(sid: str, reason: str) -> None:
            await disconnected(cast(str, self.manager.eio_sid_from_sid(sid, "/")))

        self.on("connect", connect)
        self.on("disconnect", disconnect)

    @property
    def engine(self) -> engineio.AsyncServer:
        return cast(engineio.AsyncServer, self.eio)

    def new_id(self) -> str:
        return cast(str, self.eio.generate_id())

    async def begin(self, socket: AsyncSocket, environ: Environ) -> None:
        """The WebSocket is open."""
        self.eio.sockets[socket.sid] = socket
        await self._handle_eio_connect(socket.sid, environ)

    async def connect(self, engine_sid: str) -> None:
        """The browser sent CONNECT: it is answered, and `connected` is told. At most once a socket."""
        await self._handle_eio_message(engine_sid, "0")

    async def finish(self, engine_sid: str) -> None:
        """The WebSocket is gone: `disconnected` is told if there was a CONNECT, and nothing is kept."""
        self.eio.sockets.pop(engine_sid, None)
        await self._handle_eio_disconnect(engine_sid, self.reason.TRANSPORT_CLOSE)
