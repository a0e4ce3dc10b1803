"""The pages alone on a free port of loopback, no circle behind them, and a browser to look at them with."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from server import bundle
from server.headers import secure
from server.pages import Pages
from server.settings import HELPLINES, helplines
from server.templates import Telling

FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--font-render-hinting=none"]


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
    await page.evaluate(_SHOW, address)


async def screens(page: Page) -> list[tuple[str, str]]:
    """View and state of every screen, as the story lists them."""
    await show(page, "")
    links: list[str] = await page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    found = [dict(parse_qsl(urlsplit(link).query)) for link in links]
    return [(one["view"], one["state"]) for one in found]
