"""What this worker has shown of one circle, and to whom: the published views, from which every patch is made."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Protocol

import msgspec

from rooms.circle import Circle, Seat, Stage, Standing
from rooms.floor import audible
from rooms.ids import CircleId, SeatId
from rooms.slots import Floor
from rooms.views import Audience, View, audience_of, view_for, you_for
from server import patches
from server.sockets.connection import Connection, Goodbye
from server.sockets.frames import Event, Message
from server.store.port import Version, Versioned

TURN_OF_THE_LOOP = 256
"""Sockets written to before others get a turn of the event loop: about 3 ms."""

GATE_SECONDS = 0.25
"""How long a view that silences somebody waits for the audio host. Longer would look broken, so then it says *muting*."""

_encode = msgspec.json.encode


class Gate(Protocol):
    """The audio host, as far as announcing goes. One that gates elsewhere returns what to wait for."""

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> Awaitable[None] | None: ...

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None: ...

    def drop_circle(self, circle: CircleId) -> None: ...


@dataclass(slots=True)
class Watcher:
    """One connection that looks at the circle."""

    connection: Connection
    seat: SeatId
    audience: Audience | None = None
    you: View | None = None
    whole: bool = True
    """The next thing it gets is everything."""


class Shown:
    """One circle on this worker. Its methods are called by one task, but for `attach`, `detach` and `resync`."""

    def __init__(self, id: CircleId, audio: Gate) -> None:
        self.id = id
        self.wake = asyncio.Event()
        self.version: Version | None = None
        self._audio = audio
        self._circle: Circle | None = None
        self._floor: Floor = {}
        self._seated: frozenset[SeatId] = frozenset()
        self._views: dict[Audience, View] = {}
        self._watchers: dict[Connection, Watcher] = {}

    @property
    def over(self) -> bool:
        """Nobody looks, and nobody could be heard: nothing would change if the circle were forgotten here."""
        return not self._watchers and not self._floor

    @property
    def waits(self) -> bool:
        """Somebody is still owed a whole view."""
        return any(watcher.whole for watcher in self._watchers.values())

    def attach(self, connection: Connection, seat: SeatId) -> None:
        self._watchers[connection] = Watcher(connection, seat)
        self.wake.set()

    def detach(self, connection: Connection) -> None:
        self._watchers.pop(connection, None)
        self.wake.set()

    def resync(self, connection: Connection) -> None:
        """It missed something, and gets everything."""
        if watcher := self._watchers.get(connection):
            watcher.whole = True
            self.wake.set()

    def start_over(self) -> None:
        """After a bug: trust nothing that was projected, and owe everybody everything."""
        self._circle = None
        self._views.clear()
        for watcher in self._watchers.values():
            watcher.whole = True

    def is_news(self, version: Version) -> bool:
        """Within one epoch what is not newer is never shown: a late message must not open a muted microphone again."""
        return self.version is None or version > self.version or (self._circle is None and version == self.version)

    async def gate(self, current: Versioned) -> None:
        """Only who is heard; the screens follow with the next `show`."""
        if self.is_news(current.version):
            await self._gate(current)

    async def show(self, current: Versioned) -> None:
        """Gate first, then the views: nobody reads that they are muted while they are still heard."""
        messages: dict[Audience, Message | None] = {}
        concerned: set[SeatId] = set()
        if self.is_news(current.version):
            await self._gate(current)
            if self._circle is not None:
                concerned = _concerned(self._circle, current.circle)
            self._circle, self.version = current.circle, current.version
            if current.circle.stage is Stage.ENDED:
                self.end()
                return
            messages = {audience: self._publish(audience) for audience in list(self._views)}
        await self._send(messages, concerned)

    def end(self) -> None:
        """The circle is over, or was forgotten."""
        self._audio.drop_circle(self.id)
        last = Message(Event.VIEW, _encode({"stage": Stage.ENDED.value}))
        for watcher in self._watchers.values():
            watcher.connection.send(last)
            watcher.connection.close(Goodbye.ENDED)
        self._watchers.clear()
        self._views.clear()
        self._floor = {}

    async def _gate(self, current: Versioned) -> None:
        floor = audible(current.circle)
        narrower = not set(self._floor.values()) <= set(floor.values())
        done = self._audio.set_floor(self.id, current.version, floor)
        self._floor = floor
        seated = frozenset(id for id, seat in current.circle.seats.items() if seat.standing is Standing.SEATED)
        for seat in self._seated - seated:
            self._audio.drop_seat(self.id, seat)
        self._seated = seated
        if narrower and isawaitable(done):
            try:
                # Shielded: when it is late, the host must still do it.
                await asyncio.wait_for(asyncio.shield(done), GATE_SECONDS)
            except TimeoutError:
                muting = Message(Event.MUTING)
                for watcher in self._watchers.values():
                    watcher.connection.send(muting)

    def _publish(self, audience: Audience) -> Message | None:
        """What differs from what this audience was last sent, encoded once. None: nothing."""
        assert self._circle is not None
        before, self._views[audience] = self._views[audience], view_for(self._circle, audience)
        patch = patches.diff(before, self._views[audience])
        return Message(Event.PATCH, _encode(patch)) if patch else None

    async def _send(self, patch: dict[Audience, Message | None], concerned: set[SeatId]) -> None:
        whole: dict[Audience, Message] = {}
        for count, watcher in enumerate(list(self._watchers.values()), start=1):
            if count % TURN_OF_THE_LOOP == 0:
                await asyncio.sleep(0)
            if watcher.connection.over:
                continue
            if watcher.whole or watcher.seat in concerned:
                self._tell(watcher, patch, whole)
            elif watcher.audience and (message := patch.get(watcher.audience)):
                watcher.connection.send(message)
        watched = {watcher.audience for watcher in self._watchers.values()}
        self._views = {audience: view for audience, view in self._views.items() if audience in watched}

    def _tell(self, watcher: Watcher, patch: dict[Audience, Message | None], whole: dict[Audience, Message]) -> None:
        """One for whom more than the audience's view may have changed."""
        assert self._circle is not None
        seat = self._circle.seats.get(watcher.seat)
        audience = audience_of(seat) if seat else None
        if audience is None:
            watcher.connection.close(_goodbye(seat))
            self._watchers.pop(watcher.connection, None)
            return
        everything = watcher.whole or audience is not watcher.audience
        you = you_for(self._circle, watcher.seat)
        if everything or you != watcher.you:
            watcher.connection.send(Message(Event.YOU, _encode(you)))
            watcher.you = you
        if everything:
            if audience not in whole:
                whole[audience] = Message(Event.VIEW, _encode(self._view(audience)))
            watcher.connection.send(whole[audience])
            watcher.audience, watcher.whole = audience, False
        elif message := patch.get(audience):
            watcher.connection.send(message)

    def _view(self, audience: Audience) -> View:
        assert self._circle is not None
        if audience not in self._views:
            self._views[audience] = view_for(self._circle, audience)
        return self._views[audience]


def _concerned(before: Circle, now: Circle) -> set[SeatId]:
    """The seats whose audience or private part may differ: in themselves, in their place, in having the piece.

    So a change costs the others one write each: 500 private parts would cost more than their 500 frames.
    """
    concerned = {id for id, seat in now.seats.items() if seat is not before.seats.get(id)}
    concerned.update(before.seats.keys() - now.seats.keys())
    if before.queue != now.queue:
        concerned.update(place.seat for place in before.queue + now.queue)
    concerned.update(turn.seat for turn in (before.turn, now.turn) if turn is not None)
    return concerned


def _goodbye(seat: Seat | None) -> Goodbye:
    match seat.standing if seat else None:
        case Standing.REMOVED:
            return Goodbye.REMOVED
        case Standing.TURNED_AWAY:
            return Goodbye.TURNED_AWAY
        case _:
            return Goodbye.LEFT
