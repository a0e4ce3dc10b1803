"""The house stays one that a stranger can walk: few things at the door, small files, nothing built or fetched in the tree."""

import re
import subprocess
from pathlib import Path

TOP = {
    "pyproject.toml", "server", "rooms", "moderation", "static", "tests", "Dockerfile", "README.md",
    "docs", "Makefile", "compose.yaml", "CHANGELOG.md", "LICENSE",
}
"""What may stand at the top, beside dotfiles."""

LONGEST = 400
"""Lines. Past that a file holds two nouns; most say what they have to in 150."""


def ours(tree: Path) -> list[str]:
    """Files in git, and new ones that it does not ignore."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=tree, capture_output=True, text=True, check=True).stdout.splitlines()
    return [path for path in listed if (tree / path).is_file()]


def test_nothing_new_stands_at_the_top(tree: Path) -> None:
    top = {path.split("/")[0] for path in ours(tree)}
    assert {name for name in top if not name.startswith(".")} - TOP == set()


def test_no_file_is_longer_than_one_can_read(tree: Path) -> None:
    written = [path for path in ours(tree) if path.endswith((".py", ".js", ".mjs", ".css", ".lua"))]
    assert written
    lengths = {path: (tree / path).read_text("utf-8").count("\n") for path in written}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_what_is_built_or_fetched_is_not_in_the_tree(tree: Path) -> None:
    built = re.compile(r"(^|/)(dist|node_modules|build|data|__pycache__|\.venv)/")
    assert [path for path in ours(tree) if built.search(path)] == []


def test_no_name_says_nothing(tree: Path) -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}
    assert [path for path in ours(tree) if empty & set(re.split(r"[/._-]", path.lower()))] == []


def test_every_package_is_one(tree: Path) -> None:
    """A folder of modules without `__init__.py` is invisible to the import contracts, and so is everything in it."""
    folders = {Path(path).parent for path in ours(tree) if path.endswith(".py") and path.split("/")[0] in ("rooms", "moderation", "server")}
    assert [str(folder) for folder in sorted(folders) if not (tree / folder / "__init__.py").is_file()] == []
