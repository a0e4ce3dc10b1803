"""Many who come at once hear who speaks, and those of another circle notice nothing. `python -m tests.bench storm` does the same with two hundred."""

from tests.bench.storm import GAP_SECONDS, HEAR_SECONDS, storm
from tests.bounds import EXACT, TOLERANCE
from tests.meetings.shared import measured

PEOPLE = 40
WITHIN = 1.0


async def test_nearly_all_of_forty_who_come_in_a_second_hear_soon() -> None:
    weathered = await storm(PEOPLE, WITHIN, pinned=EXACT)
    waits = weathered.waits
    assert len(waits) == PEOPLE
    assert waits[PEOPLE * 95 // 100 - 1] <= HEAR_SECONDS * TOLERANCE
    assert weathered.gap <= GAP_SECONDS * TOLERANCE
    measured(f"{PEOPLE} come in {WITHIN:g} s", heard=waits[PEOPLE * 95 // 100 - 1], last=waits[-1], gap=weathered.gap)
