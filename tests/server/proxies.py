"""The proxies of `docs/proxies/` as real processes on loopback: the file that is shown, with this test's names, ports and certificate in it."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tests.certificates import make_certificate, trusting
from tests.ports import free_port

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER, COMPOSE = DOCS / "proxies", DOCS / "compose"

PROGRAMS = ("caddy", "haproxy", "nginx")

OLDEST_CADDY = (2, 7)
"""The first that routes by one word of the query. Debian 12 has an older one, so it comes as a Python package where there is one."""

START_SECONDS = 60.0


def program(name: str) -> str:
    """Of the environment, else of the machine. Skips where it is not there: nothing of the server needs it."""
    found = which(name, path=str(Path(sys.prefix) / "bin")) or which(name) or which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"no {name} on the PATH")
    if name == "caddy":
        said = subprocess.run([found, "version"], capture_output=True, text=True, check=True).stdout
        if tuple(map(int, re.findall(r"\d+", said)[:2])) < OLDEST_CADDY:
            pytest.skip(f"caddy is too old: {said.strip()}")
    return found


@asynccontextmanager
async def proxy(name: str, folder: Path, workers: list[int], port: int | None = None) -> AsyncGenerator[str]:
    """Its URL. What it says is in FOLDER/NAME.log."""
    found, port = program(name), port or free_port()
    certificate, key = make_certificate(folder, name)
    file, arguments = _CONFIGURE[name](folder, certificate, key, port)
    text = file.read_text()
    # At the third nobody is, as when no worker is being replaced.
    for number, worker in zip((8101, 8102, 8103), (*workers, free_port()), strict=True):
        assert f"127.0.0.1:{number}" in text
        text = text.replace(f"127.0.0.1:{number}", f"127.0.0.1:{worker}")
    file.write_text(text)
    async with _running([found, *arguments], folder, name, port, {}):
        yield f"https://localhost:{port}"


@asynccontextmanager
async def front_of_compose(folder: Path, workers: list[int], relay: int) -> AsyncGenerator[int]:
    """The port of its edge, for pages.test and relay.test: what is asked goes by way of the edge's file and the pages', as they are."""
    haproxy, caddy = program("haproxy"), program("caddy")
    edge, pages, plain = free_port(), free_port(), free_port()
    changes = {"admin off": "admin off\n\tlocal_certs\n\tskip_install_trust", ":8443 {": f":{pages} {{", "https_port 8443": f"https_port {pages}"}
    caddyfile = _replaced("Caddyfile", folder, changes | {"http_port 8080": f"http_port {plain}", ":8404": f":{free_port()}"}, COMPOSE)
    configuration = _replaced("haproxy.cfg", folder, {"bind :8443": f"bind 127.0.0.1:{edge}", ":8404": f":{free_port()}"}, COMPOSE)
    behind = " ".join(f"127.0.0.1:{port}" for port in workers)
    names = {"RELAY_HOST": "relay.test", "PAGES_HOST": "pages.test", "EDGE_ADDRESS": "127.0.0.1", "WORKERS": behind}
    names |= {"PAGES_AT": f"127.0.0.1:{pages}", "RELAY_AT": f"127.0.0.1:{relay}"}
    async with (
        _running([caddy, "run", "--config", str(caddyfile), "--adapter", "caddyfile"], folder, "caddy", pages, names),
        _running([haproxy, "-db", "-f", str(configuration)], folder, "haproxy", edge, names),
    ):
        await _has_certificate(edge, "pages.test")
        yield edge


@asynccontextmanager
async def _running(command: list[str], folder: Path, name: str, port: int, more: dict[str, str]) -> AsyncGenerator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), **_inherited(), **more}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        await _listens(port, process)
        yield
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}


def _replaced(name: str, folder: Path, changes: dict[str, str], shown: Path = FOLDER) -> Path:
    text = (shown / name).read_text()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    file = folder / name
    file.write_text(text)
    return file


def _caddy(folder: Path, certificate: Path, key: Path, port: int) -> tuple[Path, list[str]]:
    site = f"https://localhost:{port} {{\n\ttls {certificate} {key}"
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\t# No HTTP/3"
    file = _replaced("Caddyfile", folder, {"circles.example.org {": site, "{\n\t# No HTTP/3": options})
    return file, ["run", "--config", str(file), "--adapter", "caddyfile"]


def _haproxy(folder: Path, certificate: Path, key: Path, port: int) -> tuple[Path, list[str]]:
    both = folder / "both.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    listening = {"bind :443 ": f"bind 127.0.0.1:{port} ", "bind :::443 ": f"bind ::1:{port} "}
    file = _replaced("haproxy.cfg", folder, {**listening, "/etc/ssl/circles.pem": str(both)})
    return file, ["-db", "-f", str(file)]


def _nginx(folder: Path, certificate: Path, key: Path, port: int) -> tuple[Path, list[str]]:
    temporary = "".join(f"{what}_temp_path {folder};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    changes = {
        "listen 443": f"listen 127.0.0.1:{port}", "listen [::]:443": f"listen [::1]:{port}",
        "/etc/ssl/circles.pem": str(certificate), "/etc/ssl/circles.key": str(key), "http {\n": f"http {{ {temporary}\n",
    }  # fmt: skip
    file = _replaced("nginx.conf", folder, changes)
    return file, ["-c", str(file), "-g", f"daemon off; user root; pid {folder / 'pid'};"]


_CONFIGURE = {"caddy": _caddy, "haproxy": _haproxy, "nginx": _nginx}


async def _has_certificate(port: int, name: str) -> None:
    """Caddy listens before it has signed one, and refuses whoever comes meanwhile."""
    async with asyncio.timeout(START_SECONDS):
        while not await _is_taken(port, ssl=trusting(), server_hostname=name):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.05)


async def _listens(port: int, process: subprocess.Popen[bytes]) -> None:
    async with asyncio.timeout(START_SECONDS):
        while not await _is_taken(port):
            assert process.poll() is None, "it ended; what it said is in its log"
            await asyncio.sleep(0.05)


async def _is_taken(port: int, **greeting: Any) -> bool:
    """Whether a connection is."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port, **greeting)
    except OSError:
        return False
    writer.close()
    return True
