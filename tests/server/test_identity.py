"""Secrets are proved, never kept."""

import hashlib

from rooms.ids import SecretHash
from server.identity import hash_secret, proves, seat_of
from tests.rooms.words import given


def test_a_hash_is_of_the_characters() -> None:
    assert hash_secret("abc") == hashlib.sha256(b"abc").hexdigest()


def test_only_the_secret_proves() -> None:
    assert proves("abc", hash_secret("abc"))
    assert not proves("abd", hash_secret("abc"))
    assert not proves("abc", SecretHash("abc"))


def test_a_token_proves_one_seat() -> None:
    circle = given()
    for seat in circle.seats.values():
        assert seat_of(circle, seat.token) is seat
    assert seat_of(circle, SecretHash("nobody's")) is None
