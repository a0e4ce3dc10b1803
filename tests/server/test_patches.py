"""Merge patches: the examples of RFC 7386, and whatever views there can be."""

import copy
from typing import Any

import pytest
from hypothesis import given, strategies as st

from server.patches import apply, diff

EXAMPLES: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]
"""Appendix A."""

VIEWS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.recursive(
        st.booleans() | st.integers(0, 3) | st.floats(0, 2) | st.text("xy", max_size=2) | st.lists(st.integers(0, 2), max_size=2),
        lambda deeper: st.dictionaries(st.sampled_from("abc"), deeper, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
)


@pytest.mark.parametrize(("target", "patch", "result"), EXAMPLES)
def test_the_examples_of_the_rfc(target: Any, patch: Any, result: Any) -> None:
    before = copy.deepcopy((target, patch))
    assert apply(target, patch) == result
    assert (target, patch) == before


@given(VIEWS, VIEWS)
def test_a_patch_makes_the_new_view_of_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert apply(old, diff(old, new)) == new
    assert (diff(old, new) == {}) == (old == new)


def test_a_patch_says_only_what_differs() -> None:
    old = {"seats": {"A": {"place": 1, "name": [1, 2]}, "B": {"name": [3, 4]}}, "stage": "open", "turn": {"seat": "A"}}
    new = {"seats": {"A": {"name": [1, 2]}, "B": {"name": [3, 4]}, "C": {"name": [5, 6]}}, "stage": "open"}
    assert diff(old, new) == {"turn": None, "seats": {"A": {"place": None}, "C": {"name": [5, 6]}}}
