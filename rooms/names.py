"""What a person is called in one circle: a pair of words, drawn, never typed."""

from dataclasses import dataclass

ADJECTIVES = 128
THINGS = 256
"""Words in each list. The lists themselves are the browser's, one a language, so that each viewer reads the name in their own.

Half as many adjectives as things: kind ones that bend to no gender, in Hindi and Marathi too, and are nobody's name, run out there.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonym:
    """An adjective and a thing from nature, as indexes into the word lists. The avatar is drawn from the same pair."""

    adjective: int
    """0 to `ADJECTIVES` - 1."""
    thing: int
    """0 to `THINGS` - 1."""
