"""Real servers on free loopback ports: one in this process, for most tests, and one of its own, for those that kill it."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import aiohttp

from server.app import App, running
from server.bundle import STATIC
from server.centre import KEY_BYTES, NAME, read_key
from server.settings import Settings
from tests.ports import free_port

FORMATS = Path(__file__).parent / "formats"
"""Of tests whose subject is not the format, as a centre's own."""

START_SECONDS = 90.0
"""For one that never comes. A cold start on a busy machine with two cores takes 4 s, and took more than 30 once among twenty others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What an opening answers."""

    code: str
    facilitator: str
    member: str
    listener: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A centre's own software, with its key."""

    url: str
    key: str

    async def ask(self, path: str, body: object, key: str | None = None) -> tuple[int, dict[str, Any]]:
        """Status and answer of a POST."""
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        async with aiohttp.ClientSession() as session, session.post(f"{self.url}{path}", json=body, headers=headers, ssl=False) as answer:
            return answer.status, await answer.json()

    async def look(self, path: str, key: str | None = None) -> tuple[int, dict[str, Any]]:
        """Status and answer of a GET."""
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}{path}", headers=headers, ssl=False) as answer:
            return answer.status, await answer.json()

    async def open_circle(self, **fields: object) -> Links:
        """A circle that was opened: `title` and `format` have defaults here."""
        status, answer = await self.ask("/api/circles", {"title": "Evening circle", "format": "plain", **fields})
        assert status == 201, answer
        return Links(code=answer["code"], **answer["links"])

    async def invite(self, code: str, count: int = 1) -> list[str]:
        """So many personal links."""
        status, answer = await self.ask(f"/api/circles/{code}/invitations", {"count": count})
        assert status == 201, answer
        return cast(list[str], answer["links"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Centre):
    """A server in this process."""

    app: App


@asynccontextmanager
async def running_server(data: Path, *, static: Path = STATIC, **settings: Any) -> AsyncGenerator[Served]:
    """Serves on free ports while entered. `static`: `plain_pages(...)` where no page matters, so that nothing has to be built."""
    asked: dict[str, Any] = {"port": 0, "audio_port": 0, "formats": FORMATS, **settings}
    if settings.get("redis"):
        _of_one_centre(data)
    async with running(Settings(data=data, **asked), static) as app:
        yield Served(url=app.addresses.local_url, key=read_key(data), app=app)


def _of_one_centre(data: Path) -> None:
    """Servers that share circles have the same key, unless the test has given them others."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (data / NAME).exists():
        (data / NAME).write_text("c0" * KEY_BYTES + "\n")


def plain_pages(folder: Path) -> Path:
    """A `static/` with the least that a server starts with."""
    for name in ("pages", "words", "dist"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    page = '<html lang="{{language}}" data-helplines="{{helplines}}" data-centre-number="{{centre}}"><title>{{title}}</title><p>{{say greeting}}'
    page += '<script type="module" src="{{entry pages/member.js}}"></script>'
    for name in ("landing", "circle", "open", "story"):
        (folder / "pages" / f"{name}.html").write_text(page + "<!-- long enough to be worth compressing -->" * 20)
    for language, greeting in (("en", "Welcome & sit"), ("hi", "आइए"), ("mr", "या")):
        (folder / "words" / f"{language}.json").write_text(json.dumps({"greeting": greeting}))
    (folder / "pages" / "member.js").write_text("export {};\n")
    (folder / "dist" / "member-ABCDEFGH.js").write_text("export {};\n" * 100)
    (folder / "dist" / "member-HGFEDCBA.css").write_text("body{}")
    entry = {"file": "member-ABCDEFGH.js", "css": "member-HGFEDCBA.css"}
    (folder / "dist" / "manifest.json").write_text(json.dumps({"entries": {"pages/member.js": entry}, "sources": {}}))
    return folder


@dataclass(slots=True, kw_only=True)
class ServerProcess:
    """`circlekeeper serve` as a process of its own. After `kill` or `stop`, `start` serves the same data on the same ports."""

    data: Path
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    static: Path | None = None
    """`plain_pages(...)` where no page matters: then it does not matter either whether the pages are built."""
    plant: str = ""
    """Python that is run in the process first: for a fault, or for waits that a test need not wait for. It wants `static`."""
    counts: bool = False
    """Whether /metrics tells every number as it is now, for who measures the server. No setting does that."""
    port: int = 0
    audio_port: int = 0
    scheme: str = "http"
    printed: list[str] = field(default_factory=list[str])
    """What it said on standard output: until it was ready, and all of it after `stop` or `kill`."""
    _process: subprocess.Popen[str] | None = None
    _errors: IO[str] | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def centre(self) -> Centre:
        return Centre(url=self.url, key=read_key(self.data))

    def errors(self) -> str:
        """Everything it wrote on standard error, over all starts."""
        path = self.data.with_suffix(".stderr")
        return path.read_text() if path.exists() else ""

    async def start(self) -> None:
        """Returns when it serves. Fails with what it said when it does not."""
        if "--redis" in self.options or "CIRCLEKEEPER_REDIS" in self.environment:
            _of_one_centre(self.data)
        self._errors = self.data.with_suffix(".stderr").open("a")
        self._process = subprocess.Popen(  # starting takes 1 ms; what is waited for is its first line
            command(*self._launch(), "serve", *self._ports(), "--data", str(self.data), "--formats", str(FORMATS), *self.options),
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**clean_environment(), **self.environment},
        )
        self.printed = []
        async with asyncio.timeout(START_SECONDS):
            while (ready := _READY.search(line := await asyncio.to_thread(self._line))) is None:
                assert line or self._process.poll() is None, f"ended with {self._process.wait()}: {self.errors()}"
        self.scheme, self.port, self.audio_port = ready[1], int(ready[2]), int(ready[3]) if ready[3].isdecimal() else 0

    def _launch(self) -> tuple[str, ...]:
        if self.static is not None:
            return ("-c", self.plant + _WITH_PAGES, str(self.static))
        return ("-c", _COUNTING) if self.counts else ("-m", "server")

    def _ports(self) -> tuple[str, ...]:
        """Its own, so that nobody has them while it is away. Workers share none of theirs unless that is what the test asks for."""
        self.port = self.port or free_port()
        if "--workers" not in self.options:
            self.audio_port = self.audio_port or free_port()
        return ("--port", str(self.port), "--audio-port", str(self.audio_port))

    def _line(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.printed.append(line)
        return line

    async def kill(self) -> None:
        """`kill -9`: it has no chance to say or write anything."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)
        code = await asyncio.to_thread(process.wait, START_SECONDS)
        assert process.stdout is not None
        self.printed += process.stdout.readlines()
        process.stdout.close()
        if self._errors is not None:
            self._errors.close()
        return code


_READY = re.compile(r"serves at (https?)://[^/]*?:(\d+)/ \(.*?voices: UDP ports? (\d+|that are free)")


@asynccontextmanager
async def server_process(
    data: Path, *options: str, environment: Mapping[str, str] | None = None, static: Path | None = None, plant: str = "", counts: bool = False
) -> AsyncGenerator[ServerProcess]:
    """A process that serves while entered, whatever the test did to it meanwhile."""
    process = ServerProcess(data=data, options=options, environment=environment or {}, static=static, plant=plant, counts=counts)
    try:
        await process.start()
        yield process
    finally:
        await process.kill()


_WITH_PAGES = """
import sys
from functools import partial
from pathlib import Path
from server import cli, serving, supervisor
static = Path(sys.argv.pop(1))
serving.running = partial(serving.running, static=static)
supervisor.supervise = partial(supervisor.supervise, static=static)
cli.main()
"""
"""`circlekeeper`, with the pages of the first argument."""

_COUNTING = """
from server import cli, health
health.BUCKET_SECONDS = health.PEOPLE_AT_LEAST = 0
cli.main()
"""


def command(*arguments: str) -> list[str]:
    """Python with this tree, whatever is installed."""
    return [sys.executable, *arguments]


def with_pages(static: Path, *arguments: str) -> list[str]:
    """`circlekeeper ARGUMENTS` with these pages. Like the program that is installed it looks for no module in the working folder."""
    return command("-P", "-c", _WITH_PAGES, str(static), *arguments)


def run_command(*arguments: str, environment: Mapping[str, str] | None = None, seconds: float = START_SECONDS) -> subprocess.CompletedProcess[str]:
    """`circlekeeper ARGUMENTS` to its end."""
    given = {**clean_environment(), **(environment or {})}
    return subprocess.run(command("-m", "server", *arguments), capture_output=True, text=True, timeout=seconds, check=False, env=given)


def clean_environment() -> dict[str, str]:
    """This process's environment without settings of a developer's own, and where the packages of this tree are found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CIRCLEKEEPER_")}
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), "PYTHONUNBUFFERED": "1"}


@contextmanager
def taken_port() -> Generator[int]:
    """A TCP port that somebody else listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]
