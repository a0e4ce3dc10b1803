"""The road: the one way in which a circle changes. May they, can it, then commit; the commit announces by itself."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from moderation.actors import Actor, Seated
from moderation.policy import Denial, denial
from moderation.sanctions import act_of
from rooms.circle import Circle
from rooms.commands import Command, wire_name
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.events import CircleEnded, CommandApplied, Event, PowerUsed
from rooms.evolve import evolve_all
from rooms.ids import CircleId, Instant
from rooms.refusals import Refusal
from server.clock import Clock
from server.store.port import Conflict, NoSuchCircle, Store, Unavailable, Version, Versioned
from server.store.recent import Recent

WAITING_AT_MOST = 1024
"""Commands that wait for one circle: two for each seat that it can have, for the moment when all are cut off and come back."""

BATCH_AT_MOST = 64
"""Commands decided in one go: some milliseconds, in which nobody else is served."""

ATTEMPTS = 16
"""A batch that met so many commits of others in a row is given up. With group commit 3 % meet one."""

ANSWER_SECONDS = 10.0
STOP_SECONDS = 5.0


class Busy(Unavailable):
    """Too many commands wait for this circle."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Done, or done before, or nothing was to be done. What is in `versioned` is stored."""

    versioned: Versioned


Answer = Accepted | Denial | Refusal


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    actor: Actor
    command: Command
    number: int | None
    answer: asyncio.Future[Answer]


