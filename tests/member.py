"""A surrogate member: a browser's part of PROTOCOL.md over a bare WebSocket, with a memory of all it asked, was told and saw.

It can also do what browsers do on bad networks: vanish, stop reading, come back. Two hundred fit into one process.
"""

import asyncio
import hashlib
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, cast

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from server.patches import apply

Json = dict[str, Any]

ANSWER_SECONDS = 20.0
_counter = itertools.count(1)


def made_up(what: str) -> str:
    """43 characters as a browser would draw them, another in every call."""
    return hashlib.sha256(f"{what}{next(_counter)}".encode()).hexdigest()[:43]


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Dropped(Exception):
    """The connection was lost before the answer came."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of the server."""

    sequence: int
    event: str
    payload: Any
    at: float = 0.0
    """When it came: `time.monotonic()`."""


@dataclass(slots=True)
class History:
    """For a checker afterwards."""

    asked: dict[int, Json] = field(default_factory=dict[int, Json])
    """Commands by number, as first sent."""
    acknowledged: dict[int, Json] = field(default_factory=dict[int, Json])
    asked_at: dict[int, float] = field(default_factory=dict[int, float])
    answered_at: dict[int, float] = field(default_factory=dict[int, float])
    seen: list[list[Seen]] = field(default_factory=list[list[Seen]])
    """Messages, connection by connection."""


