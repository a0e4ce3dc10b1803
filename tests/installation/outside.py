"""Where people are: a network namespace, as another machine on a cable. This machine's end of it has the installation's public address."""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.image.container import ip

SECONDS = 60
ROUND_SECONDS = 300
TREE = Path(__file__).resolve().parents[2]


class Outside:
    people, server = "192.0.2.1", "192.0.2.2"
    """Of a network that is kept for examples (RFC 5737): nobody's real one."""

    def __init__(self) -> None:
        self._name = f"compose-check-{os.getpid()}"
        self._cable = f"ck{os.getpid()}"[:13]

    def __enter__(self) -> Self:
        far = f"{self._cable}p"
        ip("netns", "add", self._name)
        ip("link", "add", self._cable, "type", "veth", "peer", "name", far, "netns", self._name)
        ip("address", "add", f"{self.server}/30", "dev", self._cable)
        ip("link", "set", self._cable, "up")
        ip("-netns", self._name, "address", "add", f"{self.people}/30", "dev", far)
        for device in ("lo", far):
            ip("-netns", self._name, "link", "set", device, "up")
        ip("-netns", self._name, "route", "add", "default", "via", self.server)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for what in (["link", "delete", self._cable], ["netns", "delete", self._name]):
            subprocess.run(["ip", *what], capture_output=True, timeout=SECONDS, check=False)

    def visit(self, pages: str, relay: str, key: str) -> "Visit":
        return Visit(["ip", "netns", "exec", self._name, sys.executable, "-m", "tests.installation.visit", pages, relay, self.server], key)


class Visit:
    """A meeting that goes on between two rounds, while what it is held on changes. Ends when left."""

    def __init__(self, command: list[str], key: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(TREE), "CENTRE_KEY": key}
        bounded, pipe = ["timeout", str(2 * ROUND_SECONDS), *command], subprocess.PIPE
        self._process = subprocess.Popen(bounded, cwd=TREE, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.communicate(timeout=SECONDS)

    def hears(self) -> str:
        """What the next round showed, in words. Raises AssertionError with what went wrong."""
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        lines: list[str] = []
        while line := self._process.stdout.readline().strip():
            lines.append(line)
        if not lines or self._process.poll():
            raise AssertionError("\n".join([*lines, self._process.stderr.read()[-3000:]]))
        return "".join(f"\n    {line}" for line in lines)

    def go_on(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
