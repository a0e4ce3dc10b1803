"""What the rest of the server needs of an audio host."""

from collections.abc import Collection
from typing import Protocol

from rooms.ids import CircleId, SeatId
from rooms.slots import Floor


class OfferRefused(Exception):
    """The offer cannot be answered. `code` is stable and goes to the browser as it is."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AudioHost(Protocol):
    """Carries the voices of circles. Nobody is heard in a circle before its first `set_floor`."""

    def answer(self, circle: CircleId, seat: SeatId, offer: str) -> str:
        """The SDP answer for the seat's SDP offer. A second offer replaces the seat's earlier connection.

        Raises `OfferRefused` with `offer-too-large` (over 8 KB), `offer-malformed`, `offer-unsupported` (no Opus, no
        DTLS fingerprint, more than one sending audio section), or `audio-busy` (too many handshakes waiting).
        Never leaves a task or socket behind when it raises.
        """
        ...

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> None:
        """From now on exactly these seats are heard, each in its slot. `version` is (epoch, version): what is not newer is ignored."""
        ...

    def close_floor(self, circle: CircleId) -> None:
        """Nobody is heard from now on, until the next `set_floor`, which may have the same version again."""
        ...

    def narrow_floor(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        """None of these seats is heard from now on, until a newer `set_floor` says otherwise: the mute that need not wait for the store."""
        ...

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        """The seat neither speaks nor hears from now on; its connection is closed."""
        ...

    def drop_circle(self, circle: CircleId) -> None:
        """Every seat of the circle is dropped and its slots are forgotten."""
        ...

    def circles(self) -> Collection[CircleId]:
        """All that have a gate here. To be read, not kept."""
        ...

    def gated(self, circle: CircleId) -> tuple[int, int] | None:
        """The version whose floor is in force; None for a circle that has none here."""
        ...

    def connected(self, circle: CircleId) -> int:
        """How many seats of the circle have a connection here, established or not."""
        ...
