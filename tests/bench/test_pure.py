"""The parts of the benches that measure nothing: what they reckon must be right."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.bench import capacity, costs, faults
from tests.bench.capacity import Meeting, planned, simulated
from tests.bench.contenders import contenders
from tests.bench.costs import IDLE, SMALL, SPREAD, WIDE, Costs, Work
from tests.bench.crowd import COMMAND, Circle, Echoes, Seat
from tests.bench.scale import route_of, routed

COSTS = Costs(
    socket=25, command=600, follow=900, delivery=50, look=400, packet=10.9, redis_commit=180, redis_load=130, redis_version=10, redis_look=200,
    redis_beat=100, redis_beat_each=1.5,
)  # fmt: skip


def test_the_costs_that_are_worked_out_predict_what_they_were_worked_out_from() -> None:
    loads = [costs.predicted(COSTS, work) for work in (IDLE, SMALL, WIDE, SPREAD)]
    found = costs.solved(*loads, look=(COSTS.look, COSTS.redis_look), beat=(COSTS.redis_beat, COSTS.redis_beat_each))
    for name in Costs.__dataclass_fields__:
        assert getattr(found, name) == pytest.approx(getattr(COSTS, name)), name


def test_every_row_of_the_soak_is_in_the_table_and_has_its_test() -> None:
    tree = Path(__file__).parents[2]
    table = (tree / "docs" / "faults.md").read_text()
    for row, (where, _) in faults.ROWS.items():
        test = tree / where.split()[0]
        assert test.is_file(), row
        assert any(f"`{row}`" in line and f"{test.name}`" in line for line in table.splitlines() if line.startswith("|")), row


def test_who_waits_for_redis_waits_as_long_as_theory_says() -> None:
    """One server, one time for all, arrivals by chance: 1 + u / (2 (1 - u)) times the service (Pollaczek and Khinchine)."""
    alone = Meeting(commands=0.1, deadlines=0)
    one_kind = Costs(**{name: 0.0 for name in Costs.__dataclass_fields__} | {"redis_commit": 200.0, "packet": 10.9})
    plan = planned(one_kind, alone, 360_000)  # 3,000 commits a second: 0.6 of Redis
    assert plan.redis == pytest.approx(0.6)
    waits = capacity.redis_waits(one_kind, alone, plan, Random(1))
    assert sum(waits) / len(waits) * 1e6 == pytest.approx(200 * (1 + 0.6 / (2 * 0.4)), rel=0.05)


def test_delays_grow_with_what_is_asked_and_are_endless_where_more_comes_than_can_be_done() -> None:
    small, large, all_at_once = (simulated(COSTS, Meeting(), planned(COSTS, Meeting(), members), Random(1)) for members in (300, 8_000, 8_000_000))
    assert 0 < small.command < large.command < all_at_once.command
    assert 0 < small.packet < large.packet < all_at_once.packet == float("inf")


def test_beats_grow_with_the_square_of_the_workers() -> None:
    few, many = planned(COSTS, Meeting(), 10_000), planned(COSTS, Meeting(), 1_000_000)
    for plan in (few, many):
        assert plan.roster == pytest.approx(2 * plan.workers * (100 + 1.5 * plan.workers) / 1e6)
    assert many.roster / few.roster > 3 * many.workers / few.workers


def test_workers_are_planned_below_what_is_full() -> None:
    for members in capacity.SIZES:
        assert planned(COSTS, Meeting(), members).worker <= capacity.FULL + 1e-9


def test_a_circle_is_routed_to_one_worker_and_all_workers_have_circles() -> None:
    addresses = ("a", "b", "c", "d")
    where = [routed(f"CODE{n:04d}", addresses) for n in range(400)]
    assert where == [routed(f"CODE{n:04d}", addresses) for n in range(400)]
    assert {one for (one,) in where} == set(addresses)


def test_peers_that_are_not_there_are_named() -> None:
    assert [contender.name.split()[0] for contender in contenders()] == ["circlekeeper", "Node", "python-socketio", "nchan"]


async def test_frames_are_counted_however_they_are_cut() -> None:
    text = b'42["patch",1,"' + COMMAND.encode() + b'"]'
    frame = b"\x81\x7e" + len(text).to_bytes(2, "big") + text
    stream = b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + 3 * frame
    for size in (1, 7, 100, len(stream)):
        circle = Circle("circle")
        circle.seats = [seat] = [Seat(Echoes(), circle, 0, "host:1")]
        for _ in range(3):
            circle.expect(0.0)
        for at in range(0, len(stream), size):
            seat.data_received(stream[at : at + size])
        assert seat.changes == 3, size
        assert circle.missing == 0
        assert all(circle.waits)
        seat.joined.cancel()
        await asyncio.sleep(0)


def test_loads_add_up() -> None:
    one, two = (Work(workers=1, circles=n, members=10, every=1.0, routed=True) for n in (100, 200))
    assert costs.predicted(COSTS, two)[0] == pytest.approx(2 * costs.predicted(COSTS, one)[0])


def test_circles_are_routed_as_the_page_asks_for_it() -> None:
    assert [f"{route_of(code):02x}" for code in ("ABCD2345", "ZZZZ9999", "MANGO234")] == ["ab", "b1", "8d"], "as in static/tests/route.test.js"
