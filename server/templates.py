"""The pages as HTML: templates of `static/pages/`, filled with file names, words and the language. Nothing of a circle is in them."""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rooms.formats import Language
from server.bundle import Bundle, File, NoBundle, packed

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z]+)(?:\s+([^\s{}]+))?\s*\}\}")


_TELE_MANAS = "14416"
"""The one helpline that the first page has a sentence of its own for, in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What every page says of the centre that hosts it."""

    title: str = "Circlekeeper"
    helplines: tuple[tuple[str, str], ...] = (("Tele-MANAS", _TELE_MANAS),)
    """Label and number, the first always on the screen."""
    centre_number: str = ""


class Templates:
    """Fills templates. With `dev`, addresses lead to the modules as they are written."""

    def __init__(self, *, static: Path, bundle: Bundle, telling: Telling, dev: bool) -> None:
        self._static = static
        self._bundle = bundle
        self._telling = telling
        self._dev = dev

    def page(self, name: str, language: Language) -> File:
        """`static/pages/NAME.html` in that language. Raises NoBundle for a missing page, an unknown placeholder or word."""
        path = self._static / "pages" / f"{name}.html"
        try:
            template = path.read_text("utf-8")
        except FileNotFoundError:
            raise NoBundle(f"static/pages/{name}.html is missing") from None
        words = self._words(language)

        def filled(match: re.Match[str]) -> str:
            value = self._value(match[1], match[2] or "", language, words)
            if value is None:
                raise NoBundle(f"static/pages/{name}.html: nothing to put in place of {match[0]}")
            return html.escape(value)

        return packed("text/html; charset=utf-8", _PLACEHOLDER.sub(filled, template).encode())

    def _value(self, kind: str, of: str, language: Language, words: Mapping[str, Any]) -> str | None:
        kinds: dict[str, Callable[[], str | None]] = {
            "language": lambda: language.value,
            "title": lambda: self._telling.title,
            "helplines": lambda: json.dumps(self._telling.helplines, ensure_ascii=False, separators=(",", ":")),
            "helpline": lambda: self._helpline(of, words),
            "centre": lambda: self._telling.centre_number,
            "entry": lambda: self._entry(of),
            "preload": lambda: self._preload(of),
            "style": lambda: self._style(of),
            "words": lambda: self._entry(f"words/{language.value}.json"),
            "say": lambda: words[of] if isinstance(words.get(of), str) else None,
        }
        return kinds[kind]() if kind in kinds else None

    def _helpline(self, of: str, words: Mapping[str, Any]) -> str | None:
        """Of the first: how it is `dialled`, or what is `said` of it."""
        label, number = self._telling.helplines[0]
        said = words.get("helpline.call") if number == _TELE_MANAS else f"{words.get(f'helpline.{number}', label)} {number}"
        dialled = "".join(sign for sign in number if sign in "+0123456789")
        return {"dialled": dialled, "said": said}.get(of)

    def _entry(self, source: str) -> str | None:
        entry = self._bundle.entries.get(source)
        if entry is None:
            return None
        return f"/static/{source}" if self._dev else f"/static/dist/{entry['file']}"

    def _preload(self, source: str) -> str | None:
        """The script that the entry waits for, so that both are fetched at once: on slow 3G that is 0.4 s."""
        imports = self._bundle.entries.get(source, {}).get("imports")
        return f"/static/dist/{imports[0]}" if imports and not self._dev else self._entry(source)

    def _style(self, source: str) -> str | None:
        css = self._bundle.entries.get(source, {}).get("css")
        if css is None or not self._dev:
            return css and f"/static/dist/{css}"
        return next((f"/static/{path}" for path, entry in self._bundle.entries.items() if entry["file"] == css), None)

    def _words(self, language: Language) -> Mapping[str, Any]:
        try:
            return json.loads((self._static / "words" / f"{language.value}.json").read_bytes())
        except (OSError, ValueError):
            raise NoBundle(f"static/words/{language.value}.json cannot be read") from None
