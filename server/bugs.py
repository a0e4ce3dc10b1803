"""The one boundary: what nobody expected is logged once with an id, and the person who met it is told only the id."""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

_log = logging.getLogger("circlekeeper.bugs")


class Met:
    """What is entered: nothing but cancellation and the end of the process gets past it. `id` is set when there was a bug.

    A class, not a generator: every message and every change passes here, and it costs a third.
    """

    __slots__ = ("_bugs", "_where", "id")

    def __init__(self, bugs: "Bugs", where: str) -> None:
        self._bugs = bugs
        self._where = where
        self.id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        self.id = self._bugs.note(error, self._where)
        return True


class Bugs:
    """`token_bytes` is where the ids come from. `count` is for metrics; it should stay zero."""

    def __init__(self, token_bytes: Callable[[int], bytes]) -> None:
        self._token_bytes = token_bytes
        self.count = 0

    def caught(self, where: str) -> Met:
        """Without it one bug would end everybody's meeting. `where` is a fixed word, never what a person said."""
        return Met(self, where)

    def note(self, error: Exception, where: str) -> str:
        """Its id."""
        self.count += 1
        id = self._token_bytes(6).hex()
        _log.error("bug", exc_info=error, extra={"bug": id, "where": where})
        return id