class Member:
    """`async with Member(session, url) as member: await member.join(code, secret)`. The seat and the token outlive the connection."""

    def __init__(self, session: ClientSession, url: str, *, origin: str | None = None, name: tuple[int, int] | None = None) -> None:
        self._session = session
        self.turn_to(url, origin=origin)
        number = next(_counter)
        self.name = name or (number % 128, number // 128 % 256)
        self.nonce = made_up("nonce")
        self.token = made_up("token")
        self.circle = ""
        self.seat = ""
        self.number = 0
        """Of the last command asked."""
        self.view: Json = {}
        self.you: Json = {}
        self.bye: str | None = None
        self.offset = 0.0
        self.history = History()
        self.answers_pings = True
        self._socket: ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._news = asyncio.Event()
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._ids = itertools.count()
        self._sequence = 0
        self._connected = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    # ------------------------------------------------------------------------------------------------- the connection

    def turn_to(self, url: str, *, origin: str | None = None) -> None:
        """The next connection goes to this server."""
        self._url = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._origin = origin or url

    def is_at(self, url: str) -> bool:
        """Whether its connection is to this server."""
        return self._origin == url

    @property
    def online(self) -> bool:
        return self._reader is not None and not self._reader.done()

    async def connect(self) -> None:
        await self.close()
        self.bye, self._sequence = None, 0
        self._flowing.set()
        self._connected = asyncio.Event()
        self.history.seen.append([])
        self._socket = await self._session.ws_connect(self._url, headers={"Origin": self._origin}, max_msg_size=0, autoclose=True)
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._socket.send_str("40")
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._connected.wait()

    async def close(self) -> None:
        """As when the tab is closed."""
        if self._socket is not None:
            await self._socket.close()
        await self._stop_reading()

    async def drop(self) -> None:
        """As when the phone loses the network and the server is told: a reset, no goodbye."""
        if self._socket is not None:
            response = cast(Any, self._socket)._response
            if response.connection is not None:
                response.connection.transport.abort()
        await self._stop_reading()

    def stall(self) -> None:
        """As when the page is frozen: it reads nothing and answers no ping, and the connection stays."""
        self._flowing.clear()

    def go_on(self) -> None:
        self._flowing.set()

    async def gone(self) -> None:
        """Until the server has ended the connection."""
        assert self._reader is not None
        async with asyncio.timeout(ANSWER_SECONDS):
            await asyncio.wait({self._reader})

    async def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        self._reader = self._socket = None

    # ---------------------------------------------------------------------------------------------------- what it asks

    async def ask(self, event: str, *arguments: object) -> Json:
        """Send an event and wait for its answer. Raises Dropped."""
        assert self._socket is not None
        id = next(self._ids)
        answer = self._answers[id] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_str(f"42{id}" + json.dumps([event, *arguments]))
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except ConnectionError:
            raise Dropped from None
        finally:
            self._answers.pop(id, None)

    async def say(self, text: str) -> None:
        """As it is, no answer awaited."""
        assert self._socket is not None
        await self._socket.send_str(text)

    async def join(self, circle: str, secret: str | None = None, **more: object) -> Json:
        """By a link's secret, or by the typed code alone, with what else is said. The answer; when it is a yes, the seat is taken."""
        self.circle = circle
        asked: Json = {"circle": circle, "nonce": self.nonce, "name": list(self.name), "token": hashed(self.token), "agreed": True}
        return self._seated(await self.ask("join", asked | ({"secret": secret} if secret else {}) | more))

    async def return_(self, **more: object) -> Json:
        """Come back to the seat, with a new token from now on."""
        coming = made_up("token")
        answer = await self.ask("return", {"circle": self.circle, "token": self.token, "next": hashed(coming)} | more)
        if answer["ok"]:
            self.token = coming
        return self._seated(answer)

    async def come_back(self, **more: object) -> Json:
        """A new connection, and the seat; what was never acknowledged is sent again under its number."""
        await self.connect()
        answer = await self.return_(**more)
        await self.send_again()
        return answer

    async def send_again(self) -> None:
        """What was never acknowledged, under its number, before anything new. Raises Dropped."""
        for number in sorted(self.history.asked.keys() - self.history.acknowledged.keys()):
            await self._send(number, self.history.asked[number])

    def _seated(self, answer: Json) -> Json:
        if answer["ok"]:
            self.seat = answer["seat"]
            self.number = max(self.number, answer["last"])
            self.offset = answer["now"]
        return answer

    async def do(self, command: str, **fields: object) -> Json:
        """One numbered command and its answer. Raises Dropped; then `come_back` sends it again."""
        self.number += 1
        self.history.asked[self.number] = {"command": command, **fields}
        self.history.asked_at[self.number] = time.monotonic()
        return await self._send(self.number, self.history.asked[self.number])

    async def _send(self, number: int, command: Json) -> Json:
        answer = await self.ask("do", number, command)
        if answer.get("code") != "unavailable":
            self.history.acknowledged[number] = answer
            self.history.answered_at[number] = time.monotonic()
        return answer

    async def offer(self, sdp: str) -> Json:
        return await self.ask("offer", {"sdp": sdp})

    async def until(self, holds: "Callable[[Member], object]", seconds: float = ANSWER_SECONDS) -> None:
        """Wait until what this member sees is so."""
        async with asyncio.timeout(seconds):
            while not holds(self):
                self._news.clear()
                await self._news.wait()

    # ---------------------------------------------------------------------------------------------------- what it hears

    async def _read(self, socket: ClientWebSocketResponse) -> None:
        try:
            while True:
                await self._flowing.wait()
                message = await socket.receive()
                if message.type is not WSMsgType.TEXT:
                    break
                await self._hear(socket, message.data)
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(Dropped())
                    answer.exception()  # whoever asked may be gone as well
            self._news.set()

    async def _hear(self, socket: ClientWebSocketResponse, text: str) -> None:
        if text == "2":
            if self.answers_pings:
                await socket.send_str("3")
        elif text.startswith("40"):
            self._connected.set()
        elif text.startswith("43"):
            id, _, rest = text[2:].partition("[")
            if (answer := self._answers.get(int(id))) and not answer.done():
                answer.set_result(json.loads("[" + rest)[0])
        elif text.startswith("42"):
            event, sequence, *rest = json.loads(text[2:])
            await self._follow(socket, Seen(sequence, event, rest[0] if rest else None, time.monotonic()))
        self._news.set()

    async def _follow(self, socket: ClientWebSocketResponse, seen: Seen) -> None:
        self.history.seen[-1].append(seen)
        expected, self._sequence = self._sequence + 1, seen.sequence
        if seen.sequence != expected:
            await socket.send_str('42["resync"]')
        match seen.event:
            case "view":
                self.view = seen.payload
            case "patch":
                self.view = cast(Json, apply(self.view, seen.payload))
            case "you":
                self.you = seen.payload
            case "bye":
                self.bye = seen.payload["code"]
            case _:
                pass
