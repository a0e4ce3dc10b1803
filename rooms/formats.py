"""A format: who is offered the piece next, for how long. Data, read from the presets, kept in the circle it opened."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast


class Language(StrEnum):
    ENGLISH = "en"
    HINDI = "hi"
    MARATHI = "mr"


class Order(StrEnum):
    """An order policy: who is offered the piece next."""

    HANDS = "hands"
    """First raised, first offered."""
    ROUND = "round"
    """Seats in order, each offered once; then back to `hands`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """The rules one circle runs by."""

    id: str
    order: Order
    turn_seconds: float
    """What one share may take. 30 to 3600."""
    firm: bool
    """Whether a share ends by itself 30 s after its time is up. If not, the sign to close is all there is."""
    offers_by_itself: bool
    """Whether the next person is offered the piece without the facilitator's *Next*."""
    minutes: int
    """Planned length of the meeting."""
    listeners: bool
    """Whether there is a link for people who only listen."""
    prompt: Mapping[Language, str]
    """The question of the round in each language; empty when there is none."""


class FormatError(ValueError):
    """The preset is not one: the message names the key."""


def parse_format(text: str) -> Format:
    """The format a preset's TOML describes. Raises FormatError for a missing, unknown or wrong key."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(str(error)) from None
    known = {"id", "order", "turn_seconds", "firm", "offers_by_itself", "minutes", "listeners", "prompt"}
    if unknown := table.keys() - known:
        raise FormatError(f"unknown key: {min(unknown)}")
    if missing := known - {"prompt"} - table.keys():
        raise FormatError(f"missing key: {min(missing)}")
    try:
        return _format(table)
    except (TypeError, ValueError) as error:
        raise FormatError(str(error)) from None


def _format(table: dict[str, Any]) -> Format:
    seconds = float(table["turn_seconds"])
    if not 30 <= seconds <= 3600:
        raise FormatError("turn_seconds must be 30 to 3600")
    prompt = cast(dict[str, object], table.get("prompt", {}))
    return Format(
        id=str(table["id"]),
        order=Order(table["order"]),
        turn_seconds=seconds,
        firm=bool(table["firm"]),
        offers_by_itself=bool(table["offers_by_itself"]),
        minutes=int(table["minutes"]),
        listeners=bool(table["listeners"]),
        prompt={Language(language): str(words) for language, words in prompt.items()},
    )
