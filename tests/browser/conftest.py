"""A server of its own process, as people meet it, and people in real browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.people import PATIENCE_SECONDS, House, people
from tests.browser.stage import Stage, browser, pages
from tests.member import Member
from tests.serving import Links, ServerProcess, server_process

expect.set_options(timeout=PATIENCE_SECONDS * 1000)  # Playwright's own 5 s are too few for a page that loads beside three other browsers


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    async with pages() as base, browser() as chromium:
        yield Stage(base, chromium)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data", counts=True) as server:
        yield server


@pytest.fixture
async def house(served: ServerProcess, chromium: str | None, tmp_path: Path) -> AsyncIterator[House]:
    async with people(chromium, served.audio_port, tmp_path) as made:
        yield made


@pytest.fixture
async def keeper(served: ServerProcess) -> AsyncIterator[tuple[Member, Links]]:
    """Who keeps a circle that has started, and its links: no browser, where a test looks at a member's."""
    links = await served.centre.open_circle(title="A telling title")
    async with aiohttp.ClientSession() as session, Member(session, served.url) as f:
        assert (await f.join(links.code, links.facilitator.rpartition(".")[2]))["ok"]
        assert (await f.do("start_circle"))["ok"]
        yield f, links
