"""Guessing codes is slow, and only guessers notice."""

from server.guesses import SOURCES_AT_MOST, Guesses


def test_five_a_minute() -> None:
    guesses = Guesses()
    allowed = 0
    for second in range(600):
        if guesses.may(b"a", float(second)):
            guesses.failed(b"a", float(second))
            allowed += 1
    assert 5 + 48 <= allowed <= 5 + 51


def test_others_are_not_slowed() -> None:
    guesses = Guesses()
    for _ in range(9):
        guesses.failed(b"a", 0.0)
    assert not guesses.may(b"a", 1.0)
    assert guesses.may(b"b", 1.0)


def test_asking_costs_nothing() -> None:
    guesses = Guesses()
    assert all(guesses.may(b"a", 0.0) for _ in range(100))


def test_memory_is_bounded_and_the_busiest_stays() -> None:
    guesses = Guesses()
    for number in range(3 * SOURCES_AT_MOST):
        guesses.failed(b"busy", 0.0)
        guesses.failed(number.to_bytes(4), 0.0)
    assert not guesses.may(b"busy", 0.0)
    assert len(guesses._buckets) <= SOURCES_AT_MOST  # pyright: ignore[reportPrivateUsage]
