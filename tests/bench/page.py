"""Bytes between the link and the circle: everything a member's phone loads, gzipped, in the heaviest language."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

from server.bundle import STATIC
from tests.bench.results import Result

KIB = 1024
LANGUAGES = ("en", "hi", "mr")
MEMBER_PATH_KIB = 60.0
"""1.2 s of slow 3G's 400 kbit/s. `make test` fails above it."""
CONSOLE_KIB = 90.0
"""For the few who keep a circle."""


async def run() -> AsyncIterator[Result]:
    """From the manifest that the build wrote."""
    entries: dict[str, dict[str, Any]] = json.loads((STATIC / "dist" / "manifest.json").read_text())["entries"]
    words = _words(entries)
    html = {name: len(gzip.compress((STATIC / "pages" / f"{name}.html").read_bytes(), 9)) for name in ("landing", "circle")}
    landing, member, console = (_page(entries, f"pages/{name}.js") for name in ("landing", "member", "console"))
    yield _result("by a link: circle's page", html["circle"] + member + words, MEMBER_PATH_KIB)
    yield _result("by a code: landing, then circle's page", sum(html.values()) + landing + member + words, MEMBER_PATH_KIB)
    yield _result("keeper's console", console + _words(entries, "console."), CONSOLE_KIB)


def _page(entries: dict[str, dict[str, Any]], source: str) -> int:
    """Script with what it imports, and style."""
    about = entries[source]
    style = sum(int(other["gzip"]) for other in entries.values() if other["file"] == about.get("css"))
    return int(about["gzip"]) + style


def _words(entries: dict[str, dict[str, Any]], *kinds: str) -> int:
    """A language's words and its pseudonyms, and more kinds of words."""
    return max(sum(int(entries[f"words/{kind}{language}.json"]["gzip"]) for kind in ("", "names.", *kinds)) for language in LANGUAGES)


def _result(case: str, size: int, budget: float) -> Result:
    return Result(bench="page", case=case, ours=(size / KIB,), peer=(budget,), peer_name="budget", unit="KiB gz", goal=1.0)
