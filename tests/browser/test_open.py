"""A centre opens a circle in a real browser: with its key, by keyboard too, and the links lead in."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.async_api import Page, expect

from rooms.circle import Names
from rooms.ids import CircleId
from server.qr import picture
from server.store.sqlite import SqliteStore
from tests.browser.paper import KEY, LINK, OPENED, REMEMBER_COPIES, at_the_page, copied, unlocked
from tests.browser.people import House
from tests.browser.stage import Stage, one_loop, violations
from tests.browser.test_story import BROKEN, SIZES, faults
from tests.serving import ServerProcess

pytestmark = one_loop


async def the_key(_: Page) -> None: ...


async def a_wrong_key(page: Page) -> None:
    await page.fill("#key", "nonsense")
    await page.press("#key", "Enter")
    await page.wait_for_selector("#key-wrong")


async def the_plan(page: Page) -> None:
    await unlocked(page)
    for summary in await page.locator("summary").all():
        if await summary.is_visible():
            await summary.click()


async def wrong_fields(page: Page) -> None:
    await unlocked(page)
    await page.fill("#title", "")
    await page.fill("#minutes", "3")
    await page.check("input[name=door][value=own]")
    await page.fill("#before", "999")
    await page.click("button[type=submit]")
    await page.wait_for_selector("#title-wrong")


async def the_links(page: Page) -> None:
    await unlocked(page)
    await page.click("button[type=submit]")
    await page.wait_for_selector(".opened")
    await page.click(".making button")
    await page.wait_for_selector(".links li")


STATES: dict[str, Callable[[Page], Awaitable[None]]] = {
    "key": the_key, "wrong key": a_wrong_key, "plan": the_plan, "wrong fields": wrong_fields, "links": the_links,
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "hi", "mr"])
async def test_everything_fits_at_every_width(stage: Stage, language: str) -> None:
    wrong: dict[str, list[str]] = {}
    async with at_the_page(stage, language) as (page, _):
        for state, arrive in STATES.items():
            await arrive(page)
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                found = await faults(page)
                broken = [word for word in await page.evaluate(BROKEN) if "://" not in word]
                if found or broken:
                    wrong[f"{state} at {width}"] = [*found, *broken]
            await page.reload()
            await page.wait_for_selector("#key")
    assert wrong == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(stage: Stage, tree: Path, theme: str) -> None:
    axe = (tree / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    wrong: dict[str, Any] = {}
    async with at_the_page(stage, "mr", color_scheme=theme, bypass_csp=True, viewport={"width": 390, "height": 844}) as (page, _):
        for state, arrive in STATES.items():
            await arrive(page)
            await page.evaluate(axe)
            if found := await violations(page):
                wrong[state] = found
            await page.reload()
            await page.wait_for_selector("#key")
    assert wrong == {}


async def test_letters_may_be_twice_as_large(stage: Stage) -> None:
    async with at_the_page(stage, "mr", viewport={"width": 390, "height": 844}) as (page, _):
        await page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        await the_links(page)
        assert await faults(page) == []


async def test_the_key_is_kept_nowhere(stage: Stage) -> None:
    async with at_the_page(stage) as (page, _):
        await the_links(page)
        kept = await page.evaluate("() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href])")
        assert KEY not in kept
        assert KEY not in await page.content()
        assert "K7RM4WXP" not in kept
        await page.reload()
        await page.wait_for_selector("#key")
        assert await page.input_value("#key") == ""


async def test_a_keyboard_opens_a_circle_and_is_led_to_what_is_wrong(stage: Stage) -> None:
    async with at_the_page(stage) as (page, centre):
        await page.focus("#key")
        await page.keyboard.type("wrong")
        await page.keyboard.press("Enter")
        await expect(page.locator("#key")).to_have_accessible_description(re.compile("This is not the centre's key"))
        await expect(page.locator("#key")).to_be_focused()
        await page.keyboard.press("Control+A")
        await page.keyboard.type(KEY)
        await page.keyboard.press("Enter")
        title = page.get_by_role("textbox", name="Title")
        await title.fill("")
        await page.get_by_role("textbox", name="Minutes", exact=True).fill("0")
        await page.keyboard.press("Enter")
        await expect(title).to_be_focused()
        await expect(title).to_have_accessible_description(re.compile("A title has 1 to 60 letters"))
        await expect(page.get_by_role("alert")).to_have_text("Please look at 2 fields again.")
        await page.keyboard.type("Circle at 7")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("textbox", name="Minutes", exact=True)).to_be_focused()
        await page.keyboard.press("Control+A")
        await page.keyboard.type("45")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="The circle is open")).to_be_focused()
        sent = next(body for path, body in centre.asked if path == "circles")
        assert (sent["title"], sent["minutes"], sent["format"]) == ("Circle at 7", 45, "alumni_checkin")


REFUSALS = {
    (503, "unavailable"): "The server cannot answer just now.",
    (400, "unknown-format"): "The server does not know this kind of meeting any more.",
    (500, "internal"): "That did not work.",
    (413, "body-too-large"): "That did not work.",
}


@pytest.mark.parametrize(("status", "code"), REFUSALS)
async def test_what_the_server_refuses_is_said_in_words(stage: Stage, status: int, code: str) -> None:
    async with at_the_page(stage) as (page, centre):
        await unlocked(page)
        centre.answers["circles"] = (status, {"code": code})
        await page.click("button[type=submit]")
        await expect(page.get_by_role("alert")).to_contain_text(REFUSALS[status, code])
        centre.answers.clear()
        await page.click("button[type=submit]")
        await expect(page.get_by_role("heading", name="The circle is open")).to_be_visible()


async def test_a_field_that_the_server_refuses_is_shown_at_the_field(stage: Stage) -> None:
    async with at_the_page(stage) as (page, centre):
        await unlocked(page)
        centre.answers["circles"] = (400, {"code": "wrong-value", "field": "title"})
        await page.click("button[type=submit]")
        await expect(page.locator("#title")).to_be_focused()
        await expect(page.locator("#title")).to_have_accessible_description(re.compile("without hidden signs"))


async def test_a_key_that_is_another_by_now_is_asked_for_again_and_the_plan_stays(stage: Stage) -> None:
    async with at_the_page(stage) as (page, centre):
        await unlocked(page)
        await page.fill("#title", "Kept")
        centre.answers["circles"] = (401, {"code": "wrong-key"})
        await page.click("button[type=submit]")
        await expect(page.locator("#key")).to_be_focused()
        await unlocked(page)
        assert await page.input_value("#title") == "Kept"


async def test_the_format_and_the_language_lead_what_was_not_typed(stage: Stage) -> None:
    async with at_the_page(stage) as (page, _):
        await unlocked(page)
        assert await page.input_value("#minutes") == "60"
        await page.check("input[name=format][value=newcomer_welcome]")
        assert await page.input_value("#minutes") == "20"
        await page.fill("#time", "19:00")
        assert await page.input_value("#title") == "Circle at 7:00 pm"
        await page.select_option("#language", "hi")
        assert await page.input_value("#title") == "मीटिंग, शाम 7:00"
        await page.fill("#title", "Our own")
        await page.select_option("#language", "mr")
        assert await page.input_value("#title") == "Our own"


async def test_what_is_chosen_is_what_is_sent(stage: Stage) -> None:
    async with at_the_page(stage) as (page, centre):
        await unlocked(page)
        await page.get_by_text("More kinds").click()
        await page.get_by_role("radio", name="Meditation").check()
        await page.get_by_role("radio", name="Known to who runs it").check()
        await page.get_by_role("checkbox", name="Waiting room").uncheck()
        await page.get_by_role("radio", name="Other times").check()
        await page.get_by_role("textbox", name="Minutes after the start").fill("20")
        await page.click("button[type=submit]")
        await page.wait_for_selector(".opened")
        sent = next(body for path, body in centre.asked if path == "circles")
        assert (sent["format"], sent["names"], sent["lobby"], sent["qr"]) == ("meditation", "known_to_facilitator", False, True)
        assert (sent["door"], sent["closes_after"], "opens_before" in sent, "people_most" in sent) == ("open", 20, False, False)


async def test_the_message_is_in_the_language_of_who_reads_it(stage: Stage) -> None:
    async with at_the_page(stage, "hi", permissions=["clipboard-write"]) as (page, _):
        await unlocked(page)
        await page.fill("#time", "19:00")
        await page.click("button[type=submit]")
        message = page.locator("#message")
        await expect(message).to_contain_text("शाम 7:00")
        await expect(message).to_contain_text(f"{LINK.replace('=mr', '=hi')}member")
        await page.get_by_role("group", name="संदेश की भाषा").get_by_role("button", name="English").click()
        await expect(message).to_contain_text("Circle at 7:00 pm")
        await expect(message).to_contain_text(f"{LINK.replace('?language=mr', '')}member")
        assert await message.get_attribute("lang") == "en"
        await page.get_by_role("button", name="कॉपी करें: वॉट्सऐप के लिए संदेश").click()
        assert await copied(page) == await message.inner_text()


async def test_personal_links_are_listed_and_copied_together(stage: Stage) -> None:
    async with at_the_page(stage, permissions=["clipboard-write"]) as (page, centre):
        await the_links(page)
        assert await page.locator(".links input").count() == 6
        await page.fill("#count", "200")
        await page.press("#count", "Enter")
        await expect(page.locator("#count")).to_have_accessible_description("From 1 to 100.")
        await expect(page.locator("#count")).to_be_focused()
        await page.get_by_role("button", name="Copy all").click()
        assert (await copied(page)).split("\n") == [f"{LINK}{n:-<22}" for n in range(1, 7)]
        assert [body for path, body in centre.asked if path.endswith("invitations")] == [{"count": 6}]
        await page.get_by_role("button", name="Copy: Personal link 3").click()
        await expect(page.locator(".links li").nth(2).get_by_role("status")).to_have_text("Copied.")
        await expect(page.get_by_role("textbox", name="Personal link 3")).to_have_value(await page.evaluate("() => copies.at(-1)"))


async def test_where_copying_is_not_allowed_the_text_is_marked(stage: Stage) -> None:
    async with at_the_page(stage) as (page, _):
        await page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        await page.reload()
        await the_links(page)
        await page.get_by_role("button", name="Copy: To share").click()
        await expect(page.get_by_text("Copying did not work.")).to_be_visible()
        marked = await page.locator("#member").evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
        assert marked == OPENED["links"]["member"]


async def test_nothing_is_asked_of_anybody_else(stage: Stage) -> None:
    async with at_the_page(stage) as (page, _):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await the_links(page)
        assert [url for url in asked if not re.match(r"(http://127\.0\.0\.1:\d+/|data:)", url)] == []


async def test_who_turns_the_page_to_marathi_opens_a_marathi_circle_unless_they_say_otherwise(stage: Stage) -> None:
    async with at_the_page(stage) as (page, _):
        await unlocked(page)
        await expect(page.get_by_role("heading", level=1)).to_be_focused()
        await page.get_by_role("button", name="मराठी").click()
        await expect(page.locator("#language")).to_have_value("mr")
        await expect(page.locator("#title")).to_have_value(re.compile("^मीटिंग"))
        await page.select_option("#language", "en")
        await page.get_by_role("button", name="हिन्दी").click()
        await expect(page.locator("#language")).to_have_value("en")
        await expect(page.locator("#title")).to_have_value(re.compile("^Circle"))


@pytest.mark.asyncio(loop_scope="function")  # a house of its own
async def test_a_centre_opens_an_alumni_circle_in_marathi_and_comes_in(served: ServerProcess, house: House) -> None:
    """With a real server behind: from the key to the facilitator's page."""
    person = await house.person("centre")
    await person.context.grant_permissions(["clipboard-write"], origin=served.url)
    page = person.page
    await page.add_init_script(REMEMBER_COPIES)
    await person.open(f"{served.url}/open?language=mr")
    await page.fill("#key", served.centre.key)
    await person.press("पुढे जा")
    await expect(page.get_by_role("radio", name="मित्रांची भेट")).to_be_checked()
    await page.fill("#people", "12")
    await page.get_by_role("radio", name="कधीही", exact=True).check()
    title = await page.input_value("#title")
    await person.press("मीटिंग उघडा")
    await person.reads("मीटिंग उघडली आहे")
    code = await page.inner_text("#code")
    facilitator, member = await page.input_value("#facilitator"), await page.input_value("#member")
    assert facilitator.startswith(f"{served.url}/circle?language=mr#{code}.")
    assert member.startswith(f"{served.url}/circle?language=mr#{code}.")
    assert facilitator != member
    drawings = await page.locator("img.qr").evaluate_all("images => images.map((image) => [image.src, image.naturalWidth > 0])")
    assert [(unquote(src), drawn) for src, drawn in drawings] == [(f"data:image/svg+xml,{picture(link)}", True) for link in (facilitator, member)]
    await person.press("कॉपी करा: पाठवण्यासाठी")
    assert await copied(page) == member
    async with person.context.expect_page() as opening:
        await page.get_by_role("link", name="चालवण्यासाठी आत्ता आत जा").click()
    inside = await opening.value
    await inside.get_by_role("checkbox", name="मला मान्य आहे").check()
    await inside.get_by_role("button", name="आत जा", exact=True).click()
    await expect(inside.get_by_role("button", name="मीटिंग सुरू करा").first).to_be_visible()
    await expect(inside.get_by_role("heading", name=title)).to_be_visible()
    kept = await circle_of(served, code)
    assert (kept.format.id, kept.names, kept.people_most, kept.lobby) == ("alumni_checkin", Names.PSEUDONYMS, 12, True)
    assert (kept.format.opens_before_minutes, kept.format.closes_after_minutes) == (None, None)


async def circle_of(served: ServerProcess, code: str) -> Any:
    await served.stop()
    store = SqliteStore(served.data)
    await store.start()
    try:
        return (await store.load(CircleId(code))).circle
    finally:
        await store.stop()
