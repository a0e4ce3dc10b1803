"""A preset: a format and the words of its cards, in every language, read from one TOML file. docs/formats.md says what it may hold."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from rooms.formats import EVERYBODYS, HAND_OVER_SECONDS, LEAST_SHARE_SECONDS, Crosstalk, Format, Language, Order, Phase, Range
from rooms.keys import PresetError, Table

__all__ = ["PhaseWords", "Preset", "PresetError", "Words", "faults_of", "parse_preset"]

PEOPLE_AT_MOST = 500
PHASES_AT_MOST = 24
TITLE_AT_MOST = 60
ABOUT_AT_MOST = 240
SCRIPT_AT_MOST = 1200
SENTENCES_AT_MOST = 6
PROMPTS_AT_MOST = 12
LINE_AT_MOST = 240
"""Of a ready sentence and of a question: more does not fit on a phone beside the circle."""

MINUTES_OFF = 0.01
"""By so much the sum of the phases may miss the stated minutes: thirds of a minute have no exact decimals."""

_OF_SHARES = ("share_seconds", "firm_after_seconds", "crosstalk", "rounds", "keeper_first", "then")
_Text = TypeVar("_Text", str, tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseWords:
    """The card of one phase."""

    title: str
    script: str = ""
    """What who runs the meeting reads aloud or does. May have several lines."""
    sentences: tuple[str, ...] = ()
    """Ready to say, for who runs the meeting."""
    prompts: tuple[str, ...] = ()
    """The questions of the round, one for each time round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything of a preset that is read by people, in one language."""

    title: str
    about: str
    """One sentence, for choosing."""
    phases: tuple[PhaseWords, ...]
    """One for each phase of the format, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    format: Format
    words: Mapping[Language, Words]
    """Every language; what the file does not say in one is in English, else in whatever it is said in."""


def parse_preset(text: str) -> Preset:
    """The preset that this TOML describes. Raises PresetError for the first thing that is wrong with it."""
    read = _read(text)
    if isinstance(read, Preset):
        return read
    raise read[0]


def faults_of(text: str) -> tuple[PresetError, ...]:
    """Everything that is wrong with it. None: it is a preset."""
    read = _read(text)
    return () if isinstance(read, Preset) else read


def _read(text: str) -> Preset | tuple[PresetError, ...]:
    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return (PresetError(str(error)),)
    faults: list[PresetError] = []
    top = Table(given, "", faults)
    top.need("id", "minutes", "people", "title", "about", "phases")
    least, most = _people(top)
    id, minutes = top.id("id"), top.whole("minutes", 5, 720, 60)
    title, about = top.text("title", TITLE_AT_MOST), top.text("about", ABOUT_AT_MOST)
    read = [_phase(table, faults, index) for index, table in enumerate(_phases(top), 1)]
    format = Format(
        id=id,
        phases=tuple(phase for phase, _ in read),
        minutes=minutes,
        people_least=least,
        people_most=most,
        longer=_longer(top, most, minutes),
        offers_by_itself=top.flag("offers_by_itself", True),
        listeners=top.flag("listeners"),
        deputy_required=top.flag("deputy_required"),
        opens_before_minutes=top.whole("opens_before_minutes", 0, 1440, None),
        closes_after_minutes=top.whole("closes_after_minutes", 0, 720, None),
    )
    top.done()
    if not faults:  # else what follows from a wrong number would be told as one more fault
        _check_whole(top, format)
    if faults:
        return tuple(faults)
    words = {
        language: Words(title=_in(title, language), about=_in(about, language), phases=tuple(_words(table, language) for _, table in read))
        for language in Language
    }
    return Preset(format=format, words=words)


def _people(top: Table) -> tuple[int, int]:
    given = top.value("people")
    if given is None:
        return 2, PEOPLE_AT_MOST
    people = top.pair("people", given, 1, PEOPLE_AT_MOST, "[fewest, most]")
    if people and people[0] > people[1]:
        top.wrong("people", f"must name the fewest first: [{people[1]}, {people[0]}]")
    return people or (2, PEOPLE_AT_MOST)


def _longer(top: Table, most: int, minutes: int) -> tuple[Range, ...]:
    given = top.value("longer")
    if given is None:
        return ()
    ranges: list[Range] = []
    for entry in cast(list[object], given) if isinstance(given, list) else [given]:
        pair = top.pair("longer", entry, 1, 720, "a list of [people, minutes]")
        if pair is None:
            return ()
        if pair[0] <= most or pair[1] <= minutes or pair[0] > PEOPLE_AT_MOST:
            top.wrong("longer", f"must go up: [{pair[0]}, {pair[1]}] comes after {most} people in {minutes} minutes")
            return ()
        most, minutes = pair
        ranges.append(Range(people=most, minutes=minutes))
    return tuple(ranges)


