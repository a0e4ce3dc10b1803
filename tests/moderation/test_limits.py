"""The token bucket: a burst at once, then the rate, and waiting always helps."""

from hypothesis import given, settings, strategies as st

from moderation.limits import (
    CODES_AT_ONCE,
    CODES_PER_SECOND,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    Bucket,
    full,
    spend,
)


def spent(bucket: Bucket, now: float, rate: float, burst: float, times: int) -> tuple[Bucket, int]:
    granted = 0
    for _ in range(times):
        bucket, allowed = spend(bucket, now, rate, burst)
        granted += allowed
    return bucket, granted


def test_a_socket_may_send_twenty_at_once_then_ten_a_second() -> None:
    bucket, granted = spent(full(5.0, MESSAGES_AT_ONCE), 5.0, MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, 100)
    assert granted == 20
    bucket, granted = spent(bucket, 6.0, MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, 100)
    assert granted == 10
    assert spent(bucket, 1000.0, MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, 100)[1] == 20


def test_five_wrong_codes_a_minute() -> None:
    bucket, granted = spent(full(0.0, CODES_AT_ONCE), 0.0, CODES_PER_SECOND, CODES_AT_ONCE, 50)
    assert granted == 5
    assert spent(bucket, 11.9, CODES_PER_SECOND, CODES_AT_ONCE, 50)[1] == 0
    assert spent(bucket, 12.1, CODES_PER_SECOND, CODES_AT_ONCE, 50)[1] == 1


def test_a_clock_that_runs_backwards_brings_nothing() -> None:
    bucket, _ = spent(full(100.0, 1), 100.0, 1.0, 1, 1)
    bucket, allowed = spend(bucket, 50.0, 1.0, 1)
    assert not allowed
    assert spend(bucket, 100.5, 1.0, 1)[1] is False
    assert spend(bucket, 101.0, 1.0, 1)[1] is True


@settings(deadline=None)
@given(st.lists(st.floats(0, 3), max_size=200), st.sampled_from([0.5, 1.0, 10.0]), st.integers(1, 20))
def test_never_more_than_the_burst_and_the_rate(gaps: list[float], rate: float, burst: int) -> None:
    bucket, now, granted = full(0.0, burst), 0.0, 0
    for gap in gaps:
        now += gap
        bucket, allowed = spend(bucket, now, rate, burst)
        granted += allowed
    assert granted <= burst + now * rate + 1e-6
