"""The whole header set on every answer of every route that the application has, as it is when somebody adds one."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

import server.app as composition
from server.boundary import application
from server.bundle import STATIC
from tests.serving import Served, running_server

OURS = "https://circles.example.org"

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types circlekeeper"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Strict-Transport-Security": "max-age=31536000",
}
OPEN_TO_US = ("microphone", "autoplay", "screen-wake-lock", "clipboard-write")

BESIDES = {
    "Permissions-Policy", "Cache-Control", "Content-Type", "Content-Length", "Content-Encoding", "Vary", "Date", "Connection", "Allow", "Location",
    "Transfer-Encoding", "WWW-Authenticate", "Retry-After", "Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Version",
}  # fmt: skip
"""What an answer may carry besides. No Server, no cookie, and no ETag, which is a cookie by another name."""

PUBLIC_FOR_A_DAY = ("/icon.svg", "/favicon.ico", "/manifest.webmanifest", "/robots.txt")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

SAMPLES = {"{name}": "NAME", "{code}": "ABCD2345"}


class Walk:
    """A server behind TLS, and its routes."""

    def __init__(self, served: Served, app: web.Application) -> None:
        self.served = served
        self.routes = sorted({(route.method, route.resource.canonical) for route in app.router.routes() if route.resource is not None})


@pytest.fixture
async def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Walk]:
    made: list[web.Application] = []

    def noted(**given: object) -> web.Application:
        made.append(application(**given))  # type: ignore[arg-type]  # whatever the composition root gives
        return made[-1]

    monkeypatch.setattr(composition, "application", noted)
    async with running_server(tmp_path / "data", public_url=OURS, audio_address=("203.0.113.7",)) as served:
        yield Walk(served, made[0])


def assert_whole(answer: aiohttp.ClientResponse, what: str) -> None:
    path = answer.request_info.url.path
    expected = dict(ALWAYS)
    if path == "/" and answer.status == 200:
        expected["Content-Security-Policy"] = POLICY.replace("form-action 'none'", "form-action 'self'")
    assert {name: answer.headers.get(name) for name in expected} == expected, what
    found = [name.lower() for name in answer.headers]
    assert len(found) == len(set(found)), "each once"
    extra = {"clear-site-data"} if path == "/blank" and answer.status == 200 else set[str]()
    assert set(found) - {name.lower() for name in {*expected, *BESIDES}} == extra, what
    features = dict(one.split("=") for one in answer.headers["Permissions-Policy"].split(", "))
    assert {name for name, allowed in features.items() if allowed == "(self)"} == set(OPEN_TO_US), what
    assert set(features.values()) == {"(self)", "()"}, what
    assert {"camera", "geolocation", "display-capture", "usb", "payment"} <= features.keys(), what
    assert answer.headers["Cache-Control"] == cache(path, answer.status), what


def cache(path: str, status: int) -> str:
    if status != 200:
        return "no-store"
    if path.startswith("/static/dist/") and not path.startswith("/static/dist/vendor/"):
        return "public, max-age=31536000, immutable"
    return "public, max-age=86400" if path in PUBLIC_FOR_A_DAY else "no-store"


async def test_every_route_in_every_way_it_can_answer(walk: Walk) -> None:
    assert len(walk.routes) >= 20
    built = sorted(path.relative_to(STATIC / "dist").as_posix() for path in (STATIC / "dist").rglob("*.js"))
    asked: dict[str, set[int]] = {}
    async with aiohttp.ClientSession() as session:

        async def ask(method: str, path: str, **more: object) -> int:
            async with session.request(method, walk.served.url + path, allow_redirects=False, **more) as answer:  # type: ignore[arg-type]  # as given
                assert_whole(answer, f"{method} {path} {answer.status}")
                asked.setdefault(path, set()).add(answer.status)
                return answer.status

        key = {"Authorization": f"Bearer {walk.served.key}"}
        for _, canonical in walk.routes:
            path = canonical
            for blank, sample in SAMPLES.items():
                path = path.replace(blank, sample)
            for method in METHODS:
                await ask(method, path)
            await ask("GET", f"{path}/more")
            await ask("GET", f"{path}?language=mr&x=<script>")
            await ask("POST", path, data=b"x" * 20_000, headers={**key, "Content-Type": "application/x-www-form-urlencoded"})
            await ask("POST", path, json={"title": "T", "format": "plain"}, headers=key)
            await ask("POST", path, json={"no": "such field"}, headers=key)
            await ask("GET", path, headers=key)
        for name in (built[0], next(name for name in built if name.startswith("vendor/")), *(name for name in built if name.startswith("worker"))):
            assert await ask("GET", f"/static/dist/{name}") == 200
        assert await ask("GET", "/nothing") == 404
        socket = f"{walk.served.url}/socket.io/?EIO=4&transport="
        for transport, headers in (("polling", {}), ("websocket", {}), ("polling", {"Origin": OURS}), ("websocket", {"Origin": "null"})):
            async with session.get(socket + transport, headers=headers) as answer:
                assert answer.status in (400, 403)
                assert_whole(answer, transport)
        async with session.ws_connect(f"{socket}websocket", headers={"Origin": OURS}) as opened:
            assert_whole(opened._response, "101")  # pyright: ignore[reportPrivateUsage]  # aiohttp shows a WebSocket's headers nowhere else
    statuses = {status for found in asked.values() for status in found}
    assert statuses >= {200, 201, 303, 400, 401, 404, 405, 413}, "every kind of answer was seen"


@pytest.mark.parametrize(("led", "clears"), [(None, True), ("same-origin", True), ("same-site", False), ("cross-site", False), ("none", False)])
async def test_only_our_own_pages_have_anything_cleared(walk: Walk, led: str | None, clears: bool) -> None:
    headers = {"Sec-Fetch-Site": led} if led else {}
    async with aiohttp.ClientSession() as session, session.get(f"{walk.served.url}/blank", headers=headers) as answer:
        assert answer.headers.get("Clear-Site-Data") == ('"storage"' if clears else None)
        page = await answer.text()
    assert "Circlekeeper" not in page
    assert "<script" not in page
