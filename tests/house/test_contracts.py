"""The contracts between the rooms can fail: each fault planted in a copy of the tree is named by the tool that guards it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED_IMPORTS = {
    "the core asks the policy": ("rooms/decide.py", "import moderation.policy", "rooms.decide -> moderation.policy"),
    "the policy asks the server": ("moderation/policy.py", "import server.clock", "moderation.policy -> server.clock"),
    "data knows the rules": ("rooms/circle.py", "import rooms.evolve", "rooms.circle -> rooms.evolve"),
    "a command knows the circle's views": ("rooms/commands.py", "import rooms.views", "rooms.commands -> rooms.views"),
    "the core reads the clock": ("rooms/floor.py", "import time", "rooms.floor -> time"),
    "the core draws lots": ("rooms/order.py", "import random", "rooms.order -> random"),
    "the policy opens files": ("moderation/policy.py", "import os", "moderation.policy -> os"),
    "the clock knows the road": ("server/clock.py", "import server.circles", "server.clock -> server.circles"),
    "the store knows the sockets": ("server/store/port.py", "import server.gateway", "server.store.port -> server.gateway"),
    "the road chooses its store": ("server/circles.py", "import server.store.sqlite", "server.circles -> server.store.sqlite"),
    "a page touches packets": ("server/pages.py", "import server.audio.forwarder", "server.pages -> server.audio.forwarder"),
    "the wire knows the circle": ("server/wire.py", "import rooms.circle", "server.wire -> rooms.circle"),
    "a file without a layer": ("server/miscellany.py", "import json", "miscellany"),
    "an adapter knows the start": ("server/audio/port.py", "import server.app", "server.audio.port -> server.app"),
}

PLANTED_LINES = {
    "a forwarder outside its room": ("server/pages.py", "import aiortc", "TID251"),
    "packets outside their room": ("server/circles.py", "import pylibsrtp", "TID251"),
    "Socket.IO on the road": ("server/circles.py", "import socketio", "TID251"),
    "Redis in the wrong store": ("server/store/sqlite.py", "import redis.asyncio", "TID251"),
    "a clock of one's own": ("server/timekeeper.py", "import time\nprint_me = time.time()", "TID251"),
    "a stopwatch in a rule": ("rooms/floor.py", "import time\nprint_me = time.monotonic()", "TID251"),
    "chance of one's own": ("server/identity.py", "import secrets", "TID251"),
    "a date of one's own": ("server/pages.py", "import datetime\nprint_me = datetime.datetime.now()", "TID251"),
    "a task without an owner": ("server/announce.py", "import asyncio\n\n\nasync def f():\n    asyncio.create_task(g())", "TID251"),
    "a net under everything": ("server/gateway.py", "try:\n    x = 1\nexcept Exception:\n    x = 2", "BLE001"),
    "a print for a log": ("server/circles.py", "print(1)", "T201"),
    "a module without a promise": ("rooms/floor.py", "", "D100"),
    "a loop that blocks": ("server/timekeeper.py", "import time\n\n\nasync def f():\n    time.sleep(1)", "ASYNC251"),
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, tree: Path) -> str:
    """What lint-imports says of a copy with every wrong import in it."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copy(tree / "pyproject.toml", copy)
    for package in ("rooms", "moderation", "server"):
        shutil.copytree(tree / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, line, _ in PLANTED_IMPORTS.values():
        path = copy / name
        for needed in (path, copy / f"{line.removeprefix('import ').replace('.', '/')}.py"):
            if needed.parent.is_dir() and not needed.exists():
                needed.write_text('"""Planted."""\n')
        path.write_text(f"{path.read_text()}\n\ndef planted() -> None:\n    {line}\n")
    told = subprocess.run([Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=copy, capture_output=True, text=True, check=False)
    assert told.returncode == 1, told.stdout + told.stderr
    return told.stdout


@pytest.mark.parametrize("fault", PLANTED_IMPORTS)
def test_a_wrong_import_is_named(planted: str, fault: str) -> None:
    assert PLANTED_IMPORTS[fault][2] in planted


def ruff(tree: Path, name: str, source: str) -> str:
    """What ruff says of that source, were it in that file."""
    command = [Path(sys.executable).parent / "ruff", "check", "--no-cache", "--output-format=concise", "--stdin-filename", name, "-"]
    return subprocess.run(command, cwd=tree, input=source, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("fault", PLANTED_LINES)
def test_a_wrong_line_is_named(tree: Path, fault: str) -> None:
    name, lines, rule = PLANTED_LINES[fault]
    assert f" {rule} " in ruff(tree, name, f"{lines}\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("server/audio/peer.py", "import aiortc"),
        ("server/sockets/edge.py", "import socketio"),
        ("server/store/redis/driver.py", "import redis.asyncio"),
        ("server/clock.py", "import secrets"),
    ],
)
def test_a_library_may_be_used_in_its_own_room(tree: Path, name: str, line: str) -> None:
    told = ruff(tree, name, f'"""Promise."""\n\n{line}\n')
    assert "TID251" not in told
    assert "F401" in told, "ruff looked at it"
