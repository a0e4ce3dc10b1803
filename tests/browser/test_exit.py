"""Quick exit: at once blank and silent, nothing left on the device, and no way back."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Error, Page

from tests.bounds import TOLERANCE
from tests.browser.people import PATIENCE_SECONDS, House, Person
from tests.browser.test_shell import WORKS, until
from tests.member import Member
from tests.serving import Links, ServerProcess

AT_ONCE_MS = 150
TRIES = 3
"""One of them keeps the bound: it is about what a person feels, and other tests share the machine."""

Way = Callable[[Person], Awaitable[None]]

KEPT = """async () => ({
  session: sessionStorage.length, local: localStorage.length, cookies: document.cookie, databases: (await indexedDB.databases()).length,
  caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length })"""
NOTHING: dict[str, object] = {"session": 0, "local": 0, "cookies": "", "databases": 0, "caches": [], "workers": 0}


async def sharing(house: House, served: ServerProcess, f: Member, links: Links) -> tuple[Person, str]:
    """Somebody who speaks, and their seat."""
    (personal,) = await served.centre.invite(links.code)
    a = await house.person("A", hertz=440)
    await a.context.add_init_script(path=Path(__file__).with_name("leaving.js"))
    before = set(f.view["seats"])
    await a.open(f"{served.url}/")
    await a.open(personal)
    await a.enter()
    await a.press("Raise hand")
    await a.has_microphone()
    await a.press("Begin")
    await a.sees("I'm done")
    await f.until(lambda f: len(f.view["seats"]) > len(before))
    (seat,) = set(f.view["seats"]) - before
    return a, seat


async def press(a: Person) -> None:
    """When the public files are kept already."""
    await until(a, WORKS)
    await a.press("Quick exit")


async def tap_the_link(a: Person) -> None:
    await a.page.get_by_role("link", name="तुरंत बंद").click()


async def three_shifts(a: Person) -> None:
    for _ in range(3):
        await a.page.keyboard.press("Shift")


async def three_shifts_while_writing(a: Person) -> None:
    await a.press("Write instead")
    await a.page.get_by_role("textbox").fill("What nobody is to read")
    await a.page.get_by_role("textbox").press("Shift+A")
    await three_shifts(a)


async def noting(a: Person) -> tuple[dict[str, float], asyncio.Event]:
    """What the page notes of itself from now on, in milliseconds after the press; and that it looked into its storage, since no other page came."""
    took: dict[str, float] = {}
    stayed = asyncio.Event()

    def note(what: str, after: float, state: dict[str, Any]) -> None:
        took.setdefault(what, after)
        if what != "stopped":  # the microphone goes first
            assert state == {"live": False, "text": "", "title": "Untitled"}
        if what == "kept":
            stayed.set()

    await a.page.expose_function("noted", note)  # pyright: ignore[reportUnknownMemberType]  # Playwright leaves the callback's type open
    return took, stayed


async def left(a: Person, way: Way) -> dict[str, float]:
    """Go that way: what the page noted."""
    took, _ = await noting(a)
    async with a.page.expect_response("**/blank") as coming:
        await way(a)
    await a.page.wait_for_url("**/blank", timeout=PATIENCE_SECONDS * 1000)
    answer = await coming.value
    assert "clear-site-data" in await answer.all_headers(), (answer.from_service_worker, await answer.request.all_headers())
    return took


async def test_nothing_is_left(house: House, served: ServerProcess, keeper: tuple[Member, Links]) -> None:
    f, links = keeper
    for way in (press, three_shifts, three_shifts_while_writing):
        tries: list[dict[str, float]] = []
        while not tries or max(tries[-1]["stopped"], tries[-1]["blank"], tries[-1].get("drawn", 0)) > AT_ONCE_MS:
            assert len(tries) < TRIES, f"{way.__name__} never within {AT_ONCE_MS} ms: {tries}"
            a, seat = await sharing(house, served, f, links)
            tries.append(await left(a, way))
            assert await a.page.evaluate(KEPT) == NOTHING
            await f.until(lambda f, seat=seat: seat not in f.view["seats"])
            assert a.problems == []
            await nowhere(a.page)
            await a.context.close()


async def test_the_first_page_is_left_as_fast(house: House, served: ServerProcess) -> None:
    for leave in (tap_the_link, three_shifts):
        a = await house.person("A")
        await a.open(served.url)
        await a.page.get_by_role("link", name="हिन्दी").click()
        await a.page.wait_for_url("**/?language=hi")  # loaded: the link works at once, the keys with the script
        await leave(a)
        await a.page.wait_for_url("**/blank", timeout=PATIENCE_SECONDS * 1000)
        assert await a.page.evaluate(KEPT) == NOTHING
        assert await a.page.evaluate("() => history.length") == 2
        await a.page.go_back()
        assert a.page.url == "about:blank"


async def nowhere(page: Page) -> None:
    """A page without a word, and no way from it to the circle: not back, not forward, not by loading it again."""
    assert (await page.title(), await page.inner_text("body")) == ("Untitled", "")
    for step in (page.reload, page.go_back, page.go_back, page.go_forward, page.go_forward):
        with suppress(Error):  # there is no further page
            await step()
        assert "/circle" not in page.url
        assert "#" not in page.url
        assert "A telling title" not in await page.content()
        if page.url != "about:blank":
            assert {*json.loads(await page.evaluate("() => sessionStorage.getItem('circlekeeper') ?? '{}'"))} <= {"circle", "language"}


async def test_it_does_not_wait_for_the_network(house: House, served: ServerProcess, keeper: tuple[Member, Links]) -> None:
    _, links = keeper
    (personal,) = await served.centre.invite(links.code)
    a = await house.person("A", network=True)
    await a.context.add_init_script(path=Path(__file__).with_name("leaving.js"))
    assert a.network is not None
    await a.open(personal)
    await a.enter()
    await a.press("Raise hand")
    await a.has_microphone()
    took, stayed = await noting(a)
    a.network.cut()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await a.button("Quick exit").click(no_wait_after=True)
        await stayed.wait()
    assert took["kept"] == 0
    assert max(took["stopped"], took["drawn"]) <= AT_ONCE_MS * TOLERANCE
    a.network.mend()
    await a.page.wait_for_url("**/blank", timeout=PATIENCE_SECONDS * 1000)
