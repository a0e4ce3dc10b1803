"""Drawn names as words, for the few who read them outside a browser."""

from collections.abc import Mapping
from functools import cache

import msgspec

from rooms.formats import Language
from rooms.names import Pseudonym
from server.bundle import STATIC


class NameWords(msgspec.Struct, frozen=True):
    """One language's `words/names.*.json`."""

    pattern: str
    adjectives: list[str]
    things: list[str]

    def say(self, name: Pseudonym) -> str:
        """As a browser says it: `nameOf` in static/names.js."""
        return self.pattern.replace("{adjective}", self.adjectives[name.adjective]).replace("{thing}", self.things[name.thing])


@cache
def name_words() -> Mapping[Language, NameWords]:
    """The browser's own lists."""
    words = STATIC / "words"
    return {language: msgspec.json.decode((words / f"names.{language.value}.json").read_bytes(), type=NameWords) for language in Language}
