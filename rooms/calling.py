"""A typed name, as everybody who may read it does: one line that disturbs nothing around it."""

import unicodedata

from rooms.bounds import CALLED_AT_MOST
from rooms.writing import JOINERS, MARKS_AT_MOST

SIGNS_IN_ALL = 4 * CALLED_AT_MOST
"""Code points. Hindi and Marathi need two for a letter; a name of nothing but full towers is none."""

_INDIC = ("\u0900", "\u0dff")
"""The scripts that are spelt with joiners, from Devanagari to Sinhala: between their letters a name may have one, nowhere else."""

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")

_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
"""Letters, marks and signs that show nothing: with them a name would be an empty space, or look like another."""

_SELECTORS = (("\ufe00", "\ufe0d"), ("\U000e0100", "\U000e01ef"))
"""They choose between shapes and show nothing themselves. The two for emoji, which come after these, may stay."""


def called_name(text: str) -> str | None:
    """In NFC, of 1 to `CALLED_AT_MOST` letters, each counted once with its marks. None: it is no name."""
    if len(text) > 2 * SIGNS_IN_ALL:  # it may be longer before it is composed
        return None
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(words) <= SIGNS_IN_ALL or not all(_visible(words, index) for index in range(len(words))):
        return None
    letters, marks = 0, 0
    for sign in words:
        if _is_mark(sign) or sign in JOINERS:
            marks += 1
        else:
            letters, marks = letters + 1, 0
        if marks > MARKS_AT_MOST or letters > CALLED_AT_MOST:
            return None
    return words if any(unicodedata.category(sign)[0] in "LN" for sign in words) else None


def _visible(words: str, index: int) -> bool:
    sign = words[index]
    if sign in JOINERS:
        around = words[max(index - 1, 0) : index] + words[index + 1 : index + 2]
        return len(around) == 2 and all(_INDIC[0] <= neighbour <= _INDIC[1] for neighbour in around)
    if sign in _BLANK or any(first <= sign <= last for first, last in _SELECTORS):
        return False
    return unicodedata.category(sign) not in _HIDDEN and not (index == 0 and _is_mark(sign))


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M"
