"""What people type goes to no translator and no spelling service, and is remembered by no browser: in every field that is written anywhere."""

import re
from pathlib import Path

import pytest

FIELD = re.compile(r"<(?:input|textarea)\b.*?(?:/>|></textarea>|>\n)", re.DOTALL)
TICKED = re.compile(r"""type="(?:checkbox|radio|hidden)"|type=checkbox""")
IN_A_TEMPLATE = ("...${PRIVATE}", ('autocomplete="off"', "translate=${false}", "spellcheck=${false}"))
IN_A_PAGE = ('autocomplete="off"', 'spellcheck="false"')
"""A page is `translate="no"` as a whole."""

CHOICES = "choices.js"
"""Only ticks and dots, whose type is the caller's."""


def fields(path: Path) -> list[str]:
    return [field for field in FIELD.findall(path.read_text("utf-8")) if not TICKED.search(field)]


def is_private(field: str) -> bool:
    whole, apart = IN_A_TEMPLATE
    return whole in field or all(one in field for one in apart)


def test_in_every_element(tree: Path) -> None:
    elements = [path for path in (tree / "static" / "elements").glob("*.js") if path.name != CHOICES]
    found = {path.name: fields(path) for path in elements}
    assert sum(map(len, found.values())) >= 10
    assert {name: field for name, written in found.items() for field in written if not is_private(field)} == {}


@pytest.mark.parametrize("page", ["landing", "circle", "offline", "open", "blank"])
def test_in_every_page(tree: Path, page: str) -> None:
    path = tree / "static" / "pages" / f"{page}.html"
    assert re.search(r'<html [^>]*translate="no"', path.read_text("utf-8"))
    assert [field for field in fields(path) if not all(one in field for one in IN_A_PAGE)] == []


def test_the_shared_list_says_all_three(tree: Path) -> None:
    said = (tree / "static" / "elements" / "input.js").read_text("utf-8")
    assert 'PRIVATE = { translate: false, spellcheck: false, autocomplete: "off" }' in said
