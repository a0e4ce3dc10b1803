"""Names for things, so that one cannot be passed for another."""

import hmac
from typing import NewType

CircleId = NewType("CircleId", str)
"""The circle's code: 8 characters of `CODE_ALPHABET`, typed by hand or carried in a link. Random, never reused."""

SeatId = NewType("SeatId", str)
"""One person's place in one circle: 11 characters, 64 random bits, URL-safe base64. Never an account, never the same in two circles."""

SecretHash = NewType("SecretHash", str)
"""SHA-256, in hex, of a link's secret or a resume token. The secret itself is never kept."""

WorkerId = NewType("WorkerId", str)
"""One server process, from its start to its end: 16 hex digits by chance. Never leaves the servers."""

Nonce = NewType("Nonce", str)
"""Chosen by the browser for one join: the same join is never taken twice, however often it is sent, and by whom."""

Instant = NewType("Instant", float)
"""Seconds since the Unix epoch by the server's clock."""

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0 O 1 I: they are misread on a blackboard and misheard on the telephone."""

CODE_LENGTH = 8


def same(one: SecretHash, other: SecretHash) -> bool:
    """Takes the same time however much of it is right."""
    return hmac.compare_digest(one, other)
