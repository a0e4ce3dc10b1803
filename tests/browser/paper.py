"""The page that opens circles, with a centre's API of paper behind it: what is looked at is the page."""

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, Route, expect

from server.choosing import choice
from server.presets import presets
from server.qr import picture
from tests.browser.stage import Stage

LINK = "https://circles.example.org/circle?language=mr#K7RM4WXP."
OPENED: dict[str, Any] = {
    "code": "K7RM4WXP",
    "links": {role: f"{LINK}{role:-<22}" for role in ("facilitator", "member", "listener")},
    "qr": {role: picture(f"{LINK}{role:-<22}") for role in ("facilitator", "member", "listener")},
}
KEY = "3f" * 32

REMEMBER_COPIES = """(() => {
  window.copies = [];
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = async (text) => { await write(text); window.copies.push(text); };
})()"""
"""What was copied in earnest: no page may read the clipboard back."""


class PaperCentre:
    """Answers as the server's API does, with circles of paper: what is looked at here is the page."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {}
        """By path: instead of the good answer."""
        self.asked: list[tuple[str, Any]] = []

    async def __call__(self, route: Route) -> None:
        request = route.request
        path = request.url.partition("/api/")[2]
        body: Any = json.loads(request.post_data) if request.post_data else None
        self.asked.append((path, body))
        right = (await request.all_headers()).get("authorization") == f"Bearer {KEY}"
        status, answer = self.answers.get(path, self._good(path, body)) if right else (401, {"code": "wrong-key"})
        await route.fulfill(status=status, content_type="application/json", body=json.dumps(answer))

    def _good(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        if path == "formats":
            return 200, {"formats": [choice(preset) for preset in presets().values()]}
        if path == "circles":
            return 201, OPENED
        return 201, {"links": [f"{LINK}{n:-<22}" for n in range(1, body["count"] + 1)]}


async def copied(page: Page) -> str:
    """The last text that a button copied."""
    await expect(page.get_by_role("status").filter(has_text=re.compile("Copied|कॉपी")).first).to_be_visible()
    return await page.evaluate("() => copies.at(-1)")


@asynccontextmanager
async def at_the_page(stage: Stage, language: str = "en", **context: Any) -> AsyncGenerator[tuple[Page, PaperCentre]]:
    async with stage.window(locale="en-IN", timezone_id="Asia/Kolkata", reduced_motion="reduce", **context) as page:
        centre = PaperCentre()
        await page.add_init_script(REMEMBER_COPIES)
        await page.route("**/api/**", centre)
        await page.goto(f"{stage.base}/open?language={language}")
        await page.wait_for_selector("#key")
        yield page, centre


async def unlocked(page: Page, key: str = KEY) -> None:
    await page.fill("#key", key)
    await page.press("#key", "Enter")
    await page.wait_for_selector("form.opening")
