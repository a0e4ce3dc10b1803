"""A loop in which waiting costs nothing and computing takes no time, so that nothing a test sees depends on how busy the machine is."""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Result = TypeVar("Result")

_ON_THE_WAY_SECONDS = 0.002
"""For what one socket of this machine has written and the other does not show yet."""


class Leaping(selectors.DefaultSelector):
    """Waits for nothing: what is there to be read comes first, and when there is nothing it leaps to when the wait would have ended."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self._sockets() and (ready := super().select(_ON_THE_WAY_SECONDS)):
            return ready
        if timeout is None:
            return super().select()
        self.now += max(0.0, timeout)
        return ready

    def _sockets(self) -> bool:
        """Whether anything is watched but the loop's own end of a pair."""
        return len(self.get_map()) > 1


class LeapingLoop(asyncio.SelectorEventLoop):
    """What waits for sockets must have both ends of them in this loop: another process would be given no time."""

    def __init__(self) -> None:
        self._leaping = Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """To its end, in such a loop."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(main)


def leaping(test: Callable[Asked, Coroutine[Any, Any, None]]) -> Callable[Asked, None]:
    """The test runs in such a loop. Its fixtures do not."""

    @functools.wraps(test)
    def running(*given: Asked.args, **named: Asked.kwargs) -> None:
        run(test(*given, **named))

    return running
