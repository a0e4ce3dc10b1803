"""An image's root folder started as `compose.yaml` starts it: not root, no capability, nothing to write to but /data and /tmp, a network of its own.

What a container engine does with an image, by the tools that every Linux has: so the check needs no engine, which needs more than root.
"""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.image.building import Image

HEALTHY_WITHIN = 60.0
"""Seconds. The Dockerfile grants 20 and three tries; a machine under test is slower than one that serves."""

SECONDS = 30

_ENTER = """
set -e
mount --bind "$ROOT" "$ROOT"
mount -o remount,ro,bind "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t tmpfs tmpfs "$ROOT/tmp"
for folder in $VOLUMES; do mount -t tmpfs -o "$(stat -c uid=%u,gid=%g,mode=%a "$ROOT$folder")" tmpfs "$ROOT$folder"; done
for device in null zero random urandom; do mount --bind "/dev/$device" "$ROOT/dev/$device"; done
exec "$@"
"""
"""With a mount namespace of its own around it, so nothing of this has to be undone."""


class Network:
    """Two namespaces and a cable: one for the container, one for people. Nothing of it is reached from this machine, or reaches it."""

    people, container = "192.0.2.1", "192.0.2.2"
    """Of a network that is kept for examples (RFC 5737): nobody's real one."""

    def __init__(self) -> None:
        self._names = tuple(f"image-check-{os.getpid()}-{what}" for what in ("p", "c"))

    def among_people(self) -> list[str]:
        """What a command that runs where people are begins with."""
        return ["ip", "netns", "exec", self._names[0]]

    def in_container(self) -> list[str]:
        return ["ip", "netns", "exec", self._names[1]]

    def __enter__(self) -> Self:
        people, container = self._names
        for name in self._names:
            ip("netns", "add", name)
            ip("-netns", name, "link", "set", "lo", "up")
        ip("-netns", people, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", container)
        for name, address in ((people, self.people), (container, self.container)):
            ip("-netns", name, "address", "add", f"{address}/30", "dev", "eth0")
            ip("-netns", name, "link", "set", "eth0", "up")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for name in self._names:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, timeout=SECONDS, check=False)


class Container:
    """Runs while entered."""

    def __init__(self, root: Path, image: Image, network: Network, log: Path) -> None:
        self._root = root
        self._image = image
        self._network = network
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        for device in ("null", "zero", "random", "urandom"):
            (self._root / "dev" / device).touch()
        outside = {"PATH": os.environ["PATH"], "ROOT": str(self._root), "VOLUMES": " ".join(self._image.volumes)}
        namespaces = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"]
        command = [*self._network.in_container(), *namespaces, "sh", "-c", _ENTER, "sh", *self._as_user(self._image.command)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=outside)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(SECONDS)

    def _as_user(self, command: list[str]) -> list[str]:
        """Inside the root folder, with the image's environment and that of an installation."""
        environment = {**self._image.environment, "CIRCLEKEEPER_PUBLIC_URL": self.url}
        user = self._image.user
        little = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        return ["chroot", str(self._root), *little, "env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command]

    @property
    def url(self) -> str:
        return f"http://{self._network.container}:{self.port('tcp')}"

    def port(self, protocol: str) -> int:
        return self._image.ports[protocol]

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def healthy(self) -> bool:
        """What its own HEALTHCHECK says."""
        asked = [*self._network.in_container(), *self._as_user(self._image.health)]
        return subprocess.run(asked, capture_output=True, timeout=SECONDS, check=False).returncode == 0

    def becomes_healthy(self) -> None:
        assert self._process is not None
        ends = time.monotonic() + HEALTHY_WITHIN
        while not self.healthy():
            assert self._process.poll() is None, f"it ended with {self._process.returncode}:\n{self.log()}"
            assert time.monotonic() < ends, f"not healthy after {HEALTHY_WITHIN:.0f} s:\n{self.log()}"
            time.sleep(0.2)
        status = dict(line.split(":\t", 1) for line in self._inside("status").read_text().splitlines() if ":\t" in line)
        assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0, "it may do more than it has to"
        assert status["Uid"].split()[0] != "0", "it runs as root"
        assert status["NoNewPrivs"] == "1"

    def key(self) -> str:
        """The centre's, which the server made on its first start."""
        return (self._inside("root") / self._image.environment["CIRCLEKEEPER_DATA"].lstrip("/") / "centre.key").read_text().strip()

    def _inside(self, name: str) -> Path:
        """Of /proc: the container's first process."""
        return Path("/proc") / str(self._first()) / name

    def _first(self) -> int:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return int(children.read_text().split()[0])

    def stop(self) -> tuple[int, float]:
        """By its own stop signal: the exit code, and how long it took."""
        assert self._process is not None
        began = time.monotonic()
        os.kill(self._first(), signal.Signals[self._image.stop_signal])
        return self._process.wait(SECONDS), time.monotonic() - began


def ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"ip {' '.join(arguments)}: {done.stderr}"
