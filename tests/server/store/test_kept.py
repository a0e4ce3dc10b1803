"""The README says what is kept, field by field. Here it is compared with what the store holds, in both directions, and with the end."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from rooms.commands import EndCircle
from rooms.deadlines import expires_at
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.ids import Instant
from rooms.refusals import Refusal
from server.asking import FILE as ADDRESS
from server.centre import NAME as KEY
from server.store.follow_up import FollowUp
from server.store.port import LATE_SECONDS
from server.store.snapshot import encode
from server.store.sqlite import FILE, SqliteStore
from tests.fakes import EVENING, a_follow_up
from tests.server.store.full import a_full_circle
from tests.serving import plain_pages, running_server

README = Path(__file__).parents[3] / "README.md"
TOMBSTONE = "six hours after the planned end"

WHOLE = ("format", "undo", "turn.place", "turn.response", "help.lines")
"""Named as one in the README: what is in them has been named already, or is the format's."""


def table(readme: str) -> dict[str, str]:
    """Field → until when."""
    section = readme.partition("On the disk, field by field")[2].partition("Beside it the folder")[0]
    told: dict[str, str] = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3:
            for name in re.findall(r"`([^`]+)`", cells[1]):
                assert name not in told, f"{name} is told twice"
                told[name] = cells[2]
    return told


def first(value: Any) -> object:
    """Of several, one; else the value itself."""
    if isinstance(value, Mapping):
        return next(iter(cast(Mapping[str, object], value).values()), None)
    return next(iter(cast(tuple[object, ...], value)), None) if isinstance(value, tuple) else value


def inside(value: Any, path: str = "") -> Iterator[str]:
    """Every field of a value as it is stored, by the names of dataclasses; what lies in a list or under a seat is told once."""
    for field in fields(value):
        one, name = first(getattr(value, field.name)), f"{path}{field.name}"
        if is_dataclass(one) and name not in WHOLE and not name.endswith(".name"):
            yield from inside(one, f"{name}.")
        else:
            yield name


def in_json(value: Mapping[str, Any]) -> Iterator[str]:
    """The same of the bytes that are written: a field that a new codec added would be seen here only."""
    for name, inner in value.items():
        found = inner
        if name not in WHOLE and name in ("seats", "help"):
            found = next(iter(inner.values()))
        elif name in ("links", "queue", "acts", "unread"):
            found = inner[0]
        if isinstance(found, dict) and name in ("seats", "help", "links", "queue", "acts", "turn", "written", "unread", "voices"):
            yield from (f"{name}.{field}" for field in cast(dict[str, Any], found))
        else:
            yield name


async def columns(folder: Path) -> set[str]:
    store = SqliteStore(folder)
    await store.start()
    try:
        return await cast(Any, store)._desk.run(_columns)
    finally:
        await store.stop()


def _columns(connection: Any) -> set[str]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {f"{table}/{column[1]}" for table in tables for column in connection.execute(f"PRAGMA table_info({table})")}


async def test_the_readme_names_every_field_and_none_that_is_not_there(tmp_path: Path) -> None:
    circle = a_full_circle()
    held = set(inside(circle)) | {f"follow_ups/details.{field.name}" for field in fields(FollowUp)} | await columns(tmp_path)
    told = table(README.read_text("utf-8")).keys()
    assert held - told == set(), "held, and not told"
    assert told - held == set(), "told, and not held"
    assert set(in_json(json.loads(encode(circle)))) == set(inside(circle))


@pytest.mark.parametrize("planted", ["`seats.token` ", "`circles/due` ", "`follow_ups/details.when` ", "`questions` "])
def test_a_missing_word_in_the_readme_would_be_seen(planted: str) -> None:
    readme = README.read_text("utf-8")
    assert planted in readme
    assert table(readme.replace(planted, "")).keys() == table(readme).keys() - {planted.strip("` ")}


def test_the_end_leaves_what_the_readme_says_that_it_leaves() -> None:
    """Everything else is as in a circle in which nothing has ever happened."""
    full = replace(a_full_circle(), paused_at=None)
    events = decide(full, EndCircle(), EVENING)
    assert not isinstance(events, Refusal)
    tombstone = evolve_all(full, events)
    default = {field.name: field.default for field in fields(tombstone)}
    empty: tuple[object, ...] = ("", (), dict[str, object](), frozenset[str]())
    held = {name: getattr(tombstone, name.partition(".")[0]) for name in inside(tombstone)}
    left = {name for name, value in held.items() if value != default[name.partition(".")[0]] and value not in empty}
    told = {name for name, until in table(README.read_text("utf-8")).items() if until == TOMBSTONE and "/" not in name}
    assert left == told


async def test_then_it_is_gone_from_every_file(tmp_path: Path) -> None:
    """Words and proofs of a full circle: in the files while it lives, in none of them after its end, nor its code once it is forgotten."""
    circle = replace(a_full_circle(), title="Tonight at seven")
    texts = [circle.title, "How do I help at home?", "from the workshop", "Breathe.", "आशा"]
    proofs = [seat.token for seat in circle.seats.values()] + [seat.nonce for seat in circle.seats.values()] + list(circle.spent)
    store = SqliteStore(tmp_path)
    await store.start()
    try:
        opened = await store.open(circle, None)
        await store.keep_follow_up(a_follow_up(circle.id))
        files = everything(tmp_path)
        assert all(text.encode() in files for text in (*texts, *proofs))
        events = decide(replace(circle, paused_at=None), EndCircle(), EVENING)
        assert not isinstance(events, Refusal)
        await store.commit(opened.version, evolve_all(circle, events), None)
        files = everything(tmp_path)
        assert [text for text in (*texts, *proofs) if text.encode() in files] == []
        assert b"98765" in files, "who wants a call is kept apart"
        await store.take_follow_ups(EVENING)
        assert b"98765" not in everything(tmp_path)
        await store.forget(Instant(expires_at(circle) + LATE_SECONDS))
        assert circle.id.encode() not in everything(tmp_path)
    finally:
        await store.stop()
    assert circle.id.encode() not in everything(tmp_path)


def everything(folder: Path) -> bytes:
    """The database, its log and its index, and whatever else is there."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def test_the_folder_holds_nothing_else(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static")) as served:
        await served.open_circle()
        names = {path.name for path in (tmp_path / "data").iterdir()}  # a test is alone in its loop
    told = {FILE, KEY, ADDRESS}
    assert told <= names <= told | {f"{FILE}-wal", f"{FILE}-shm"}
    readme = README.read_text("utf-8")
    assert all(f"`{name}`" in readme for name in told)
