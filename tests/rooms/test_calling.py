"""What may be a typed name."""

import unicodedata

import pytest
from hypothesis import given, settings, strategies as st

from rooms.bounds import CALLED_AT_MOST
from rooms.calling import SIGNS_IN_ALL, called_name
from rooms.writing import JOINERS, MARKS_AT_MOST


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Sunita", "Sunita"),
        ("  Sunita   from\tNagpur ", "Sunita from Nagpur"),
        ("सुनीता", "सुनीता"),
        ("श्रद्धा क्षीरसागर", "श्रद्धा क्षीरसागर"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("e\u0301", "é"),
        ("ক্\u200dষ", "ক্\u200dষ"),
        ("Sunita \u2764\ufe0f", "Sunita \u2764\ufe0f"),
        ("x" * 24, "x" * 24),
        ("कि" * 24, "कि" * 24),
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
        "\u3164", "\u115f", "a\u2800b", "x\u034f", "x\U000e0100", "क\u0902\u0903\u0901\u093c" * 20,
    ],
)  # fmt: skip
def test_what_is_none(typed: str) -> None:
    assert called_name(typed) is None


HOSTILE = (
    "aéक्ं़ক্😀❤ \n\t'<>&\u0301\u0489\u200b\u200c\u200d\u200e\u202e"
    "\u2066\u2069\ufeff\u00ad\u061c\u2028\u3164\u115f\u2800\ufe0f\U000e0041\U000e0100\ufdfd\u0000\ud800"
)
"""Letters that may be, and what is pasted between them to hide, to turn, to tower or to be another."""

CONTROLS = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


SHORT = st.tuples(st.sampled_from(["", "a", "क"]), st.text(alphabet=HOSTILE, max_size=2), st.sampled_from(["", "b", "ष"])).map("".join)
"""Where one sign that should not be there is not hidden behind another that is refused."""


@settings(max_examples=1000)
@given(st.text(max_size=120) | st.text(alphabet=HOSTILE, max_size=120) | SHORT)
def test_whatever_is_typed_comes_out_harmless_or_not_at_all(typed: str) -> None:
    name = called_name(typed)
    if name is None:
        return
    assert called_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert 0 < len(name) <= SIGNS_IN_ALL
    assert not any(unicodedata.category(sign) in CONTROLS for sign in name if sign not in JOINERS)
    assert not set(name) & set("\u3164\u115f\u1160\uffa0\u2800\u034f\n")
    for index, sign in enumerate(name):
        assert sign not in JOINERS or all("INDIC" in script(name, index + step) for step in (-1, 1))
    letters = "".join("m" if is_mark(sign) else "L" for sign in name)
    assert letters[0] == "L"
    assert letters.count("L") <= CALLED_AT_MOST
    assert "m" * (MARKS_AT_MOST + 1) not in letters
    assert any(unicodedata.category(sign)[0] in "LN" for sign in name), "somebody can be called by it"


def is_mark(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign).startswith("M")


def script(name: str, index: int) -> str:
    known = ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA")
    return "INDIC" if 0 <= index < len(name) and unicodedata.name(name[index], "").startswith(known) else "OTHER"
