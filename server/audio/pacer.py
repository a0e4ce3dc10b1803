"""Gives handshakes their share of the loop's time and no more, so that a crowd at the door never makes a voice stutter."""

import asyncio
from collections import deque
from collections.abc import Callable


class Pacer:
    """One step of one handshake at a time; after a step that took t, the next begins t x (1 / share - 1) later.

    Whoever is to be heard goes first, or three hundred listeners would wait for the voice behind them. Then handshakes already begun go
    before new ones: those who wait longest at the door are finished soonest, and no begun one is left to expire.
    """

    __slots__ = ("_begun", "_busy", "_clock", "_first", "_free_at", "_new", "_ratio", "_timer")

    def __init__(self, clock: Callable[[], float], share: float) -> None:
        self._clock = clock
        self._ratio = 1 / share - 1
        self._first: deque[asyncio.Future[None]] = deque()
        self._begun: deque[asyncio.Future[None]] = deque()
        self._new: deque[asyncio.Future[None]] = deque()
        self._busy = False
        self._free_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, *, begun: bool, first: bool = False) -> None:
        """Returns when the caller may run one step. The caller must then call `spent`; unless this raises, nobody else runs until it does."""
        waiter = asyncio.get_running_loop().create_future()
        (self._first if first else self._begun if begun else self._new).append(waiter)
        self._release()
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():  # given and taken back in the same moment
                self.spent(0.0)
            raise

    def spent(self, seconds: float) -> None:
        """The step is over and took so long."""
        self._busy = False
        self._free_at = max(self._free_at, self._clock()) + seconds * self._ratio
        self._release()

    def _release(self) -> None:
        if self._busy or self._timer is not None:
            return
        wait = self._free_at - self._clock()
        # Timers are good to about a millisecond, so shorter debts are carried over instead of slept off.
        if wait > 0.001:
            self._timer = asyncio.get_running_loop().call_later(wait, self._wake)
            return
        for queue in (self._first, self._begun, self._new):
            while queue:
                waiter = queue.popleft()
                if not waiter.done():
                    self._busy = True
                    waiter.set_result(None)
                    return

    def _wake(self) -> None:
        self._timer = None
        self._release()

    def close(self) -> None:
        """No timer is left behind. Waiters end with their own tasks."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
