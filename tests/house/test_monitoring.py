"""What watches the server asks for numbers that the server has, and for nothing that would tell of persons."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.audio.counters import Dropped
from server.health import APART, BUCKET_SECONDS, WORDS

LEVELS = {"circles", "connections", "seats", "audio_peers", "audio_waiting", "workers"}


def expressions(tree: Path) -> Iterator[tuple[str, str]]:
    """Where each stands, and what it asks."""
    folder = tree / "docs" / "monitoring"
    dashboard: dict[str, Any] = json.loads((folder / "grafana.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    for name, lines in re.findall(r"- alert: (\w+)\n(.*?)(?=\n      - alert|\Z)", (folder / "alerts.yml").read_text(), re.DOTALL):
        yield name, re.split(r"\n {8}(?:for|labels):", lines.partition("expr: ")[2])[0]


def names(expression: str) -> set[str]:
    return set(re.findall(r"circlekeeper_\w+", expression))


def test_every_number_that_is_asked_for_is_there_and_every_one_is_asked_for(tree: Path) -> None:
    asked = set[str]().union(*(names(expression) for _, expression in expressions(tree)))
    there = {f"circlekeeper_{name}" if name in LEVELS else f"circlekeeper_{name}_total" for name in WORDS}
    assert LEVELS <= WORDS.keys()
    assert asked == there


def test_every_kind_that_is_asked_for_is_one(tree: Path) -> None:
    app = (tree / "server" / "app.py").read_text()
    kinds = {name: set(kinds) for name, kinds in APART.items()}
    kinds |= {"http_answers": {f"{hundred}xx" for hundred in range(1, 6)}, "audio_dropped": set(Dropped)}
    for name in ("audio_packets", "audio_events"):
        (part,) = re.findall(rf'"{name}": \{{(.*?)\}}', app, re.DOTALL)
        kinds[name] = set(re.findall(r'"(\w+)":', part))
    found = [each for _, expression in expressions(tree) for each in re.findall(r'circlekeeper_(\w+)_total\{kind="([\w-]+)"\}', expression)]
    assert len(found) > 5
    assert [(name, kind) for name, kind in found if kind not in kinds[name]] == []


@pytest.mark.parametrize("total", ["bugs", "workers_given_up"])
def test_what_should_stay_zero_is_in_sight_and_raises_an_alarm(tree: Path, total: str) -> None:
    asked = [expression for _, expression in expressions(tree) if f"circlekeeper_{total}_total" in names(expression)]
    assert [expression.endswith("> 0") for expression in asked] == [False, True]


def test_windows_are_longer_than_the_buckets(tree: Path) -> None:
    """What moves with people stands still within a bucket: over less than two of them a rate is nothing, or a peak that never was."""
    seconds = {"m": 60, "h": 3600, "d": 86_400}
    windows = [(expression, int(n) * seconds[unit]) for _, expression in expressions(tree) for n, unit in re.findall(r"\[(\d+)([mhd])\]", expression)]
    assert windows
    assert [expression for expression, window in windows if window < 2 * BUCKET_SECONDS] == []


def test_no_alarm_is_raised_by_few_people(tree: Path) -> None:
    """Levels are absent then, so an alarm on their absence would tell that somebody is there."""
    alerts = (tree / "docs" / "monitoring" / "alerts.yml").read_text()
    rules = "\n".join(line for line in alerts.splitlines() if not line.lstrip().startswith("#"))
    assert not re.search(r"absent|circlekeeper_(" + "|".join(LEVELS) + r")\b", rules)


@pytest.mark.parametrize("file", ["prometheus.yml", "compose.yaml"])
def test_it_is_each_worker_that_is_asked(tree: Path, file: str) -> None:
    (targets,) = re.findall(r"targets: \[(.*)\]", (tree / "docs" / "monitoring" / file).read_text())
    assert len(targets.split(",")) >= 2
    assert "circles.example.org" not in targets
