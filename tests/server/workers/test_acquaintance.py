"""Who cannot be reached by another worker is told of once, and again when that is mended."""

import pytest

from rooms.ids import WorkerId
from server.store.roster import Worker
from server.workers.acquaintance import TRIES, Acquaintance
from tests.fakes import FakeClock
from tests.server.store.roster_contract import a_worker


class Street:
    """Who serves, and who answers."""

    def __init__(self) -> None:
        self.there = {worker.id: worker for worker in (a_worker(), a_worker())}
        self.silent: set[WorkerId] = set()
        self.asked: list[WorkerId] = []

    def peers(self) -> dict[WorkerId, Worker]:
        return self.there

    async def is_in_touch(self, worker: Worker) -> bool | None:
        self.asked.append(worker.id)
        return None if worker.id in self.silent else False


async def test_who_does_not_answer_is_told_of_once_and_when_that_is_mended(caplog: pytest.LogCaptureFixture) -> None:
    street = Street()
    near, far = street.there
    street.silent.add(far)
    acquaintance = Acquaintance(street, FakeClock())

    def told() -> list[tuple[str, str]]:
        return [(record.message, record.__dict__["worker"]) for record in caplog.records]

    for _ in range(TRIES - 1):
        await acquaintance.look()
    assert told() == []
    for _ in range(3):
        await acquaintance.look()
    assert told() == [("worker-unreached", far)]
    assert street.asked.count(near) == 1, "who was met is asked no more"
    street.silent.clear()
    for _ in range(2):
        await acquaintance.look()
    assert told() == [("worker-unreached", far), ("worker-reached", far)]


async def test_who_is_gone_is_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    street = Street()
    (_, far) = street.there
    street.silent.add(far)
    acquaintance = Acquaintance(street, FakeClock())
    for _ in range(3):
        for _ in range(TRIES - 1):
            await acquaintance.look()
        gone = street.there.pop(far)
        await acquaintance.look()
        street.there[far] = gone
    assert caplog.records == []
