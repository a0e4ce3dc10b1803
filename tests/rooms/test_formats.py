"""Formats: what a preset's file becomes, which the rules of a meeting go by."""

from pathlib import Path

from rooms.formats import Format, Order
from rooms.preset import parse_preset

PRESETS = Path(__file__).parents[2] / "rooms" / "presets"


def shipped(id: str) -> Format:
    return parse_preset((PRESETS / f"{id}.toml").read_text("utf-8")).format


def test_the_circle() -> None:
    circle = shipped("circle")
    assert [phase.id for phase in circle.phases] == ["opening", "agreement", "check_in", "rounds", "closing_round", "closing"]
    assert [phase.order for phase in circle.phases] == [None, None, Order.ROUND, Order.ROUND, Order.ROUND, None]
    assert (circle.minutes, circle.people_least, circle.people_most) == (90, 3, 8)
    rounds = circle.phases[3]
    assert (rounds.share_seconds, rounds.rounds, rounds.prompts, rounds.keeper_first) == (180, 3, 3, True)
    assert (circle.offers_by_itself, circle.listeners, rounds.firm_after_seconds) == (True, False, None)
