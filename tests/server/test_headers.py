"""Every answer of every route carries the headers, whatever went wrong."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from server.headers import NO_STORE
from tests.serving import Served, plain_pages, running_server

EXPECTED = {
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}

ROUTES = [
    ("GET", "/", 200), ("GET", "/?language=hi", 200), ("GET", "/circle", 200), ("HEAD", "/circle", 200), ("POST", "/circle", 405),
    ("GET", "/story", 404),
    ("GET", "/icon.svg", 200), ("GET", "/favicon.ico", 200), ("GET", "/manifest.webmanifest", 200), ("GET", "/robots.txt", 200),
    ("GET", "/static/dist/member-ABCDEFGH.js", 200), ("GET", "/static/dist/manifest.json", 404),
    ("GET", "/static/dist/..%2f..%2fpages/landing.html", 404),
    ("GET", "/static/pages/member.js", 404), ("GET", "/nothing", 404), ("GET", "/../../etc/passwd", 404), ("POST", "/code", 303),
    ("POST", "/api/circles", 401), ("GET", "/api/circles", 405), ("POST", "/api/circles/ABCD2345/invitations", 401), ("GET", "/api/nothing", 404),
    ("GET", "/healthz", 200), ("GET", "/readyz", 200), ("GET", "/metrics", 200), ("GET", "/socket.io/", 403), ("OPTIONS", "/", 405),
]  # fmt: skip


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server:
        yield server


def assert_safe(headers: dict[str, str], *, form: str = "'none'") -> None:
    found = {name.lower(): value for name, value in headers.items()}
    for name, value in EXPECTED.items():
        assert found.get(name.lower()) == value, name
    policy = found["content-security-policy"]
    for part in (
        "default-src 'none'", "script-src 'self'", "worker-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "media-src 'self' blob:", "manifest-src 'self'", "base-uri 'none'", f"form-action {form}", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ):  # fmt: skip
        assert part in policy.split("; "), part
    assert "unsafe" not in policy
    for feature in ("microphone", "autoplay", "screen-wake-lock", "clipboard-write"):
        assert f"{feature}=(self)" in found["permissions-policy"]
    for feature in ("camera", "geolocation", "display-capture", "usb", "payment"):
        assert f"{feature}=()" in found["permissions-policy"]
    assert "server" not in found
    assert "set-cookie" not in found


@pytest.mark.parametrize(("method", "path", "status"), ROUTES)
async def test_every_route(served: Served, method: str, path: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.request(method, served.url + path, allow_redirects=False) as answer:
        assert answer.status == status
        assert_safe(dict(answer.headers), form="'self'" if path.startswith("/?") or path == "/" and method == "GET" else "'none'")
        assert "Strict-Transport-Security" not in answer.headers
        if path.startswith("/static/dist/member"):
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        elif not path.startswith(("/icon", "/favicon", "/manifest", "/robots")):
            assert answer.headers["Cache-Control"] == NO_STORE


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01 not http\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"POST /api/circles HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/circles HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
    ],
    ids=range(8),
)
async def test_what_is_not_http_gets_the_headers_too(served: Served, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.app.port)
    writer.write(sent)
    async with asyncio.timeout(30):
        head = (await reader.read(16384)).decode()
    writer.close()
    await writer.wait_closed()
    assert re.match(r"HTTP/1\.[01] 4\d\d ", head), head
    assert_safe(dict(line.split(": ", 1) for line in head.partition("\r\n\r\n")[0].split("\r\n")[1:]))


async def test_behind_tls_browsers_are_told_to_stay(tmp_path: Path) -> None:
    options = {"public_url": "https://circles.example.org", "audio_address": ("203.0.113.7",)}
    async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static"), **options) as served:
        for path in ("/", "/nothing", "/api/circles"):
            async with aiohttp.ClientSession() as session, session.get(served.url + path) as answer:
                assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_a_bug_gives_an_id_and_nothing_else(served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret thing")

    monkeypatch.setattr(served.app.circles, "open", broken)
    status, answer = await served.ask("/api/circles", {"title": "T", "format": "circle"})
    assert (status, answer["code"]) == (500, "internal")
    assert "secret" not in str(answer)
    assert answer["id"] in {getattr(record, "bug", None) for record in caplog.records}
