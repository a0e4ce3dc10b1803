"""From the Dockerfile to a root folder: a base by debootstrap, the image by buildah, in a store of its own that goes with the folder."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.image.registries import lent

BASE_SECONDS = 600
"""Measured: 42 s."""
BUILD_SECONDS = 900
"""Measured: 50 s, most of it pip's."""
SECONDS = 120

BASE, IMAGE = "localhost/image-check-base", "localhost/image-check"

PACKAGES = "ca-certificates,python3,python3-venv,python3-pip"
"""What makes Debian a stand-in for the Dockerfile's default base, which a machine without a registry of images cannot have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What an image says of itself."""

    user: str
    environment: dict[str, str]
    command: list[str]
    health: list[str]
    """The command of its HEALTHCHECK."""
    ports: dict[str, int]
    """By protocol."""
    volumes: list[str]
    stop_signal: str


class Builder:
    def __init__(self, folder: Path, tree: Path) -> None:
        self._folder = folder
        self._tree = tree
        self._container = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """The folder can be deleted now: nothing of it is mounted any more."""
        self._buildah("rm", "--all")

    def make_base(self) -> None:
        root = self._folder / "base"
        debootstrap(root, PACKAGES, self._folder / "base.log")
        (root / "usr/bin/python").symlink_to("python3")
        scratch = self._buildah("from", "scratch")
        self._buildah("add", "--quiet", scratch, str(root), "/")
        self._buildah("commit", "--quiet", scratch, BASE)
        self._buildah("rm", scratch)

    def build(self) -> Image:
        lending = [f"--volume={source}:{target}:ro" for source, target in lent(self._folder / "lent").items()]
        arguments = ["build", "--isolation=chroot", "--format=docker", "--layers=false", f"--build-arg=PYTHON={BASE}", *lending, f"--tag={IMAGE}"]
        _run([*self._program(), *arguments, str(self._tree)], self._folder / "build.log", BUILD_SECONDS)
        told = json.loads(self._buildah("inspect", "--type=image", IMAGE))
        return _image(told["Docker"]["config"])

    def lay_out(self) -> Path:
        """The image's root folder."""
        self._container = self._buildah("from", "--pull-never", IMAGE)
        return Path(self._buildah("mount", self._container))

    def save(self, file: Path, name: str) -> None:
        """For an engine to load."""
        self._buildah("push", IMAGE, f"docker-archive:{file}:{name}")

    def _program(self) -> list[str]:
        return ["buildah", "--storage-driver=vfs", f"--root={self._folder / 'store'}", f"--runroot={self._folder / 'run'}"]

    def _buildah(self, *arguments: str) -> str:
        done = subprocess.run([*self._program(), *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, f"buildah {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()


def debootstrap(root: Path, packages: str, log: Path) -> None:
    """A Debian with these packages and little else: such as this machine, or of the suite in the environment's SUITE."""
    suite = os.environ.get("SUITE") or _own_suite()
    _run(["debootstrap", "--variant=minbase", f"--include={packages}", suite, str(root), *_mirror()], log, BASE_SECONDS)


def _run(command: list[str], log: Path, seconds: float) -> None:
    """What it said is shown only when it fails."""
    with log.open("wb") as out:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=seconds, check=False)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-30:])
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{tail}"


def _own_suite() -> str:
    """This machine's, where it is a Debian: its mirror surely has it."""
    told = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return told["VERSION_CODENAME"] if told.get("ID") == "debian" else "bookworm"


def _mirror() -> list[str]:
    """The one that apt uses on this machine; nothing where that is not known: then debootstrap's own default."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian", f"Codename: {_own_suite()}"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False).stdout.split()
    except OSError:
        return []
    return found[:1]


def _image(config: dict[str, Any]) -> Image:
    kind, *health = config["Healthcheck"]["Test"]
    assert kind == "CMD", f"a health check that needs a shell: {kind}"
    ports = (port.split("/") for port in config["ExposedPorts"])
    return Image(
        user=config["User"],
        environment=dict(entry.split("=", 1) for entry in config["Env"]),
        command=[*config["Entrypoint"], *config["Cmd"]],
        health=health,
        ports={protocol: int(number) for number, protocol in ports},
        volumes=list(config["Volumes"]),
        stop_signal=config["StopSignal"],
    )
