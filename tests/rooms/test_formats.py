"""Presets: every one is a format, speaks three languages, and a wrong one says which key is wrong."""

from pathlib import Path

import pytest

from rooms.formats import FormatError, Language, Order, parse_format

PRESETS = sorted((Path(__file__).parents[2] / "rooms" / "presets").glob("*.toml"))


def test_there_are_presets() -> None:
    assert "circle" in {path.stem for path in PRESETS}


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_preset_is_a_format_in_every_language(path: Path) -> None:
    format = parse_format(path.read_text("utf-8"))
    assert format.id == path.stem
    assert set(format.prompt) in (set(), set(Language))
    assert all(words.strip() == words != "" for words in format.prompt.values())


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_no_preset_says_circle_or_piece_where_those_words_are_not_translated(path: Path) -> None:
    """Hindi and Marathi say meeting or group, and whose turn to speak it is."""
    format = parse_format(path.read_text("utf-8"))
    words = " ".join(format.prompt.get(language, "") for language in (Language.HINDI, Language.MARATHI))
    assert not any(word in words for word in ("सर्कल", "वर्तुळ", "मंडल", "पीस", "मासिक", "सूत्रधार"))


def test_the_circle() -> None:
    format = parse_format((Path(__file__).parents[2] / "rooms" / "presets" / "circle.toml").read_text("utf-8"))
    assert (format.order, format.turn_seconds, format.minutes) == (Order.HANDS, 180, 90)
    assert (format.firm, format.offers_by_itself, format.listeners) == (False, True, False)


GOOD = """
id = "x"
order = "round"
turn_seconds = 60
firm = true
offers_by_itself = false
minutes = 10
listeners = true
"""


def test_a_format_may_have_no_prompt() -> None:
    assert parse_format(GOOD).prompt == {}


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (GOOD + "colour = 1", "unknown key: colour"),
        (GOOD.replace("firm = true", ""), "missing key: firm"),
        (GOOD.replace("60", "29"), "turn_seconds must be 30 to 3600"),
        (GOOD.replace("60", "3601"), "turn_seconds must be 30 to 3600"),
        (GOOD.replace("60", '"sixty"'), "could not convert"),
        (GOOD.replace('"round"', '"draw"'), "draw"),
        (GOOD + '[prompt]\nfr = "?"', "fr"),
        ("id =", "Invalid value"),
    ],
)
def test_a_wrong_preset_says_what_is_wrong(wrong: str, names: str) -> None:
    with pytest.raises(FormatError, match=names):
        parse_format(wrong)
