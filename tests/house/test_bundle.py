"""What a phone has to load fits the budget, and the build that makes it tells the truth about what it made."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

KIB = 1024

MEMBER_PATH = 60 * KIB
"""Everything between the link and the circle, gzipped, one language: 1.2 s of slow 3G's 400 kbit/s."""

MEMBER_SCRIPT = 45_000
MEMBER_STYLE = 8_000
OPENING = 40 * KIB
"""The page that opens circles, its words in every language: what is sent is read by others."""
CONSOLE = 90 * KIB
"""Loaded apart and by the few who keep a circle, mostly on a laptop."""

DISGUISE = 6 * KIB
"""Loaded at the tap that asks for it."""

Manifest = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def entries(tree: Path) -> Manifest:
    manifest = tree / "static" / "dist" / "manifest.json"
    assert manifest.is_file(), "run `make pages` first"
    return json.loads(manifest.read_text())["entries"]


def packed(entries: Manifest, *sources: str) -> int:
    return sum(int(entries[source]["gzip"]) for source in sources)


def sheet(entries: Manifest, page: str) -> str:
    """The style that a page wears, by its source."""
    return next(source for source, about in entries.items() if about["file"] == entries[page]["css"])


def released(entries: Manifest) -> list[tuple[str, dict[str, Any]]]:
    """Without what only development serves."""
    return [(page, about) for page, about in entries.items() if not about.get("development")]


def words(entries: Manifest, *kinds: str) -> int:
    """Of the heaviest language: its words and its pseudonyms, and of more kinds where those are loaded too."""
    found = {language: [f"words/{kind}{language}.json" for kind in ("", "names.", *kinds)] for language in ("en", "hi", "mr")}
    return max(packed(entries, *sources) for sources in found.values())


def test_the_members_path_is_light(tree: Path, entries: Manifest) -> None:
    """The whole way of one who types a code: landing, then the circle's page."""
    html = sum(len(gzip.compress((tree / "static" / "pages" / name).read_bytes(), 9)) for name in ("landing.html", "circle.html"))
    loaded = [source for page in ("pages/landing.js", "pages/member.js") for source in (page, sheet(entries, page))]
    assert html + packed(entries, *loaded) + words(entries) <= MEMBER_PATH


@pytest.mark.parametrize("page", ["pages/landing.js", "pages/member.js"])
def test_a_members_page_is_light_by_kind(entries: Manifest, page: str) -> None:
    assert packed(entries, page) <= MEMBER_SCRIPT
    assert packed(entries, sheet(entries, page)) <= MEMBER_STYLE


def test_the_socket_library_brings_one_way_to_travel(tree: Path, entries: Manifest) -> None:
    member = entries["pages/member.js"]
    scripts = "".join((tree / "static" / "dist" / name).read_text("utf-8") for name in (member["file"], *member["imports"]))
    assert "WebSocket" in scripts
    assert "WebTransport" not in scripts, "the library's files have moved: build.mjs knows them by their path"


def test_the_console_is_light_for_what_it_does(entries: Manifest) -> None:
    assert "console" not in entries["pages/member.js"]["file"] + "".join(entries["pages/member.js"].get("imports", [])), "loaded apart"
    assert packed(entries, "pages/console.js", sheet(entries, "pages/console.js")) + words(entries, "console.") <= CONSOLE


def test_the_page_that_opens_circles_is_light_and_alone(entries: Manifest) -> None:
    page = "pages/open.js"
    said = [f"words/open.{language}.json" for language in ("en", "hi", "mr")]
    assert "imports" not in entries[page], "it shares no file with the members' pages"
    assert packed(entries, page, sheet(entries, page), *said) + words(entries) <= OPENING


def test_the_disguise_is_a_script_of_its_own(entries: Manifest) -> None:
    """The audio thread shares nothing with a page, and only who wants the disguise loads it."""
    about = entries["disguise/processor.js"]
    assert "imports" not in about
    assert about["gzip"] <= DISGUISE


