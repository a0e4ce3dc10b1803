"""The gate is a level, set whole, ordered by (epoch, version)."""

import pytest

from rooms.ids import SeatId
from rooms.slots import Slot
from server.audio.gate import Gate

A, B = SeatId("a"), SeatId("b")


@pytest.mark.parametrize(
    ("versions", "heard"),
    [
        ([], None),
        ([(1, 1)], (1, 1)),
        ([(1, 2), (1, 1)], (1, 2)),
        ([(1, 2), (1, 2)], (1, 2)),
        ([(1, 9), (2, 1)], (2, 1)),
        ([(2, 1), (1, 9)], (2, 1)),
    ],
)
def test_only_what_is_newer_counts(versions: list[tuple[int, int]], heard: tuple[int, int] | None) -> None:
    gate = Gate()
    for number, version in enumerate(versions):
        gate.set(version, {Slot.PIECE: SeatId(f"{number}")})
    assert gate.version == heard
    assert gate.level == ({SeatId(f"{versions.index(heard)}"): Slot.PIECE} if heard else {})


def test_a_level_replaces_the_one_before() -> None:
    gate = Gate()
    gate.set((1, 1), {Slot.PIECE: A, Slot.KEEPER: B})
    gate.set((1, 2), {Slot.KEEPER: A})
    assert gate.level == {A: Slot.KEEPER}


def test_narrowing_never_widens_and_lasts_until_a_newer_level() -> None:
    gate = Gate()
    gate.set((1, 1), {Slot.PIECE: A, Slot.KEEPER: B})
    assert gate.narrow([A])
    assert not gate.narrow([A])
    assert gate.level == {B: Slot.KEEPER}
    assert not gate.set((1, 1), {Slot.PIECE: A}), "the version it was narrowed at does not open it again"
    assert gate.level == {B: Slot.KEEPER}
    assert gate.set((1, 2), {Slot.PIECE: A})
    assert gate.level == {A: Slot.PIECE}


def test_after_a_gap_the_state_that_was_read_again_opens_it_and_nothing_older() -> None:
    gate = Gate()
    gate.set((1, 5), {Slot.PIECE: A})
    gate.close()
    assert gate.level == {}
    assert not gate.set((1, 4), {Slot.PIECE: B})
    assert gate.level == {}
    assert gate.set((1, 5), {Slot.PIECE: A})
    assert not gate.set((1, 5), {Slot.PIECE: B}), "once only"
    assert gate.level == {A: Slot.PIECE}
