"""What this worker has shown of one circle, and to whom: the published views, from which every patch is made."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Set
from dataclasses import dataclass
from typing import Protocol, cast

import msgspec

from rooms.circle import Circle, Stage, attended
from rooms.floor import audible
from rooms.ids import CircleId, SeatId, SecretHash, WorkerId
from rooms.projections.concerned import concerned
from rooms.seat import Presence, Seat, Standing
from rooms.slots import Floor
from rooms.views import Audience, View, Views, audience_of, view_for, you_for
from server import patches
from server.identity import seat_of
from server.presence import attends, held_back, shows, tick_after
from server.sockets.connection import Connection, Goodbye
from server.sockets.frames import Event, Message
from server.store.port import Version, Versioned

TURN_OF_THE_LOOP = 256
"""Sockets written to before others get a turn of the event loop: about 3 ms."""

GATE_SECONDS = 0.25
"""How long a view that silences somebody waits for the audio host. Longer would look broken, so then it says *muting*."""

_encode = msgspec.json.encode


class Gate(Protocol):
    """The audio host, as far as announcing goes; with many workers, the one among them that carries the circle."""

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor, worker: WorkerId | None) -> None:
        """Exactly these are heard from now on, where `worker` says that the voices are carried. None: the state names nobody."""
        ...

    def gated(self, circle: CircleId, version: tuple[int, int]) -> Awaitable[None] | None:
        """What to wait for until nobody is heard but by this version or a newer one. None: it is so."""
        ...

    def carries(self, circle: CircleId) -> bool:
        """Whether the circle must be followed here though nobody looks."""
        ...

    def forget(self, circle: CircleId) -> None:
        """It is not followed here any more."""
        ...

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None: ...

    def drop_circle(self, circle: CircleId) -> None: ...


@dataclass(slots=True)
class Watcher:
    """One connection that looks at the circle."""

    connection: Connection
    seat: SeatId
    since: Version | None = None
    """The state in which they had the seat: one before it knows nothing of them."""
    audience: Audience | None = None
    you: View | None = None
    token: SecretHash | None = None
    """What proves the seat, as it was last."""
    whole: bool = True
    """The next thing it gets is everything."""
    owed: bool = False
    """It has not been told yet whether a facilitator is here: as of everybody it learns that at the tick."""


@dataclass(slots=True)
class Published:
    """What one audience was last sent."""

    view: View
    free_at: float
    """From then on it may be sent more."""
    stale: bool = False
    """The circle has changed since; whether the view has is not known yet."""
    tick: float | None = None
    """When it may be told who has come and gone since. None: there is nothing to tell of that."""

    @property
    def due(self) -> float | None:
        """When it may be sent more. None: nothing waits."""
        if self.stale:
            return self.free_at
        return None if self.tick is None else max(self.tick, self.free_at)


class Shown:
    """One circle on this worker. Its methods are called by one task, but for `attach`, `detach` and `resync`.

    An audience that was sent something is sent nothing for `coalesce` seconds. Each has a time of its own, and a change that sends it
    nothing does not touch it: else people could tell from the beat of their messages that something private has happened.
    Who has come and gone it is told at the ticks alone, `presence` seconds apart.
    """

    def __init__(self, id: CircleId, audio: Gate, coalesce: float, presence: float, clock: Callable[[], float]) -> None:
        self.id = id
        self.wake = asyncio.Event()
        self.version: Version | None = None
        self._audio = audio
        self._coalesce = coalesce
        self._presence = presence
        self._clock = clock
        self._circle: Circle | None = None
        self._floor: Floor = {}
        self._published: dict[Audience, Published] = {}
        self._watchers: dict[Connection, Watcher] = {}

    @property
    def over(self) -> bool:
        """Nobody looks, and nobody could be heard: nothing would change if the circle were forgotten here."""
        return not self._watchers and not self._floor and not self._audio.carries(self.id)

    @property
    def waits(self) -> bool:
        """Somebody is still owed a whole view."""
        return any(watcher.whole for watcher in self._watchers.values())

    @property
    def due(self) -> float | None:
        """When an audience that is behind may be sent more. None: none is."""
        return min((due for published in self._published.values() if (due := published.due) is not None), default=None)

    def attach(self, connection: Connection, seat: SeatId, since: Version | None, token: SecretHash | None) -> None:
        self._watchers[connection] = Watcher(connection, seat, since, token=token)
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
        self._published.clear()
        for watcher in self._watchers.values():
            watcher.whole = True

    def is_news(self, version: Version) -> bool:
        """Within one epoch what is not newer is never shown: a late message must not open a muted microphone again."""
        return self.version is None or version > self.version or (self._circle is None and version == self.version)

    async def show(self, current: Versioned) -> None:
        """Gate first, then the views: nobody reads that they are muted while they are still heard."""
        news: Set[SeatId] = frozenset()
        if self.is_news(current.version):
            await self._gate(current)
            if self._circle is not None:
                news = concerned(self._circle, current.circle)
            self._circle, self.version = current.circle, current.version
            if current.circle.stage is Stage.ENDED:
                self.end()
                return
            for published in self._published.values():
                published.stale = True
        await self._send(news)

    async def catch_up(self) -> None:
        """What is `due`: changes that came too soon after others."""
        await self._send(frozenset())

    def end(self) -> None:
        """The circle is over, or was forgotten."""
        self._audio.drop_circle(self.id)
        last = Message(Event.VIEW, _encode({"stage": Stage.ENDED.value}))
        for watcher in self._watchers.values():
            watcher.connection.send(last)
            watcher.connection.close(Goodbye.ENDED)
        self._watchers.clear()
        self._published.clear()
        self._floor = {}

    async def _gate(self, current: Versioned) -> None:
        floor = audible(current.circle)
        narrower = not set(self._floor.values()) <= set(floor.values())
        named = current.circle.voices
        self._audio.set_floor(self.id, current.version, floor, None if named is None else named.worker)
        self._floor = floor
        for seat in _deaf(self._circle, current.circle):
            self._audio.drop_seat(self.id, seat)
        if narrower and (done := self._audio.gated(self.id, current.version)) is not None:
            try:
                # Shielded: when it is late, the host must still do it.
                await asyncio.wait_for(asyncio.shield(done), GATE_SECONDS)
            except TimeoutError:
                muting = Message(Event.MUTING)
                for watcher in self._watchers.values():
                    watcher.connection.send(muting)

    async def _send(self, news: Set[SeatId]) -> None:
        if self._circle is None:
            return
        patch = self._patches(self._circle)
        whole: dict[Audience, Message] = {}
        for count, watcher in enumerate(list(self._watchers.values()), start=1):
            if count % TURN_OF_THE_LOOP == 0:
                await asyncio.sleep(0)
            if watcher.connection.over:
                continue
            if watcher.whole or watcher.owed or watcher.seat in news:
                self._tell(self._circle, watcher, patch, whole)
            elif watcher.audience and (message := patch.get(watcher.audience)):
                watcher.connection.send(message)

    def _patches(self, circle: Circle) -> dict[Audience, Message]:
        """What differs from what each audience was last sent, encoded once; for those that may be sent more now."""
        watched = {watcher.audience for watcher in self._watchers.values()}
        self._published = {audience: published for audience, published in self._published.items() if audience in watched}
        now, views = self._clock(), Views(circle)
        found: dict[Audience, Message] = {}
        for audience, published in self._published.items():
            if published.due is None or now < published.due:
                continue
            before, published.stale = published.view, False
            published.view = self._in_ticks(published, views.of(audience), now)
            if patch := patches.diff(before, published.view):
                found[audience] = Message(Event.PATCH, _encode(patch))
                published.free_at = now + self._coalesce
        return found

    def _in_ticks(self, published: Published, view: View, now: float) -> View:
        """What of the view may be shown now; notes when the rest may be."""
        if self._presence <= 0 or (published.tick is not None and now >= published.tick):
            published.tick = None
            return view
        shown = held_back(published.view, view)
        if shown == view:
            published.tick = None
        elif published.tick is None:
            published.tick = tick_after(now, self._presence)
        return cast(View, shown)

    def _tell(self, circle: Circle, watcher: Watcher, patch: dict[Audience, Message], whole: dict[Audience, Message]) -> None:
        """One for whom more than the audience's view may have changed. The private part comes before the view, and waits for nothing
        but whether a facilitator is here.
        """
        if watcher.since is not None and self.version is not None and self.version < watcher.since:
            return  # they came while this state was read; the next one is on its way
        seat = circle.seats.get(watcher.seat)
        audience = audience_of(seat) if seat else None
        if audience is None:
            watcher.connection.close(_goodbye(circle, watcher.token, seat))
            self._watchers.pop(watcher.connection, None)
            return
        if seat and (bye := _elsewhere(watcher, seat)):
            watcher.connection.close(bye)
            self._watchers.pop(watcher.connection, None)
            return
        watcher.token = seat.token if seat else None
        if audience is not watcher.audience:
            watcher.whole = True
        if watcher.whole and not self._has_all(circle, watcher.seat, audience, whole):
            # Nothing until then, of the old audience neither.
            return
        here = self._attends(circle, audience)
        you = you_for(circle, watcher.seat, attends=here)
        watcher.owed = here is not attended(circle)
        if watcher.whole or you != watcher.you:
            watcher.connection.send(Message(Event.YOU, _encode(you)))
            watcher.you = you
        if watcher.whole:
            watcher.connection.send(whole[audience])
            watcher.audience, watcher.whole = audience, False
        elif message := patch.get(audience):
            watcher.connection.send(message)

    def _attends(self, circle: Circle, audience: Audience) -> bool:
        """Whether a facilitator is here, as far as this audience knows; asked where somebody waits for one."""
        published = self._published.get(audience) if circle.help or circle.unread else None
        known = attends(published.view) if published else None
        return attended(circle) if known is None else known

    def _has_all(self, circle: Circle, seat: SeatId, audience: Audience, whole: dict[Audience, Message]) -> bool:
        """Puts the whole view of this audience into `whole`. Not while the audience is behind: its next patch would not fit.

        Nor while it does not know that this person is here: they come in at the tick, as they are seen to.
        """
        published = self._published.get(audience)
        if published is None:
            published = self._published[audience] = Published(view_for(circle, audience), self._clock() + self._coalesce)
        here = circle.seats[seat].presence is Presence.PRESENT
        if published.stale or (published.tick is not None and not shows(published.view, seat, here=here)):
            return False
        if audience not in whole:
            whole[audience] = Message(Event.VIEW, _encode(published.view))
        return True


def _deaf(before: Circle | None, now: Circle) -> Iterator[SeatId]:
    """Whose browser hears nobody from now on, whatever became of its socket: nobody listens whom the others do not see.

    Who has been away for long is not shown any more. With a seat that was given to somebody, the browser of before has no part in it.
    """
    shown = _seen(now)
    yield from (_seen(before) if before else {seat.id for seat in now.seats.values() if seat.standing is Standing.SEATED}) - shown
    yield from (id for id in shown if before and id in before.seats and _is_given(before.seats[id], now.seats[id]))


def _seen(circle: Circle) -> set[SeatId]:
    return {seat.id for seat in circle.seats.values() if seat.standing is Standing.SEATED and seat.presence is not Presence.GONE}


def _is_given(was: Seat, now: Seat) -> bool:
    """Who comes back by themselves is here."""
    return was.token != now.token and now.presence is not Presence.PRESENT


def _elsewhere(watcher: Watcher, seat: Seat) -> Goodbye | None:
    """Whether this connection is not the one by which the person is here. At this worker attendance sees to that, so it happened at another."""
    if watcher.token is not None and watcher.token != seat.token:
        return Goodbye.TAKEN_OVER
    if watcher.since is not None and seat.presence is not Presence.PRESENT:
        # Called away with the same proof, for a line that another worker saw break: by coming back they get a new one, and are here.
        return Goodbye.RESTARTING
    return None


def _goodbye(circle: Circle, token: SecretHash | None, seat: Seat | None) -> Goodbye:
    if seat is None and token is not None and seat_of(circle, token):
        return Goodbye.RESEATED
    match seat.standing if seat else None:
        case Standing.REMOVED:
            return Goodbye.REMOVED
        case Standing.TURNED_AWAY:
            return Goodbye.TURNED_AWAY
        case _:
            return Goodbye.LEFT
