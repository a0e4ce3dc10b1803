"""The only source of time and of chance. Everything else is told."""

import asyncio
import base64
import secrets
import time
from typing import Protocol

from rooms.ids import CODE_ALPHABET, CODE_LENGTH, CircleId, Instant, SeatId

OFF_AT_MOST = 1.0
"""Seconds by which a worker's clock may differ from the others'. No turn ends earlier or later than that because of a clock."""


class Clock(Protocol):
    def now(self) -> Instant:
        """Never goes back, and does not jump when somebody sets the machine's clock."""
        ...

    def monotonic(self) -> float:
        """Seconds from an unknown beginning: for measuring, not for state."""
        ...


class Sleeper(Clock, Protocol):
    """A clock that can also wake. Only the timekeeper needs one."""

    async def wait(self, event: asyncio.Event, until: Instant) -> None:
        """Returns when the event is set or the clock shows `until`, whichever comes first."""
        ...

    def not_before(self, instant: Instant) -> None:
        """From now on show no less than this. For a start with a wall clock that was set back since the last run."""
        ...


class SystemClock:
    """The wall clock as it was at the start, plus the monotonic time since: a step of ±1 h ends no turn early or late."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> Instant:
        return Instant(self._offset + time.monotonic())

    def monotonic(self) -> float:
        return time.monotonic()

    def not_before(self, instant: Instant) -> None:
        self._offset = max(self._offset, instant - time.monotonic())

    async def wait(self, event: asyncio.Event, until: Instant) -> None:
        try:
            async with asyncio.timeout(max(0.0, until - self.now())):
                await event.wait()
        except TimeoutError:
            pass


class SharedClock:
    """A clock that many workers agree on: `base`, put right by what the others' show. `server/workers/agreement.py` says by how much."""

    def __init__(self, base: Sleeper) -> None:
        self._base = base
        self._offset = 0.0
        self._shown = float("-inf")
        self.doubted = False
        """The others' show something else, and it is not yet clear whose is wrong."""

    @property
    def reading(self) -> Instant:
        """What it would show if it had never shown more."""
        return Instant(self._base.now() + self._offset)

    @property
    def right(self) -> bool:
        """Nobody doubts it, and it does not stand still."""
        return not self.doubted and self._shown - self.reading <= OFF_AT_MOST

    def begin_at(self, instant: Instant) -> None:
        """Before anybody was shown anything that counts."""
        self._offset += instant - self.reading
        self._shown = float("-inf")

    def put_right(self, by: float) -> None:
        """Forwards at once; backwards it stands still until it is right."""
        self._offset += by

    def now(self) -> Instant:
        self._shown = max(self._shown, self.reading)
        return Instant(self._shown)

    def monotonic(self) -> float:
        return self._base.monotonic()

    def not_before(self, instant: Instant) -> None:
        self._offset += max(0.0, instant - self.reading)

    async def wait(self, event: asyncio.Event, until: Instant) -> None:
        await self._base.wait(event, Instant(self._base.now() + (until - self.now())))


class Chance:
    """What must not be guessed. Everything is made of `token_bytes`, so that a test replaces one method."""

    def token_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def seat_id(self) -> SeatId:
        return SeatId(self._text(8))

    def code(self) -> CircleId:
        """A circle's code: 40 random bits. The alphabet has 32 letters, so no letter is likelier than another."""
        return CircleId("".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in self.token_bytes(CODE_LENGTH)))

    def secret(self) -> str:
        """A link's secret: 128 random bits in 22 characters."""
        return self._text(16)

    def mark(self) -> str:
        """Of a naming of who carries the voices: 64 random bits in 11 characters."""
        return self._text(8)

    def at(self) -> int:
        """Where a seat stands in the ring: 0 to 2**31 - 1."""
        return int.from_bytes(self.token_bytes(4), "big") >> 1

    def _text(self, count: int) -> str:
        return base64.urlsafe_b64encode(self.token_bytes(count)).rstrip(b"=").decode("ascii")