def test_nothing_loads_a_font_or_a_picture(tree: Path, entries: Manifest) -> None:
    heavy = {".woff", ".woff2", ".ttf", ".otf", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
    assert [path.name for path in (tree / "static").rglob("*") if path.suffix in heavy and "node_modules" not in path.parts] == []
    for source in (source for source in entries if source.endswith(".css")):
        style = (tree / "static" / "dist" / entries[source]["file"]).read_text()
        assert "@font-face" not in style
        assert "@import" not in style, "a second round trip before the first paint"


def test_a_page_starts_with_few_requests(entries: Manifest) -> None:
    """Page, style, words, pseudonyms, icon and socket are six; scripts that wait for scripts are what a slow line feels most."""
    assert {page: about.get("imports", []) for page, about in released(entries) if len(about.get("imports", [])) > 2} == {}


@pytest.fixture
def bench(tree: Path, tmp_path: Path) -> Path:
    """A folder like static/ with one page in it, and the real bundler beside."""
    for name in ("build.mjs", "package.json", "package-lock.json"):
        shutil.copy(tree / "static" / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(tree / "static" / "node_modules")
    write(tmp_path / "pages" / "member.js", 'import { h } from "../vendor/ui.js";\nimport { word } from "../word.js";\nconsole.log(h, word);\n')
    write(tmp_path / "vendor" / "ui.js", 'export { h } from "preact";\n')
    write(tmp_path / "word.js", 'export const word = "first";\n')
    write(tmp_path / "styles" / "member.css", '@import "./tokens.css";\nbody { color: var(--ink); }\n')
    write(tmp_path / "styles" / "tokens.css", ":root { --ink: #123; }\n")
    write(tmp_path / "words" / "hi.json", '{"hello": "नमस्ते"}\n')
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    node = Path(sys.executable).parent / "node"
    return subprocess.run([node, "build.mjs"], cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def built(folder: Path) -> dict[str, Any]:
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "dist" / "manifest.json").read_text())


def test_the_manifest_leads_from_a_source_to_its_file(bench: Path) -> None:
    entries = cast(Manifest, built(bench)["entries"])
    assert set(entries) == {"pages/member.js", "styles/member.css", "words/hi.json"}
    assert entries["pages/member.js"]["css"] == entries["styles/member.css"]["file"]
    for about in entries.values():
        path = bench / "dist" / about["file"]
        assert path.stat().st_size == about["bytes"]
        assert path.with_name(path.name + ".br").is_file()
    assert "first" in (bench / "dist" / entries["pages/member.js"]["file"]).read_text()
    assert "--ink" in (bench / "dist" / entries["styles/member.css"]["file"]).read_text()
    assert "नमस्ते" in (bench / "dist" / entries["words/hi.json"]["file"]).read_text()


def test_a_change_inside_gives_a_new_name_and_the_old_page_still_loads(bench: Path) -> None:
    before = built(bench)["entries"]
    assert built(bench)["entries"] == before, "the same sources give the same names"
    write(bench / "word.js", 'export const word = "second";\n')
    after = built(bench)["entries"]
    assert after["pages/member.js"]["file"] != before["pages/member.js"]["file"]
    assert after["words/hi.json"]["file"] == before["words/hi.json"]["file"]
    assert (bench / "dist" / before["pages/member.js"]["file"]).is_file()


def test_names_of_long_ago_are_swept_away(bench: Path) -> None:
    write(bench / "dist" / "member-LONGAGO.js", "")
    os.utime(bench / "dist" / "member-LONGAGO.js", (0, 0))
    files = {about["file"] for about in built(bench)["entries"].values()}
    assert not (bench / "dist" / "member-LONGAGO.js").exists()
    assert all((bench / "dist" / file).is_file() for file in files)


def test_every_source_of_ours_has_its_fingerprint(bench: Path) -> None:
    sources = built(bench)["sources"]
    ours = {"pages/member.js", "vendor/ui.js", "word.js", "styles/member.css", "styles/tokens.css", "words/hi.json", "package-lock.json"}
    assert set(sources) == ours
    for path, fingerprint in sources.items():
        assert hashlib.sha256((bench / path).read_bytes()).hexdigest().startswith(fingerprint)


def test_libraries_are_built_under_plain_names_for_development(bench: Path) -> None:
    built(bench)
    assert "export" in (bench / "dist" / "vendor" / "ui.js").read_text()


def test_what_is_imported_later_is_apart_and_shares_its_libraries(bench: Path) -> None:
    write(bench / "pages" / "console.js", 'import { h } from "../vendor/ui.js";\nexport const part = () => h("p", null, "keeper only");\n')
    write(bench / "pages" / "member.js", 'import { h } from "../vendor/ui.js";\nconsole.log(h, import("./console.js"));\n')
    entries = cast(Manifest, built(bench)["entries"])
    member, console = entries["pages/member.js"], entries["pages/console.js"]
    assert member["imports"] == console["imports"]
    assert "keeper only" not in (bench / "dist" / member["file"]).read_text()
    assert console["file"] in (bench / "dist" / member["file"]).read_text()
    assert member["bytes"] == sum((bench / "dist" / name).stat().st_size for name in (member["file"], *member["imports"]))


def test_nothing_to_build_is_said_in_one_line(bench: Path) -> None:
    shutil.rmtree(bench / "pages")
    done = build(bench)
    assert done.returncode == 1
    assert "no entry in static/pages" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_broken_page_leaves_the_last_build_in_place(bench: Path) -> None:
    before = built(bench)
    write(bench / "pages" / "member.js", "const = broken;\n")
    done = build(bench)
    assert done.returncode == 1
    assert "pages/member.js:1" in done.stderr
    assert json.loads((bench / "dist" / "manifest.json").read_text()) == before
