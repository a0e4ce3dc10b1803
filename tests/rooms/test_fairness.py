"""Twelve people, two of whom always want to speak again: by raised hands, and by who was heard least."""

import pytest

from rooms.formats import Order
from tests.rooms.evening import PEOPLE, Evening, evening, gini

SEEDS = range(200)


@pytest.fixture(scope="module")
def evenings() -> dict[Order, list[Evening]]:
    return {order: [evening(order, seed) for seed in SEEDS] for order in (Order.HANDS, Order.LEAST_HEARD)}


def test_whoever_asks_is_heard_before_anybody_is_heard_twice(evenings: dict[Order, list[Evening]]) -> None:
    assert [seed for seed in SEEDS if evenings[Order.LEAST_HEARD][seed].unfair] == []
    assert any(one.unfair for one in evenings[Order.HANDS]), "by hands this happens, or the test sees nothing"


def test_airtime_is_shared_more_evenly_than_by_hands_in_every_evening(evenings: dict[Order, list[Evening]]) -> None:
    hands, least = evenings[Order.HANDS], evenings[Order.LEAST_HEARD]
    assert [(seed, least[seed].gini, hands[seed].gini) for seed in SEEDS if least[seed].gini >= hands[seed].gini] == []


def test_nobody_waits_for_more_turns_than_there_are_people(evenings: dict[Order, list[Evening]]) -> None:
    assert max(one.longest_wait for one in evenings[Order.LEAST_HEARD]) <= PEOPLE


def test_both_spoke_the_whole_evening(evenings: dict[Order, list[Evening]]) -> None:
    """Fairness by silence would be none."""
    for order, seen in evenings.items():
        assert min(sum(one.airtime.values()) for one in seen) > 0.75 * 90 * 60, order


def test_gini() -> None:
    assert gini([1, 1, 1, 1]) == 0
    assert gini([0, 0, 0, 4]) == 0.75
