"""A voice that moves as a browser does: when another worker carries the circle it connects there first, and only then leaves the old one.

    ears = Ears(person.member)            # Ears(member, light=True) for listeners that only count
    async with ears:                      # offers at once, and again whenever `view.voices` says so, or the connection ends
        await ears.connected()
        await ears.voice.send(50)         # speak: the connection that is made last
        ears.gap(since, until)            # the longest silence between two packets of the piece, in seconds
"""

import asyncio
import time
from contextlib import suppress
from random import Random
from types import TracebackType
from typing import Self

from tests.member import Dropped, Member
from tests.voice import Voice

AGAIN_SECONDS = 0.25
"""Between two offers, where one was refused for now; with as much again by chance, so that hundreds do not ask together."""

_chance = Random(5)


class Listening(Voice):
    """Notes when each packet came, of whichever section."""

    def __init__(self, arrivals: list[float], *, light: bool) -> None:
        super().__init__(light=light)
        self.arrivals = arrivals

    def _srtp(self, datagram: bytes) -> None:
        before = self.received.total()
        super()._srtp(datagram)
        if self.received.total() > before:
            self.arrivals.append(time.monotonic())


class Ears:
    """The voice connections of one member, who may change sockets meanwhile: `member` is asked again and again for the same seat."""

    def __init__(self, member: Member, *, light: bool = False) -> None:
        self.member = member
        self.light = light
        self.arrivals: list[float] = []
        """When packets were heard, over all connections: `time.monotonic()`."""
        self.voice: Listening = Listening(self.arrivals, light=light)
        """The connection that was made last."""
        self.mark: str | None = None
        """Of the worker that it is connected to."""
        self.olds: list[Listening] = []
        """Connections that were left, if `keeps_olds`."""
        self.keeps_olds = False
        """Do not hang up the old connection, as a modified client would: to see that nothing comes by it."""
        self.moves = 0
        """How often a connection was made."""
        self.refusals: list[str] = []
        """Codes of the offers that were refused."""
        self._task: asyncio.Task[None] | None = None
        self._made = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for voice in (self.voice, *self.olds):
            voice.drop()

    async def connected(self, mark: str | None = None, seconds: float = 15.0) -> None:
        """Until there is a connection to the worker that the view names, or to the one of this mark."""
        async with asyncio.timeout(seconds):
            while not self.moves or self.mark != (mark or self.member.view.get("voices")):
                self._made.clear()
                await self._made.wait()

    def gap(self, since: float, until: float) -> float:
        """The longest time without a packet between the two instants."""
        heard = [since, *(at for at in self.arrivals if since <= at <= until), until]
        return max(later - earlier for earlier, later in zip(heard, heard[1:], strict=False))

    async def _follow(self) -> None:
        while True:
            if self.member.view and self.member.online and (not self.moves or self._is_elsewhere(self.member) or self.voice.ended):
                if not await self._move():
                    await asyncio.sleep(AGAIN_SECONDS * (1 + _chance.random()))
            else:
                with suppress(TimeoutError):
                    await self.member.until(lambda member: member.online and member.view and (not self.moves or self._is_elsewhere(member)), 1.0)

    def _is_elsewhere(self, member: Member) -> bool:
        return member.view.get("voices") != self.mark

    async def _move(self) -> bool:
        coming = Listening(self.arrivals, light=self.light)
        try:
            answer = await self.member.offer(coming.offer())
            if not answer["ok"]:
                self.refusals.append(answer["code"])
                coming.drop()
                return False
            await coming.connect(answer["sdp"], seconds=3.0)
        except (Dropped, AssertionError, TimeoutError, OSError):
            coming.drop()
            return False
        except BaseException:  # the meeting is over
            coming.drop()
            raise
        before, self.voice, self.mark = self.voice, coming, answer.get("voices")
        self.moves += 1
        self._made.set()
        if self.keeps_olds:
            self.olds.append(before)
        else:
            try:
                await before.close()
            finally:
                before.drop()
        return True
