"""A whole visit, from the first page to the good-bye: nobody but this server is asked for anything, and of the visit nothing stays on the device."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Error, Page, expect

from tests.browser.people import NOWHERE, House, Person
from tests.browser.stage import violations
from tests.browser.test_shell import WORKS, until
from tests.member import Member
from tests.serving import Links, ServerProcess

KEPT = """async () => ({
  session: Object.fromEntries(Object.entries(sessionStorage).map(([key, value]) => [key, Object.keys(JSON.parse(value)).sort()])),
  local: { ...localStorage }, cookies: document.cookie, databases: await indexedDB.databases(),
  caches: (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat(),
  media: navigator.mediaSession.metadata, name: window.name, title: document.title, address: location.href })"""


async def kept(person: Person, base: str) -> Any:
    """What the device keeps: what is never there is looked at here, the rest is the answer."""
    found = await person.page.evaluate(KEPT)
    assert (found["local"], found["cookies"], found["databases"], found["media"], found["name"]) == ({}, "", [], None, "")
    assert await person.context.cookies() == []
    assert found["title"] == "Circlekeeper"
    assert "#" not in found["address"]
    for address in found["caches"]:
        assert address.startswith((f"{base}/static/dist/", f"{base}/offline.")), address
    return found["session"]


async def test_a_whole_visit_asks_nobody_else_and_leaves_nothing(house: House, served: ServerProcess, keeper: tuple[Member, Links]) -> None:
    f, links = keeper
    a, road = await house.watched_person("A")
    await a.open(served.url)
    assert await kept(a, served.url) == {"circlekeeper": ["circle", "language"]}
    await a.page.get_by_label("Code").fill(links.code)
    await a.press("Come in")
    await a.enter()
    await a.reads("You are in the waiting room")
    assert await kept(a, served.url) == {"circlekeeper": ["circle", "language", "token"]}
    assert await a.page.evaluate("() => history.length") == 2, "the landing left no entry of its own"
    await f.until(lambda f: f.view.get("lobby"))
    await f.do("admit_all")

    await a.press("Raise hand")
    await a.has_microphone()
    await a.press("Begin")
    await a.sends(20)
    await a.press("Write instead")
    await a.page.get_by_role("textbox").fill("See https://elsewhere.invalid/picture.png <img src=//elsewhere.invalid/>")
    await a.press("Share")
    await f.until(lambda f: f.view.get("unread"))
    assert (await f.do("show_written", share=1))["ok"]
    await a.reads("elsewhere.invalid")
    await a.press("I need help now")
    await a.reads("14446")
    await a.press("I need help now")
    await until(a, WORKS)
    assert await kept(a, served.url) == {"circlekeeper": ["circle", "language", "token"]}
    await a.page.reload()
    await a.reads("A telling title")
    assert (await kept(a, served.url))["circlekeeper"] in (["circle", "language", "token"], ["circle", "language", "next", "token"])

    await a.press("Leave")
    await a.reads("You have left")
    assert await kept(a, served.url) == {"circlekeeper": ["circle", "language"]}
    assert await a.page.evaluate("() => JSON.parse(sessionStorage.circlekeeper).circle") == ""
    await a.page.get_by_role("link", name="To the first page").click()
    for path in ("/open", "/offline", "/?language=mr", "/blank"):
        await a.page.goto(f"{served.url}{path}")
        await asyncio.sleep(0.5)  # for what comes after the page
    assert a.problems == []

    assert len(road.asked) > 20
    assert set(road.asked) - {NOWHERE} == {urlsplit(served.url).netloc}
    with pytest.raises(Error):
        await a.page.goto("https://planted.invalid/")
    assert "planted.invalid:443" in road.asked, "the proxy sees what goes elsewhere"


async def test_axe_finds_nothing_on_the_pages_as_they_are_served(house: House, served: ServerProcess, tree: Path) -> None:
    axe = (tree / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    links = await served.centre.open_circle()
    browser = (await house.person("anybody")).context.browser
    assert browser is not None
    wrong: dict[str, Any] = {}

    async def look(page: Page, what: str) -> None:
        await page.evaluate(axe)
        if found := await violations(page):
            wrong[what] = found

    async def tab() -> Page:
        """Of somebody who was never here."""
        return await browser.new_page(viewport={"width": 390, "height": 844}, bypass_csp=True, reduced_motion="reduce", color_scheme="dark")

    page = await tab()
    for path in ("/", "/open", "/offline", "/blank"):
        await page.goto(f"{served.url}{path}?language=mr")
        await page.locator("main h1").first.wait_for(state="attached")  # one of them is drawn by its script
        await look(page, path)
    for link, landmark in ((links.member, ".farewell"), (links.facilitator, ".dock.steer")):
        page = await tab()
        await page.goto(link.replace("/circle", "/circle?language=mr"))
        await page.locator(".agreement input").check()
        await look(page, f"before {landmark}")
        await page.locator(".dock .big").click()
        await expect(page.locator(landmark)).to_be_visible()
        await look(page, landmark)
    assert wrong == {}
