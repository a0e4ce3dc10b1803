"""Who somebody is, proved by a secret of which only the hash is kept."""

import hashlib

from rooms.circle import Circle
from rooms.ids import SecretHash, same
from rooms.seat import Seat


def hash_secret(secret: str) -> SecretHash:
    """SHA-256, in hex, of the characters of a link's secret or a resume token. Both are random, so nothing slower is needed."""
    return SecretHash(hashlib.sha256(secret.encode()).hexdigest())


def proves(secret: str, hashed: SecretHash) -> bool:
    """Whether `hashed` is of this secret. Takes the same time however much of it is right."""
    return same(hash_secret(secret), hashed)


def seat_of(circle: Circle, token: SecretHash) -> Seat | None:
    """The seat that a resume token proves."""
    return next((seat for seat in circle.seats.values() if same(seat.token, token)), None)
