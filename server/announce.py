"""Hears the store and lets every screen and every microphone follow: the gate first, then the views."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol

from rooms.ids import CircleId, SeatId, SecretHash
from server.bugs import Bugs
from server.presence import PRESENCE_SECONDS
from server.shown import Gate, Shown
from server.sockets.connection import Connection
from server.store.port import NoSuchCircle, Unavailable, Version, Versioned

COALESCE_SECONDS = 0.05
"""The first change is shown to an audience at once, then at most one message in this time: a person sees no difference, 500 sockets do.

Who is heard follows every change at once: ears do notice. So does what only one seat is told. Who comes and goes waits for a tick.
"""

REREAD_SECONDS = 2.0
"""Wake-ups may be lost. So the versions of the circles shown here are read again this often."""


class Source(Protocol):
    """What announcing needs of a store."""

    def changes(self) -> AsyncIterator[CircleId]: ...

    async def watch(self, circle: CircleId) -> None: ...

    async def unwatch(self, circle: CircleId) -> None: ...

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]: ...


class Announce:
    """Every circle that somebody on this worker looks at. `load` gives its newest state, or one that is newer than the version it is given."""

    def __init__(
        self,
        source: Source,
        load: Callable[[CircleId, Version | None], Awaitable[Versioned]],
        audio: Gate,
        bugs: Bugs,
        *,
        coalesce: float = COALESCE_SECONDS,
        presence: float = PRESENCE_SECONDS,
        reread: float = REREAD_SECONDS,
    ) -> None:
        self._source = source
        self._load = load
        self._audio = audio
        self._bugs = bugs
        self._coalesce = coalesce
        self._presence = presence
        self._reread = reread
        self._shown: dict[CircleId, Shown] = {}
        self._where: dict[Connection, Shown] = {}
        self._group: asyncio.TaskGroup | None = None

    @property
    def circles(self) -> int:
        """How many circles are shown here."""
        return len(self._shown)

    def attach(self, connection: Connection, circle: CircleId, seat: SeatId, since: Version | None = None, token: SecretHash | None = None) -> None:
        """The connection follows the circle as this seat: it gets `you` and the whole view, then what changes. Only while `run` runs.

        `since`: the version in which the seat was proved, by `token` from now on. What is older is not shown to them.
        """
        shown = self._where[connection] = self._show(circle)
        shown.attach(connection, seat, since, token)

    def _show(self, circle: CircleId) -> Shown:
        assert self._group is not None, "announce is not running"
        shown = self._shown.get(circle)
        if shown is None:
            shown = self._shown[circle] = Shown(circle, self._audio, self._coalesce, self._presence, asyncio.get_running_loop().time)
            self._group.create_task(self._keep_shown(shown))
        return shown

    def follow(self, circle: CircleId) -> None:
        """Look at it now, also when nobody here does: as long as its voices are carried here, its gate follows it."""
        self._show(circle).wake.set()

    def detach(self, connection: Connection) -> None:
        if shown := self._where.pop(connection, None):
            shown.detach(connection)

    def resync(self, connection: Connection) -> None:
        """Send everything again."""
        if shown := self._where.get(connection):
            shown.resync(connection)

    async def run(self) -> None:
        """Until cancelled."""
        changes = self._source.changes()
        async with asyncio.TaskGroup() as group:
            self._group = group
            group.create_task(self._hear(changes))
            group.create_task(self._read_again())

    async def _hear(self, changes: AsyncIterator[CircleId]) -> None:
        while True:
            with self._bugs.caught("changes"):
                try:
                    async for circle in changes:
                        if shown := self._shown.get(circle):
                            shown.wake.set()
                except Unavailable:
                    pass
            await asyncio.sleep(self._reread)
            changes = self._source.changes()

    async def _read_again(self) -> None:
        while True:
            await asyncio.sleep(self._reread)
            all = list(self._shown.values())
            try:
                versions = await self._source.versions([shown.id for shown in all])
            except Unavailable:
                versions = [shown.version for shown in all]  # nothing is news: asking for each of them would get no answer either
            for shown, version in zip(all, versions, strict=True):
                if shown.over or shown.waits or version is None or shown.is_news(version):
                    shown.wake.set()

    async def _keep_shown(self, shown: Shown) -> None:
        """One task a circle, so that what is sent to it has one order. Watched before it is read, so that nothing falls in between."""
        await self._source.watch(shown.id)
        while not shown.over:
            changed = await _changed(shown)
            with self._bugs.caught("announce") as met:
                await (self._follow(shown) if changed else shown.catch_up())
            if met.id is not None:
                shown.start_over()
        del self._shown[shown.id]
        self._audio.forget(shown.id)
        await self._source.unwatch(shown.id)

    async def _follow(self, shown: Shown) -> None:
        try:
            current = await self._load(shown.id, shown.version)
        except NoSuchCircle:
            shown.end()
        except Unavailable:
            pass  # what is shown stays; reading again wakes us
        else:
            await shown.show(current)


async def _changed(shown: Shown) -> bool:
    """True when something has happened, False when an audience that is behind may be sent more."""
    try:
        async with asyncio.timeout_at(shown.due):
            await shown.wake.wait()
    except TimeoutError:
        return False
    shown.wake.clear()
    return True
