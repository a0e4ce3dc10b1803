"""Installing builds the pages: with the machine's node where it will do, with a packaged one where not, and not at all where asked."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


class Screen:
    """Where hatchling shows its warnings."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def display_warning(self, text: str) -> None:
        self.shown.append(text)


@pytest.fixture
def hook(tree: Path, tmp_path: Path) -> ModuleType:
    """The build hook as a module of its own, with an empty folder for static/."""
    spec = importlib.util.spec_from_file_location("hatch_build", tree / "static" / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["STATIC"] = tmp_path
    (tmp_path / "package-lock.json").write_text("{}")
    return module


def made(hook: ModuleType, screen: Screen) -> Any:
    return hook.BrowserBuild("", {}, None, None, "", "wheel", screen)


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(("version", "enough"), [("v18.20.0", False), ("v20.0.0", True), ("v24.19.0", True), ("", False), ("vNext", False)])
def test_only_a_node_that_is_new_enough_will_do(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, enough: bool
) -> None:
    program(tmp_path / "bin", "node", f"echo {version}")
    program(tmp_path / "bin", "npm", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert made(hook, Screen()).dependencies() == ([] if enough else [hook.NODE_WHEEL])


def test_a_machine_without_node_gets_one_for_the_build(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert made(hook, Screen()).dependencies() == [hook.NODE_WHEEL]


def test_no_pages_are_built_where_that_is_asked(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(hook.SKIP, "1")
    screen = Screen()
    assert made(hook, screen).dependencies() == []
    made(hook, screen).initialize("editable", {})
    assert screen.shown == [f"{hook.SKIP} is set: installed without browser pages"]


def test_packages_come_from_the_lockfile_without_scripts_and_only_once(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "done"
    program(tmp_path / "bin", "node", f'[ "$1" = --version ] && echo v22.1.0 || echo "node $@" >> {done}')
    program(tmp_path / "bin", "npm", f"echo npm $@ >> {done}; mkdir -p node_modules; : > node_modules/.package-lock.json")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    for _ in range(2):
        made(hook, Screen()).initialize("standard", {})
    assert done.read_text().splitlines() == ["npm ci --ignore-scripts", "node build.mjs", "node build.mjs"]


def test_a_failed_build_fails_the_install_with_its_last_words(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "node", "echo v22.1.0")
    program(tmp_path / "bin", "npm", "echo the cupboard is bare; exit 7")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(SystemExit, match="the cupboard is bare"):
        made(hook, Screen()).initialize("standard", {})
