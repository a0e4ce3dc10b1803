"""The console by keyboard, by pointer and by its words: what each press asks of the circle, and where the focus is afterwards."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.stage import Stage, one_loop, screens, show

pytestmark = one_loop

SAYS_YES = """
window.asked = [];
const made = (command) => ({ secret: "s".repeat(32), ...(command === "new_link" && { listener: "l".repeat(32) }) });
const act = (command, fields = {}) => { window.asked.push([command, fields]); return Promise.resolve({ ok: true, ...made(command) }); };
const [aloud, inquire] = [act, act];
"""
"""In place of the line to the server, which the story has not."""

TAP = 47.5
"""Pixels of a target, both ways; half a one for rounding."""

LITTLE = """least => [...document.querySelector(".console").querySelectorAll("button, summary, select, textarea, a, [type=checkbox]")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.closest("label") ?? one, one.getAttribute("aria-label") ?? one.textContent])
  .filter(([one]) => { const box = one.getBoundingClientRect(); return box.height < least || box.width < least; })
  .map(([, name]) => name)"""


@asynccontextmanager
async def console(stage: Stage, size: tuple[int, int] = (1280, 800)) -> AsyncGenerator[Page]:
    async def answered(route: Route) -> None:
        source = await (await route.fetch()).text()
        await route.fulfill(body=re.sub(r'import \{ act,.*"\./actions\.js";', SAYS_YES, source), content_type="text/javascript")

    async with stage.window(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce") as page:
        await page.route("**/static/guiding.js", answered)
        await page.goto(f"{stage.base}/story")
        await page.wait_for_selector("html[data-story]", state="attached")
        yield page


async def asked(page: Page) -> list[Any]:
    """What was asked of the circle since the last look."""
    return await page.evaluate("() => window.asked.splice(0)")


async def at(page: Page, state: str) -> None:
    await show(page, f"view=console&state={state}&lang=en")


async def test_single_keys_do_what_their_buttons_do(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        for key, command in {"n": "next", "b": "pause", "Shift+S": "stop"}.items():
            await page.keyboard.press(key)
            assert await asked(page) == [[command, {}]]
        await page.keyboard.press("s")
        await page.keyboard.press("u")
        assert await asked(page) == [], "nobody stops a meeting by leaning on a key, and there is nothing to take back"
        await at(page, "undo")
        await page.keyboard.press("u")
        assert await asked(page) == [["undo", {}]]
        await at(page, "paused")
        await page.keyboard.press("b")
        assert await asked(page) == [["resume", {}]]


async def test_single_keys_are_letters_where_somebody_writes_and_can_be_switched_off(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "help-together")
        await page.get_by_label("Write to Grateful Neem").press_sequentially("no n")
        assert await asked(page) == []
        await page.get_by_text("Settings").click()
        await page.get_by_label(re.compile("Single-key")).uncheck()
        await page.locator("h1").click()
        await page.keyboard.press("n")
        assert await asked(page) == []
        await page.get_by_label(re.compile("Single-key")).check()


async def test_the_list_of_keys_gives_the_focus_back(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        pause = page.get_by_role("button", name="Pause")
        await pause.focus()
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        await page.keyboard.press("n")
        assert await asked(page) == [], "not behind a box"
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(pause).to_be_focused()


async def test_next_says_what_it_does_and_ends_the_last_part_after_one_more_question(stage: Stage) -> None:
    says = {
        "sharing": "Next: Glad Wellspring", "next-round": "Round 2 of 3", "nobody": "Next part: Closing round", "drawn": "Draw the next person",
        "late": "Next part: Closing round", "last": "End circle", "gathering": "Start circle",
    }  # fmt: skip
    async with console(stage) as page:
        for state, words in says.items():
            await at(page, state)
            assert await page.locator(".next-and-stop .big").first.inner_text() == words
        await at(page, "last")
        await page.keyboard.press("n")
        assert await asked(page) == []
        await page.get_by_role("button", name="End for everyone").click()
        assert await asked(page) == [["end_circle", {}]]


async def test_stop_is_beside_next_in_every_state_of_a_meeting_that_goes_on(stage: Stage) -> None:
    async with console(stage, (390, 844)) as page:
        for view, state in await screens(page):
            if view != "console" or state in ("gathering", "advice", "split"):
                continue
            await at(page, state)
            assert await page.get_by_role("button", name="Stop", exact=True).count() == 1 or await page.locator("dialog[open]").count() == 1, state


async def test_somebody_unheard_is_heard_or_knowingly_left(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "unheard")
        await expect(page.get_by_role("dialog", name="3 people are still waiting to be heard")).to_be_visible()
        await page.get_by_role("button", name="Hear Glad Wellspring").click()
        assert await asked(page) == [["give", {"seat": "s5"}]]
        await at(page, "unheard")
        await page.get_by_role("button", name="Go on to Closing round").click()
        assert await asked(page) == [["next", {"confirmed": True}]]


async def test_the_order_is_moved_by_arrow_keys_by_dragging_and_by_buttons(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        handle = page.get_by_role("button", name="Move Steady Sand", exact=True)
        await handle.focus()
        for key in ("ArrowUp", "ArrowDown"):
            await page.keyboard.press(key)
        assert await asked(page) == [["move", {"seat": "s8", "place": 1}], ["move", {"seat": "s8", "place": 3}]]
        await expect(handle).to_be_focused()
        start, end = await handle.bounding_box(), await page.get_by_role("button", name="Move Brave Morning", exact=True).bounding_box()
        assert start
        assert end
        await page.mouse.move(start["x"] + 20, start["y"] + 20)
        await page.mouse.down()
        await page.mouse.move(end["x"] + 20, end["y"] + 30, steps=4)
        await page.mouse.up()
        assert await asked(page) == [["move", {"seat": "s8", "place": 3}]]
        await handle.click()
        await page.get_by_role("button", name="Move Steady Sand to the end").click()
        assert await asked(page) == [["move_to_end", {"seat": "s8"}]]


async def test_an_order_is_used_when_it_is_pressed_and_not_when_it_is_looked_at(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        await page.get_by_label("Order", exact=True).select_option("least_heard")
        assert await asked(page) == []
        await page.get_by_role("button", name="Use this order").click()
        assert await asked(page) == [["set_order", {"order": "least_heard"}]]


async def test_a_request_for_help_is_answered_where_it_is_said_and_by_the_key_h(stage: Stage) -> None:
    async with console(stage, (390, 844)) as page:
        await at(page, "help-alerted")
        await expect(page.get_by_role("alert").filter(has_text="Grateful Neem needs somebody now")).to_have_count(1)
        await page.keyboard.press("h")
        await expect(page.locator(".help .asks").get_by_role("button", name="Answer Grateful Neem")).to_be_focused()
        await page.keyboard.press("Enter")
        assert await asked(page) == [["answer_help", {"seat": "s6"}]]


async def test_who_answered_goes_on_by_writing(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "help-asked")
        await page.locator(".help .asks").get_by_role("button", name="Answer Grateful Neem").press("Enter")
        await at(page, "help-together")  # what the server would show in answer
        await expect(page.get_by_label("Write to Grateful Neem")).to_be_focused()


async def test_everything_about_one_person_is_behind_one_button_and_removing_takes_two(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        more = page.get_by_role("button", name="More for Brave Morning")
        for words, command in {
            "Give the turn": "give", "Offer support, in private": "offer_support", "Ask: may the centre call later?": "propose_follow_up",
            "Make a helper": "make_deputy", "Only listen from now on": "make_listener",
        }.items():  # fmt: skip
            await more.focus()
            await page.keyboard.press("Enter")
            await page.get_by_role("button", name=words).press("Enter")
            assert await asked(page) == [[command, {"seat": "s2"}]]
            await expect(more).to_be_focused()
        await more.press("Enter")
        await page.get_by_role("dialog").get_by_role("button", name="Remove").press("Enter")
        assert await asked(page) == []
        await page.get_by_role("button", name="Yes, remove").press("Enter")
        assert await asked(page) == [["remove", {"seat": "s2"}]]


async def test_a_message_to_one_is_written_and_sent(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        await page.get_by_role("button", name="More for Brave Morning").press("Enter")
        await page.get_by_role("button", name="Write a few words").press("Enter")
        await expect(page.get_by_label("Your words")).to_be_focused()
        await page.keyboard.type("Well said.")
        await page.get_by_role("button", name="Send").press("Enter")
        assert await asked(page) == [["message", {"seat": "s2", "text": "Well said."}]]


async def test_a_personal_link_is_shown_once_with_its_secret_after_the_hash(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "locked")
        await page.get_by_role("button", name="Link for one person").click()
        await page.get_by_role("button", name="Make the link").press("Enter")
        field = page.get_by_label("Message to send")
        await expect(field).to_be_focused()
        assert re.search(rf"/circle#K7RM4WXP\.{'s' * 32}$", await field.input_value())
        assert await asked(page) == [["invite", {}]]


async def test_undo_is_offered_without_taking_the_focus(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "undo")
        assert await page.evaluate("() => document.activeElement === document.body")
        await page.get_by_role("status").get_by_role("button", name="Undo").click()
        assert await asked(page) == [["undo", {}]]


async def test_the_card_of_a_part_is_read_from_its_edge_and_nothing_of_the_members_page_is_laid_over_it(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "sharing")
        assert await page.locator(".side .part .script").evaluate("text => getComputedStyle(text).textAlign") == "start"
        await at(page, "responses")
        width = await page.get_by_role("button", name="Respond").evaluate("button => button.getBoundingClientRect().width")
        assert width > 120, "a word has room"


@pytest.mark.parametrize("size", [(320, 568), (1280, 800)], ids=["phone", "laptop"])
async def test_every_target_is_as_large_as_a_thumb(stage: Stage, size: tuple[int, int]) -> None:
    little: dict[str, list[str]] = {}
    async with console(stage, size) as page:
        for view, state in await screens(page):
            if view == "console":
                await at(page, state)
                if found := await page.evaluate(LITTLE, TAP):
                    little[state] = found
    assert little == {}


async def test_a_seat_is_given_back_by_choosing_among_those_that_are_empty(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "reseating")
        box = page.get_by_role("dialog", name="Which place was it?")
        await expect(box).to_contain_text("Quiet something")
        await expect(box.locator("ul button")).to_have_count(2)
        await box.locator("ul button").first.click()
        assert await asked(page) == [["reseat", {"seat": "s3", "to": "w1"}]]
        await expect(box).to_have_count(0)


async def test_what_newcomers_wrote_is_shown_or_put_off(stage: Stage) -> None:
    async with console(stage) as page:
        await at(page, "unread")
        await page.get_by_role("button", name="Show it: Grateful Neem").click()
        await page.get_by_role("button", name="Not now: Grateful Neem").click()
        assert await asked(page) == [["show_written", {"share": 1}], ["put_off_written", {"share": 1}]]


async def test_a_new_link_shows_both_that_it_made(stage: Stage) -> None:
    """The old one for listeners ends with the old one for everybody, so the keeper needs the new ones of both."""
    async with console(stage, (390, 844)) as page:
        await at(page, "new-link")
        await page.get_by_role("button", name="Make the link").click()
        await expect(page.get_by_label("Message to send")).to_have_value(re.compile(r"#K7RM4WXP\.s{32}$"))
        await expect(page.get_by_label("Message for those who only listen")).to_have_value(re.compile(r"listen.*#K7RM4WXP\.l{32}$"))
        assert await page.evaluate("document.activeElement.id") == "link-shared"
        assert await page.evaluate("document.querySelector('dialog').getBoundingClientRect().height <= innerHeight")
