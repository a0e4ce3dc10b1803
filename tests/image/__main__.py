"""`make image-check`, or `python -m tests.image` as root on Linux with buildah and debootstrap on the PATH. Says each step and what it took."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from tests.image import meeting
from tests.image.building import Builder
from tests.image.container import Container, Network

NEEDED = ("buildah", "debootstrap", "ip", "unshare", "chroot", "setpriv")

STOPS_WITHIN = 10.0
"""Seconds: what Docker grants unless told otherwise."""

TREE = Path(__file__).resolve().parents[2]


def main() -> int:
    """0 when the image does all that it should, 1 when it does not, 2 where this machine cannot find out."""
    if missing := [program for program in NEEDED if which(program) is None]:
        print(f"image-check: not on the PATH: {', '.join(missing)}. On Debian: apt-get install buildah debootstrap iproute2", file=sys.stderr)
        return 2
    if os.geteuid() != 0:
        print("image-check: only root may make a root folder and network namespaces", file=sys.stderr)
        return 2
    # Its own limit of time ends it so: then too everything is taken down.
    signal.signal(signal.SIGTERM, _ended)
    try:
        with tempfile.TemporaryDirectory(prefix="image-check-") as folder:
            _check(Path(folder))
    except (AssertionError, subprocess.SubprocessError, TimeoutError) as error:
        print(f"image-check: FAILED: {error}", file=sys.stderr)
        return 1
    return 0


def _ended(_number: int, _frame: object) -> None:
    raise SystemExit(1)


def _check(folder: Path) -> None:
    with Builder(folder, TREE) as builder:
        with step("image-check", "base made by debootstrap"):
            builder.make_base()
        with step("image-check", "Dockerfile built by buildah, chroot isolation"):
            image = builder.build()
        with step("image-check", "root folder laid out"):
            root = builder.lay_out()
        with Network() as network, Container(root, image, network, folder / "log") as container:
            with step("image-check", "its own health check passes, read-only and without a capability"):
                container.becomes_healthy()
            with step("image-check", "a voice through its published ports") as say:
                say(meeting.carried(network, container.url, container.port("udp"), container.key()))
            with step("image-check", "SIGTERM ends it in order, and the health check notices"):
                code, took = container.stop()
                assert code == 0, f"it ended with {code}:\n{container.log()}"
                assert took < STOPS_WITHIN, f"it took {took:.1f} s to stop"
                assert not container.healthy(), "the health check passes with nothing there"
            with step("image-check", "no address in its log"):
                assert "stopped" in (log := container.log()), log
                found = [address for address in re.findall(r"\d+\.\d+\.\d+\.\d+", log) if address == network.people]
                assert not found, f"addresses in the log: {found}"


@contextmanager
def step(check: str, words: str) -> Generator["Say"]:
    """Says what is done now, and when it is done what it took."""
    print(f"{check}: {words} … ", end="", flush=True)
    began, say = time.monotonic(), Say()
    try:
        yield say
    except BaseException:
        print("no", flush=True)
        raise
    print(f"yes, {time.monotonic() - began:.1f} s{say.more}", flush=True)


class Say:
    """More to say about a step."""

    more = ""

    def __call__(self, words: str) -> None:
        self.more = f": {words}"


if __name__ == "__main__":
    raise SystemExit(main())
