"""A container engine: this machine's own where it answers, else one started here, in a folder of its own, that ends with the check."""

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

STARTS_WITHIN = 60.0
SECONDS = 600


class Engine:
    """`docker` as a command, while entered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None
        self._host: dict[str, str] = {}

    def __enter__(self) -> Self:
        if not self._answers():
            socket = f"unix://{self._folder / 'docker.sock'}"
            where = [f"--data-root={self._folder / 'data'}", f"--exec-root={self._folder / 'run'}", f"--pidfile={self._folder / 'pid'}"]
            with (self._folder / "daemon.log").open("wb") as log:
                # What this machine allows at most; an engine asks for more.
                few = "--default-ulimit=nofile=16384:16384"
                self._daemon = subprocess.Popen(["dockerd", f"--host={socket}", *where, few], stdout=log, stderr=log, start_new_session=True)
            self._host = {"DOCKER_HOST": socket}
            ends = time.monotonic() + STARTS_WITHIN
            while not self._answers():
                assert self._daemon.poll() is None, (self._folder / "daemon.log").read_text(errors="replace")[-2000:]
                assert time.monotonic() < ends, "the engine does not answer"
                time.sleep(0.2)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(STARTS_WITHIN)

    @property
    def version(self) -> int:
        """Its major one."""
        return int(self.docker("version", "--format", "{{.Server.Version}}").split(".")[0])

    def docker(self, *arguments: str, folder: Path | None = None, seconds: float = SECONDS) -> str:
        """What it printed. Raises AssertionError with what it complained of."""
        done = self._run(*arguments, folder=folder, seconds=seconds)
        assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr[-3000:]}"
        return done.stdout

    def load(self, root: Path, name: str) -> None:
        """An image of one layer."""
        packed = subprocess.Popen(["tar", "--xattrs", "--xattrs-include=*", "-C", str(root), "-c", "."], stdout=subprocess.PIPE)
        importing = ["docker", "import", "-", name]
        done = subprocess.run(importing, stdin=packed.stdout, capture_output=True, env=self._environment, timeout=SECONDS, check=False)
        assert packed.wait(SECONDS) == done.returncode == 0, done.stderr.decode(errors="replace")

    def _answers(self) -> bool:
        return self._run("info", folder=None, seconds=30).returncode == 0

    def _run(self, *arguments: str, folder: Path | None, seconds: float) -> subprocess.CompletedProcess[str]:
        command = ["docker", *arguments]
        return subprocess.run(command, cwd=folder, env=self._environment, capture_output=True, text=True, timeout=seconds, check=False)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._host}
