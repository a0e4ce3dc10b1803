"""`make compose-check`: `compose.yaml` started by a real engine, and visited. As root on Linux; says each step and what it took.

python -m tests.installation [--worker IMAGE]    the image to start as worker, which the engine has already; without it the Dockerfile's is built
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from tests.image.__main__ import Say, step
from tests.image.building import Builder
from tests.installation import standin
from tests.installation.engine import Engine
from tests.installation.outside import TREE, Outside

NEEDED = ("docker", "debootstrap", "buildah", "ip", "setcap", "chromium")

PAGES, RELAY = "pages.test", "relay.test"
"""Names that nobody can have (RFC 6761)."""
WORKERS = ("worker-1", "worker-2")
PROJECT = "circlekeeper-check"

ANSWERS_AS_ASKED = 28
"""Docker: an older one answers the relay from another address than it asked, unless the port is published on the public address."""


def main() -> int:
    """0 when the installation does all that it should, 1 when it does not, 2 where this machine cannot find out."""
    parser = argparse.ArgumentParser(prog="compose-check")
    parser.add_argument("--worker")
    worker: str | None = parser.parse_args().worker
    missing = [program for program in NEEDED if which(program) is None]
    if not missing and subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        missing = ["docker compose"]
    if missing:
        print(f"compose-check: not on the PATH: {', '.join(missing)}", file=sys.stderr)
        return 2
    if os.geteuid() != 0:
        print("compose-check: only root may make root folders and network namespaces", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="compose-check-") as folder:
            _check(Path(folder), worker)
    except (AssertionError, subprocess.SubprocessError, TimeoutError) as error:
        print(f"compose-check: FAILED: {error}", file=sys.stderr)
        return 1
    return 0


def _check(folder: Path, worker: str | None) -> None:
    with Outside() as outside, Engine(folder) as engine:
        if worker is None:
            with _step("the worker's image built from the Dockerfile"), Builder(folder, TREE) as builder:
                builder.make_base()
                builder.build()
                builder.save(folder / "worker.tar", worker := "circlekeeper-check/worker")
                engine.docker("load", "--input", str(folder / "worker.tar"))
        with _step("Redis, HAProxy, Caddy and coturn from Debian"):
            engine.load(standin.make(folder), standin.NAME)
        place = _lay_out(folder / "installation", outside, worker, engine.version)
        with _running(engine, place) as compose:
            with _step("five people, each by another way, hear each other") as say:
                key = compose("exec", "-T", WORKERS[0], "cat", "/data/centre.key").strip()
                visit = outside.visit(PAGES, RELAY, key)
                say(visit.hears())
            with visit:
                with _step("both workers replaced, one after the other, while they meet"):
                    for name in WORKERS:
                        compose("up", "--no-build", "--pull=never", "--detach", "--wait", "--no-deps", "--force-recreate", name)
                with _step("they hear each other still") as say:
                    visit.go_on()
                    say(visit.hears())
            with _step("no address of theirs in any log"):
                logs = compose("logs", "--no-color")
                assert all(name in logs for name in WORKERS), "nothing in the logs"
                assert outside.people not in logs, "\n".join(line for line in logs.splitlines() if outside.people in line)
            with _step("everybody stops in order"):
                compose("stop")
                ended = {entry["Service"]: entry["ExitCode"] for entry in map(json.loads, compose("ps", "--all", "--format=json").splitlines())}
                assert {ended[name] for name in (*WORKERS, "redis")} == {0}, ended


def _lay_out(place: Path, outside: Outside, worker: str, version: int) -> Path:
    """As docs/operation.md says, with names and certificates of this check's own. An authority of the world cannot look at them."""
    shutil.copytree(TREE / "docs" / "compose", place / "docs" / "compose")
    shutil.copy(TREE / "compose.yaml", place)
    settings = {"PAGES_HOST": PAGES, "RELAY_HOST": RELAY, "PUBLIC_ADDRESS": outside.server, "REDIS_PASSWORD": secrets.token_hex(24)}
    (place / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    (place / "secrets").mkdir(mode=0o700)
    secret = place / "secrets" / "turn"
    secret.write_text(secrets.token_hex(24))
    secret.chmod(0o444)
    caddyfile = place / "docs" / "compose" / "Caddyfile"
    caddyfile.write_text(caddyfile.read_text().replace("admin off\n", "admin off\n\tlocal_certs\n\tskip_install_trust\n", 1))
    override = standin.OVERRIDE
    for number, name in enumerate(WORKERS, 8081):
        ports = f', ports: !override ["{outside.server}:{number}:{number}/udp"]' if version < ANSWERS_AS_ASKED else ""
        override += f"  {name}: {{image: {worker}{ports}}}\n"
    (place / "compose.override.yaml").write_text(override)
    return place


@contextmanager
def _running(engine: Engine, place: Path) -> Generator["Compose"]:
    compose = Compose(engine, place)
    try:
        with _step("compose.yaml up, everybody well"):
            compose("up", "--no-build", "--pull=never", "--detach", "--wait")
        yield compose
    finally:
        compose("down", "--volumes", "--timeout=5")


class Compose:
    """`docker compose` in the installation's folder."""

    def __init__(self, engine: Engine, place: Path) -> None:
        self._engine = engine
        self._place = place

    def __call__(self, *arguments: str) -> str:
        return self._engine.docker("compose", f"--project-name={PROJECT}", *arguments, folder=self._place)


@contextmanager
def _step(words: str) -> Generator[Say]:
    with step("compose-check", words) as say:
        yield say


if __name__ == "__main__":
    raise SystemExit(main())
