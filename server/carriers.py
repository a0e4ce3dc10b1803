"""Which worker is to carry a circle's voices."""

from collections import Counter
from collections.abc import Mapping

from rooms.ids import WorkerId
from server.store.roster import Worker

YOUNG_SECONDS = 30.0
"""Workers that started so close together are of one age. A restart of all begins with the new ones, and what they are given moves only once."""


def choose(me: WorkerId, others: Mapping[WorkerId, Worker], given: Counter[WorkerId], *, draining: bool) -> WorkerId:
    """This one, unless it is about to stop: then of the youngest the one with least to do. This one again where there is no other.

    `given`: connections that were sent to each a moment ago, and do not show in its load yet.
    """
    able = [worker for worker in others.values() if worker.address and not worker.draining]
    if not draining or not able:
        return me
    youngest = max(worker.born for worker in able)
    young = [worker for worker in able if worker.born >= youngest - YOUNG_SECONDS]
    return min(young, key=lambda worker: (worker.load + given[worker.id], worker.id)).id
