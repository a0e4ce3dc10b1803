"""What the tests of workers may ask for."""

from collections.abc import AsyncGenerator

import pytest

from tests.server.workers.company import Company, a_company


@pytest.fixture
async def company() -> AsyncGenerator[Company]:
    async with a_company() as company:
        yield company
