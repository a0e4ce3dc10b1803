"""The pages alone on a free port of loopback, no circle behind them, and a browser to look at them with."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from server import bundle
from server.headers import secure
from server.pages import Pages
from server.settings import HELPLINES, helplines
from server.templates import Telling

FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--font-render-hinting=none"]


one_loop = pytest.mark.asyncio(loop_scope="session")
"""For tests that look at the stage, which is one for all of them: a browser can be asked only in the loop that started it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The pages and a browser, which the fixture `stage` starts once: to start them takes most of a small test's time."""

    base: str
    browser: Browser

    @asynccontextmanager
    async def window(self, **look: Any) -> AsyncGenerator[Page]:
        """One of somebody who was never here: nothing in it is left of another test's, and nothing of it stays."""
        context = await self.browser.new_context(**look)
        try:
            yield await context.new_page()
        finally:
            await context.close()


@asynccontextmanager
async def pages() -> AsyncGenerator[str]:
    """Their address. With the headers of a real answer, so that what the policy forbids is not seen here either."""

    async def headers(_request: web.Request, response: web.StreamResponse) -> None:
        secure(response.headers, https=False, form=True)

    app = web.Application()
    app.add_routes(Pages(bundle=bundle.load(), telling=Telling(helplines=helplines(HELPLINES)), dev=True).routes())
    app.on_response_prepare.append(headers)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def browser() -> AsyncGenerator[Browser]:
    """The machine's own Chromium, else the one that Playwright brought."""
    async with async_playwright() as playwright:
        path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        opened = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield opened
        finally:
            await opened.close()


DRAWN_SECONDS = 30.0
"""A screen takes a tenth of one; this is for a screen that never comes."""

_SHOW = """address => new Promise((resolve) => {
  const root = document.documentElement;
  history.replaceState(null, "", `/story?${address}`);
  dispatchEvent(new PopStateEvent("popstate"));
  if (root.dataset.story !== undefined) return resolve();
  const watch = new MutationObserver(() => {
    if (root.dataset.story === undefined) return;
    watch.disconnect();
    resolve();
  });
  watch.observe(root, { attributes: true, attributeFilter: ["data-story"] });
})"""
"""One question and one answer a screen: asking again and again whether it is drawn took a third of the time."""


async def show(page: Page, address: str) -> None:
    """Another screen of the story, without loading the page again. `address`: `view=…&state=…&lang=…&theme=…`."""
    try:
        async with asyncio.timeout(DRAWN_SECONDS):
            await page.evaluate(_SHOW, address)
    except TimeoutError:
        raise AssertionError(f"{address} is not drawn: {await page.locator('#app').inner_html()}") from None


_VIOLATIONS = "() => axe.run(document, { resultTypes: ['violations'], preload: { assets: ['media'] } })"
"""Without what axe would fetch for each look and no rule that is on needs: every style sheet again. It took half of the time."""


async def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules of axe that the page breaks, and where. axe is in the page already."""
    result = await page.evaluate(_VIOLATIONS)
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:2]]) for one in result["violations"]]


async def screens(page: Page) -> list[tuple[str, str]]:
    """View and state of every screen, as the story lists them."""
    await show(page, "")
    links: list[str] = await page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    found = [dict(parse_qsl(urlsplit(link).query)) for link in links]
    return [(one["view"], one["state"]) for one in found]
