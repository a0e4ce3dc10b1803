"""The voices of a server that is one process: every circle is carried here, and the state names nobody."""

from collections.abc import Awaitable, Collection

from rooms.circle import Circle
from rooms.floor import audible
from rooms.ids import CircleId, SeatId, WorkerId
from rooms.slots import Floor
from server.audio.port import AudioHost
from server.store.port import Versioned


class Alone:
    """What `Voices` is where there are many workers."""

    def __init__(self, local: AudioHost) -> None:
        self._local = local

    async def answer(self, current: Versioned, seat: SeatId, sdp: str) -> tuple[str, None]:
        return self._local.answer(current.circle.id, seat, sdp), None

    async def narrow(self, circle: Circle, seats: frozenset[SeatId], removed: SeatId | None = None) -> None:
        self._local.narrow_floor(circle.id, seats)

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor, worker: WorkerId | None) -> None:
        self._local.set_floor(circle, version, floor)

    def gated(self, circle: CircleId, version: tuple[int, int]) -> Awaitable[None] | None:
        return None

    def carries(self, circle: CircleId) -> bool:
        return False

    def forget(self, circle: CircleId) -> None:
        """What nobody looks at may come back; its gate says the same until then."""

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        self._local.drop_seat(circle, seat)

    def drop_circle(self, circle: CircleId) -> None:
        self._local.drop_circle(circle)

    def circles(self) -> Collection[CircleId]:
        return self._local.circles()

    def set_again(self, current: Versioned) -> None:
        self._local.set_floor(current.circle.id, current.version, audible(current.circle))
