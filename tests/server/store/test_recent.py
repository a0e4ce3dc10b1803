"""What a worker remembers of circles: the newest, and not too many."""

from dataclasses import replace

from rooms.ids import CircleId
from server.store.port import Version, Versioned
from server.store.recent import Recent
from tests.fakes import a_circle


def test_it_never_goes_back() -> None:
    recent = Recent()
    old, new, other_epoch = (Versioned(a_circle(), Version(*version)) for version in ((1, 4), (1, 5), (2, 1)))
    for kept, expected in ((new, new), (old, new), (other_epoch, other_epoch), (new, other_epoch)):
        recent.keep(kept)
        assert recent.get(kept.circle.id) is expected


def test_the_least_recently_used_makes_room() -> None:
    recent = Recent(2)
    one, two, three = (Versioned(replace(a_circle(), id=CircleId(code)), Version(1, 1)) for code in "ABC")
    recent.keep(one)
    recent.keep(two)
    assert recent.get(one.circle.id) is one
    recent.keep(three)
    assert [recent.get(CircleId(code)) for code in "ABC"] == [one, None, three]
    recent.drop(one.circle.id)
    assert recent.get(one.circle.id) is None
