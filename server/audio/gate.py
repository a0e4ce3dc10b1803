"""Says who is heard in one circle: a level set whole, never a change to it, so that a lost or late message cannot leave a microphone open."""

from collections.abc import Collection

from rooms.ids import SeatId
from rooms.slots import Floor, Slot

Version = tuple[int, int]
"""(epoch, version) of the circle's state, compared in that order."""


class Gate:
    """Closed until the first `set`."""

    __slots__ = ("_cut_off", "_level", "_version")

    def __init__(self) -> None:
        self._version: Version | None = None
        self._level: dict[SeatId, Slot] = {}
        self._cut_off = False

    @property
    def version(self) -> Version | None:
        """The version now in force; None before the first."""
        return self._version

    @property
    def level(self) -> dict[SeatId, Slot]:
        """Who is heard now, and in which slot. To be read, not kept."""
        return self._level

    def set(self, version: Version, floor: Floor) -> bool:
        """Exactly `floor` is heard from now on, and True; or False when `version` is not newer than what is in force."""
        if self._version is not None and (version < self._version or (version == self._version and not self._cut_off)):
            return False
        self._version = version
        self._cut_off = False
        self._level = {seat: slot for slot, seat in floor.items()}
        return True

    def narrow(self, seats: Collection[SeatId]) -> bool:
        """None of `seats` is heard until the next `set`. The version stays, so the next newer one decides. True when something closed."""
        closed = self._level.keys() & set(seats)
        for seat in closed:
            del self._level[seat]
        return bool(closed)

    def close(self) -> None:
        """Nobody is heard until the state was read again; the version already in force may then be set once more."""
        self._level = {}
        self._cut_off = True
