"""What the centre sends, read field by field: bounded before it is parsed, and every mistake has its own code."""

import asyncio
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

BYTES_AT_MOST = 16 * 1024
"""A circle's request has a few hundred; anything larger is a mistake or an attack."""

BODY_SECONDS = 10.0
"""For the whole body. The centre's own software sends one packet."""

Value = TypeVar("Value")


class Wrong(Exception):
    """An answer with a stable code. `field` names the field where there is one."""

    def __init__(self, status: int, code: str, *, field: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.field = field
        self.headers = headers or {}

    def response(self) -> web.Response:
        body = {"code": self.code} if self.field is None else {"code": self.code, "field": self.field}
        return web.json_response(body, status=self.status, headers=self.headers)


async def read_object(request: web.Request) -> dict[str, object]:
    """The body as a JSON object. Raises Wrong: `too-slow`, `not-json`; and what the boundary answers with `body-too-large`."""
    body = await _read(request)
    try:
        decoded: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Wrong(400, "not-json") from None
    if not isinstance(decoded, dict):
        raise Wrong(400, "not-json")
    return {str(name): value for name, value in decoded.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # JSON keys are text


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a page's form; none of what is no form. Raises HTTPBadRequest, HTTPRequestEntityTooLarge."""
    try:
        body = await _read(request)
    except Wrong as wrong:
        raise web.HTTPBadRequest from wrong
    return dict(parse_qsl(body.decode("utf-8", "replace")))


async def _read(request: web.Request) -> bytes:
    """No more than the application's `client_max_size`, which is `BYTES_AT_MOST`, is ever read."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise Wrong(408, "too-slow") from None
    except (web.RequestPayloadError, HttpProcessingError):  # chunks that are none
        raise Wrong(400, "not-json") from None


class Fields:
    """Takes the known fields out of a body, one by one; what remains in the end is unknown."""

    def __init__(self, body: Mapping[str, object], known: frozenset[str]) -> None:
        if unknown := body.keys() - known:
            raise Wrong(400, "unknown-field", field=min(unknown)[:60])
        self._body = body

    def has(self, name: str) -> bool:
        return name in self._body

    def take(self, name: str, read: Callable[[object], Value | None], default: Value | None = None) -> Value:
        """What `read` makes of the field; None from it means a wrong value. Without the field, the default; without that, Wrong."""
        if name not in self._body:
            if default is None:
                raise Wrong(400, "wrong-value", field=name)
            return default
        value = read(self._body[name])
        if value is None:
            raise Wrong(400, "wrong-value", field=name)
        return value


def line(most: int) -> Callable[[object], str | None]:
    """One line of 1 to `most` characters, NFC, without controls and without what turns or hides text."""

    def read(value: object) -> str | None:
        if not isinstance(value, str):
            return None
        text = unicodedata.normalize("NFC", value).strip()
        fine = 1 <= len(text) <= most and all(_visible(character) for character in text)
        return text if fine else None

    return read


JOINERS = "\u200c\u200d"
"""Zero width, and needed to write Hindi and Marathi."""


def _visible(character: str) -> bool:
    return character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def whole(least: int, most: int) -> Callable[[object], int | None]:
    return lambda value: value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None


def yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def instant(value: object) -> float | None:
    """RFC 3339 with an offset: a time without one means another hour to every reader."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo is not None else None


def one_of(known: Mapping[str, Value]) -> Callable[[object], Value | None]:
    return lambda value: known.get(value) if isinstance(value, str) else None
