"""Every screen in every state, as the story page draws it: nothing sticks out, nothing is hidden, and axe finds nothing to say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.stage import Stage, one_loop, screens, show, violations

pytestmark = one_loop

SIZES = [(320, 568), (390, 844), (768, 1024), (1280, 800)]
"""The smallest phone that is still sold used, a common one, a tablet, a laptop."""

STICKS_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("#app *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5) && !one.closest(".unseen");
  });
  return out.slice(0, 3).map((one) => one.className || one.tagName);
}"""

CLIPPED = """() => [...document.querySelectorAll("#app button, #app a")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.getAttribute("aria-label") ?? one.textContent)"""

BEHIND_THE_DOCK = """() => {
  scrollTo(0, document.documentElement.scrollHeight);
  const dock = document.querySelector(".dock");
  if (!dock || getComputedStyle(dock).order !== "9" && !dock.parentElement.matches(".page")) return [];
  const top = dock.getBoundingClientRect().top;
  return [...document.querySelectorAll(".main .card:not(dialog), .main .circle, .main .helpline")]
    .filter((one) => one.getBoundingClientRect().bottom > top + 1 && !dock.contains(one) && getComputedStyle(dock).gridColumnStart !== "2")
    .map((one) => one.className);
}"""


TOLD_ELSEWHERE = """() => [...document.querySelectorAll("[translate=yes], :is(input, textarea):not([type=checkbox], [type=radio], [type=hidden])")]
  .filter((one) => one.translate || one.spellcheck || one.getAttribute("autocomplete") !== "off")
  .map((one) => one.id || one.className)"""
"""Fields whose words a browser would send to a translator or a spelling service, or remember; and whatever else it would translate."""

BROKEN = """() => {
  const out = [], texts = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!parentElement.checkVisibility() || getComputedStyle(parentElement).clipPath !== "none") continue;
    for (const word of data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top / 4)));
      if (lines.size > 1) out.push(word[0]);
    }
  }
  return out;
}"""
"""Words that go on in the next line. A quarter of a line's height is no line: scripts sit on different base lines."""


HAND_BEHIND_NEXT = """() => {
  scrollTo(0, 0);
  if (innerWidth < 1280) return [];
  const hand = document.querySelector(".keeping .hand"), panel = document.querySelector(".steer");
  const over = hand && panel ? hand.getBoundingClientRect().bottom - panel.getBoundingClientRect().top : 0;
  return over > 0 ? [over] : [];
}"""
"""Only on a laptop: on a phone one scrolls."""


FAULTS = {"sticks out": STICKS_OUT, "clipped": CLIPPED, "behind the dock": BEHIND_THE_DOCK, "told elsewhere": TOLD_ELSEWHERE}
BESIDES = {"broken": BROKEN, "behind Next": HAND_BEHIND_NEXT}


async def faults(page: Page, looks: dict[str, str] = FAULTS) -> list[str]:
    """What is wrong with the screen as it is laid out now. All of it is asked at once: a question and its answer take longer than the look."""
    found = await page.evaluate("() => ({ " + ", ".join(f"{json.dumps(name)}: ({look})()" for name, look in looks.items()) + " })")
    return [f"{name}: {all_of_it}" for name, all_of_it in found.items() if all_of_it]


async def opened(page: Page, base: str) -> list[tuple[str, str]]:
    await page.goto(f"{base}/story")
    await page.wait_for_selector("html[data-story]", state="attached")
    return await screens(page)


