"""Every screen in every state, as the story page draws it: nothing sticks out, nothing is hidden, and axe finds nothing to say."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.stage import browser, pages, screens, show

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


async def faults(page: Page) -> list[str]:
    """What is wrong with the screen as it is laid out now."""
    found: list[str] = []
    if out := await page.evaluate(STICKS_OUT):
        found.append(f"sticks out: {out}")
    if clipped := await page.evaluate(CLIPPED):
        found.append(f"clipped: {clipped}")
    if behind := await page.evaluate(BEHIND_THE_DOCK):
        found.append(f"behind the dock: {behind}")
    return found


async def opened(page: Page, base: str) -> list[tuple[str, str]]:
    await page.goto(f"{base}/story")
    await page.wait_for_selector("html[data-story]", state="attached")
    return await screens(page)


@pytest.mark.parametrize(("language", "sizes"), [("en", SIZES), ("hi", SIZES[:2]), ("mr", SIZES[:2])], ids=["en", "hi", "mr"])
async def test_everything_fits_at_every_width(language: str, sizes: list[tuple[int, int]]) -> None:
    wrong: dict[str, list[str]] = {}
    async with pages() as base, browser() as chromium:
        page = await chromium.new_page()
        for view, state in await opened(page, base):
            await show(page, f"view={view}&state={state}&lang={language}")
            for width, height in sizes:
                await page.set_viewport_size({"width": width, "height": height})
                if found := await faults(page):
                    wrong[f"{view}/{state} at {width}"] = found
    assert wrong == {}


async def test_letters_may_be_twice_as_large() -> None:
    """WCAG 1.4.4: a phone's own setting, which the root's size follows."""
    wrong: dict[str, list[str]] = {}
    async with pages() as base, browser() as chromium:
        page = await chromium.new_page(viewport={"width": 390, "height": 844})
        all_screens = await opened(page, base)
        await page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        for view, state in all_screens:
            await show(page, f"view={view}&state={state}&lang=mr")
            if found := [fault for fault in await faults(page) if not fault.startswith("behind")]:
                wrong[f"{view}/{state}"] = found
    assert wrong == {}


LOOKS = {"a phone by day": ("lang=en&theme=light", (390, 844)), "a laptop by night": ("lang=hi&theme=dark", (1280, 800))}


@pytest.mark.parametrize(("look", "size"), LOOKS.values(), ids=LOOKS.keys())
async def test_axe_finds_nothing(tree: Path, look: str, size: tuple[int, int]) -> None:
    axe = (tree / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    wrong: dict[str, Any] = {}
    async with pages() as base, browser() as chromium:
        context = await chromium.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=True, reduced_motion="reduce")
        page = await context.new_page()
        all_screens = await opened(page, base)
        await page.evaluate(axe)
        for view, state in all_screens:
            await show(page, f"view={view}&state={state}&{look}")
            result = await page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
            if result["violations"]:
                wrong[f"{view}/{state}"] = [(one["id"], [node["html"][:160] for node in one["nodes"][:2]]) for one in result["violations"]]
    assert wrong == {}
