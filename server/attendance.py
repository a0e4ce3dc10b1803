"""Which connection stands for which seat; and when a seat has lost its last one, the circle is told so for certain."""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from moderation.actors import System
from rooms.commands import Command, MarkAway
from rooms.ids import CircleId, SeatId, SecretHash
from server.bugs import Bugs
from server.sockets.connection import Connection, Goodbye
from server.store.port import NoSuchCircle, Unavailable
from server.store.roster import Lease

AGAIN_SECONDS = 1.0
"""Between two tries to tell a store that does not answer."""

MOVE_SECONDS = 3.0
"""Whoever was sent to another worker is not missed before: on a bad mobile line a new connection takes 2 s. When this worker has stopped until then,
their lease is left, and others miss them."""


class Sitting(NamedTuple):
    circle: CircleId
    seat: SeatId


class Road(Protocol):
    async def submit(self, circle: CircleId, actor: System, command: Command) -> object: ...


class Leases(Protocol):
    """Who is connected here, for others to know when this worker dies."""

    def sit(self, lease: Lease) -> None: ...

    def rise(self, lease: Lease) -> None: ...


class Attendance:
    """At most one connection a seat: a new one takes over, so that a person with two tabs hears themselves once.

    One that took over at another worker is no matter of this class: the connection here is closed when its circle shows it, and whoever is
    called away by the proof of a seat that was lost is not called away any more.
    """

    def __init__(self, road: Road, bugs: Bugs, leases: Leases | None = None) -> None:
        self._road = road
        self._bugs = bugs
        self._leases = leases
        self._sittings: dict[Connection, Sitting] = {}
        self._connections: dict[Sitting, Connection] = {}
        self._arriving: Counter[CircleId] = Counter()
        self._tokens: dict[Sitting, SecretHash] = {}
        self._lost: dict[Sitting, SecretHash] = {}
        self._wake = asyncio.Event()

    def sitting(self, connection: Connection) -> Sitting | None:
        """The seat this connection stands for."""
        return self._sittings.get(connection)

    def connection(self, sitting: Sitting) -> Connection | None:
        """The connection that stands for this seat."""
        return self._connections.get(sitting)

    def count(self) -> int:
        return len(self._connections)

    @contextmanager
    def arriving(self, circle: CircleId) -> Generator[None]:
        """While somebody comes or comes back, nobody of the circle is called away: they may be the same person.

        The road takes commands in order, so an absence asked for before the return is over before it.
        """
        self._arriving[circle] += 1
        try:
            yield
        finally:
            self._arriving[circle] -= 1
            if not self._arriving[circle]:
                del self._arriving[circle]
                self._wake.set()

    def sit(self, connection: Connection, sitting: Sitting, token: SecretHash) -> None:
        """From now on the connection stands for the seat, which `token` proves. The one that did before is told so."""
        before = self._connections.get(sitting)
        self._connections[sitting] = connection
        self._sittings[connection] = sitting
        self._tokens[sitting] = token
        self._lost.pop(sitting, None)
        if self._leases is not None:
            self._leases.sit(Lease(*sitting, token))
        if before is not None:
            del self._sittings[before]
            before.close(Goodbye.TAKEN_OVER)

    def rise(self, connection: Connection) -> None:
        """The connection is gone."""
        sitting = self._sittings.pop(connection, None)
        if sitting is not None:
            del self._connections[sitting]
            token = self._tokens.pop(sitting)
            if self._leases is not None and connection.sent_elsewhere:
                asyncio.get_running_loop().call_later(MOVE_SECONDS, self._miss, sitting, token)
            else:
                self._miss(sitting, token)

    def _miss(self, sitting: Sitting, token: SecretHash) -> None:
        if sitting not in self._connections:
            self._lost.setdefault(sitting, token)  # who came back meanwhile and was lost again is missed by the newer one
            self._wake.set()

    def send_away(self) -> None:
        """This worker cannot serve them, others can: all are told to come back."""
        for connection in list(self._sittings):
            connection.close(Goodbye.RESTARTING)

    async def run(self) -> None:
        """Tell the circles who is away, until cancelled. Nobody waits for another one's telling."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._wake.wait()
                self._wake.clear()
                for sitting in list(self._lost):
                    group.create_task(self._tell(sitting))

    async def _tell(self, sitting: Sitting) -> None:
        if sitting not in self._lost or self._arriving[sitting.circle]:
            return
        token = self._lost.pop(sitting)
        with self._bugs.caught("away"):
            try:
                await self._road.submit(sitting.circle, System(), MarkAway(seat=sitting.seat, token=token))
            except NoSuchCircle:
                pass
            except Unavailable:
                if sitting not in self._connections:
                    self._lost.setdefault(sitting, token)
                asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._wake.set)
                return
        # Not before the circle knows: else nobody would tell it when this worker dies in between.
        if self._leases is not None:
            self._leases.rise(Lease(*sitting, token))
