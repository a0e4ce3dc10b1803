"""The keys of one table of a preset: read one by one, everything that is wrong collected, so that its author is told all at once."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar, cast

from rooms.formats import Language

Choice = TypeVar("Choice", bound=StrEnum)
Default = TypeVar("Default")

Translated = Mapping[Language, str]
Lists = Mapping[Language, tuple[str, ...]]

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LANGUAGES = tuple(language.value for language in Language)


class PresetError(ValueError):
    """The preset is not one. `where` is the path of the key, such as `phases[2].share_seconds`, phases counted from 1; empty: the file as a whole."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = where


class Table:
    """One table of the file. A key that is wrong is noted in `faults` and read as its default."""

    def __init__(self, given: Mapping[str, Any], where: str, faults: list[PresetError]) -> None:
        self._given = given
        self._where = where
        self._faults = faults
        self._known: list[str] = []

    def has(self, key: str) -> bool:
        return key in self._given

    def wrong(self, key: str, message: str) -> None:
        self._faults.append(PresetError(message, f"{self._where}.{key}" if self._where and key else self._where or key))

    def need(self, *keys: str) -> None:
        for key in keys:
            if key not in self._given:
                self._faults.append(PresetError(f"{key} is missing", self._where))

    def whole(self, key: str, least: int, most: int, default: Default) -> int | Default:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(key, f"must be a whole number from {least} to {most}, not {_shown(value)}")
        return default

    def number(self, key: str, least: float, most: float, default: Default) -> float | Default:
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        self.wrong(key, f"must be a number from {least:g} to {most:g}, not {_shown(value)}")
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.wrong(key, f"must be true or false, not {_shown(value)}")
        return default

    def choice(self, key: str, kind: type[Choice], default: Default) -> Choice | Default:
        value = self._take(key)
        if value is None:
            return default
        found = next((one for one in kind if one.value == value), None)
        if found is not None:
            return found
        self.wrong(key, f"must be one of {', '.join(kind)}, not {_shown(value)}")
        return default

    def id(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str) and _ID.fullmatch(value):
            return value
        if value is not None:
            self.wrong(key, f"must be 1 to 40 lower-case letters, digits and underscores, a letter first, not {_shown(value)}")
        return ""

    def pair(self, key: str, value: object, least: int, most: int, words: str) -> tuple[int, int] | None:
        """Two whole numbers, each in the range."""
        match value:
            case [int(one), int(other)] if least <= one <= most and least <= other <= most and bool not in (type(one), type(other)):
                return one, other
            case _:
                self.wrong(key, f"must be {words}, two whole numbers from {least} to {most}, not {_shown(value)}")
                return None

    def value(self, key: str) -> object:
        """As it stands in the file; none when it does not."""
        return self._take(key)

    def text(self, key: str, at_most: int, *, lines: bool = False) -> Translated:
        """One text in each language that has it. Lines: it may have more than one."""
        return {
            language: value.strip()
            for language, value in self._languages(key)
            if self._is_text(f"{key}.{language}", value, at_most, lines=lines) and isinstance(value, str)
        }

    def texts(self, key: str, count: int, at_most: int) -> Lists:
        """Up to so many texts in each language that has them, the same number in all."""
        found: dict[Language, tuple[str, ...]] = {}
        for language, value in self._languages(key):
            path = f"{key}.{language}"
            if not isinstance(value, list) or not 1 <= len(cast(list[object], value)) <= count:
                self.wrong(path, f"must be a list of 1 to {count} texts")
            elif all(self._is_text(path, entry, at_most, lines=False) for entry in cast(list[object], value)):
                found[language] = tuple(entry.strip() for entry in cast(list[str], value))
        if len({len(entries) for entries in found.values()}) > 1:
            self.wrong(key, f"must have as many texts in each language, not {', '.join(f'{len(found[one])} in {one}' for one in found)}")
        return found

    def done(self) -> None:
        """Every key was asked for: what is left is unknown."""
        for key in self._given:
            if key not in self._known:
                close = get_close_matches(key, self._known, 1)
                self.wrong(key, f"is no key of a preset; is it {close[0]}?" if close else f"is no key of a preset; here are {', '.join(self._known)}")

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self._given.get(key)

    def _languages(self, key: str) -> list[tuple[Language, object]]:
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, dict) or not value:
            self.wrong(key, f"must have a text for a language, such as {key}.en = …")
            return []
        given = cast(dict[str, object], value)
        for name in given:
            if name not in _LANGUAGES:
                self.wrong(f"{key}.{name}", f"is no language: {', '.join(_LANGUAGES)}")
        return [(Language(name), text) for name, text in given.items() if name in _LANGUAGES]

    def _is_text(self, path: str, value: object, at_most: int, *, lines: bool) -> bool:
        if not isinstance(value, str) or not 1 <= len(value.strip()) <= at_most:
            self.wrong(path, f"must be a text of 1 to {at_most} characters" + (f", not {len(value.strip())}" if isinstance(value, str) else ""))
            return False
        if bad := next((one for one in value if _is_control(one) and not (lines and one == "\n")), None):
            self.wrong(path, f"must not contain the control character U+{ord(bad):04X}")
            return False
        return True


def _is_control(character: str) -> bool:
    """Joiners, which Devanagari needs, are none."""
    return character in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _shown(value: object) -> str:
    """As it looks in TOML, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
