"""Takes the pictures in docs/ again, from the story page: `make pictures`. The same people in all of them, and nobody real."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser

from tests.browser.stage import browser, pages

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures"

SCREENS = {
    "landing": "/?language=en",
    "pre-join": "/story?view=prejoin&state=ready",
    "circle-listening": "/story?view=member&state=listening",
    "circle-offered": "/story?view=member&state=offered",
    "circle-my-turn": "/story?view=member&state=turn",
    "facilitator": "/story?view=console&state=sharing",
    "facilitator-evening": "/story?view=console&state=evening",
    "facilitator-marathi": "/story?view=console&state=evening&lang=mr",
    "open": "/open?language=en",
}

MORE = {
    "circle-marathi": "/story?view=member&state=queued&lang=mr",
    "help": "/story?view=member&state=help",
    "side-room": "/story?view=member&state=help-together",
    "milestones": "/story?view=member&state=milestones-shown",
    "safe": "/story?view=member&state=safe",
    "unheard": "/story?view=console&state=unheard",
    "circle-dark": "/story?view=member&state=listening&lang=hi&theme=dark",
}
"""On a phone only."""

PHONE, LAPTOP = (390, 844, 1.5), (1280, 800, 1.0)
"""Width, height, and pixels to a point: enough for a README, and small enough for a repository."""


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with pages() as base, browser() as chromium:
        for name, address in {**SCREENS, **MORE}.items():
            await take(chromium, f"{base}{address}", PHONE, FOLDER / f"{name}-phone.png")
        for name, address in SCREENS.items():
            await take(chromium, f"{base}{address}", LAPTOP, FOLDER / f"{name}-laptop.png")


async def take(chromium: Browser, address: str, size: tuple[int, int, float], path: Path) -> None:
    width, height, density = size
    context = await chromium.new_context(viewport={"width": width, "height": height}, device_scale_factor=density, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(address)
    if "/story" in address:
        await page.wait_for_selector("html[data-story]", state="attached")
    # the tick in pre-join was pressed by the story; the picture is of what a person sees, without the ring of a keyboard's focus
    await page.evaluate("() => { document.activeElement?.blur(); }")
    await page.screenshot(path=path)
    await context.close()


if __name__ == "__main__":
    asyncio.run(main())
