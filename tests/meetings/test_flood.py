"""One who floods, and people in a circle beside it. `python -m tests.bench flood` does the same for a minute."""

from pathlib import Path

from tests.bench.flood import ANSWERED_WITHIN, GROWTH_AT_MOST, arranged, measured
from tests.bounds import TOLERANCE
from tests.meetings.people import People
from tests.serving import plain_pages, server_process

SECONDS = 3.0
TRIES = 3
"""The best counts: a machine that does something else for a moment holds up whoever measures as well."""


async def test_a_flood_holds_up_nobody_and_costs_no_voice_and_no_memory(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server, People(server.url) as people:
        links = await arranged(server, people)
        before = await measured(server, people, SECONDS, None)
        during = [await measured(server, people, SECONDS, links)]
        while during[-1].p99 >= ANSWERED_WITHIN * TOLERANCE and len(during) < TRIES:
            during.append(await measured(server, people, SECONDS, links))
        assert min(found.p99 for found in during) < ANSWERED_WITHIN * TOLERANCE
        assert during[-1].messages > 1000
        assert sum(found.lost for found in during) == 0
        assert (max(found.memory for found in during) - before.memory) / 1024 < GROWTH_AT_MOST
        assert all(person.member.online for person in people.everyone)
    assert "Traceback" not in server.errors()
