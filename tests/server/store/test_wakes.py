"""Who is told of changes, who is not any more, and what happens to those who do not listen."""

import asyncio
import gc

import pytest

from rooms.ids import CircleId
from server.store import wakes as waking
from server.store.wakes import Wakes


async def test_an_id_is_heard_once_and_again_only_after_it_was_heard() -> None:
    wakes = Wakes()
    listener = wakes.listen()
    for code in "ABA":
        wakes.wake([CircleId(code)])
    assert [await anext(listener), await anext(listener)] == ["A", "B"]
    waiting = asyncio.ensure_future(anext(listener))
    await asyncio.sleep(0)
    assert not waiting.done()
    wakes.wake([CircleId("A")])
    assert await waiting == "A"


async def test_a_listener_that_never_reads_holds_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "WAKES_AT_MOST", 2)
    wakes = Wakes()
    listener = wakes.listen()
    wakes.wake([CircleId(code) for code in "ABAC"])
    wakes.close()
    assert [code async for code in listener] == ["B", "C"]


async def test_who_let_go_is_forgotten() -> None:
    wakes = Wakes()
    wakes.listen()
    gc.collect()
    assert len(wakes._listeners) == 0  # pyright: ignore[reportPrivateUsage]
