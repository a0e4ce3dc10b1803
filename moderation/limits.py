"""How often something may be asked: a token bucket, as arithmetic."""

from dataclasses import dataclass

MESSAGES_PER_SECOND = 10.0
MESSAGES_AT_ONCE = 20
"""One socket's. A quick hand makes 5 taps a second; a browser that comes back sends what was not acknowledged in one go."""

CODES_PER_SECOND = 5 / 60
CODES_AT_ONCE = 5
"""Failed typed codes of one bucket of addresses. Only failures count: a centre's whole Wi-Fi shares one address."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left to spend, as of an instant of any clock that does not run backwards."""

    tokens: float
    at: float


def full(now: float, burst: float) -> Bucket:
    """Of somebody who has not asked for anything yet."""
    return Bucket(burst, now)


def spend(bucket: Bucket, now: float, rate: float, burst: float) -> tuple[Bucket, bool]:
    """The bucket afterwards, and whether there was one token to spend. A refused one costs nothing, so waiting always helps.

    `rate`: tokens a second. `burst`: as many as it holds. Time that seems to run backwards brings nothing.
    """
    tokens = min(burst, bucket.tokens + max(0.0, now - bucket.at) * rate)
    at = max(now, bucket.at)
    if tokens < 1.0:
        return Bucket(tokens, at), False
    return Bucket(tokens - 1.0, at), True
