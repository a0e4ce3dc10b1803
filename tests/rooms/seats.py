"""Seats for circles that are put together by hand."""

from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Presence, Role, Seat, Standing


def a_seat(name: str, role: Role = Role.MEMBER, *, number: int = 0) -> Seat:
    """Somebody who sits there, present. `number`: where in the ring."""
    return Seat(
        id=SeatId(name),
        role=role,
        name=Pseudonym(adjective=number % 128, thing=number // 128),
        standing=Standing.SEATED,
        presence=Presence.PRESENT,
        at=number * 100,
        since=Instant(0.0),
        token=SecretHash(f"token-{name}"),
        nonce=Nonce(f"nonce-{name}"),
    )
