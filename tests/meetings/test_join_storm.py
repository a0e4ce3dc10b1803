"""Many who come at once hear who speaks. `python -m tests.bench storm` does the same with two hundred."""

from tests.bench.storm import HEAR_SECONDS, storm
from tests.meetings.shared import TOLERANCE, measured

PEOPLE = 40
WITHIN = 1.0


async def test_nearly_all_of_forty_who_come_in_a_second_hear_soon() -> None:
    waits = sorted(await storm(PEOPLE, WITHIN))
    assert len(waits) == PEOPLE
    assert waits[PEOPLE * 95 // 100 - 1] <= HEAR_SECONDS * TOLERANCE
    measured(f"{PEOPLE} come in {WITHIN:g} s", heard=waits[PEOPLE * 95 // 100 - 1], last=waits[-1])
