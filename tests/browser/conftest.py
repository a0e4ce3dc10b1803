"""A server of its own process, as people meet it, and people in real browsers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.people import House, people
from tests.serving import ServerProcess, server_process


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data", counts=True) as server:
        yield server


@pytest.fixture
async def house(served: ServerProcess, chromium: str | None, tmp_path: Path) -> AsyncIterator[House]:
    async with people(chromium, served.audio_port, tmp_path) as made:
        yield made
