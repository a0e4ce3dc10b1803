"""The road: one total order, each command once, no yes before it is stored and no no from memory alone."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from moderation.policy import Denial
from rooms.circle import Circle, Stage
from rooms.commands import EndCircle, LowerHand, Mute, RaiseHand, Remove, Return, StartCircle
from rooms.ids import CircleId, SecretHash
from rooms.refusals import Reason, Refusal
from rooms.seat import Role
from server import circles as road
from server.circles import Accepted, Busy, Circles
from server.store.port import NoSuchCircle, Unavailable, Version
from tests.fakes import FakeClock, FaultyStore, MemoryStore
from tests.server.meeting import FACILITATORS, Table, accepted, circle_with_links, join, seat_of, table_for


@pytest.fixture
def store() -> FaultyStore:
    return FaultyStore(MemoryStore())


@pytest.fixture
async def circles(store: FaultyStore) -> AsyncGenerator[Circles]:
    async with Circles(store, FakeClock()) as circles:
        yield circles


@pytest.fixture
async def table(circles: Circles) -> Table:
    return await table_for(circles, 5)


async def stored(store: FaultyStore, table: Table) -> tuple[Version, Circle]:
    newest = await store.load(table.id)
    return newest.version, newest.circle


async def commit_elsewhere(store: FaultyStore, table: Table, circle: Circle) -> None:
    """As another worker would."""
    version, _ = await stored(store, table)
    await store.commit(version, circle, None)


async def test_a_command_is_stored_when_it_is_accepted(store: FaultyStore, table: Table) -> None:
    answer = await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1)
    assert isinstance(answer, Accepted)
    assert await store.load(table.id) == answer.versioned
    assert answer.versioned.circle.turn is not None


async def test_nothing_is_answered_before_it_is_stored(store: FaultyStore, table: Table) -> None:
    store.flowing.clear()
    asking = asyncio.ensure_future(table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not asking.done()
    store.flowing.set()
    accepted(await asking)


async def test_the_seat_of_a_join_is_found_by_its_token(table: Table) -> None:
    circle = accepted(await table.visit(join(9)))
    assert [seat.id for seat in circle.seats.values() if seat.token == join(9).token] == [seat_of(9)]


async def test_an_unknown_circle(circles: Circles) -> None:
    with pytest.raises(NoSuchCircle):
        await Table(circles, CircleId("NOSUCHAA")).visit(join(1))
    with pytest.raises(NoSuchCircle):
        await circles.load(CircleId("NOSUCHAA"))


async def test_who_follows_asks_for_what_others_did_and_for_nothing_this_worker_did(store: FaultyStore, circles: Circles, table: Table) -> None:
    shown = (await stored(store, table))[0]
    answer = await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1)
    assert isinstance(answer, Accepted)
    store.refusals = 1
    assert await circles.follow(table.id, shown) == answer.versioned, "it asked"
    store.refusals = 0
    await commit_elsewhere(store, table, replace(answer.versioned.circle, title="changed elsewhere"))
    assert (await circles.follow(table.id, answer.versioned.version)).circle.title == "changed elsewhere"


async def test_a_denial_and_a_refusal_change_nothing(store: FaultyStore, table: Table) -> None:
    before, commits = await stored(store, table), store.commits
    assert await table.ask(seat_of(1), Mute(seat=seat_of(2)), 1) is Denial.FACILITATORS_ONLY
    assert await table.ask(seat_of(0), StartCircle(), 2) == Refusal(Reason.ALREADY_STARTED)
    assert (await stored(store, table), store.commits) == (before, commits)


async def test_what_changes_nothing_is_accepted_and_not_committed(store: FaultyStore, table: Table) -> None:
    accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
    accepted(await table.ask(seat_of(2), RaiseHand(by=seat_of(2)), 1))
    before, commits = await stored(store, table), store.commits
    assert accepted(await table.ask(seat_of(2), RaiseHand(by=seat_of(2)), 2)) == before[1]
    assert (await stored(store, table), store.commits) == (before, commits)


class TestNumbers:
    async def test_a_number_applied_before_is_accepted_and_not_done_again(self, store: FaultyStore, table: Table) -> None:
        for number, command in enumerate((RaiseHand(by=seat_of(2)), LowerHand(by=seat_of(2))), start=1):
            accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
            accepted(await table.ask(seat_of(2), command, number))
        before = await stored(store, table)
        accepted(await table.ask(seat_of(2), RaiseHand(by=seat_of(2)), 1))
        assert await stored(store, table) == before
        assert before[1].seats[seat_of(2)].last == 2

    async def test_also_when_it_would_now_be_denied(self, table: Table) -> None:
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        accepted(await table.ask(seat_of(0), Remove(seat=seat_of(1)), 2))
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        assert await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 2) is Denial.SEATED_ONLY

    async def test_twice_in_one_batch_is_once(self, store: FaultyStore, table: Table) -> None:
        version, _ = await stored(store, table)
        store.flowing.clear()
        first = asyncio.ensure_future(table.ask(seat_of(3), RaiseHand(by=seat_of(3)), 1))
        await asyncio.sleep(0)
        twice = [asyncio.ensure_future(table.ask(seat_of(4), RaiseHand(by=seat_of(4)), 1)) for _ in range(2)]
        await asyncio.sleep(0)
        store.flowing.set()
        for answer in await asyncio.gather(first, *twice):
            accepted(answer)
        after, circle = await stored(store, table)
        assert after == (1, version.version + 2)
        assert circle.seats[seat_of(4)].last == 1

    async def test_a_refused_number_is_not_used_up(self, table: Table) -> None:
        assert isinstance(await table.ask(seat_of(0), StartCircle(), 2), Refusal)
        assert accepted(await table.ask(seat_of(0), Mute(seat=seat_of(1)), 2)).seats[seat_of(0)].last == 2

    async def test_the_end_needs_no_number(self, table: Table) -> None:
        assert accepted(await table.ask(seat_of(0), EndCircle(), 2)).stage is Stage.ENDED


class TestGroupCommit:
    async def test_what_comes_during_a_commit_is_decided_in_order_and_committed_together(self, store: FaultyStore, table: Table) -> None:
        commits = store.commits
        store.flowing.clear()
        asking = [asyncio.ensure_future(table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))]
        await asyncio.sleep(0.01)
        for n in (4, 2, 5, 3):
            asking.append(asyncio.ensure_future(table.ask(seat_of(n), RaiseHand(by=seat_of(n)), 1)))
            await asyncio.sleep(0)
        asking.append(asyncio.ensure_future(table.ask(seat_of(2), Mute(seat=seat_of(3)), 2)))
        await asyncio.sleep(0)
        store.flowing.set()
        answers = await asyncio.gather(*asking)
        assert store.commits == commits + 2
        assert answers[-1] is Denial.FACILITATORS_ONLY
        circle = accepted(answers[1])
        assert [place.seat for place in circle.queue] == [seat_of(n) for n in (4, 2, 5, 3)]
        assert answers[1] == answers[2] == answers[3] == answers[4]

    async def test_a_batch_is_bounded(self, store: FaultyStore, circles: Circles) -> None:
        table = await table_for(circles, 100)
        commits = store.commits
        store.flowing.clear()
        asking = [asyncio.ensure_future(table.ask(seat_of(n), RaiseHand(by=seat_of(n)), 1)) for n in range(1, 101)]
        await asyncio.sleep(0.01)
        store.flowing.set()
        for answer in await asyncio.gather(*asking):
            accepted(answer)
        assert store.commits - commits == 1 + -(-99 // road.BATCH_AT_MOST) or store.commits - commits == -(-100 // road.BATCH_AT_MOST)

    async def test_a_full_line_is_busy(self, store: FaultyStore, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(road, "WAITING_AT_MOST", 2)
        store.flowing.clear()
        asking = [asyncio.ensure_future(table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))]
        await asyncio.sleep(0.01)
        asking += [asyncio.ensure_future(table.ask(seat_of(n), RaiseHand(by=seat_of(n)), 1)) for n in (2, 3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await table.ask(seat_of(4), RaiseHand(by=seat_of(4)), 1)
        store.flowing.set()
        for answer in await asyncio.gather(*asking):
            accepted(answer)
        accepted(await table.ask(seat_of(4), RaiseHand(by=seat_of(4)), 1))

    async def test_a_bug_in_one_command_is_its_own(self, store: FaultyStore, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        decide = road.decide

        def decide_badly(*args: object) -> object:
            if args[1] == LowerHand(by=seat_of(2)):
                raise ZeroDivisionError
            return decide(*args)  # pyright: ignore[reportArgumentType]

        monkeypatch.setattr(road, "decide", decide_badly)
        store.flowing.clear()
        asking = [asyncio.ensure_future(table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))]
        await asyncio.sleep(0.01)
        asking += [asyncio.ensure_future(table.ask(seat_of(n), command(by=seat_of(n)), 1)) for n, command in ((2, LowerHand), (3, RaiseHand))]
        await asyncio.sleep(0)
        store.flowing.set()
        answers = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(answers[1], ZeroDivisionError)
        assert [isinstance(answer, Accepted) for answer in answers] == [True, False, True]

    async def test_who_goes_away_while_waiting_disturbs_nobody(self, store: FaultyStore, table: Table) -> None:
        store.flowing.clear()
        asking = [asyncio.ensure_future(table.ask(seat_of(n), RaiseHand(by=seat_of(n)), 1)) for n in (1, 2, 3)]
        await asyncio.sleep(0.01)
        asking[0].cancel()
        asking[1].cancel()
        await asyncio.sleep(0)
        store.flowing.set()
        accepted(await asking[2])
        accepted(await table.ask(seat_of(4), RaiseHand(by=seat_of(4)), 1))


class TestOtherWorkers:
    async def test_a_conflict_is_decided_again_on_the_newest(self, store: FaultyStore, table: Table) -> None:
        _, circle = await stored(store, table)
        await commit_elsewhere(store, table, replace(circle, title="Changed elsewhere"))
        after = accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))
        assert (after.title, after.turn is not None) == ("Changed elsewhere", True)

    async def test_who_was_demoted_meanwhile_gets_no_stale_yes(self, store: FaultyStore, table: Table) -> None:
        _, circle = await stored(store, table)
        demoted = replace(circle.seats[seat_of(0)], role=Role.MEMBER)
        await commit_elsewhere(store, table, replace(circle, seats={**circle.seats, seat_of(0): demoted}))
        assert await table.ask(seat_of(0), Mute(seat=seat_of(1)), 2) is Denial.FACILITATORS_ONLY

    async def test_a_no_from_memory_is_not_a_no(self, store: FaultyStore, table: Table) -> None:
        _, circle = await stored(store, table)
        promoted = replace(circle.seats[seat_of(2)], role=Role.DEPUTY)
        await commit_elsewhere(store, table, replace(circle, seats={**circle.seats, seat_of(2): promoted}))
        assert accepted(await table.ask(seat_of(2), Mute(seat=seat_of(1)), 1)).seats[seat_of(1)].muted
        _, circle = await stored(store, table)
        await commit_elsewhere(store, table, replace(circle, stage=Stage.GATHERING))
        assert accepted(await table.ask(seat_of(0), StartCircle(), 2)).stage is Stage.OPEN

    async def test_nothing_to_do_from_memory_is_asked_again(self, store: FaultyStore, table: Table) -> None:
        _, before = await stored(store, table)
        accepted(await table.ask(seat_of(0), Mute(seat=seat_of(1)), 2))
        _, circle = await stored(store, table)
        await commit_elsewhere(store, table, replace(circle, seats=before.seats))
        assert accepted(await table.ask(seat_of(0), Mute(seat=seat_of(1)), 3)).seats[seat_of(1)].muted

    async def test_load_is_the_newest(self, store: FaultyStore, circles: Circles, table: Table) -> None:
        _, circle = await stored(store, table)
        await commit_elsewhere(store, table, replace(circle, title="Changed elsewhere"))
        assert (await circles.load(table.id)).circle.title == "Changed elsewhere"

    async def test_two_workers_at_once_make_one_line(self, store: FaultyStore, circles: Circles, table: Table) -> None:
        async with Circles(store, FakeClock()) as other:
            tables = (table, Table(other, table.id))
            asking = [tables[n % 2].ask(seat_of(n), RaiseHand(by=seat_of(n)), 1) for n in range(1, 6)]
            for answer in await asyncio.gather(*asking):
                accepted(answer)
        _, circle = await stored(store, table)
        assert circle.turn is not None
        assert sorted([circle.turn.seat, *(place.seat for place in circle.queue)]) == sorted(seat_of(n) for n in range(1, 6))

    async def test_endless_conflicts_are_given_up(self, store: FaultyStore, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        commit = store.commit

        async def always_late(expected: Version, circle: Circle, due: object) -> object:
            version, current = await stored(store, table)
            await commit(version, replace(current, title=current.title + "+"), None)
            return await commit(expected, circle, None)

        monkeypatch.setattr(store, "commit", always_late)
        with pytest.raises(Unavailable):
            await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1)


class TestFaults:
    async def test_a_lost_answer_is_looked_up(self, store: FaultyStore, table: Table) -> None:
        store.lost_answers = 1
        version, _ = await stored(store, table)
        answer = await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1)
        assert accepted(answer).turn is not None
        assert await stored(store, table) == ((1, version.version + 1), accepted(answer))

    async def test_also_of_a_command_that_cannot_be_done_twice(self, store: FaultyStore, table: Table) -> None:
        back = Return(token=join(1).token, next=SecretHash("e" * 64))
        store.lost_answers = 1
        assert accepted(await table.visit(back)).seats[seat_of(1)].token == back.next
        assert await table.visit(back) == Refusal(Reason.NO_SUCH_TOKEN)

    async def test_a_store_that_is_away_says_so_and_loses_nothing(self, store: FaultyStore, table: Table) -> None:
        before = await stored(store, table)
        store.refusals = 2
        with pytest.raises(Unavailable):
            await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1)
        assert await stored(store, table) == before
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))

    async def test_a_no_is_not_said_when_it_cannot_be_checked(self, store: FaultyStore, table: Table) -> None:
        store.refusals = 1
        with pytest.raises(Unavailable):
            await table.ask(seat_of(1), Mute(seat=seat_of(2)), 1)

    async def test_a_store_that_does_not_answer_is_unavailable_in_time(
        self, store: FaultyStore, circles: Circles, table: Table, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(road, "ANSWER_SECONDS", 0.01)
        store.flowing.clear()
        with pytest.raises(Unavailable):
            await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1)
        store.flowing.set()
        monkeypatch.undo()
        accepted(await table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))

    async def test_stopping_finishes_what_was_taken_and_takes_no_more(self, store: FaultyStore) -> None:
        async with Circles(store, FakeClock()) as circles:
            table = await table_for(circles, 2)
            store.flowing.clear()
            asking = [asyncio.ensure_future(table.ask(seat_of(n), RaiseHand(by=seat_of(n)), 1)) for n in (1, 2)]
            await asyncio.sleep(0)
            asyncio.get_running_loop().call_later(0.05, store.flowing.set)
        for answer in await asyncio.gather(*asking):
            accepted(answer)
        with pytest.raises(Unavailable):
            await table.ask(seat_of(2), RaiseHand(by=seat_of(2)), 1)

    async def test_stopping_does_not_wait_for_ever(self, store: FaultyStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(road, "STOP_SECONDS", 0.01)
        async with Circles(store, FakeClock()) as circles:
            table = await table_for(circles, 2)
            store.flowing.clear()
            asking = [asyncio.ensure_future(table.ask(seat_of(1), RaiseHand(by=seat_of(1)), 1))]
            await asyncio.sleep(0.01)
            asking.append(asyncio.ensure_future(table.ask(seat_of(2), RaiseHand(by=seat_of(2)), 1)))
            await asyncio.sleep(0)
        for answer in await asyncio.gather(*asking, return_exceptions=True):
            assert isinstance(answer, Unavailable)


async def test_a_circle_just_opened_is_known(circles: Circles) -> None:
    opened = await circles.open(circle_with_links())
    assert (await circles.load(opened.circle.id)) == opened
    accepted(await Table(circles, opened.circle.id).visit(join(0, FACILITATORS)))
