"""What a browser opens: the landing, the circle's, the one that opens circles, their files. The same for everybody, whatever circle they come for."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from aiohttp import web

from rooms.formats import Language
from server.bodies import read_form
from server.bundle import STATIC, TYPES, Bundle, File, packed
from server.headers import FORM, IMMUTABLE, NO_STORE
from server.templates import Telling, Templates
from server.typed import fragment

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#f6f1e7"/>'
    '<circle cx="32" cy="32" r="19" fill="none" stroke="#0f5e5a" stroke-width="6"/></svg>'
)
"""A ring: says nothing to whoever looks over a shoulder. Used where `static/icon.svg` is none."""


_OPTIONAL = ("blank", "offline", "open")
"""Pages that a server does without where they are not built."""

_OURS = "same-origin"
"""Who leads to the empty page: only ours have anything cleared, so that no other site takes people's seats away by a picture or a window.
A browser that is too old to say who counts as ours."""


class Pages:
    """Everything is read and compressed once, at start. Raises NoBundle when there is nothing to show."""

    def __init__(self, *, bundle: Bundle, telling: Telling, dev: bool, static: Path = STATIC) -> None:
        templates = Templates(static=static, bundle=bundle, telling=telling, dev=dev)
        self._static = static
        self._bundle = bundle
        self._pages = {(name, language): templates.page(name, language) for name in _names(static, dev) for language in Language}
        icon = static / "icon.svg"
        self._icon = packed(TYPES[".svg"], icon.read_bytes() if icon.is_file() else ICON.encode())
        self._manifest = packed(TYPES[".webmanifest"], json.dumps(_web_manifest(telling.title)).encode())
        self._worker = self._with_shell()
        self._dev = dev

    def routes(self) -> list[web.RouteDef]:
        routes = [
            web.get("/", self._page("landing")),
            web.get("/circle", self._page("circle")),
            web.post("/code", self._code),
            web.get("/icon.svg", self._fixed(self._icon)),
            web.get("/favicon.ico", self._fixed(self._icon)),
            web.get("/manifest.webmanifest", self._fixed(self._manifest)),
            web.get("/robots.txt", self._fixed(packed(TYPES[".txt"], b"User-agent: *\nDisallow: /\n"))),
            web.get("/static/dist/{name:.+}", self._built),
        ]
        routes += [web.get(f"/{name}", self._page(name)) for name in _OPTIONAL if (name, Language.ENGLISH) in self._pages]
        if self._worker is not None:
            routes.append(web.get("/worker.js", self._fixed(self._worker, NO_STORE)))
        if self._dev:
            routes += [web.get("/story", self._page("story")), web.get("/static/{name:.+}", self._as_written)]
        return routes

    def _page(self, name: str) -> "_Handler":
        async def page(request: web.Request) -> web.Response:
            response = answer(request, self._pages[name, _language(request.query.get("language"))], NO_STORE)
            response[FORM] = name == "landing"
            if name == "blank" and request.headers.get("Sec-Fetch-Site", _OURS) == _OURS:
                response.headers["Clear-Site-Data"] = '"storage"'
            return response

        return page

    def _fixed(self, file: File, cache: str = "public, max-age=86400") -> "_Handler":
        async def fixed(request: web.Request) -> web.Response:
            return answer(request, file, cache)

        return fixed

    def _with_shell(self) -> File | None:
        """The service worker, and before it what it may keep: files named by their content, and a page for when there is no network."""
        built = self._bundle.entries.get("worker.js")
        worker = self._bundle.file(built["file"]) if built else None
        if worker is None or ("offline", Language.ENGLISH) not in self._pages:
            return None
        offline = {language.value: f"/offline?language={language.value}" for language in Language}
        shell = {"files": self._bundle.addresses(), "offline": offline, "style": f"/static/dist/{self._bundle.entries['pages/landing.js']['css']}"}
        digest = hashlib.sha256(worker.plain + json.dumps(shell).encode())
        for language in Language:
            digest.update(self._pages["offline", language].plain)
        said = json.dumps({"name": f"shell-{digest.hexdigest()[:16]}", **shell}, separators=(",", ":"))
        return packed(TYPES[".js"], f"self.SHELL={said};\n".encode() + worker.plain)

    async def _code(self, request: web.Request) -> web.Response:
        """The landing's form, for a browser whose script has not come yet. It opens no circle and tells nothing: the page does, as for everybody."""
        form = await read_form(request)
        language, end = _language(form.get("language")), fragment(form.get("code", ""))
        query = "" if language is Language.ENGLISH else f"?language={language.value}"
        raise web.HTTPSeeOther(f"/circle{query}{end}" if end else f"/{query}")

    async def _built(self, request: web.Request) -> web.Response:
        file = self._bundle.file(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        fixed_name = self._dev or request.match_info["name"].startswith("vendor/")
        return answer(request, file, NO_STORE if fixed_name else IMMUTABLE)

    async def _as_written(self, request: web.Request) -> web.Response:
        """Development only. Read anew each time, so that a reload shows what was just saved."""
        name = request.match_info["name"]
        if name.startswith("vendor/"):
            name = f"dist/{name}"
        path = (self._static / name).resolve()
        type_ = TYPES.get(path.suffix)
        if type_ is None or not path.is_relative_to(self._static) or "node_modules" in path.parts or not path.is_file():
            raise web.HTTPNotFound
        return answer(request, File(type=type_, plain=path.read_bytes()), NO_STORE)


class _Handler(Protocol):
    async def __call__(self, request: web.Request) -> web.Response: ...


def answer(request: web.Request, file: File, cache: str) -> web.Response:
    """The file in the smallest form that this browser takes."""
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    headers = {"Content-Type": file.type, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    body = file.plain
    if file.brotli is not None and "br" in accepted:
        headers["Content-Encoding"], body = "br", file.brotli
    elif file.gzip is not None and "gzip" in accepted:
        headers["Content-Encoding"], body = "gzip", file.gzip
    return web.Response(body=body, headers=headers)


def _language(asked: object) -> Language:
    """What the address or the form says. Never what the browser says by itself: that would be one more thing known about a person."""
    return next((language for language in Language if language.value == asked), Language.ENGLISH)


def _names(static: Path, dev: bool) -> tuple[str, ...]:
    optional = (name for name in _OPTIONAL if (static / "pages" / f"{name}.html").is_file())
    return ("landing", "circle", *optional, *(("story",) if dev else ()))


def _web_manifest(title: str) -> Mapping[str, object]:
    """`browser`, not `standalone`: an installed page loses the microphone at once on iOS."""
    return {
        "name": title,
        "short_name": title,
        "start_url": "/",
        "display": "browser",
        "background_color": "#f6f1e7",
        "theme_color": "#f6f1e7",
        "icons": [{"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
