"""Whether the store answers this worker, and for how long it has or has not: by its own clock."""

from collections.abc import Callable

CUT_SECONDS = 2.0
"""Without an answer of the store for so long, others are asked whether they have one."""

IN_TOUCH_SECONDS = 1.0
"""Who had an answer of the store so lately may say so. Shorter than CUT_SECONDS less a beat: of a store that stands still for all, nobody says it."""

STEADY_SECONDS = 2.0
"""So long after a gap of its own nobody says it either: a store that is back is back for one worker a moment sooner than for another, by an attempt
that began before (1 s at most) and the next.
"""


class Touch:
    """Begins as if it had just answered, and always had. `clock`: monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.answered_at = clock()
        """When it answered last."""
        self._since = float("-inf")
        """When it first answered after the last gap."""

    def answered(self) -> None:
        """It has, now."""
        before, self.answered_at = self.answered_at, self._clock()
        if self.answered_at - before > IN_TOUCH_SECONDS:
            self._since = self.answered_at

    @property
    def steady(self) -> bool:
        """It has answered just now, and did so before."""
        now = self._clock()
        return now - self.answered_at <= IN_TOUCH_SECONDS and now - self._since >= STEADY_SECONDS

    @property
    def lost(self) -> bool:
        """It has not answered for so long that others may know more."""
        return self._clock() - self.answered_at > CUT_SECONDS
