"""Whose clock is right: by how much a worker's own is to be put right, from what the others' show. Not by the store's: that one may be set."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from rooms.ids import Instant, WorkerId

AT_ONCE_SECONDS = 0.1
"""Of a small difference so much is put right at a beat: a worker that is slow to say what its clock shows moves nobody's far."""


class Reading(NamedTuple):
    """Another worker's clock."""

    born: Instant
    id: WorkerId
    ahead: float
    """Of this worker's own, in seconds."""


def off(born: Instant, id: WorkerId, others: Sequence[Reading]) -> float:
    """Seconds to be added to the clock of the worker `id`. The middle of all is right; of two, that of the elder."""
    if len(others) == 1:
        (other,) = others
        return other.ahead if (other.born, other.id) < (born, id) else 0.0
    return median([0.0, *(other.ahead for other in others)])
