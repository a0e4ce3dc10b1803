"""What voices go by when the store answers, says no, or says nothing."""

import asyncio

import pytest

from rooms.ids import CircleId
from server import newest as module
from server.newest import newest
from server.store.port import Unavailable, Version, Versioned
from tests.fakes import a_circle

SEEN, STORED = Versioned(a_circle(), Version(1, 1)), Versioned(a_circle(), Version(1, 2))
CODE = CircleId("AAAAAAAA")


class Road:
    def __init__(self, *, says: str, knows: bool = True) -> None:
        self._says = says
        self._knows = knows

    def known(self, circle: CircleId) -> Versioned | None:
        return SEEN if self._knows else None

    async def load(self, circle: CircleId) -> Versioned:
        if self._says == "no":
            raise Unavailable
        if self._says == "nothing":
            await asyncio.Event().wait()
        if self._says == "late":
            await asyncio.sleep(0.05)
        return STORED


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.02)


async def test_what_the_store_says_in_time_is_the_newest() -> None:
    assert await newest(Road(says="yes"), CODE) is STORED
    assert await newest(Road(says="late", knows=False), CODE) is STORED, "nothing else is known, so it is waited for"


@pytest.mark.parametrize("says", ["no", "nothing", "late"])
async def test_else_it_is_what_was_seen_last(says: str) -> None:
    assert await newest(Road(says=says), CODE) is SEEN
    with pytest.raises(Unavailable):
        await newest(Road(says=says), CODE, may_be_old=lambda: False)


async def test_where_nothing_is_known_the_store_is_needed() -> None:
    with pytest.raises(Unavailable):
        await newest(Road(says="no", knows=False), CODE)
