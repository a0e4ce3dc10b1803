"""The floor: who is heard, and that nobody else is."""

import pytest

from rooms.floor import audible
from tests.rooms.words import given


@pytest.mark.parametrize(
    ("circle", "floor"),
    [
        ("anu sharing 9", {"piece": "anu"}),
        ("anu offered 180 for 9", {}),
        ("anu held 9 for 9", {}),
        ("anu writing 9", {}),
        ("anu sharing 9; muted anu", {}),
        ("anu sharing 9; muted bela", {"piece": "anu"}),
        ("anu sharing 9; hushed", {}),
        ("anu sharing 9; away anu", {}),
        ("anu sharing 9; left anu", {}),
        ("paused; anu sharing 9", {}),
        ("queue anu; away anu", {}),
        ("speaking kim", {"keeper": "kim"}),
        ("gathering; speaking kim", {"keeper": "kim"}),
        ("paused; speaking kim; anu sharing 9", {"keeper": "kim"}),
        ("hushed; speaking kim; anu sharing 9", {"keeper": "kim"}),
        ("speaking kim; anu sharing 9", {"piece": "anu", "keeper": "kim"}),
        ("speaking kim; kim sharing 9", {"piece": "kim"}),
        ("hushed; speaking kim; kim sharing 9", {"keeper": "kim"}),
        ("speaking kim; muted kim", {}),
        ("speaking kim; away kim", {}),
        ("speaking kim; left kim", {}),
        ("ended; speaking kim; anu sharing 9", {}),
    ],
)
def test_floor(circle: str, floor: dict[str, str]) -> None:
    assert audible(given(circle)) == floor
