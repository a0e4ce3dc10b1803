"""A format as somebody sees it who chooses one: what it is for, for how many, for how long, in every language."""

from collections.abc import Callable

from rooms.formats import Phase
from rooms.preset import PhaseWords, Preset, Words


def choice(preset: Preset) -> dict[str, object]:
    """In JSON, without nulls: what the format does not have is not there. Scripts and questions stay with who runs the circle."""
    format = preset.format
    window = {"opens_before": format.opens_before_minutes, "closes_after": format.closes_after_minutes}
    return {
        "id": format.id,
        "title": _in_each(preset, lambda words: words.title),
        "about": _in_each(preset, lambda words: words.about),
        "minutes": format.minutes,
        "people": [format.people_least, format.people_most],
        "longer": [[more.people, more.minutes] for more in format.longer],
        "listeners": format.listeners,
        "deputy_required": format.deputy_required,
        **{side: minutes for side, minutes in window.items() if minutes is not None},
        "phases": [_step(preset, index, phase) for index, phase in enumerate(format.phases)],
    }


def _step(preset: Preset, index: int, phase: Phase) -> dict[str, object]:
    def title(words: Words) -> str:
        card: PhaseWords = words.phases[index]
        return card.title

    beyond = {"beyond": True} if phase.beyond else {}
    return {"id": phase.id, "title": _in_each(preset, title), "minutes": phase.minutes, **beyond}


def _in_each(preset: Preset, said: Callable[[Words], str]) -> dict[str, str]:
    return {language.value: said(words) for language, words in preset.words.items()}
