"""The rows of the embedded store that follow-ups are kept in, beside the circles and with no tie to them."""

import sqlite3
from collections.abc import Iterable

from rooms.ids import CircleId, Instant, SeatId
from server.store.follow_up import FollowUp, decode, encode

TABLE = """
CREATE TABLE IF NOT EXISTS follow_ups (circle TEXT, seat TEXT, expires REAL NOT NULL, details BLOB NOT NULL, PRIMARY KEY (circle, seat));
"""


def put(connection: sqlite3.Connection, follow_up: FollowUp) -> None:
    """In the place of what the seat said before."""
    row = (follow_up.circle, follow_up.seat, follow_up.expires, encode(follow_up))
    connection.execute("INSERT OR REPLACE INTO follow_ups (circle, seat, expires, details) VALUES (?, ?, ?, ?)", row)


def delete(connection: sqlite3.Connection, circle: CircleId, seat: SeatId) -> bool:
    """Whether there was one."""
    return connection.execute("DELETE FROM follow_ups WHERE circle = ? AND seat = ?", (circle, seat)).rowcount > 0


def delete_expired(connection: sqlite3.Connection, now: Instant) -> bool:
    """Whether there were any."""
    return connection.execute("DELETE FROM follow_ups WHERE expires <= ?", (now,)).rowcount > 0


def of_circle(connection: sqlite3.Connection, circle: CircleId) -> list[FollowUp]:
    return _read(connection.execute("SELECT details FROM follow_ups WHERE circle = ?", (circle,)))


def take(connection: sqlite3.Connection, now: Instant) -> list[FollowUp]:
    """All that have not expired. Afterwards the table is empty."""
    taken = connection.execute("SELECT details FROM follow_ups WHERE expires > ?", (now,)).fetchall()
    connection.execute("DELETE FROM follow_ups")
    return _read(taken)


def _read(rows: Iterable[tuple[bytes]]) -> list[FollowUp]:
    """The oldest first."""
    found = [follow_up for (details,) in rows if (follow_up := decode(details)) is not None]
    return sorted(found, key=lambda follow_up: (follow_up.at, follow_up.circle, follow_up.seat))