class Circles:
    """Takes commands while it is entered (`async with`)."""

    def __init__(self, store: Store, clock: Clock, clock_is_right: Callable[[], bool] = lambda: True) -> None:
        self._store = store
        self._clock = clock
        self._clock_is_right = clock_is_right
        self._recent = Recent()
        self._lines: dict[CircleId, deque[_Asked]] = {}
        """The commands that wait, by circle. A circle with a line has exactly one task that serves it, so one commit in flight."""
        self._open = False

    async def __aenter__(self) -> Self:
        self._tasks = await asyncio.TaskGroup().__aenter__()
        self._open = True
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Takes no more, and finishes what was taken."""
        self._open = False
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._tasks.__aexit__(None, None, None)
        except TimeoutError:
            pass

    async def open(self, circle: Circle) -> Versioned:
        """A new circle. Raises CodeTaken, Unavailable."""
        opened = await self._store.open(circle, next_deadline(circle))
        self._recent.keep(opened)
        return opened

    async def load(self, circle: CircleId) -> Versioned:
        """The newest state; cheap when this worker has it. Raises NoSuchCircle, Unavailable."""
        return await self._fetch(circle, self._recent.get(circle))

    def has(self, circle: CircleId) -> bool:
        """Whether it was in this worker's hands lately: it is shown here, or somebody here asked something of it."""
        return self._recent.get(circle) is not None

    async def follow(self, circle: CircleId, shown: Version | None) -> Versioned:
        """Something newer than what is `shown`, where this worker has it already: what it committed itself it need not ask for. Else the newest.

        Whoever follows is woken again for what others have done since. Raises NoSuchCircle, Unavailable.
        """
        recent = self._recent.get(circle)
        return recent if recent is not None and (shown is None or recent.version > shown) else await self.load(circle)

    def known(self, circle: CircleId) -> Versioned | None:
        """The newest state that this worker has seen, for when the store cannot be asked. Nothing is decided on it but to silence somebody."""
        return self._recent.get(circle)

    async def submit(self, circle: CircleId, actor: Actor, command: Command, number: int | None = None) -> Answer:
        """The answer, once it can no longer be lost. A seat's command with a `number` it has used before is accepted and not done again.

        Raises NoSuchCircle; Busy; Unavailable: then it is not known whether the command was done, and it may be sent again with its number.
        """
        if not self._open:
            raise Unavailable("stopping")
        if not self._clock_is_right():
            raise Unavailable("clock-off")
        loop = asyncio.get_running_loop()
        asked = _Asked(actor, command, number, loop.create_future())
        if (line := self._lines.get(circle)) is None:
            self._lines[circle] = deque([asked])
            self._tasks.create_task(self._serve(circle))
        elif len(line) < WAITING_AT_MOST:
            line.append(asked)
        else:
            raise Busy(circle)
        # A plain timer: `asyncio.timeout` costs a tenth of the whole command.
        limit = loop.call_later(ANSWER_SECONDS, _fail, [asked], Unavailable("no answer in time"))
        try:
            return await asked.answer
        finally:
            limit.cancel()

    async def _serve(self, circle: CircleId) -> None:
        line = self._lines[circle]
        try:
            while line:
                await self._settle(circle, [line.popleft() for _ in range(min(len(line), BATCH_AT_MOST))])
        finally:
            del self._lines[circle]
            _fail(line, Unavailable("stopping"))

    async def _settle(self, circle: CircleId, batch: list[_Asked]) -> None:
        try:
            stored, decisions = await self._decide_and_commit(circle, batch)
        except (NoSuchCircle, Unavailable) as error:
            _fail(batch, error)
        except Exception as bug:  # noqa: BLE001  carried to the one whose command it is, and through them to the one boundary
            if len(batch) == 1:
                _fail(batch, bug)
            for asked in batch if len(batch) > 1 else ():
                await self._settle(circle, [asked])
        except BaseException:
            _fail(batch, Unavailable("stopping"))
            raise
        else:
            for asked, decision in zip(batch, decisions, strict=True):
                if not asked.answer.done():
                    asked.answer.set_result(decision or Accepted(stored))

    async def _decide_and_commit(self, circle: CircleId, batch: list[_Asked]) -> tuple[Versioned, list[Denial | Refusal | None]]:
        recent = self._recent.get(circle)
        base = recent or await self._fetch(circle)
        sure = recent is None
        for _ in range(ATTEMPTS):
            after, decisions = self._decide(base.circle, batch)
            if after is not base.circle:
                # A commit that succeeds also proves that every no beside it was said to the newest state.
                stored = await self._commit(base, after)
                if stored.circle is after:
                    return stored, decisions
                base, sure = stored, True
            elif sure or (newest := await self._fetch(circle, base)) is base:
                return base, decisions
            else:
                base, sure = newest, True
        raise Unavailable("too many commits by others")

    def _decide(self, circle: Circle, batch: list[_Asked]) -> tuple[Circle, list[Denial | Refusal | None]]:
        """Each on the result of those before it. None: accepted."""
        now = self._clock.now()
        decisions: list[Denial | Refusal | None] = []
        for asked in batch:
            seat = circle.seats.get(asked.actor.seat) if isinstance(asked.actor, Seated) else None
            if seat is not None and asked.number is not None and asked.number <= seat.last:
                decisions.append(None)
                continue
            if (no := denial(circle, asked.actor, asked.command)) is not None:
                decisions.append(no)
                continue
            events = decide(circle, asked.command, now)
            if isinstance(events, Refusal):
                decisions.append(events)
                continue
            decisions.append(None)
            circle = evolve_all(circle, (*events, *_noted(circle, asked, events, now)))
            if events and seat is not None and asked.number is not None and seat.id in circle.seats:
                circle = evolve_all(circle, (CommandApplied(seat=seat.id, number=asked.number),))
        return circle, decisions

    async def _commit(self, base: Versioned, after: Circle) -> Versioned:
        """With `after` as its circle, what is stored now; with any other, what others stored instead."""
        try:
            committed = await self._store.commit(base.version, after, next_deadline(after))
            stored = Versioned(after, committed.version)
        except Conflict as conflict:
            stored = _own(conflict.current, base.version, after)
        except Unavailable:
            # Not failed but unknown: whoever asked must not hear a no to something that was done, nor have it done twice.
            stored = await self._store.load(base.circle.id)
            if stored.version == base.version:
                raise
            stored = _own(stored, base.version, after)
        self._recent.keep(stored)
        return stored

    async def _fetch(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        """The newest state, `known` itself where that is it."""
        try:
            fetched = await self._store.load(circle, known)
        except NoSuchCircle:
            self._recent.drop(circle)
            raise
        self._recent.keep(fetched)
        return fetched


def _noted(circle: Circle, asked: _Asked, events: Sequence[Event], now: Instant) -> tuple[PowerUsed, ...]:
    """For the other facilitators. What changed nothing was no use of power, and an ended circle has nobody to tell."""
    act = act_of(circle, asked.actor, asked.command, wire_name(type(asked.command)), now) if events else None
    return () if act is None or isinstance(events[-1], CircleEnded) else (PowerUsed(act=act),)


def _own(stored: Versioned, base: Version, after: Circle) -> Versioned:
    """Recognises our own commit when its answer was lost, or when the client of the store sent it twice."""
    ours = stored.version == Version(base.epoch, base.version + 1) and stored.circle == after
    return Versioned(after, stored.version) if ours else stored


def _fail(asked: "list[_Asked] | deque[_Asked]", error: Exception) -> None:
    for one in asked:
        if not one.answer.done():
            one.answer.set_exception(error)
