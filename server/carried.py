"""The circles whose voices are carried on this worker, now or for a moment still: the newest floor of each, and what of it may be heard."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

from rooms.ids import CircleId, SeatId
from rooms.slots import Floor
from server.audio.port import AudioHost
from server.narrowing import Held

OVERLAP_SECONDS = 3.0
"""A worker that hands a circle over carries on so long at the most for those who have not moved yet."""

UNUSED_SECONDS = 30.0
"""After the last connection of a circle, its gate need not follow it any more. The next offer brings it back."""

GATED_SECONDS = 1.5
"""So long whoever wants to know of a floor is kept waiting at the most."""


class Carried:
    """`now` is monotonic wherever it is asked for."""

    def __init__(self, local: AudioHost) -> None:
        self._local = local
        self._floors: dict[CircleId, tuple[tuple[int, int], Floor]] = {}
        """As the state has them."""
        self._used: dict[CircleId, float] = {}
        """When each was last seen to have connections, or was asked for some."""
        self._leaving: dict[CircleId, float] = {}
        """Handed over, and until when they are carried here as well."""
        self._held = Held()
        self._changed = asyncio.Event()

    @property
    def leaving(self) -> Collection[CircleId]:
        """Handed over, and carried here until all have moved. To be read, not kept."""
        return self._leaving.keys()

    def __contains__(self, circle: CircleId) -> bool:
        """Whether its gate must follow it."""
        return circle in self._leaving or circle in self._used

    def use(self, circle: CircleId, now: float) -> None:
        """Somebody is about to be connected."""
        self._used[circle] = now

    def take(self, circle: CircleId, now: float) -> None:
        """The state says that it is carried here."""
        self._leaving.pop(circle, None)
        self._used.setdefault(circle, now)

    def hand_over(self, circle: CircleId, now: float) -> None:
        """The state says that another carries it. Those who have not moved yet hear on for a while."""
        self._used.pop(circle, None)
        self._leaving.setdefault(circle, now + OVERLAP_SECONDS)

    def let_go(self, circle: CircleId) -> None:
        """Nobody is connected here any more."""
        for kept in (self._floors, self._used, self._leaving):
            kept.pop(circle, None)
        self._held.forget(circle)
        self._local.drop_circle(circle)
        self._tell()

    # ------------------------------------------------------------------------------------------------------ the floors

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor, now: float) -> None:
        """What is not newer is ignored."""
        if circle not in self._floors or version > self._floors[circle][0]:
            self._floors[circle] = (version, floor)
        self._local.set_floor(circle, version, self._held.let_through(circle, version, floor, now))
        self._tell()

    def set_again(self, circle: CircleId, version: tuple[int, int], floor: Floor, now: float) -> None:
        """Though it is the same one: the gate was closed, or narrowed, and may open again. Nothing older does that."""
        in_force = self._local.gated(circle)
        if in_force is None or version >= in_force:
            self._local.close_floor(circle)
            self.set_floor(circle, version, floor, now)

    def narrow(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        """See `narrowing.Held`."""
        if circle in self._floors:
            self._held.hold(circle, frozenset(seats), *self._floors[circle])
            self._local.narrow_floor(circle, seats)

    def narrow_to(self, seats: dict[CircleId, set[SeatId]]) -> None:
        """Nobody else is heard, in any circle, until its floor is set again."""
        for circle, (_, floor) in self._floors.items():
            self._local.narrow_floor(circle, [seat for seat in floor.values() if seat not in seats.get(circle, ())])

    def circles(self) -> Collection[CircleId]:
        """All that have a floor here. To be read, not kept."""
        return self._floors.keys()

    async def in_force(self, circle: CircleId, version: tuple[int, int]) -> bool:
        """Whether this floor is, or a newer one. Waited for a moment."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GATED_SECONDS):
                while not self._is_in_force(circle, version):
                    await self._changed.wait()
        return self._is_in_force(circle, version)

    def _is_in_force(self, circle: CircleId, version: tuple[int, int]) -> bool:
        in_force = self._local.gated(circle)
        return in_force is not None and in_force >= version

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # ------------------------------------------------------------------------------------------------------------ time

    def look(self, now: float) -> list[CircleId]:
        """Lets go of what has moved or is not used, and opens again to whom is not held any more. What moved is returned."""
        moved = [circle for circle, until in self._leaving.items() if until <= now or not self._local.connected(circle)]
        for circle in moved:
            self.let_go(circle)
        for circle, used in list(self._used.items()):
            if self._local.connected(circle):
                self._used[circle] = now
            elif now - used > UNUSED_SECONDS:
                del self._used[circle]
        for circle in self._held.over(now):
            if circle in self._floors:
                self.set_again(circle, *self._floors[circle], now)
        return moved
