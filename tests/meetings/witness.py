"""Who sees every write to a circle in Redis, in the order in which Redis did them: the truth that all screens are held against.

It listens to Redis itself, not to the servers under test, so a fault planted in their store cannot hide from it. A Redis that is started
anew is found by the servers sooner than by the witness: `complete` reads what it missed from Redis's own log.
"""

import asyncio
import math
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from rooms.circle import Circle
from server.store.port import Version
from server.store.snapshot import decode
from tests.meetings.redis_log import commands

_WRITE = re.compile(rb'^\+[\d.]+ \[\d+ lua\] "HSET" "[^"]*:circle:([A-Z0-9]+)" (.*)$')
_CIRCLE = re.compile(rb":circle:([A-Z0-9]+)$")
_ECHO = re.compile(rb'"ECHO" "(witness-\d+)"')
_WORD = re.compile(rb'"((?:[^"\\]|\\.)*)"')
AGAIN_SECONDS = 0.05
LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One version."""

    version: Version
    circle: Circle
    at: float
    """When it was seen: `time.monotonic()`."""
    heard: bool = True
    """False: read from the log, so `at` is the latest that it can be."""


class Witness:
    """`async with Witness(url) as witness`. Comes back by itself to a Redis that was away."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 6379
        self._written: dict[str, list[Written]] = {}
        self._epochs: dict[str, set[int]] = {}
        self._task: asyncio.Task[None] | None = None
        self._there = asyncio.Event()
        self._waits: dict[bytes, asyncio.Event] = {}
        self._words = 0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        async with asyncio.timeout(10):
            await self._there.wait()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def of(self, code: str) -> list[Written]:
        """Every version of this circle, in the order of writing."""
        return self._written.get(code, [])

    async def hears_all(self, seconds: float = 2.0) -> bool:
        """Until it has heard all that Redis did before this was called. False: Redis or the way there is too slow."""
        self._words += 1
        word = f"witness-{self._words}"
        heard = self._waits[word.encode()] = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                _, writer = await asyncio.open_connection(self._host, self._port)
                try:
                    writer.write(f"*2\r\n$4\r\nECHO\r\n${len(word)}\r\n{word}\r\n".encode())
                    await heard.wait()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False
        finally:
            del self._waits[word.encode()]
        return True

    def epochs_of(self, code: str) -> int:
        """How many there were by the logs, those among them in which nothing followed."""
        return len(self._epochs[code])

    def complete(self, folders: Iterable[Path]) -> int:
        """Puts in what was not heard: all that the logs in these folders have, in their order. How many there were."""
        heard = {(code, one.version): one for code, all in self._written.items() for one in all}
        found: dict[str, list[Written]] = {}
        for folder in folders:
            for name, *words in commands(folder):
                if name.upper() == b"HSET" and (circle := _CIRCLE.search(words[0])):
                    one = _written(words[1:], at=math.nan)
                    code = circle[1].decode()
                    found.setdefault(code, []).append(heard.pop((code, one.version), one))
        assert not heard, f"heard, and not in the log: {sorted(heard)}"
        self._epochs = {code: {one.version.epoch for one in all} for code, all in found.items()}
        self._written = {code: _timed(_last_given_back(all)) for code, all in found.items()}
        return sum(math.isnan(one.at) for all in found.values() for one in all)

    async def _watch(self) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection(self._host, self._port, limit=LONGEST_LINE)
                try:
                    await self._listen(reader, writer)
                finally:
                    writer.close()
            except OSError:
                pass
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"*1\r\n$7\r\nMONITOR\r\n")
        while line := await reader.readline():
            self._there.set()
            if (echo := _ECHO.search(line)) and (waits := self._waits.get(echo[1])):
                waits.set()
            if found := _WRITE.match(line.rstrip()):
                words = [_plain(word) for word in _WORD.findall(found[2])]
                self._written.setdefault(found[1].decode(), []).append(_written(words, at=time.monotonic()))


def _written(words: list[bytes], *, at: float) -> Written:
    fields = dict(zip(words[::2], words[1::2], strict=True))
    version = Version(int(fields[b"epoch"]), int(fields[b"version"]))
    return Written(version=version, circle=decode(int(fields[b"schema"]), fields[b"state"]), at=at)


def _last_given_back(all: list[Written]) -> list[Written]:
    """Of several that gave a circle back, the last: nothing followed the others, or they stay and the checker objects."""
    return [one for one, then in zip(all, [*all[1:], None], strict=True) if not (then and one.version.version == then.version.version == 1)]


def _timed(all: list[Written]) -> list[Written]:
    """What was not heard was there at the latest when the next was heard."""
    later, timed = time.monotonic(), list[Written]()
    for one in reversed(all):
        later = later if math.isnan(one.at) else one.at
        timed.append(replace(one, at=later, heard=one.heard and not math.isnan(one.at)))
    return timed[::-1]


def _plain(word: bytes) -> bytes:
    """As Redis had it before it was quoted for us."""
    return word.decode("latin-1").encode("latin-1").decode("unicode_escape").encode("latin-1")
