"""The browser's files: what the build made, under names that change with their content, ready to be sent."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from gzip import compress
from pathlib import Path
from typing import Any, cast

STATIC = Path(__file__).resolve().parent.parent / "static"

BUILD_SECONDS = 60
"""esbuild needs less than one; a cold disk on a busy machine a few."""

REMEDY = "run `make pages`, or install the package again"

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
"""What is served at all, by ending. Everything here is text and worth compressing."""

_WORTH_BYTES = 600
"""Below that a compressed answer fits no fewer packets."""


class NoBundle(Exception):
    """There is nothing to show a browser, or it is not what the sources say. The message is one line with the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One answer's body, plain and as small as it gets."""

    type: str
    plain: bytes
    gzip: bytes | None = None
    brotli: bytes | None = None


def packed(type_: str, plain: bytes, brotli: bytes | None = None) -> File:
    """Compressed once, since phones pay by the megabyte. `mtime=0`: the same bytes after every start."""
    small = compress(plain, 9, mtime=0) if len(plain) >= _WORTH_BYTES else None
    return File(type=type_, plain=plain, gzip=small, brotli=brotli)


class Bundle:
    """`entries` are the manifest's: source path to `{file, css?, …}`."""

    def __init__(self, dist: Path, entries: Mapping[str, Mapping[str, Any]], names: frozenset[str]) -> None:
        self.entries = entries
        self.names = names
        """Of all files in `/static/dist/`: those of the last builds too, for pages that were loaded before."""
        self._dist = dist
        self._ready = {name: self._packed(name) for name in self.wanted() if name in names}

    def wanted(self) -> set[str]:
        """What the entries need."""
        return {name for entry in self.entries.values() for name in (entry.get("file"), entry.get("css")) if name}

    def addresses(self) -> list[str]:
        """Of what released pages load, in order."""
        released = [entry for source, entry in self.entries.items() if not entry.get("development") and source != "worker.js"]
        names = {name for entry in released for name in (entry["file"], entry.get("css"), *entry.get("imports", ())) if name}
        return sorted(f"/static/dist/{name}" for name in names)

    def file(self, name: str) -> File | None:
        """The file, packed when it is first asked for: what a page needs is ready, of the rest little is ever wanted."""
        if name in self.names and name not in self._ready:
            try:
                self._ready[name] = self._packed(name)
            except FileNotFoundError:  # a later build took it away
                return None
        return self._ready.get(name)

    def _packed(self, name: str) -> File:
        path = self._dist / name
        beside = path.with_name(path.name + ".br")
        return packed(TYPES[path.suffix], path.read_bytes(), beside.read_bytes() if beside.is_file() else None)


def load(static: Path = STATIC) -> Bundle:
    """The build in `static/dist`. Raises NoBundle when it is missing, broken, or older than a source."""
    try:
        manifest: dict[str, Any] = json.loads((static / "dist" / "manifest.json").read_bytes())
        entries = cast(dict[str, dict[str, Any]], manifest["entries"])
        sources = cast(dict[str, str], manifest["sources"])
    except FileNotFoundError:
        raise NoBundle(f"the browser's pages are not built: {REMEDY}") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise NoBundle(f"static/dist/manifest.json cannot be read: {REMEDY}") from None
    if stale := _stale(static, sources):
        raise NoBundle(f"the browser's pages are older than static/{stale}: {REMEDY}")
    bundle = Bundle(static / "dist", entries, _names(static / "dist"))
    if missing := bundle.wanted() - bundle.names:
        raise NoBundle(f"static/dist/{min(missing)} is missing: {REMEDY}")
    return bundle


def build(static: Path = STATIC) -> None:
    """Build now, for development. Raises NoBundle with the bundler's own words."""
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    if node is None:
        raise NoBundle("--dev needs node to build the libraries: run `make pages` once")
    try:
        done = subprocess.run([node, "build.mjs"], cwd=static, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBundle(f"--dev could not build the pages: {error}") from None
    if done.returncode != 0:
        raise NoBundle(f"--dev could not build the pages: {done.stderr.strip()}")


def _stale(static: Path, sources: Mapping[str, str]) -> str | None:
    """The first source whose fingerprint is another. One that is not there does not count: an installed package carries few of them."""
    for path, fingerprint in sources.items():
        source = static / path
        if source.is_file() and hashlib.sha256(source.read_bytes()).hexdigest()[:16] != fingerprint:
            return path
    return None


def _names(dist: Path) -> frozenset[str]:
    found = (path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.suffix in TYPES and path.is_file())
    return frozenset(found) - {"manifest.json"}
