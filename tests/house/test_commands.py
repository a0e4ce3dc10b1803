"""Two commands are promised: `make test` runs every check there is, and the reviewer's script runs exactly that."""

import os
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import Settings, environment_name, flag


def dry(tree: Path, target: str) -> str:
    """What make would do, with nothing done."""
    made = {**os.environ, "MAKEFLAGS": "", "MFLAGS": ""}
    return subprocess.run(["make", "--dry-run", "--always-make", target], cwd=tree, env=made, capture_output=True, text=True, check=True).stdout


def test_the_reviewers_script_runs_make_test_and_stops_at_its_failure(tree: Path, tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(tree / ".ci" / "run", tmp_path / ".ci" / "run")
    for ends in (0, 3):
        (tmp_path / "Makefile").write_text(f"test:\n\t@echo 'make test ran'; exit {ends}\n")
        ran = subprocess.run(["bash", ".ci/run"], cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
        assert "make test ran" in ran.stdout
        assert (ran.returncode == 0) == (ends == 0)


@pytest.mark.parametrize("check", ["ruff check", "lint-imports", "pyright", "typescript/bin/tsc", "--test", "pytest -q -n 2", "build.mjs"])
def test_make_test_runs(tree: Path, check: str) -> None:
    assert check in dry(tree, "test")


def test_make_test_leaves_no_test_out(tree: Path) -> None:
    """What the run on two cores leaves out is exactly what the run one by one takes in."""
    left_out = set(re.findall(r"--ignore (\S+)", dry(tree, "unit")))
    assert left_out == {"tests/browser", "tests/meetings"}
    alone = {word.rstrip("/") for word in dry(tree, "alone").split() if word.startswith("tests/")}
    screens = next(line for line in dry(tree, "screens").splitlines() if "bin/pytest" in line)
    heard = next(line for line in dry(tree, "alone").splitlines() if "bin/pytest" in line)
    assert set(re.findall(r"--ignore (\S+)", heard)) <= set(screens.split()), "a screen that nobody looks at"
    assert screens in dry(tree, "test"), "make test looks at the screens"
    there = {folder for folder in left_out if list((tree / folder).rglob("test_*.py"))}
    assert there <= {folder for path in alone for folder in (path, *map(str, Path(path).parents))}


def test_make_run_serves_on_loopback_only(tree: Path) -> None:
    line = next(line for line in dry(tree, "run").splitlines() if "circlekeeper serve" in line)
    assert "--host 127.0.0.1" in line
    known = {flag(entry.name) for entry in fields(Settings)}
    assert set(re.findall(r"--[a-z-]+", line)) <= known


def test_the_container_sets_only_what_the_server_knows(tree: Path) -> None:
    known = {environment_name(entry.name) for entry in fields(Settings)}
    for name in ("Dockerfile", "compose.yaml"):
        assert set(re.findall(r"CIRCLEKEEPER_[A-Z_]+", (tree / name).read_text())) - known == set(), name


def test_the_container_takes_in_every_package(tree: Path) -> None:
    text = (tree / "Dockerfile").read_text()
    copied = set(re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE))
    assert copied == {"rooms", "moderation", "static", "server"}
    ports = dict(re.findall(r"(\d+)/(tcp|udp)", next(line for line in text.splitlines() if line.startswith("EXPOSE"))))
    assert f"CIRCLEKEEPER_PORT={next(port for port, kind in ports.items() if kind == 'tcp')} " in text
    assert f"CIRCLEKEEPER_AUDIO_PORT={next(port for port, kind in ports.items() if kind == 'udp')} " in text
    assert re.search(r"^USER (?!root)\w+$", text, re.MULTILINE)
