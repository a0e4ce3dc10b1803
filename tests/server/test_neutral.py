"""Phones are shared: no tab, preview, bookmark or list of apps says what this is for, or which circle it was."""

import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest

from tests.house.test_words import TELLTALE
from tests.serving import Served, running_server

PAGES = ("/", "/circle", "/open", "/offline", "/blank")
LANGUAGES = ("en", "hi", "mr")

MORE_TELLING = ("anonym", "circle of", "sharing circle", "meeting", "sobriety", "अनाम", "मीटिंग", "बैठक", "गुप्त")
"""In a title or a preview; on the page itself some are needed."""

META = {"viewport", "robots", "color-scheme"}
"""No description, no `og:` or `twitter:`: a messenger that looks at a link finds the title and nothing else."""


class Head(HTMLParser):
    """What is read of a page without opening it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.title = ""
        self.metas: dict[str, str] = {}
        self.links: list[str] = []
        self._in_title = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title"
        if tag == "meta" and "charset" not in about:
            self.metas[about.get("name") or about.get("property") or about.get("http-equiv") or about["itemprop"]] = about["content"]
        if tag in ("link", "script", "a", "img", "form"):
            self.links.append(about.get("href") or about.get("src") or about.get("action") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with running_server(tmp_path / "data") as server:
        yield server


async def text(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_read_without_opening_a_page_says_nothing(served: Served, language: str) -> None:
    for path in PAGES:
        page = await text(f"{served.url}{path}?language={language}")
        head = Head(page)
        assert head.title == ("Untitled" if path == "/blank" else "Circlekeeper")
        assert head.metas.keys() <= META, path
        said = " ".join([head.title, *head.metas.values(), *head.links]).lower()
        assert [word for word in (*TELLTALE, *MORE_TELLING) if word in said] == [], path
        assert [address for address in head.links if not re.fullmatch(r"/[^/].*|/|tel:[+\d]+|data:,", address)] == [], "nothing from elsewhere"


async def test_a_page_is_the_same_whatever_circle_it_is_opened_for(served: Served) -> None:
    first = await served.open_circle(title="Recovery on Tuesday", language="hi")
    second = await served.open_circle(title="Another one", language="hi")
    (page,) = {await text(link) for link in (first.member, first.facilitator, second.member, f"{served.url}/circle?language=hi")}
    assert [telling for telling in (first.code, second.code, "Recovery", "Another") if telling in page] == []


async def test_the_manifest_and_the_icon_say_nothing(served: Served) -> None:
    manifest = await text(f"{served.url}/manifest.webmanifest")
    assert json.loads(manifest).keys() == {"name", "short_name", "start_url", "display", "background_color", "theme_color", "icons"}
    for said in (manifest, await text(f"{served.url}/icon.svg"), await text(f"{served.url}/robots.txt")):
        assert [word for word in (*TELLTALE, *MORE_TELLING) if word in said.lower()] == []
    assert "<title" not in await text(f"{served.url}/icon.svg")
