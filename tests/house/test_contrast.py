"""Text can be read by tired eyes on a cheap screen: every pair of colours that carries words, by day and by night (WCAG 2.2, 1.4.3)."""

import colorsys
import re
from pathlib import Path

import pytest

TEXT = 4.5
LINES = 3.0
"""For what is not text but has to be seen: edges of fields, the ring of time, the focus (1.4.11)."""

TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "sunken"),
    ("teal", "paper"), ("teal", "surface"), ("on-teal", "teal"), ("on-teal", "teal-press"), ("on-teal-soft", "teal-soft"),
    ("on-leaf-soft", "leaf-soft"), ("leaf-deep", "paper"), ("danger", "paper"), ("danger", "surface"), ("danger", "sunken"),
    ("danger", "danger-soft"), ("on-danger", "danger"),
]  # fmt: skip
LINE_PAIRS = [
    ("edge", "paper"), ("edge", "surface"), ("leaf", "paper"), ("leaf", "surface"), ("leaf", "sunken"), ("focus", "paper"), ("focus", "surface"),
]  # fmt: skip

Colours = dict[str, tuple[float, float, float]]

HEX = re.compile(r"--([a-z-]+):\s*#([0-9a-f]{6})\b")


@pytest.fixture(scope="module")
def themes(tree: Path) -> dict[str, Colours]:
    style = (tree / "static" / "styles" / "tokens.css").read_text("utf-8")
    light, rest = style.split(':root[data-theme="dark"] {')
    chosen, automatic = rest.split("@media (prefers-color-scheme: dark)")
    return {"light": colours(light), "dark": {**colours(light), **colours(chosen)}, "by the phone": {**colours(light), **colours(automatic)}}


def colours(style: str) -> Colours:
    def channel(digits: str, index: int) -> float:
        return int(digits[index : index + 2], 16) / 255

    return {name: (channel(digits, 0), channel(digits, 2), channel(digits, 4)) for name, digits in HEX.findall(style)}


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    def luminance(colour: tuple[float, float, float]) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out(themes: dict[str, Colours], theme: str) -> None:
    weak = {pair: round(contrast(themes[theme][pair[0]], themes[theme][pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_are_seen(themes: dict[str, Colours], theme: str) -> None:
    weak = {pair: round(contrast(themes[theme][pair[0]], themes[theme][pair[1]]), 2) for pair in LINE_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < LINES} == {}


def test_the_night_is_the_same_however_it_came(themes: dict[str, Colours]) -> None:
    """CSS cannot say it once for both on the phones we want to reach."""
    assert themes["dark"] == themes["by the phone"]


TINT = re.compile(r"--hue:\s*(\d+)")
AVATAR = re.compile(r"background: hsl\(var\(--hue\) (\d+)% (\d+)%\);\s*color: hsl\(var\(--hue\) (\d+)% (\d+)%\)")


def test_every_avatar_is_seen(tree: Path) -> None:
    style = (tree / "static" / "styles" / "circle.css").read_text("utf-8")
    hues, looks = TINT.findall(style), AVATAR.findall(style)
    assert len(hues) == 12
    assert len(looks) == 3, "light, dark, dark by the phone"

    def hsl(hue: str, saturation: str, lightness: str) -> tuple[float, float, float]:
        return colorsys.hls_to_rgb(int(hue) / 360, int(lightness) / 100, int(saturation) / 100)

    for ground, shade, drawn, light in looks:
        assert min(contrast(hsl(hue, ground, shade), hsl(hue, drawn, light)) for hue in hues) >= TEXT
