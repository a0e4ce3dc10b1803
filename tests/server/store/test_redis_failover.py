"""One address that leads to another Redis from some moment on: its replica was promoted, and the one before follows that now."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from server.store.port import Unavailable
from server.store.redis import RedisStore
from tests.fakes import a_circle
from tests.meetings.between import Between, listening
from tests.server.store.contract import COMES_SECONDS
from tests.server.store.redis_servers import asked, redis_server


class Address(Between):
    """Leads new connections to that port; those that are open stay where they are."""

    def __init__(self, leads_to: int) -> None:
        super().__init__()
        self.leads_to = leads_to

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.leads_to)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            writer.write(data)

    _answer = _ask


@pytest.mark.usefixtures("maker")
async def test_a_connection_that_stayed_at_who_takes_no_writes_any_more_is_left(tmp_path: Path) -> None:
    with redis_server(tmp_path / "first") as first, redis_server(tmp_path / "second") as second:
        async with listening(Address(_port(first))) as address:
            store = RedisStore(f"redis://127.0.0.1:{address.port}", "test", "0" * 16)
            await store.start()
            try:
                current = await store.open(a_circle(), None)
                asked(first, "REPLICAOF", "127.0.0.1", str(_port(second)))
                with pytest.raises(Unavailable):
                    await store.commit(current.version, replace(current.circle, title="refused"), None)
                address.leads_to = _port(second)
                async with asyncio.timeout(COMES_SECONDS):
                    while (title := await _committed(store, "goes on")) is None:  # noqa: ASYNC110  # nothing tells of it
                        await asyncio.sleep(0.05)
                assert title == "goes on"
            finally:
                await store.stop()


async def _committed(store: RedisStore, title: str) -> str | None:
    try:
        current = await store.load(a_circle().id)
        return (await store.commit(current.version, replace(current.circle, title=title), None)).circle.title
    except Unavailable:
        return None


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])
