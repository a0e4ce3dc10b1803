"""What people write, as it is shown to others: composed, and without what could disturb the page."""

import unicodedata

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They could turn the text around them, names and buttons too. Joiners (U+200C, U+200D) stay: Hindi and Marathi are spelt with them."""

LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}


def written_words(text: str, at_most: int) -> str | None:
    """The text in NFC, of 1 to `at_most` characters. None: empty or too long.

    What is pasted from elsewhere often carries invisible signs, so they are left out rather than refused.
    """
    if len(text) > 2 * at_most:
        return None
    for end, plain in LINE_ENDS.items():
        text = text.replace(end, plain)
    kept = (sign for sign in text if sign == "\n" or (sign not in BIDI_CONTROLS and unicodedata.category(sign) not in ("Cc", "Cs")))
    words = unicodedata.normalize("NFC", "".join(kept)).strip()
    return words if 0 < len(words) <= at_most else None