def _phases(top: Table) -> list[dict[str, Any]]:
    given = top.value("phases")
    if given is None:
        return []
    entries: list[object] = cast(list[object], given) if isinstance(given, list) else []
    tables = [cast(dict[str, Any], entry) for entry in entries if isinstance(entry, dict)]
    if len(tables) != len(entries) or not 1 <= len(tables) <= PHASES_AT_MOST:
        top.wrong("phases", f"must be 1 to {PHASES_AT_MOST} tables, each begun by [[phases]]")
        return []
    return tables


@dataclass(frozen=True, slots=True)
class _Card:
    title: Mapping[Language, str]
    script: Mapping[Language, str]
    sentences: Mapping[Language, tuple[str, ...]]
    prompts: Mapping[Language, tuple[str, ...]]


def _phase(given: dict[str, Any], faults: list[PresetError], index: int) -> tuple[Phase, _Card]:
    table = Table(given, f"phases[{index}]", faults)
    table.need("id", "minutes", "title")
    order = table.choice("order", Order, None)
    card = _Card(
        title=table.text("title", TITLE_AT_MOST),
        script=table.text("script", SCRIPT_AT_MOST, lines=True),
        sentences=table.texts("sentences", SENTENCES_AT_MOST, LINE_AT_MOST),
        prompts=table.texts("prompts", PROMPTS_AT_MOST, LINE_AT_MOST),
    )
    phase = Phase(
        id=table.id("id"),
        minutes=table.number("minutes", 0.5, 240, 1.0),
        order=order,
        share_seconds=table.number("share_seconds", 20, 3600, 180.0),
        firm_after_seconds=table.number("firm_after_seconds", 0, 600, None),
        crosstalk=table.choice("crosstalk", Crosstalk, Crosstalk.NONE),
        rounds=table.whole("rounds", 1, 10, 1),
        keeper_first=table.flag("keeper_first"),
        then=table.choice("then", Order, Order.HANDS),
        silent=table.flag("silent"),
        bell=table.flag("bell"),
        applause=table.flag("applause"),
        questions=table.flag("questions"),
        milestones=table.flag("milestones"),
        call=table.flag("call"),
        beyond=table.flag("beyond"),
        prompts=len(next(iter(card.prompts.values()), ())),
    )
    table.done()
    if not table.has("order"):
        for key in filter(table.has, _OF_SHARES):
            table.wrong(key, "needs an order: without one nobody is offered to share in this phase")
    if phase.silent and order is not None:
        table.wrong("silent", "cannot be true where there is an order: nobody is heard in a silent phase")
    if order is not None and order not in EVERYBODYS:
        for key in filter(table.has, ("rounds", "keeper_first", "then")):
            table.wrong(key, f"needs an order that goes round ({', '.join(one for one in Order if one in EVERYBODYS)}), not {order}")
    if phase.then in EVERYBODYS:
        table.wrong("then", f"must be an order by hands ({', '.join(one for one in Order if one not in EVERYBODYS)}), not {phase.then}")
    return phase, card


def _check_whole(top: Table, format: Format) -> None:
    """What no key says alone: the sums, and that everybody gets their least."""
    ids = [phase.id for phase in format.phases]
    for index, phase in enumerate(format.phases, 1):
        if phase.id in ids[: index - 1]:
            top.wrong(f"phases[{index}].id", f'must be used once: "{phase.id}" is the id of phase {ids.index(phase.id) + 1} too')
        if not phase.beyond and any(before.beyond for before in format.phases[:index]):
            top.wrong(f"phases[{index}]", "comes after a phase with beyond = true, so it must have it too")
        if phase.order in EVERYBODYS and not phase.beyond and (needed := least_minutes(phase, format.people_most)) > phase.minutes + MINUTES_OFF:
            seconds = min(phase.share_seconds, LEAST_SHARE_SECONDS)
            top.wrong(
                f"phases[{index}].minutes",
                f"must be {needed:.2f} or more, so that each of {format.people_most} people gets {seconds:g} s; or lower people's second number",
            )
    total = sum(phase.minutes for phase in format.phases if not phase.beyond)
    if abs(total - format.minutes) > MINUTES_OFF:
        top.wrong("minutes", f"must be {total:g}, the sum of its phases, not {format.minutes}")


def least_minutes(phase: Phase, people: int) -> float:
    """What one round needs in which nobody gets less than the least, the piece moving on between them."""
    return (people * min(phase.share_seconds, LEAST_SHARE_SECONDS) + (people - 1) * HAND_OVER_SECONDS) / 60


def _words(card: _Card, language: Language) -> PhaseWords:
    return PhaseWords(
        title=_in(card.title, language),
        script=_in(card.script, language) if card.script else "",
        sentences=_in(card.sentences, language) if card.sentences else (),
        prompts=_in(card.prompts, language) if card.prompts else (),
    )


def _in(texts: Mapping[Language, _Text], language: Language) -> _Text:
    """In this language, else in English, else in whatever there is."""
    return texts.get(language) or texts.get(Language.ENGLISH) or next(iter(texts.values()))
