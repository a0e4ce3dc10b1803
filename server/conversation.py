"""One connection over which HTTP is spoken, or should be: what is none gets one plain line, and nothing is written down about who asked."""

import asyncio
import logging

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from server.headers import secure

_log = logging.getLogger("circlekeeper.http")

LINE_BYTES = 4096
"""Of a request's first line. Our longest address has 80 characters."""

KEEPALIVE_SECONDS = 30.0
"""An idle connection costs 20 KB; a page asks for all it needs within a few seconds."""

FIRST_REQUEST_SECONDS = 20.0
"""A connection that has not asked for anything by then is closed: on a bad network a request takes 5 s."""


class _Bare(web.Response):
    """For requests that are none: aiohttp asks no application about their answers, so the headers are finished here."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop("Server", None)


class Conversation(RequestHandler):
    """aiohttp's handler of one connection, but for what it says when a request is not HTTP: it would log the peer's address."""

    __slots__ = ("_https", "_patience")

    def __init__(self, server: web.Server, *, loop: asyncio.AbstractEventLoop, https: bool) -> None:
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # pyright: ignore[reportArgumentType]  # what turns the access log off
            auto_decompress=False,  # nobody sends us anything large enough; a bomb stays a few bytes
            max_line_size=LINE_BYTES,
            keepalive_timeout=KEEPALIVE_SECONDS,
            lingering_time=2.0,
        )
        self._https = https
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._patience = asyncio.get_running_loop().call_later(FIRST_REQUEST_SECONDS, self._tire)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)

    def _tire(self) -> None:
        if self._request_count == 0:
            self.force_close()

    def log_exception(self, *args: object, **kwargs: object) -> None:
        """What aiohttp meets by itself is the caller's mistake, as a broken body; a fault of ours was caught by the boundary."""
        error = kwargs.get("exc_info")
        _log.info("request-broke", extra={"error": type(error).__name__})

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun already")
        response = _Bare(status=status, text="bad-request\n")
        secure(response.headers, https=self._https)
        response.force_close()
        return response
