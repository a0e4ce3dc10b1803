"""The store of the tests keeps the same promises, so what they show with it holds."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from server.store.port import Store
from tests.fakes import MemoryStore
from tests.server.store.contract import StoreContract

_places: dict[Path, MemoryStore] = {}


class TestMemoryStore(StoreContract):
    @asynccontextmanager
    async def running(self, place: Any) -> AsyncGenerator[Store]:
        store = _places.setdefault(place, MemoryStore())
        await store.start()
        try:
            yield store
        finally:
            await store.stop()
