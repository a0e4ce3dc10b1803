"""PROTOCOL.md and the code say the same, in both directions; a line missing on either side is named."""

import re
from collections.abc import Iterable
from dataclasses import MISSING, fields
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest

from moderation.limits import CODES_AT_ONCE, CODES_PER_SECOND, MESSAGES_AT_ONCE, MESSAGES_PER_SECOND
from moderation.policy import Denial
from rooms.bounds import FRESH_SECONDS, UNREAD_AT_MOST, WRITTEN_AT_MOST
from rooms.circle import Stage
from rooms.formats import Order
from rooms.ids import CODE_ALPHABET
from rooms.refusals import Reason
from rooms.seat import Role, Standing
from rooms.turn import TurnState
from rooms.views import Audience
from server import announce, gateway, shown, wire
from server.presence import PRESENCE_SECONDS
from server.sockets import limits
from server.sockets.connection import Goodbye
from server.sockets.frames import Event
from server.store.follow_up import KEPT_SECONDS

PAGE = Path(__file__).parents[2] / "server" / "PROTOCOL.md"


def section(page: str, title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def rows(text: str) -> list[list[str]]:
    """Of the tables in it, without their heads."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line.lstrip().startswith("|")]
    heads = {number for number, cells in enumerate(lines) if set("".join(cells)) <= set("-")}
    return [cells for number, cells in enumerate(lines) if number not in heads and number + 1 not in heads]


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([a-z][a-z_-]*)`", text))


def values(*kinds: type[StrEnum]) -> set[str]:
    return {member.value for kind in kinds for member in kind}


def commands() -> dict[str, set[str]]:
    """Their fields, those with a default in brackets."""
    return {
        name: {
            field.name if field.default is MISSING else f"[{field.name}]" for field in fields(kind) if field.name not in ("by", "secret", "listener")
        }
        for name, kind in wire.COMMANDS.items()
    }


def structs() -> dict[str, set[str]]:
    kinds = {"join": wire.Joining, "return": wire.Returning, "offer": wire.Offering, "call": wire.Calling, "cards": wire.Reading}
    return {name: {field.name + ("" if field.required else "?") for field in msgspec.structs.fields(kind)} for name, kind in kinds.items()}


LIMITS = [
    limits.MESSAGE_BYTES_AT_MOST, limits.DEPTH_AT_MOST, MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, limits.REFUSED_A_SECOND, limits.REFUSED_AT_ONCE,
    limits.BUFFERED_BYTES_AT_MOST, limits.PATIENCE.ping_every, limits.PATIENCE.pong_within, limits.PATIENCE.connect_within,
    limits.PATIENCE.join_within, limits.PATIENCE.close_within, 1, CODES_AT_ONCE, gateway.REFUSAL_SECONDS * 1000,
    announce.COALESCE_SECONDS * 1000, PRESENCE_SECONDS * 1000, shown.GATE_SECONDS * 1000, announce.REREAD_SECONDS, WRITTEN_AT_MOST,
    FRESH_SECONDS, UNREAD_AT_MOST,
    wire.DIGITS_AT_MOST, wire.WHEN_AT_MOST, KEPT_SECONDS / 3600,
]  # fmt: skip
"""In the order of the page."""


def differences(page: str) -> list[str]:
    """What one side has and the other has not."""
    from_browser, from_server = section(page, "From the browser"), section(page, "From the server")
    found = [
        *_missing("event asked", {cells[0].strip("`") for cells in rows(from_browser)}, values(wire.Asked)),
        *_missing("event said", {cells[0].strip("`") for cells in rows(from_server) if len(cells) == 3}, values(Event)),
        *_missing("goodbye", {cells[0].strip("`") for cells in rows(from_server) if len(cells) == 2}, values(Goodbye)),
        *_missing("command", {cells[0].strip("`") for cells in rows(section(page, "Commands"))}, set(wire.COMMANDS)),
        *_missing("code", quoted(section(page, "Codes").split("A wrong code")[0]) - {"id"}, values(wire.Code, Reason, Denial) | OFFERS),
        *_missing("audience", quoted(section(page, "VIEW").split("|")[0]) - {"facilitators"}, values(Audience) - {"facilitators"}),
        *_missing("limit", [cells[1] for cells in rows(section(page, "Limits"))], [f"{limit:.0f}" for limit in LIMITS]),
    ]
    for cells in rows(section(page, "Commands")):
        found += _missing(f"field of {cells[0]}", set(re.findall(r"\[?`[a-z_]+`\]?", cells[1])), _ticked(commands().get(cells[0].strip("`"), set())))
    for cells in rows(from_browser):
        if (name := cells[0].strip("`")) in structs():
            found += _missing(f"field of {name}", set(re.findall(r"[a-z_]+\??", cells[1])), structs()[name])
    for kind in (Stage, TurnState, Role, Order):
        found += _missing(kind.__name__, values(kind) & set(re.findall(r"[a-z_]+", page)), values(kind))
    found += _missing("standing", values(Standing) & quoted(section(page, "YOU")), {"waiting", "seated"})
    if CODE_ALPHABET not in page:
        found.append("alphabet")
    return found


OFFERS = {code for path in (PAGE.parent / "audio").glob("*.py") for code in re.findall(r'OfferRefused\("([a-z-]+)"\)', path.read_text("utf-8"))}


def _ticked(names: Iterable[str]) -> set[str]:
    return {f"[`{name[1:-1]}`]" if name.startswith("[") else f"`{name}`" for name in names}


def _missing(what: str, on_page: Iterable[str], in_code: Iterable[str]) -> list[str]:
    page, code = list(on_page), list(in_code)
    found = [f"{what} only on the page: {one}" for one in page if one not in code]
    return found + [f"{what} only in the code: {one}" for one in code if one not in page]


def test_the_page_and_the_code_agree() -> None:
    assert differences(PAGE.read_text("utf-8")) == []
    assert CODES_AT_ONCE / 60 == CODES_PER_SECOND


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("| `resync` |", "resync"),
        ("| `pass_for_now` |", "pass_for_now"),
        ("| `move` | `seat`, `place` |", "move"),
        ("| `muting` |", "muting"),
        ("| `taken-over` |", "taken-over"),
        ("| `unavailable` |", "unavailable"),
        ("| messages at once |", "20"),
    ],
)
def test_a_line_taken_out_is_noticed(line: str, named: str) -> None:
    page = PAGE.read_text("utf-8")
    without = "\n".join(one for one in page.splitlines() if not one.startswith(line))
    assert without != page
    assert any(named in difference for difference in differences(without))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("`not-paused`, ", ""),
        ("`not-yours`, ", ""),
        ("`audio-busy`", ""),
        ("`not-yours`", "`not-yours`, `not-mine`"),
        ("| `done` | |", "| `done` | |\n| `dance` | |"),
        ("| `give` | `seat` |", "| `give` | `seat`, `politely` |"),
        ("[`written`]", "`written`"),
        ("{circle, secret?, nonce", "{circle, secret?, nonsense"),
        ("| 1048576 |", "| 1048577 |"),
        ("`listeners`, ", ""),
    ],
)
def test_a_word_too_many_or_too_few_is_noticed(old: str, new: str) -> None:
    page = PAGE.read_text("utf-8")
    assert old in page
    assert differences(page.replace(old, new, 1)) != []