@pytest.mark.parametrize("language", ["en", "hi", "mr"])
async def test_everything_fits_and_no_word_is_broken_however_long_the_names(stage: Stage, tree: Path, language: str) -> None:
    """Also: on a laptop a keeper reaches their own hand without scrolling, since the panel with Next lies over what does not fit."""
    names = json.loads((tree / "static" / "words" / f"names.{language}.json").read_text("utf-8"))
    by_length = (sorted(range(len(words)), key=lambda index: -len(words[index])) for words in (names["adjectives"], names["things"]))
    longest = (f"{adjective}, {thing}" for adjective, thing in zip(*by_length, strict=False))

    async def renamed(route: Route) -> None:
        people = await (await route.fetch()).text()
        long_names = re.sub(r'(\["\w+"), \d+, \d+\]', lambda seat: f"{seat[1]}, {next(longest)}]", people)
        await route.fulfill(body=long_names, content_type="text/javascript")

    wrong: dict[str, list[str]] = {}
    async with stage.window() as page:
        await page.route("**/story/people.js", renamed)
        for view, state in await opened(page, stage.base):
            await show(page, f"view={view}&state={state}&lang={language}")
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                if found := await faults(page, FAULTS | BESIDES if view in ("member", "console") else FAULTS):
                    wrong[f"{view}/{state} at {width}"] = found
    assert wrong == {}


async def test_a_page_that_the_browser_gives_no_frame_is_drawn_all_the_same(stage: Stage) -> None:
    """As a busy one without a screen now and then does; a test of a screen would wait for it for ever."""
    async with stage.window() as page:
        await opened(page, stage.base)
        await page.evaluate("window.requestAnimationFrame = () => 0")
        await show(page, "view=console&state=split&lang=en")
        assert await page.locator(".dock.steer").count() == 1


@pytest.mark.parametrize(
    ("state", "words"), [("turn", "Mic is open"), ("turn-muted", "Mic is closed"), ("turn-paused", "Mic is closed"), ("mic-closed", "Mic is closed")]
)
async def test_a_microphone_that_nobody_hears_is_not_called_open(stage: Stage, state: str, words: str) -> None:
    async with stage.window() as page:
        await opened(page, stage.base)
        await show(page, f"view=member&state={state}&lang=en")
        assert await page.get_by_role("button", name=re.compile("^Mic is ")).all_inner_texts() == [words]


async def test_what_is_said_in_private_pushes_no_button_off_the_smallest_phone(stage: Stage) -> None:
    async with stage.window(viewport={"width": 320, "height": 568}) as page:
        await opened(page, stage.base)
        await show(page, "view=member&state=much-at-once&lang=mr")
        await expect(page.locator(".notice.private")).to_have_count(1)
        for words in ("सुरू करा", "पाळी सोडा", "मदत"):
            await expect(page.get_by_role("button", name=re.compile(words)).first).to_be_in_viewport(ratio=1)


async def test_letters_may_be_twice_as_large(stage: Stage) -> None:
    """WCAG 1.4.4: a phone's own setting, which the root's size follows."""
    wrong: dict[str, list[str]] = {}
    async with stage.window(viewport={"width": 390, "height": 844}) as page:
        all_screens = await opened(page, stage.base)
        await page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        for view, state in all_screens:
            await show(page, f"view={view}&state={state}&lang=mr")
            if found := [fault for fault in await faults(page) if not fault.startswith("behind")]:
                wrong[f"{view}/{state}"] = found
    assert wrong == {}


LOOKS = {"a phone by day": ("lang=en&theme=light", (390, 844)), "a laptop by night": ("lang=hi&theme=dark", (1280, 800))}


@pytest.mark.parametrize(("look", "size"), LOOKS.values(), ids=LOOKS.keys())
async def test_axe_finds_nothing(stage: Stage, tree: Path, look: str, size: tuple[int, int]) -> None:
    axe = (tree / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    wrong: dict[str, Any] = {}
    async with stage.window(viewport={"width": size[0], "height": size[1]}, bypass_csp=True, reduced_motion="reduce") as page:
        all_screens = await opened(page, stage.base)
        await page.evaluate(axe)
        for view, state in all_screens:
            await show(page, f"view={view}&state={state}&{look}")
            if found := await violations(page):
                wrong[f"{view}/{state}"] = found
    assert wrong == {}
