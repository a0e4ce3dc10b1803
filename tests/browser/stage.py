"""The pages alone on a free port of loopback, no circle behind them, and a browser to look at them with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from playwright.async_api import Browser, async_playwright

from server import bundle
from server.headers import secure
from server.pages import Pages

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--font-render-hinting=none"]


@asynccontextmanager
async def pages() -> AsyncIterator[str]:
    """Their address. With the headers of a real answer, so that what the policy forbids is not seen here either."""

    async def headers(_request: web.Request, response: web.StreamResponse) -> None:
        secure(response.headers, https=False, form=True)

    app = web.Application()
    app.add_routes(Pages(bundle=bundle.load(), title="Circlekeeper", dev=True).routes())
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
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield opened
        finally:
            await opened.close()
