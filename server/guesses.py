"""Failed typed codes, counted by where they come from: a code has 40 bits, so guessing must be slow."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from moderation.limits import CODES_AT_ONCE, CODES_PER_SECOND, Bucket, full, spend

SOURCES_AT_MOST = 10_000
"""Remembered at once, the oldest forgotten first: about 2 MB."""


class Guesses:
    """`source` is a keyed hash of a network; nothing here is an address, and nothing outlives the process."""

    def __init__(self) -> None:
        self._buckets: dict[bytes, Bucket] = {}
        self._doors: dict[bytes, asyncio.Lock] = {}
        self._before: Counter[bytes] = Counter()
        """How many are at each door, the one inside included."""

    @asynccontextmanager
    async def alone(self, source: bytes) -> AsyncGenerator[None]:
        """Entered by one of a source at a time, in the order in which they came: else guesses made at once would all be allowed."""
        door = self._doors.setdefault(source, asyncio.Lock())
        self._before[source] += 1
        try:
            async with door:
                yield
        finally:
            self._before[source] -= 1
            if not self._before[source]:
                del self._before[source], self._doors[source]

    def may(self, source: bytes, now: float) -> bool:
        """Whether this source may try another code."""
        bucket = self._buckets.get(source)
        return bucket is None or spend(bucket, now, CODES_PER_SECOND, CODES_AT_ONCE)[1]

    def failed(self, source: bytes, now: float) -> None:
        """A typed code opened nothing."""
        bucket = self._buckets.pop(source, None) or full(now, CODES_AT_ONCE)
        if len(self._buckets) >= SOURCES_AT_MOST:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[source], _ = spend(bucket, now, CODES_PER_SECOND, CODES_AT_ONCE)
