"""What /metrics tells of people: seldom, and of many."""

from collections.abc import Mapping
from typing import Any, cast

from server.callers import Callers
from server.health import BUCKET_SECONDS, PEOPLE_AT_LEAST, Health
from tests.fakes import FakeClock, MemoryStore


class Evening:
    """A server with so many people, who are counted as they come."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.people = 0
        self.packets = 0
        self.bugs = 0
        self.health = Health(
            store=MemoryStore(), audio_ready=lambda: True, callers=Callers(trusted=(), salt=b"s"), clock=self.clock, metrics_from=(),
            levels=self._levels, totals=self._totals,
        )  # fmt: skip

    def _levels(self) -> Mapping[str, int]:
        return {"connections": self.people, "seats": self.people}

    def _totals(self) -> Mapping[str, Mapping[str, int]]:
        return {"audio_packets": {"in": self.packets}, "socket_events": {"opened": self.people}, "bugs": {"all": self.bugs}}

    def told(self) -> dict[str, float]:
        return {
            sample.name.removeprefix("circlekeeper_").removesuffix("_total"): cast(Any, sample).value
            for family in self.health.collect()
            for sample in family.samples
        }


def test_fewer_than_five_people_are_not_told_of() -> None:
    evening = Evening()
    evening.people, evening.packets = PEOPLE_AT_LEAST - 1, 100
    assert evening.told() == {"circles": 0, "bugs": 0}


def test_numbers_of_people_are_taken_once_in_five_minutes() -> None:
    evening = Evening()
    evening.people, evening.packets = 12, 100
    first = evening.told()
    assert first == {"circles": 0, "connections": 12, "seats": 12, "audio_packets": 100, "socket_events": 12, "bugs": 0}
    for _ in range(29):
        evening.clock.advance(BUCKET_SECONDS / 30)
        evening.people, evening.packets = evening.people + 1, evening.packets + 50
        assert evening.told() == first
    evening.clock.advance(BUCKET_SECONDS / 30)
    assert (evening.told()["seats"], evening.told()["audio_packets"]) == (41, 1550)


def test_totals_stand_still_while_few_are_here() -> None:
    evening = Evening()
    evening.people, evening.packets = 12, 100
    evening.told()
    evening.clock.advance(BUCKET_SECONDS)
    evening.people, evening.packets = 3, 900
    assert evening.told() == {"circles": 0, "audio_packets": 100, "socket_events": 12, "bugs": 0}


def test_a_fault_is_told_at_once() -> None:
    evening = Evening()
    evening.told()
    evening.bugs = 1
    assert evening.told()["bugs"] == 1
