"""Hears other workers on a port of their own. To whoever does not sign as one of them there is nothing there."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Annotated, Protocol

import msgspec
from aiohttp import web
from msgspec import Meta

from rooms.ids import CircleId, SeatId
from server.bugs import Bugs
from server.conversation import Conversation
from server.workers.peers import SIGNED
from server.workers.signing import Signing

BODY_AT_MOST = 32 * 1024
"""An offer has at most 8 KB, and four times that if every character of it must be escaped."""

BODY_SECONDS = 2.0
FINISH_SECONDS = 0.5
"""For answers under way when the worker stops."""

SEATS_AT_MOST = 2000

_Id = Annotated[str, Meta(max_length=32)]
_Number = Annotated[int, Meta(ge=0, le=2**53)]


class Heard(Protocol):
    """Does what other workers ask for."""

    async def offered(self, circle: CircleId, seat: SeatId, sdp: str) -> tuple[str, str]:
        """The SDP answer and "", or "" and the code of a no."""
        ...

    async def is_gated(self, circle: CircleId, version: tuple[int, int]) -> bool: ...

    def narrowed(self, circle: CircleId, seats: Collection[SeatId]) -> None: ...

    def dropped(self, circle: CircleId, seat: SeatId) -> None: ...

    def ready(self) -> bool:
        """Whether the store answers this worker."""
        ...


class Offering(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    circle: _Id
    seat: _Id
    sdp: str


class Gating(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    circle: _Id
    epoch: _Number
    version: _Number


class Narrowing(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    circle: _Id
    seats: Annotated[list[_Id], Meta(max_length=SEATS_AT_MOST)]


class Dropping(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    circle: _Id
    seat: _Id


class Hearing:
    """`counts`: what was answered, by path, and `refused`."""

    def __init__(self, signing: Signing, heard: Heard, bugs: Bugs) -> None:
        self._signing = signing
        self._bugs = bugs
        self._heard = heard
        self.counts: Counter[str] = Counter()
        self._asked: dict[tuple[str, str], Callable[[bytes], Awaitable[dict[str, object]]]] = {
            ("POST", "/offer"): self._offer,
            ("POST", "/gated"): self._gated,
            ("POST", "/narrow"): self._narrow,
            ("POST", "/drop"): self._drop,
            ("GET", "/ready"): self._ready,
        }

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncGenerator[str]:
        """Yields the address: `http://HOST:PORT`. Raises OSError when the port cannot be had."""
        app = web.Application(client_max_size=BODY_AT_MOST)
        app.router.add_route("*", "/{tail:.*}", self._hear, expect_handler=_expects)
        app.on_response_prepare.append(_finish)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_SECONDS)
        await runner.setup()
        loop, server = asyncio.get_running_loop(), runner.server
        assert server is not None, "set up above"
        listener: asyncio.Server | None = None
        try:
            # Nothing is unpacked: what a stranger sends stays as small as it is.
            listener = await loop.create_server(lambda: Conversation(server, loop=loop, https=False), host, port)
            bound = listener.sockets[0].getsockname()[1]
            yield f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"
        finally:
            if listener is not None:
                listener.close()
            await runner.cleanup()

    async def _hear(self, request: web.Request) -> web.Response:
        path, signed = request.raw_path, request.headers.get("Authorization", "")
        answer = self._asked.get((request.method, path))
        body = await _body(request) if answer is not None else None
        if answer is None or body is None or not self._signing.take(signed, request.method, path, body):
            self.counts["refused"] += 1
            return web.Response(status=404)
        self.counts[path.removeprefix("/")] += 1
        content = b""
        with self._bugs.caught("worker") as met:
            try:
                content = msgspec.json.encode(await answer(body))
            except msgspec.DecodeError:  # of one of us, but of another release
                return web.Response(status=400)
        if met.id is not None:
            return web.Response(status=500)
        return web.Response(body=content, content_type="application/json", headers={SIGNED: self._signing.answer(signed, 200, content)})

    async def _offer(self, body: bytes) -> dict[str, object]:
        asked = msgspec.json.decode(body, type=Offering)
        sdp, code = await self._heard.offered(CircleId(asked.circle), SeatId(asked.seat), asked.sdp)
        return {"sdp": sdp} if sdp else {"code": code}

    async def _gated(self, body: bytes) -> dict[str, object]:
        asked = msgspec.json.decode(body, type=Gating)
        return {"gated": await self._heard.is_gated(CircleId(asked.circle), (asked.epoch, asked.version))}

    async def _narrow(self, body: bytes) -> dict[str, object]:
        asked = msgspec.json.decode(body, type=Narrowing)
        self._heard.narrowed(CircleId(asked.circle), [SeatId(seat) for seat in asked.seats])
        return {}

    async def _drop(self, body: bytes) -> dict[str, object]:
        asked = msgspec.json.decode(body, type=Dropping)
        self._heard.dropped(CircleId(asked.circle), SeatId(asked.seat))
        return {}

    async def _ready(self, body: bytes) -> dict[str, object]:
        return {"ready": self._heard.ready()}


async def _body(request: web.Request) -> bytes | None:
    """None for one that is too long, too slow, or not what its headers say."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except (TimeoutError, web.HTTPRequestEntityTooLarge, web.RequestPayloadError, ConnectionError):
        return None


async def _finish(_: web.Request, answer: web.StreamResponse) -> None:
    """What a stranger is told of the software is nothing."""
    answer.headers.pop("Server", None)


async def _expects(_: web.Request) -> None:
    """Whatever somebody expects, they are heard first: no answer of the library's own."""
