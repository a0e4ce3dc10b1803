"""The only source of time and of chance. Everything else is told."""

import asyncio
import base64
import secrets
import time
from typing import Protocol

from rooms.ids import CODE_ALPHABET, CODE_LENGTH, CircleId, Instant, SeatId


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

    def at(self) -> int:
        """Where a seat stands in the ring: 0 to 2**31 - 1."""
        return int.from_bytes(self.token_bytes(4), "big") >> 1

    def _text(self, count: int) -> str:
        return base64.urlsafe_b64encode(self.token_bytes(count)).rstrip(b"=").decode("ascii")
