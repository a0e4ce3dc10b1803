"""The circles this worker has had in its hands lately, so that the next command does not load them again."""

from collections import OrderedDict

from rooms.ids import CircleId
from server.store.port import Versioned

RECENT_AT_MOST = 1_000
"""Circles kept. One of 500 seats takes about 1 MB, the usual one of 12 about 20 KB."""


class Recent:
    """Never goes back: of two states of a circle the newer is kept. The least recently used circle makes room."""

    def __init__(self, at_most: int = RECENT_AT_MOST) -> None:
        self._at_most = at_most
        self._kept: OrderedDict[CircleId, Versioned] = OrderedDict()

    def get(self, circle: CircleId) -> Versioned | None:
        if (kept := self._kept.get(circle)) is not None:
            self._kept.move_to_end(circle)
        return kept

    def keep(self, newest: Versioned) -> None:
        circle = newest.circle.id
        if (kept := self._kept.get(circle)) is None or kept.version < newest.version:
            self._kept[circle] = newest
        self._kept.move_to_end(circle)
        if len(self._kept) > self._at_most:
            self._kept.popitem(last=False)

    def drop(self, circle: CircleId) -> None:
        self._kept.pop(circle, None)

    def all(self) -> list[Versioned]:
        return list(self._kept.values())
