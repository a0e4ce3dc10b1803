"""The door: who may open a WebSocket, and what ties one to python-socketio and to whoever hears the messages."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from server.sockets.connection import SERVICE_RESTART, Connection, Goodbye
from server.sockets.frames import text_frame
from server.sockets.library import Environ, SocketIo
from server.sockets.limits import MESSAGE_BYTES_AT_MOST, PATIENCE, Patience
from server.sockets.packets import Heard
from server.sockets.socket import Socket

PATH = "/socket.io/"

PARTS = 10
"""Of everybody, when they are sent to another worker: it does not meet them all at once."""

_log = logging.getLogger("circlekeeper.sockets")


class Host(Protocol):
    """Who hears the connections. Called in the order of each connection's messages."""

    def opened(self, connection: Connection) -> None: ...

    async def heard(self, connection: Connection, event: str, arguments: tuple[object, ...]) -> bytes:
        """The answer, as JSON. Must not raise."""
        ...

    def closed(self, connection: Connection) -> None:
        """The connection is gone, whoever ended it. Called once for every `opened`, but not when the server stops: they come back."""
        ...


class Edge:
    """All sockets of this worker. `source` maps a request to a key that tells apart where it comes from and is no address."""

    def __init__(
        self, host: Host, origins: tuple[str, ...], clock: Callable[[], float], source: Callable[[web.Request], bytes], patience: Patience = PATIENCE
    ) -> None:
        self._host = host
        self._origins = frozenset(origins)
        self._clock = clock
        self._source = source
        self._patience = patience
        self._stopping = False
        self.shut: Callable[[], bool] = lambda: False
        """While it says so nobody enters: another worker can serve them, this one cannot."""
        self._sockets: dict[str, Socket] = {}
        self._connections: dict[str, Connection] = {}
        self._nobody = asyncio.Event()
        self._nobody.set()
        self.counts: Counter[str] = Counter()
        """What happened to sockets, by a short word: for metrics."""
        self._library = SocketIo(self._connected, self._disconnected)

    def attach(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._enter)

    @property
    def open_sockets(self) -> int:
        return len(self._sockets)

    async def stop(self, over: float = 0.0) -> None:
        """Nobody enters; all who are connected are told to come back, in parts over so many seconds where others wait for them, and are waited
        for within `Patience.close_within`."""
        self._stopping = True
        sockets = list(self._sockets.values())
        for part in range(PARTS):
            for socket in sockets[part::PARTS]:
                self._send_away(socket)
            if over and sockets[part + 1 :]:
                await asyncio.sleep(over / PARTS)
        try:
            async with asyncio.timeout(self._patience.close_within + 1):
                await self._nobody.wait()
        except TimeoutError:
            _log.warning("sockets still open", extra={"count": len(self._sockets)})

    def _send_away(self, socket: Socket) -> None:
        if socket.id not in self._sockets:
            return  # has left meanwhile
        connection = self._connections.get(socket.id)
        if connection is None:
            socket.end(SERVICE_RESTART)
        else:
            connection.close(Goodbye.RESTARTING)

    # ------------------------------------------------------------------------------------------------------- entrance

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refusal(request):
            self.counts[f"refused-{refused.status}"] += 1
            return refused
        websocket = web.WebSocketResponse(
            max_msg_size=MESSAGE_BYTES_AT_MOST, compress=False, autoping=False, autoclose=False, timeout=self._patience.close_within
        )
        await websocket.prepare(request)
        transport = request.transport
        if transport is None:
            return websocket
        sid = self._library.new_id()
        socket = Socket(self._library.engine, sid, self, self._patience, self._clock, self.counts)
        self._sockets[sid] = socket
        self._nobody.clear()
        self.counts["opened"] += 1
        try:
            await self._library.begin(socket, {"socket": socket, "source": self._source(request)})
            await socket.run(websocket, transport, self._welcome(sid))
        finally:
            await self._library.finish(sid)
            del self._sockets[sid]
            if not self._sockets:
                self._nobody.set()
        return websocket

    def _refusal(self, request: web.Request) -> web.Response | None:
        """Why this request opens no WebSocket. A missing Origin is refused: every browser sends one."""
        origin = request.headers.getall("Origin", [])
        if len(origin) != 1 or origin[0] not in self._origins:
            return web.Response(status=403, text="origin")
        query = request.query
        if query.getall("EIO", []) != ["4"] or query.getall("transport", []) != ["websocket"] or "sid" in query:
            return web.Response(status=400, text="transport")
        # aiohttp logs the peer's address with a subprotocol it does not know.
        if request.headers.get("Upgrade", "").lower() != "websocket" or "Sec-WebSocket-Protocol" in request.headers:
            return web.Response(status=400, text="upgrade")
        if self._stopping or self.shut():
            return web.Response(status=503, text="restarting")
        return None

    def _welcome(self, sid: str) -> bytes:
        opening: dict[str, object] = {
            "sid": sid,
            "upgrades": [],
            "pingInterval": int(self._patience.ping_every * 1000),
            "pingTimeout": int(self._patience.pong_within * 1000),
            "maxPayload": MESSAGE_BYTES_AT_MOST,
        }
        return text_frame(b"0" + json.dumps(opening, separators=(",", ":")).encode())

    # ------------------------------------------------------------------------------------------- what the sockets hear

    async def connect(self, socket: Socket) -> None:
        if socket.id in self._connections:
            socket.malformed()
            return
        await self._library.connect(socket.id)

    async def event(self, socket: Socket, heard: Heard) -> None:
        connection = self._connections.get(socket.id)
        if connection is None:
            socket.malformed()
            return
        answer = await self._host.heard(connection, heard.event, heard.arguments)
        if heard.answer is not None:
            socket.write(text_frame(b"43%d[%b]" % (heard.answer, answer)))

    def flooded(self, socket: Socket) -> None:
        if connection := self._connections.get(socket.id):
            connection.close(Goodbye.FLOOD)

    # ---------------------------------------------------------------------------------------- what the library reports

    async def _connected(self, engine_sid: str, environ: Environ) -> None:
        socket, source = environ.pop("socket"), environ.pop("source")
        assert isinstance(socket, Socket)
        assert isinstance(source, bytes)
        connection = self._connections[engine_sid] = Connection(socket, source)
        socket.expect(self._patience.join_within)
        self._host.opened(connection)

    async def _disconnected(self, engine_sid: str) -> None:
        connection = self._connections.pop(engine_sid, None)
        if connection is not None and not self._stopping:
            self._host.closed(connection)
