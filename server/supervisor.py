"""Many workers on one port: starts them, starts again who ends, ends them in time, and replaces them one by one while people meet."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from server import logs, notify
from server.app import Found, audio_port, looked_at
from server.bundle import STATIC
from server.child import Child
from server.clock import Clock, SystemClock
from server.dumps import forbid_dumps
from server.printing import said
from server.settings import Settings, WrongSetting, flag
from server.surroundings import hear_of_children, settle
from server.worker import Orders

PAUSE_SECONDS, PAUSE_AT_MOST, LIVED_SECONDS = 0.2, 10.0, 60.0
"""Before a worker is started again: twice as long each time, until one has lived for a minute."""

END_SECONDS = 9.5
"""From the signal until who still lives is killed. Each worker ends itself after 9; systemd and Docker kill after 10 or more."""

SETTLE_SECONDS = 2.0
"""From the start of a new worker until an old one drains: others believe in one that they have heard twice, and a beat takes 0.5 s."""

HOLD_SECONDS = 60.0
"""While the store is away nobody drains: nobody else could take the voices, and who is sent away could not come back. After so long the voices are
closed anyway (`voices.AWAY_SECONDS`).
"""

_log = logging.getLogger("circlekeeper.supervisor")


def supervise(settings: Settings, out: TextIO, err: TextIO, static: Path = STATIC) -> None:
    """Serves until SIGTERM or SIGINT; SIGHUP replaces the workers. Raises WrongSetting when it cannot start."""
    settle()
    hear_of_children()
    logs.install(err)
    forbid_dumps()
    asyncio.run(_supervise(settings, out, err, static))


async def _supervise(settings: Settings, out: TextIO, err: TextIO, static: Path) -> None:
    at = await looked_at(settings, static)
    try:
        _ports(at)
        for warning in at.addresses.warnings:  # not logged: the log would hide the address
            said(f"circlekeeper: warning: {warning}", err)
        first = audio_port(at)
        ports = f"ports {first} to {first + at.settings.workers}" if first else "ports that are free"

        def up() -> None:
            words = f"{at.settings.workers} workers; voices: UDP {ports}"
            said(f"Circlekeeper serves at {at.addresses.url}/ ({words}). Ctrl-C stops it.", out)
            notify.tell(notify.READY)

        await Supervisor(at, static, SystemClock(), up).run()
    finally:
        at.socket.close()


def _ports(at: Found) -> None:
    """There must be one of each kind for every worker, and one more for the first that replaces others."""
    for name, first in (("audio_port", audio_port(at)), ("worker_port", at.settings.worker_port), ("peer_port", at.settings.peer_port)):
        if first and first + at.settings.workers > 65535:
            raise WrongSetting(f"{flag(name)} {first} leaves no room for {at.settings.workers} workers and a spare one below 65536")


class Post:
    """An index where a worker is, and another one when that ends, until no more is wanted there."""

    def __init__(self, index: int, start: Callable[[int], Awaitable[Child]], clock: Clock) -> None:
        self.index = index
        self.up = asyncio.Event()
        self.known = asyncio.Event()
        """Whether the first one serves, or why it could not start."""
        self.wrong: str | None = None
        self._start = start
        self._clock = clock
        self._child: Child | None = None
        self._last = asyncio.Event()
        """Nobody follows on the one who is here."""
        self._empty = asyncio.Event()

    async def keep(self) -> None:
        pause = PAUSE_SECONDS
        while not self._last.is_set():
            began = self._clock.monotonic()
            code = await self._one()
            if self._last.is_set():
                break
            if code is not None:
                _log.error("worker-ended", extra={"index": self.index, "code": code} | ({"why": self.wrong} if self.wrong else {}))
            if self._clock.monotonic() - began > LIVED_SECONDS:
                pause = PAUSE_SECONDS
            try:
                async with asyncio.timeout(pause):
                    await self._last.wait()
            except TimeoutError:
                pause = min(2 * pause, PAUSE_AT_MOST)
        self._empty.set()

    async def _one(self) -> int | None:
        """Its exit code. None: the machine could start none."""
        try:
            self._child = child = await self._start(self.index)
        except OSError as error:  # no memory or no descriptor left for a moment: no reason to end those who serve
            _log.error("worker-not-started", extra={"index": self.index, "code": error.errno})
            return None
        if self._last.is_set():
            child.drain()
        code = await child.watch(self._is_up)
        self._child = None
        self.up.clear()
        self.wrong = child.wrong
        if child.wrong is not None:
            self.known.set()
        return code

    @property
    def without(self) -> bool:
        """The store does not answer who is here."""
        return self._child is not None and self._child.without

    def _is_up(self) -> None:
        self.up.set()
        self.known.set()

    def shut(self) -> None:
        """Nobody new comes in here, and no worker follows."""
        self._last.set()
        if self._child is not None:
            self._child.shut()

    async def leave(self) -> None:
        """Returns when nobody is here any more: drained, or killed when that takes too long."""
        self._last.set()
        if self._child is not None:
            self._child.drain()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._empty.wait()
        except TimeoutError:
            self.kill()
            await self._empty.wait()

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()


class Supervisor:
    """`up` is called once, when all serve."""

    def __init__(self, at: Found, static: Path, clock: Clock, up: Callable[[], None]) -> None:
        self._at = at
        self._static = static
        self._clock = clock
        self._up = up
        self._posts: list[Post] = []
        self._first = True
        self._end = asyncio.Event()
        self._replace = asyncio.Event()
        self._tasks = asyncio.TaskGroup()

    async def run(self) -> None:
        """Until a signal. Raises WrongSetting when a worker says at the first start that it cannot."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told)
        loop.add_signal_handler(signal.SIGHUP, self._replace.set)
        async with self._tasks as tasks:
            serving = tasks.create_task(self._serve())
            ending = tasks.create_task(self._end.wait())
            await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
            wrong = serving.result() if serving.done() else None
            serving.cancel()
            ending.cancel()
            _log.info("stopping")
            await asyncio.gather(*(post.leave() for post in self._posts))
        _log.info("stopped")
        if wrong is not None:
            raise WrongSetting(wrong)

    def _told(self) -> None:
        """The second time whoever told does not want to wait."""
        if self._end.is_set():
            for post in self._posts:
                post.kill()
        notify.tell(notify.STOPPING)
        self._end.set()

    async def _serve(self) -> str | None:
        """Until cancelled, or why the first worker that could not start did not."""
        for index in range(self._at.settings.workers):
            self._take(index)
        for post in self._posts:
            await post.known.wait()
            if post.wrong is not None:
                return post.wrong
        self._up()
        while True:
            await self._replace.wait()
            self._replace.clear()
            await self._replace_all()

    def _take(self, index: int) -> Post:
        post = Post(index, self._start, self._clock)
        self._posts.append(post)
        self._tasks.create_task(post.keep())
        return post

    async def _start(self, index: int) -> Child:
        settings, self._first = replace(self._at.settings, welcome=self._at.settings.welcome and self._first), False
        return await Child.start(
            Orders(settings=settings, index=index, listening=self._at.socket.fileno(), telling=-1, static=self._static)
        )  # fmt: skip

    async def _replace_all(self) -> None:
        """A new worker first, on the index that is spare. Then nobody comes in at the old ones any more, so that whoever is sent away from one is not
        sent to the next; and they drain one by one, each leaving its index to a new one."""
        old, count = list(self._posts), self._at.settings.workers
        _log.info("replacing", extra={"workers": count})
        (spare,) = set(range(count + 1)) - {post.index for post in old}
        new = self._take(spare)
        await new.known.wait()
        if new.wrong is not None:
            _log.error("not-replaced", extra={"why": new.wrong})
            await self._leave(new)
            return
        for post in old:
            post.shut()
        for number, post in enumerate(old, start=1):
            await settled(lambda: any(post.without for post in self._posts))
            await self._leave(post)
            if number < count:
                await self._take(post.index).up.wait()
        _log.info("replaced")

    async def _leave(self, post: Post) -> None:
        await post.leave()
        self._posts.remove(post)


async def settled(without: Callable[[], bool], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
    """The next may drain: others believe in who has just begun, and the store answers, or has not for long."""
    await sleep(SETTLE_SECONDS)
    held = 0.0
    while without() and held < HOLD_SECONDS:
        if not held:
            _log.warning("replacing-held")
        await sleep(SETTLE_SECONDS)
        held += SETTLE_SECONDS
