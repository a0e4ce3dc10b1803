"""What may be a typed name."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from rooms.bounds import CALLED_AT_MOST
from rooms.calling import called_name


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Sunita", "Sunita"),
        ("  Sunita   from\tNagpur ", "Sunita from Nagpur"),
        ("सुनीता", "सुनीता"),
        ("श्रद्धा क्षीरसागर", "श्रद्धा क्षीरसागर"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("e\u0301", "é"),
        ("x" * 24, "x" * 24),
        ("O'Neil-2", "O'Neil-2"),
    ],
)
def test_names(typed: str, read: str) -> None:
    assert called_name(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\n", "\u202eevil", "a\u200bb", "a\u200db", "\ufeffa", "x" * 25, "a" + "\u0301" * 9, "\u0301a", "a\x00b", "\ue000", "\U000e0041",
        "...", "\u2066a\u2069", "a" * 5000, "😀\u200d😀",
    ],
)  # fmt: skip
def test_what_is_none(typed: str) -> None:
    assert called_name(typed) is None


@given(st.text(max_size=120))
def test_whatever_is_typed_comes_out_harmless_or_not_at_all(typed: str) -> None:
    name = called_name(typed)
    if name is None:
        return
    assert called_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Zl", "Zp") for sign in name)
    assert not any(unicodedata.bidirectional(sign) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI") for sign in name)
    assert sum(not unicodedata.category(sign).startswith("M") for sign in name) <= CALLED_AT_MOST + name.count("\u200c") + name.count("\u200d")
