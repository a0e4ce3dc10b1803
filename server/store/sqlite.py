"""The embedded store: one file that one process owns, so that killing it in mid-meeting loses no acknowledged command."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from rooms.circle import SCHEMA, Circle, Stage
from rooms.deadlines import expires_at
from rooms.ids import CircleId, Instant, SeatId
from server.store import follow_up_table
from server.store.desk import Desk
from server.store.follow_up import FollowUp
from server.store.port import LATE_SECONDS, CodeTaken, Conflict, NoSuchCircle, StoreUnusable, Version, Versioned
from server.store.snapshot import READABLE, encode
from server.store.unread import Unread
from server.store.wakes import Wakes

FILE = "circles.db"

LAYOUT = 2
"""The number of these tables, kept in `user_version`. The snapshots in them have a number of their own.

2 has one table more than 1, so that an older file only lacks it.
"""

TABLES = f"""
CREATE TABLE IF NOT EXISTS circles (
  id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, version INTEGER NOT NULL, schema INTEGER NOT NULL,
  due REAL, ended INTEGER NOT NULL, expires REAL NOT NULL, state BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS circles_due ON circles (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS service (one INTEGER PRIMARY KEY CHECK (one = 1), beat REAL NOT NULL);
{follow_up_table.TABLE.strip()}
"""


class SqliteStore:
    """The circles in `folder`/circles.db."""

    def __init__(self, folder: Path) -> None:
        self._desk = Desk(folder / FILE)
        self._wakes = Wakes()
        self._unread = Unread()
        self._versions: dict[CircleId, Version] = {}
        """Of every stored circle. Right because nobody else may write the file; it makes `version` free, and keeps guessed codes off the disk."""
        self._last_beat: Instant | None = None

    async def start(self) -> None:
        await self._desk.start(self._prepare)

    async def stop(self) -> None:
        await self._desk.stop()
        self._wakes.close()

    def ready(self) -> bool:
        return self._desk.ready

    async def open(self, circle: Circle, due: Instant | None) -> Versioned:
        row = (circle.id, SCHEMA, due, circle.stage is Stage.ENDED, expires_at(circle), encode(circle))

        def insert(connection: sqlite3.Connection) -> Versioned:
            if connection.execute("SELECT 1 FROM circles WHERE id = ?", (circle.id,)).fetchone():
                raise CodeTaken(circle.id)
            connection.execute("INSERT INTO circles (id, epoch, version, schema, due, ended, expires, state) VALUES (?, 1, 1, ?, ?, ?, ?, ?)", row)
            return Versioned(circle, Version(1, 1))

        return await self._desk.run(insert, self._changed)

    async def load(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        if (version := self._versions.get(circle)) is None:
            raise NoSuchCircle(circle)
        if known is not None and known.version == version:
            return known
        return await self._desk.run(lambda connection: self._read(connection, circle))

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]:
        return [self._versions.get(circle) for circle in circles]

    async def commit(self, expected: Version, circle: Circle, due: Instant | None) -> Versioned:
        ended = circle.stage is Stage.ENDED
        row = (SCHEMA, due, ended, expires_at(circle), encode(circle), circle.id, *expected)

        def update(connection: sqlite3.Connection) -> Versioned:
            changed = connection.execute(
                "UPDATE circles SET version = version + 1, schema = ?, due = ?, ended = ?, expires = ?, state = ?"
                " WHERE id = ? AND epoch = ? AND version = ?",
                row,
            )
            if changed.rowcount == 0:
                raise Conflict(self._read(connection, circle.id))
            if ended:
                self._desk.wipe()
            return Versioned(circle, Version(expected.epoch, expected.version + 1))

        return await self._desk.run(update, self._changed)

    async def due(self, at_most: int) -> list[tuple[Instant, CircleId]]:
        def select(connection: sqlite3.Connection) -> list[tuple[Instant, CircleId]]:
            return connection.execute("SELECT due, id FROM circles WHERE due IS NOT NULL ORDER BY due LIMIT ?", (at_most,)).fetchall()

        return await self._desk.run(select)

    async def circles(self) -> list[CircleId]:
        def select(connection: sqlite3.Connection) -> list[CircleId]:
            return [circle for (circle,) in connection.execute("SELECT id FROM circles WHERE NOT ended ORDER BY id")]

        return await self._desk.run(select)

    def changes(self) -> AsyncIterator[CircleId]:
        return self._wakes.listen()

    async def watch(self, circle: CircleId) -> None:
        """Nobody else may write the file."""

    async def unwatch(self, circle: CircleId) -> None:
        """As little."""

    async def beat(self, now: Instant) -> Instant | None:
        def note(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO service (one, beat) VALUES (1, ?) ON CONFLICT DO UPDATE SET beat = excluded.beat", (now,))

        await self._desk.run(note)
        return None  # whoever shares this store with nobody was down in every gap, and looks at `last_beat`

    async def last_beat(self) -> Instant | None:
        return self._last_beat

    async def keep_follow_up(self, follow_up: FollowUp) -> None:
        def put(connection: sqlite3.Connection) -> None:
            follow_up_table.put(connection, follow_up)
            self._desk.wipe()

        await self._desk.run(put)

    async def drop_follow_up(self, circle: CircleId, seat: SeatId) -> None:
        def delete(connection: sqlite3.Connection) -> None:
            if follow_up_table.delete(connection, circle, seat):
                self._desk.wipe()

        await self._desk.run(delete)

    async def follow_ups(self, circle: CircleId) -> list[FollowUp]:
        return await self._desk.run(lambda connection: follow_up_table.of_circle(connection, circle))

    async def take_follow_ups(self, now: Instant) -> list[FollowUp]:
        def take(connection: sqlite3.Connection) -> list[FollowUp]:
            self._desk.wipe()
            return follow_up_table.take(connection, now)

        return await self._desk.run(take)

    async def forget(self, now: Instant) -> int:
        def delete(connection: sqlite3.Connection) -> list[CircleId]:
            gone = connection.execute(
                "DELETE FROM circles WHERE (ended AND expires <= ?) OR expires <= ? RETURNING id", (now, now - LATE_SECONDS)
            ).fetchall()
            follow_up_table.delete_expired(connection, now)
            # Always: what a circle has let go of meanwhile (a greeting that was answered, a share that was read) still stands in the log.
            self._desk.wipe()
            return [circle for (circle,) in gone]

        return len(await self._desk.run(delete, self._forgotten))

    def _changed(self, committed: Versioned) -> None:
        self._versions[committed.circle.id] = committed.version
        self._wakes.wake([committed.circle.id])

    def _forgotten(self, gone: list[CircleId]) -> None:
        for circle in gone:
            self._versions.pop(circle, None)
        self._wakes.wake(gone)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout > LAYOUT:
            raise StoreUnusable(f"{FILE} was written by a newer release (layout {layout}, this one reads {LAYOUT})")
        for statement in TABLES.split(";")[:-1]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {LAYOUT}")
        for (schema,) in connection.execute("SELECT DISTINCT schema FROM circles WHERE schema NOT IN (?, ?)", READABLE):
            raise StoreUnusable(f"{FILE} holds circles written by another release (schema {schema}, this one reads {READABLE[0]} and {READABLE[1]})")
        rows = connection.execute("SELECT id, epoch, version FROM circles")
        self._versions = {circle: Version(epoch, version) for circle, epoch, version in rows}
        for (beat,) in connection.execute("SELECT beat FROM service"):
            self._last_beat = Instant(beat)

    def _read(self, connection: sqlite3.Connection, circle: CircleId) -> Versioned:
        row = connection.execute("SELECT epoch, version, schema, state FROM circles WHERE id = ?", (circle,)).fetchone()
        if row is None:
            raise NoSuchCircle(circle)
        epoch, version, schema, state = row
        return Versioned(self._unread.decoded(circle, schema, state), Version(epoch, version))
