"""The cards of a meeting as a browser reads them: what is said and asked in each phase, in the reader's language."""

from collections.abc import Mapping

import msgspec

from rooms.formats import Format, Language, Phase
from rooms.preset import PhaseWords, Preset

KEPT_AT_MOST = 200
"""Encoded cards, 2 to 15 KB each. Six of every format that is in use are asked for again and again."""


class Cards:
    """Encodes each once. Scripts and ready sentences are for facilitators alone."""

    def __init__(self, presets: Mapping[str, Preset]) -> None:
        self._presets = presets
        self._encoded: dict[tuple[str, tuple[Phase, ...], Language, bool], msgspec.Raw] = {}

    def of(self, format: Format, language: Language, *, for_facilitators: bool) -> msgspec.Raw:
        """CARDS of PROTOCOL.md, in JSON."""
        key = format.id, format.phases, language, for_facilitators
        if key not in self._encoded:
            if len(self._encoded) >= KEPT_AT_MOST:
                self._encoded.clear()
            self._encoded[key] = msgspec.Raw(msgspec.json.encode(self._cards(format, language, for_facilitators)))
        return self._encoded[key]

    def _cards(self, format: Format, language: Language, for_facilitators: bool) -> dict[str, object]:
        """A circle outlives a restart, and its format's file may be another by then: what it has no words for is called by its id."""
        preset = self._presets.get(format.id)
        if preset is None:
            title, about, words = _name(format.id), "", dict[str, PhaseWords]()
        else:
            said = preset.words[language]
            title, about = said.title, said.about
            words = {phase.id: card for phase, card in zip(preset.format.phases, said.phases, strict=True)}
        cards = [_card(phase, words.get(phase.id) or PhaseWords(title=_name(phase.id)), for_facilitators) for phase in format.phases]
        return {"format": format.id, "title": title, "about": about, "phases": cards}


def _card(phase: Phase, words: PhaseWords, for_facilitators: bool) -> dict[str, object]:
    minutes = round(phase.minutes) if phase.minutes % 1 == 0 else phase.minutes
    card: dict[str, object] = {"id": phase.id, "title": words.title, "minutes": minutes, "prompts": words.prompts}
    if for_facilitators and words.script:
        card["script"] = words.script
    if for_facilitators and words.sentences:
        card["sentences"] = words.sentences
    return card


def _name(id: str) -> str:
    return id.replace("_", " ").capitalize()
