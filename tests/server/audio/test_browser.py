"""A tone in one real browser is measured in another: what only Chromium can prove about answers, DTLS, numbers and time."""

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright

from rooms.ids import SeatId
from server.audio.host import AudioHost
from server.audio.settings import AudioSettings
from tests.server.audio.conftest import CIRCLE, Studio, audio_host

_FLAGS = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
_TONES = {"a": 440, "b": 1000, "c": 2500}


def _pages(host: AudioHost) -> web.Application:
    async def page(_: web.Request) -> web.FileResponse:
        return web.FileResponse(Path(__file__).with_name("page.html"))

    async def offer(request: web.Request) -> web.Response:
        return web.Response(text=host.answer(CIRCLE, SeatId(request.query["seat"]), await request.text()))

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_post("/offer", offer)
    return app


@pytest.fixture
async def browsers(chromium: str | None) -> AsyncIterator[tuple[Studio, dict[str, Page]]]:
    """Three pages in a circle, each sending its tone whether it is heard or not; 60 ms packets as the product's default is."""
    studio = Studio(audio_host(AudioSettings()))
    await studio.host.start()
    server = TestServer(_pages(studio.host))
    await server.start_server()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        pages: dict[str, Page] = {}
        for seat, hertz in _TONES.items():
            pages[seat] = await (await browser.new_context()).new_page()
            await pages[seat].goto(str(server.make_url("/").with_query(seat=seat)))
            await asyncio.wait_for(pages[seat].evaluate("hertz => join(hertz)", hertz), 60)
        yield studio, pages
        await browser.close()
    await server.close()
    await studio.close()


async def _hears(page: Page, hertz: int | None, section: str = "piece") -> None:
    """Returns when the page measures that tone (or quiet); fails after 20 s."""
    measured: dict[str, float] = {}
    for _ in range(400):
        measured = await page.evaluate("section => heard(section)", section)
        if hertz is None and measured["loudness"] < 0.005:
            return
        if hertz is not None and measured["loudness"] > 0.05 and abs(measured["hertz"] - hertz) < 15:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"expected {hertz}, heard {measured}")


async def test_a_tone_in_one_browser_is_measured_in_the_others(browsers: tuple[Studio, dict[str, Page]]) -> None:
    studio, pages = browsers
    studio.give("a")
    await _hears(pages["b"], 440)
    await _hears(pages["c"], 440)
    await _hears(pages["a"], None)
    for holder in ("b", "a", "b", "a", "b"):  # one stream, many voices: no switch may look like loss
        studio.give(holder)
        for listener in _TONES.keys() - {holder}:
            await _hears(pages[listener], _TONES[holder])
    studio.give("a", keeper="b")
    await _hears(pages["c"], 440, "piece")
    await _hears(pages["c"], 1000, "keeper")
    studio.give()
    await _hears(pages["c"], None, "piece")
    await _hears(pages["c"], None, "keeper")
    for page in pages.values():
        for entry in await page.evaluate("numbers('inbound-rtp')"):
            assert entry["packetsLost"] == 0, entry


async def test_the_answer_makes_packets_of_60_ms_and_one_length(browsers: tuple[Studio, dict[str, Page]]) -> None:
    studio, pages = browsers
    studio.give("a")
    await _hears(pages["b"], 440)
    (listener,) = await studio.join("listener")
    await listener.until("piece", 30)
    assert {len(packet) - 12 for packet in listener.packets} == {120}, "16 kb/s at 60 ms, every packet alike"
    stamps = [struct.unpack_from("!I", packet, 4)[0] for packet in listener.packets]
    assert {(after - before) & 0xFFFFFFFF for before, after in zip(stamps, stamps[1:], strict=False)} == {60 * 48}
