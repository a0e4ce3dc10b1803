"""The embedded store: the contract, and what only a file can do wrong."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from server.store.port import Store
from server.store.sqlite import SqliteStore
from tests.server.store.contract import StoreContract


class TestSqliteStore(StoreContract):
    @asynccontextmanager
    async def running(self, place: Any) -> AsyncGenerator[Store]:
        store = SqliteStore(place)
        await store.start()
        try:
            yield store
        finally:
            await store.stop()
