"""The one boundary: what nobody expected is logged once with an id, and the person who met it is told only the id."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

_log = logging.getLogger("circlekeeper.bugs")


@dataclass(slots=True)
class Met:
    """`id` is set when there was a bug."""

    id: str | None = None


class Bugs:
    """`token_bytes` is where the ids come from. `count` is for metrics; it should stay zero."""

    def __init__(self, token_bytes: Callable[[int], bytes]) -> None:
        self._token_bytes = token_bytes
        self.count = 0

    @contextmanager
    def caught(self, where: str) -> Generator[Met]:
        """Nothing but cancellation and the end of the process gets past this. `where` is a fixed word, never what a person said."""
        met = Met()
        try:
            yield met
        except Exception:  # noqa: BLE001  # the boundary itself: without it one bug would end everybody's meeting
            self.count += 1
            met.id = self._token_bytes(6).hex()
            _log.exception("bug", extra={"bug": met.id, "where": where})
