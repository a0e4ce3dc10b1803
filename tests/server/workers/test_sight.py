"""What one worker sees of another's clock, through a store that answers late."""

import pytest

from rooms.ids import Instant, WorkerId
from server.store.roster import Beaten, Heard, Worker
from server.workers.sight import Watch

ME, OTHER = WorkerId("0" * 16), WorkerId("1" * 16)


def looked(watch: Watch, now: float, *, at: float, said: float) -> float | None:
    """What the other's clock is taken to show at 0, after a look at `now` that finds its beat of `at`."""
    worker = Worker(id=OTHER, address="", schema=1, born=Instant(1), now=Instant(1000 + said))
    beaten = Beaten(
        time=Instant(now), buried=False, known=True, workers={OTHER: Heard(worker, Instant(at))}, gone=frozenset(), estates=frozenset()
    )
    watch.look(beaten, ME, now)
    return watch.sights[OTHER].clock


def test_what_waited_for_a_store_that_stood_still_does_not_tell_the_clock() -> None:
    watch = Watch()
    assert looked(watch, 0.2, at=0.0, said=0.0) == pytest.approx(1000)
    assert looked(watch, 0.7, at=0.5, said=0.5) == pytest.approx(1000)
    # stands still from 0.9 to 3.9: what was sent at 1.0 is done then, after it what was sent at 3.0, and then what is sent now
    assert looked(watch, 3.9, at=0.5, said=0.5) == pytest.approx(1000)
    assert looked(watch, 3.901, at=3.9, said=1.0) == pytest.approx(1000)
    assert looked(watch, 4.0, at=3.902, said=3.0) == pytest.approx(1000)
    assert looked(watch, 4.5, at=4.4, said=4.4) == pytest.approx(1000)


def test_a_clock_that_was_set_while_the_store_stood_still_is_seen_at_the_beat_after() -> None:
    watch = Watch()
    looked(watch, 0.2, at=0.0, said=0.0)
    assert looked(watch, 3.9, at=3.9, said=63.9) == pytest.approx(1000)
    assert looked(watch, 4.5, at=4.4, said=64.4) == pytest.approx(1060)


@pytest.mark.parametrize("lost", [0.5, 1.5, 60.0])
def test_beats_that_a_store_has_again_which_lost_its_last_writes_do_not_tell_the_clock(lost: float) -> None:
    watch = Watch()
    for beat in range(200):
        looked(watch, beat / 2 + 0.2, at=beat / 2, said=beat / 2)
    for now, at in ((100.0, 99.5 - lost), (100.5, 99.5 - lost), (100.7, 100.6), (101.2, 101.1), (101.7, 101.6)):
        assert looked(watch, now, at=at, said=at) == pytest.approx(1000), now
