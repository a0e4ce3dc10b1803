"""What every store promises, run on each of them. A store's test file subclasses this and says how to make one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from rooms.bounds import EXPIRY_SECONDS
from rooms.circle import Circle, Stage
from rooms.deadlines import expires_at
from rooms.ids import CircleId, Instant, SeatId
from server.store.follow_up import KEPT_SECONDS
from server.store.port import LATE_SECONDS, CodeTaken, Conflict, NoSuchCircle, Store, Version, Versioned
from tests.fakes import EVENING, a_circle, a_follow_up
from tests.server.store.full import a_full_circle

COMES_SECONDS = 20.0
"""What must come is waited for, however busy the machine is; longer than this, and it does not come."""


async def version_of(store: Store, circle: CircleId) -> Version | None:
    (version,) = await store.versions([circle])
    return version


async def heard(changes: AsyncIterator[CircleId], *codes: str) -> list[CircleId]:
    """In their order, the ids that are heard until each of these was, and until it is quiet then: so nothing is missed that comes late."""
    those: list[CircleId] = []
    async with asyncio.timeout(COMES_SECONDS):
        while not set(codes) <= set(those):
            those.append(await anext(changes))
    return those + await drained(changes)


async def drained(changes: AsyncIterator[CircleId]) -> list[CircleId]:
    """The ids heard until it is quiet."""
    those: list[CircleId] = []
    while True:
        try:
            async with asyncio.timeout(0.2):
                those.append(await anext(changes))
        except TimeoutError:
            return those


class StoreContract:
    """`self.running(tmp_path)`: a started store; entered again on the same path after the end, one that remembers."""

    def running(self, place: Any) -> AbstractAsyncContextManager[Store]:
        raise NotImplementedError

    @pytest.fixture
    def place(self, tmp_path: Any) -> Any:
        """Where the store keeps things."""
        return tmp_path

    @pytest.fixture
    async def store(self, place: Any) -> AsyncIterator[Store]:
        async with self.running(place) as store:
            yield store

    async def test_what_was_opened_is_loaded(self, store: Store) -> None:
        circle = a_full_circle()
        opened = await store.open(circle, Instant(EVENING + 5))
        assert opened.circle == circle
        assert await store.load(circle.id) == opened
        assert await version_of(store, circle.id) == opened.version

    async def test_what_is_known_already_is_not_read_again(self, store: Store) -> None:
        opened = await store.open(a_circle(), None)
        known = Versioned(a_circle(), opened.version)
        assert await store.load(opened.circle.id, known) is known
        changed = await store.commit(opened.version, replace(opened.circle, title="changed"), None)
        assert await store.load(opened.circle.id, known) == changed
        other = await store.open(a_circle("EEEEEEEE"), None)
        asked = [other.circle.id, CircleId("NOSUCHAA"), opened.circle.id]
        assert await store.versions(asked) == [other.version, None, changed.version]
        assert await store.versions([]) == []

    async def test_an_unknown_code_is_no_circle(self, store: Store) -> None:
        with pytest.raises(NoSuchCircle):
            await store.load(CircleId("NOSUCHAA"))
        assert await store.versions([CircleId("NOSUCHAA")]) == [None]
        with pytest.raises(NoSuchCircle):
            await store.commit(Version(1, 1), a_circle("NOSUCHAA"), None)

    async def test_a_code_is_taken_once_also_by_a_tombstone(self, store: Store) -> None:
        opened = await store.open(a_circle(), None)
        with pytest.raises(CodeTaken):
            await store.open(a_circle(title="Another"), None)
        await store.commit(opened.version, replace(opened.circle, stage=Stage.ENDED), None)
        with pytest.raises(CodeTaken):
            await store.open(a_circle(title="Another"), None)
        assert (await store.load(opened.circle.id)).circle.title == opened.circle.title

    async def test_each_commit_is_one_version_later(self, store: Store) -> None:
        at = await store.open(a_circle(), None)
        for title in ("one", "two", "three"):
            after = await store.commit(at.version, replace(at.circle, title=title), None)
            assert after.version == (at.version.epoch, at.version.version + 1)
            assert await store.load(at.circle.id) == after
            at = after

    @pytest.mark.parametrize("wrong", [Version(1, 1), Version(1, 3), Version(0, 2), Version(2, 2)])
    async def test_a_commit_on_another_version_conflicts_and_carries_the_current(self, store: Store, wrong: Version) -> None:
        opened = await store.open(a_circle(), None)
        current = await store.commit(opened.version, replace(opened.circle, title="second"), None)
        assert current.version == (1, 2)
        with pytest.raises(Conflict) as conflict:
            await store.commit(wrong, replace(opened.circle, title="from afar"), None)
        assert conflict.value.current == current
        assert await store.load(opened.circle.id) == current

    async def test_of_many_commits_at_once_one_wins(self, store: Store) -> None:
        opened = await store.open(a_circle(), None)
        tries = [store.commit(opened.version, replace(opened.circle, title=f"try {n}"), None) for n in range(20)]
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        won = [outcome for outcome in outcomes if isinstance(outcome, Versioned)]
        assert len(won) == 1
        assert all(isinstance(outcome, Conflict) and outcome.current == won[0] for outcome in outcomes if outcome is not won[0])

    async def test_circles_do_not_disturb_each_other(self, store: Store) -> None:
        opened = [await store.open(a_circle(code), None) for code in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC")]
        tries = [store.commit(Version(1, version), replace(one.circle, title=f"v{version}"), None) for version in (1, 9) for one in opened]
        await asyncio.gather(*tries, return_exceptions=True)
        assert [(await store.load(one.circle.id)).circle.title for one in opened] == ["v1"] * 3

    async def test_changes_are_heard_ones_own_too_from_the_moment_of_asking(self, store: Store) -> None:
        changes = store.changes()
        opened = await store.open(a_circle(), None)
        async with asyncio.timeout(COMES_SECONDS):
            assert await anext(changes) == opened.circle.id
        waiting = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0)
        await store.commit(opened.version, replace(opened.circle, title="changed"), None)
        async with asyncio.timeout(COMES_SECONDS):
            assert await waiting == opened.circle.id
        with pytest.raises(Conflict):
            await store.commit(opened.version, opened.circle, None)
        assert await drained(changes) == []

    async def test_who_hears_a_change_loads_it(self, store: Store) -> None:
        changes = store.changes()
        at = await store.open(a_circle(), None)

        async def write() -> None:
            last = at
            for n in range(50):
                last = await store.commit(last.version, replace(last.circle, title=f"title {n}"), None)

        writing = asyncio.ensure_future(write())
        seen = at.version
        async with asyncio.timeout(COMES_SECONDS):
            while seen != (1, 51):
                loaded = await store.load(await anext(changes))
                assert loaded.version >= seen
                version = await version_of(store, at.circle.id)
                assert version is not None
                assert version >= loaded.version
                seen = loaded.version
        await writing

    async def test_a_slow_listener_hears_of_each_circle_once(self, store: Store) -> None:
        opened = [await store.open(a_circle(code), None) for code in ("AAAAAAAA", "BBBBBBBB")]
        changes, other = store.changes(), store.changes()
        for one in opened:
            at = one
            for n in range(5):
                at = await store.commit(at.version, replace(at.circle, title=f"title {n}"), None)
        assert await heard(changes, "AAAAAAAA", "BBBBBBBB") == ["AAAAAAAA", "BBBBBBBB"]
        assert await heard(other, "AAAAAAAA", "BBBBBBBB") == ["AAAAAAAA", "BBBBBBBB"]

    async def test_listening_ends_with_the_store(self, place: Any) -> None:
        async with self.running(place) as store:
            waiting = asyncio.ensure_future(anext(store.changes(), None))
            await asyncio.sleep(0)
        async with asyncio.timeout(COMES_SECONDS):
            assert await waiting is None

    async def test_deadlines_come_earliest_first(self, store: Store) -> None:
        for code, due in (("AAAAAAAA", 30.0), ("BBBBBBBB", 10.0), ("CCCCCCCC", None), ("DDDDDDDD", 20.0)):
            await store.open(a_circle(code), None if due is None else Instant(EVENING + due))
        assert await store.due(10) == [(EVENING + 10, "BBBBBBBB"), (EVENING + 20, "DDDDDDDD"), (EVENING + 30, "AAAAAAAA")]
        assert await store.due(1) == [(EVENING + 10, "BBBBBBBB")]
        await store.commit(Version(1, 1), a_circle("BBBBBBBB"), Instant(EVENING + 40))
        await store.commit(Version(1, 1), a_circle("DDDDDDDD"), None)
        assert await store.due(10) == [(EVENING + 30, "AAAAAAAA"), (EVENING + 40, "BBBBBBBB")]
        with pytest.raises(Conflict):
            await store.commit(Version(1, 1), a_circle("BBBBBBBB"), Instant(EVENING))
        assert (await store.due(1))[0] == (EVENING + 30, "AAAAAAAA")

    async def test_ended_circles_are_not_live(self, store: Store) -> None:
        await store.open(a_circle("AAAAAAAA"), None)
        await store.open(a_circle("BBBBBBBB"), None)
        await store.commit(Version(1, 1), a_circle("BBBBBBBB", stage=Stage.ENDED), None)
        assert await store.circles() == ["AAAAAAAA"]

    async def test_what_expired_is_forgotten_with_its_deadline(self, store: Store) -> None:
        ended, live, long = a_circle("AAAAAAAA"), a_circle("BBBBBBBB"), replace(a_circle("CCCCCCCC"), ends_at=Instant(EVENING + 30 * 86400))
        for circle in (ended, live, long):
            await store.open(circle, Instant(EVENING + 1))
        await store.commit(Version(1, 1), replace(ended, stage=Stage.ENDED), None)
        end = expires_at(live)
        assert end == live.ends_at + EXPIRY_SECONDS
        changes = store.changes()
        assert await store.forget(Instant(end - 1)) == 0
        assert await store.forget(end) == 1
        assert await heard(changes, "AAAAAAAA") == ["AAAAAAAA"]
        assert (await store.load(live.id)).circle == live
        assert await store.forget(Instant(end + LATE_SECONDS)) == 1
        with pytest.raises(NoSuchCircle):
            await store.load(live.id)
        assert await store.versions([live.id]) == [None]
        with pytest.raises(NoSuchCircle):
            await store.commit(Version(1, 1), live, None)
        assert await store.due(10) == [(EVENING + 1, "CCCCCCCC")]
        assert await store.circles() == ["CCCCCCCC"]

    async def test_the_last_beat_is_that_of_the_life_before(self, place: Any) -> None:
        async with self.running(place) as store:
            assert await store.last_beat() is None
            await store.beat(EVENING)
            await store.beat(Instant(EVENING + 1))
            assert await store.last_beat() is None
        async with self.running(place) as store:
            await store.beat(Instant(EVENING + 100))
            assert await store.last_beat() == EVENING + 1

    async def test_everything_is_there_after_a_restart(self, place: Any) -> None:
        async with self.running(place) as store:
            opened = await store.open(a_full_circle(), Instant(EVENING + 7))
            at = await store.commit(opened.version, replace(opened.circle, title="as it was"), Instant(EVENING + 9))
        async with self.running(place) as store:
            assert await store.load(at.circle.id) == at
            assert await version_of(store, at.circle.id) == at.version
            assert await store.due(2) == [(EVENING + 9, at.circle.id)]
            with pytest.raises(Conflict):
                await store.commit(opened.version, opened.circle, None)
            assert (await store.commit(at.version, at.circle, None)).version == (1, 3)

    async def test_a_follow_up_is_taken_once(self, store: Store) -> None:
        first, second, other = a_follow_up(), a_follow_up(seat="other", at=EVENING + 5), a_follow_up("BBBBBBBB", at=EVENING + 2)
        for one in (first, second, other):
            await store.keep_follow_up(one)
        assert await store.follow_ups(first.circle) == [first, second]
        assert await store.follow_ups(CircleId("NOSUCHAA")) == []
        assert await store.take_follow_ups(Instant(EVENING + 10)) == [first, other, second]
        assert await store.take_follow_ups(Instant(EVENING + 10)) == []
        assert await store.follow_ups(first.circle) == []

    async def test_of_many_who_take_at_once_one_gets_it(self, store: Store) -> None:
        await store.keep_follow_up(a_follow_up())
        taken = await asyncio.gather(*(store.take_follow_ups(EVENING) for _ in range(5)))
        assert sorted(map(len, taken)) == [0, 0, 0, 0, 1]

    async def test_a_seat_has_one_follow_up_the_newest(self, store: Store) -> None:
        await store.keep_follow_up(a_follow_up(number="1"))
        await store.keep_follow_up(a_follow_up(number="2"))
        assert [one.number for one in await store.follow_ups(CircleId("ABCD2345"))] == ["2"]

    async def test_a_follow_up_can_be_taken_back(self, store: Store) -> None:
        kept, other = a_follow_up(), a_follow_up(seat="other")
        await store.keep_follow_up(kept)
        await store.keep_follow_up(other)
        await store.drop_follow_up(kept.circle, kept.seat)
        await store.drop_follow_up(kept.circle, SeatId("nobody"))
        assert await store.take_follow_ups(EVENING) == [other]

    async def test_a_follow_up_outlives_its_circle_and_not_its_time(self, store: Store) -> None:
        opened = await store.open(a_circle(), None)
        kept = a_follow_up(opened.circle.id)
        await store.keep_follow_up(kept)
        await store.commit(opened.version, replace(opened.circle, stage=Stage.ENDED), None)
        assert await store.forget(expires_at(opened.circle)) == 1
        assert await store.follow_ups(opened.circle.id) == [kept]
        assert await store.forget(Instant(kept.expires - 1)) == 0
        assert await store.follow_ups(opened.circle.id) == [kept]
        assert kept.expires == EVENING + KEPT_SECONDS
        assert await store.forget(kept.expires) == 0
        assert await store.follow_ups(opened.circle.id) == []

    async def test_what_has_expired_is_not_taken(self, store: Store) -> None:
        kept = a_follow_up()
        await store.keep_follow_up(kept)
        assert await store.take_follow_ups(kept.expires) == []
        assert await store.follow_ups(kept.circle) == []

    async def test_follow_ups_are_no_change_of_a_circle(self, store: Store) -> None:
        opened = await store.open(a_circle(), None)
        changes = store.changes()
        await store.keep_follow_up(a_follow_up(opened.circle.id))
        await store.drop_follow_up(opened.circle.id, SeatId("seat"))
        await store.take_follow_ups(EVENING)
        assert await drained(changes) == []
        assert await version_of(store, opened.circle.id) == opened.version

    async def test_follow_ups_are_there_after_a_restart(self, place: Any) -> None:
        async with self.running(place) as store:
            await store.keep_follow_up(a_follow_up())
        async with self.running(place) as store:
            assert await store.take_follow_ups(EVENING) == [a_follow_up()]
        async with self.running(place) as store:
            assert await store.take_follow_ups(EVENING) == []

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors])
    @given(lives=st.lists(st.lists(st.integers(0, 3), max_size=8), min_size=2, max_size=5))
    def test_the_history_of_a_circle_is_one_line(self, tmp_path_factory: pytest.TempPathFactory, lives: list[list[int]]) -> None:
        """Several writers, each pausing as long as it likes between load and commit: whoever was told yes is in the history, once, in order."""

        async def write(store: Store, circle: CircleId, writer: int, pauses: list[int]) -> list[tuple[Version, str]]:
            told: list[tuple[Version, str]] = []
            newer: list[bool] = []
            for n, pause in enumerate(pauses):
                seen = await store.load(circle)
                for _ in range(pause):
                    await asyncio.sleep(0.0005)
                word = f" {writer}.{n}"
                try:
                    committed = await store.commit(seen.version, replace(seen.circle, title=seen.circle.title + word), None)
                except Conflict as conflict:
                    newer.append(conflict.current.version > seen.version)
                else:
                    assert committed.version == (seen.version.epoch, seen.version.version + 1)
                    told.append((committed.version, word))
            assert all(newer)
            return told

        async def live() -> None:
            async with self.running(tmp_path_factory.mktemp("store")) as store:
                circle: Circle = a_circle(title="")
                await store.open(circle, None)
                told = await asyncio.gather(*(write(store, circle.id, writer, pauses) for writer, pauses in enumerate(lives)))
                history = sorted(yes for one in told for yes in one)
                last = await store.load(circle.id)
                assert last.version == (1, 1 + len(history))
                assert [version.version for version, _ in history] == list(range(2, 2 + len(history)))
                assert last.circle.title == "".join(word for _, word in history)

        asyncio.run(live())
