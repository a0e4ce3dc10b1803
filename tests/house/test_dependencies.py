"""What others wrote comes by name and exact content, each for a reason, and nothing of it is committed."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, cast

import pytest

OURS = {"rooms", "moderation", "server"}

LOCKED = pytest.mark.parametrize("folder", ["static", "tests/bench/peers"])
"""Where packages of npm are pinned: of the pages, and of what the benches measure beside."""


def plain(requirement: str) -> str:
    """The distribution's name in its normal form."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>~! ]", requirement)[0]).lower()


def lockfile(tree: Path, folder: str = "static") -> dict[str, Any]:
    return json.loads((tree / folder / "package-lock.json").read_text())


def project(tree: Path) -> dict[str, Any]:
    return tomllib.loads((tree / "pyproject.toml").read_text())["project"]


def imported(tree: Path) -> set[str]:
    """The top names of every import in our packages."""
    names: set[str] = set()
    for path in (path for package in OURS for path in (tree / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


@LOCKED
def test_the_lockfile_names_no_address(tree: Path, folder: str) -> None:
    text = (tree / folder / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert "://" not in re.sub(r'"(url|funding)": "[^"]*"', "", text)
    assert "omit-lockfile-registry-resolved=true" in (tree / folder / ".npmrc").read_text().splitlines()


@LOCKED
def test_every_locked_package_has_its_fingerprint(tree: Path, folder: str) -> None:
    packages = {path: about for path, about in lockfile(tree, folder)["packages"].items() if path}
    assert packages
    assert [path for path, about in packages.items() if not str(about.get("integrity", "")).startswith("sha512-")] == []


def test_the_browser_gets_exact_versions_that_the_lockfile_agrees_with(tree: Path) -> None:
    package = json.loads((tree / "static" / "package.json").read_text())
    locked = lockfile(tree)["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert package[kind] == locked[""][kind]
        for name, version in cast(dict[str, str], package[kind]).items():
            assert locked[f"node_modules/{name}"]["version"] == version


def test_every_library_imported_is_declared(tree: Path) -> None:
    declared = {plain(requirement) for requirement in project(tree)["dependencies"]}
    belongs = packages_distributions()
    foreign = {name for name in imported(tree) if name not in sys.stdlib_module_names and name not in OURS}
    assert {name for name in foreign if not {plain(owner) for owner in belongs.get(name, [name])} & declared} == set()


def test_every_tool_is_at_one_version(tree: Path) -> None:
    tools: list[str] = project(tree)["optional-dependencies"]["test"]
    assert [tool for tool in tools if not re.fullmatch(r"[\w.\-\[\]]+==[\w.]+(; .+)?", tool)] == []


def test_every_dependency_has_a_range_and_a_reason(tree: Path) -> None:
    text = (tree / "pyproject.toml").read_text()
    lines = text[text.index("\ndependencies = [") :].split("]\n")[0].splitlines()[2:]
    assert len(lines) == len(project(tree)["dependencies"])
    assert [line for line in lines if not re.search(r'"[^"]+(==|<|~=)[^"]+", +# \w', line)] == []
