"""A typed name, as everybody who may read it does: one line that disturbs nothing around it."""

import unicodedata

from rooms.bounds import CALLED_AT_MOST

SIGNS_AT_MOST = 4
"""Marks on one letter. Hindi and Marathi need three; a tower of them would cover the lines above."""

JOINERS = "\u200c\u200d"
"""Zero width, and needed to write Hindi and Marathi: between their letters, nowhere else."""

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def called_name(text: str) -> str | None:
    """In NFC, of 1 to `CALLED_AT_MOST` letters, each counted once with its marks. None: it is no name."""
    if len(text) > 8 * CALLED_AT_MOST:
        return None
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if not words or not all(_visible(words, index) for index in range(len(words))):
        return None
    letters, marks = 0, 0
    for sign in words:
        if _is_mark(sign) or sign in JOINERS:
            marks += 1
        else:
            letters, marks = letters + 1, 0
        if marks > SIGNS_AT_MOST or letters > CALLED_AT_MOST:
            return None
    return words if any(unicodedata.category(sign)[0] in "LN" for sign in words) else None


def _visible(words: str, index: int) -> bool:
    sign = words[index]
    if sign in JOINERS:
        around = words[max(index - 1, 0) : index] + words[index + 1 : index + 2]
        return len(around) == 2 and all("\u0900" <= neighbour <= "\u097f" for neighbour in around)
    return unicodedata.category(sign) not in _HIDDEN and not (index == 0 and _is_mark(sign))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"
