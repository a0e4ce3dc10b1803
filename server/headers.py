"""The headers of every answer: nothing from elsewhere runs, nothing is framed, nothing is told about the next page."""

from aiohttp import web
from multidict import CIMultiDict

TRUSTED_TYPES = "circlekeeper"
"""The one policy that may make script addresses: the service worker's."""

_CONTENT = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action {form}; frame-ancestors 'none'; "
    f"require-trusted-types-for 'script'; trusted-types {TRUSTED_TYPES}"
)

FORM = web.ResponseKey("form", bool)
"""Set on a response whose page has a form that works before any script: the landing's code."""

_ALLOWED = ("microphone", "autoplay", "screen-wake-lock", "clipboard-write")
"""`web-share` is left out: it is `self` by itself wherever a browser has it, and those without complain of a word they do not know."""
_CLOSED = (
    "accelerometer", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts",
    "magnetometer", "midi", "payment", "picture-in-picture", "publickey-credentials-get", "serial", "storage-access", "usb", "window-management",
    "xr-spatial-tracking",
)  # fmt: skip

_ALWAYS = {
    "Content-Security-Policy": _CONTENT.format(form="'none'"),
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join([f"{name}=(self)" for name in _ALLOWED] + [f"{name}=()" for name in _CLOSED]),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}

_HSTS = "max-age=31536000"
"""A year. Without subdomains: the name above may belong to a centre whose other pages are not ours to decide about."""

NO_STORE = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"
"""For files whose name changes with their content."""


def secure(headers: CIMultiDict[str], *, https: bool, form: bool = False) -> None:
    """Put the headers in, and take out what names the software. Cache-Control stays where it is set, else nothing is kept."""
    headers.update(_ALWAYS)
    if form:
        headers["Content-Security-Policy"] = _CONTENT.format(form="'self'")
    if https:
        headers["Strict-Transport-Security"] = _HSTS
    headers.setdefault("Cache-Control", NO_STORE)
    headers.pop("Server", None)
