"""What docs/privacy.md promises is shown by tests that exist, and every one of its lines names at least one."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
ROWS = [row for row in re.findall(r"^\|(.+)\|$", PAGE.read_text(), re.MULTILINE) if not row.startswith("---")]


@pytest.mark.parametrize("row", [row for row in ROWS if not row.endswith(" shown by ")], ids=lambda row: row.split("|")[0].strip())
def test_a_promise_names_its_tests(row: str) -> None:
    named = re.findall(r"`((?:tests|static/tests)/[\w/.]+)`", row.split("|")[-1])
    assert named
    for name in named:
        assert (PAGE.parents[1] / name).is_file(), name


def test_the_tables_are_read() -> None:
    assert len(ROWS) > 30
