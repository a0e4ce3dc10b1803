"""What people write, as it is shown to others: composed, and without what could disturb the page."""

import unicodedata

MARKS_AT_MOST = 4
"""On one letter. Hindi and Marathi need three; a tower of them would cover the lines above."""

JOINERS = "\u200c\u200d"
"""Zero width, and needed to spell Hindi, Marathi and families of emoji."""

LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}

_HIDDEN = ("Cc", "Cf", "Cs")
"""Controls, what turns the text around it, what has no width."""


def written_words(text: str, at_most: int) -> str | None:
    """The text in NFC, of 1 to `at_most` characters. None: empty or too long.

    What is pasted often carries invisible signs, so they are left out rather than refused, as are the upper floors of a tower of marks.
    """
    if len(text) > 2 * at_most:
        return None
    for end, plain in LINE_ENDS.items():
        text = text.replace(end, plain)
    shown = "".join(sign for sign in text if sign == "\n" or sign in JOINERS or unicodedata.category(sign) not in _HIDDEN)
    words = _without_towers(unicodedata.normalize("NFC", shown)).strip()
    return words if 0 < len(words) <= at_most else None


def _without_towers(words: str) -> str:
    """They would cover the lines above and below."""
    kept: list[str] = []
    marks = 0
    for sign in words:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks <= MARKS_AT_MOST:
            kept.append(sign)
    return "".join(kept)
