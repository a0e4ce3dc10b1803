"""The embedded store: the contract, and what only a file can do wrong."""

import asyncio
import os
import resource
import sqlite3
import stat
import sys
import tempfile
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rooms.circle import SCHEMA, Stage
from rooms.ids import CircleId, Instant, SeatId
from rooms.turn import Written
from server.store import desk as desks
from server.store.port import LATE_SECONDS, Conflict, Store, StoreUnusable, Unavailable
from server.store.sqlite import FILE, LAYOUT, SqliteStore
from tests.fakes import EVENING, a_circle, a_follow_up
from tests.server.store.committing import WRITERS
from tests.server.store.contract import StoreContract
from tests.server.store.full import a_full_circle

NOBODY = 65534

LAYOUT_1 = """
CREATE TABLE circles (
  id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, version INTEGER NOT NULL, schema INTEGER NOT NULL,
  due REAL, ended INTEGER NOT NULL, expires REAL NOT NULL, state BLOB NOT NULL
);
CREATE INDEX circles_due ON circles (due) WHERE due IS NOT NULL;
CREATE TABLE service (one INTEGER PRIMARY KEY CHECK (one = 1), beat REAL NOT NULL);
PRAGMA user_version = 1;
"""
"""The tables as the release before made them."""


@asynccontextmanager
async def running(folder: Path) -> AsyncGenerator[SqliteStore]:
    store = SqliteStore(folder)
    await store.start()
    try:
        yield store
    finally:
        await store.stop()


class TestSqliteStore(StoreContract):
    @asynccontextmanager
    async def running(self, place: Any) -> AsyncGenerator[Store]:
        async with running(place) as store:
            yield store


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def unusable(folder: Path) -> str:
    """What the person who starts the server reads."""
    with pytest.raises(StoreUnusable) as refused:
        await SqliteStore(folder).start()
    said = str(refused.value)
    assert "\n" not in said
    return said


class TestKilled:
    @pytest.mark.parametrize("after", [1, 300, 1500])
    async def test_every_acknowledged_commit_is_there(self, tmp_path: Path, after: int) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.server.store.committing", str(tmp_path), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        acknowledged: dict[CircleId, int] = {}
        async with asyncio.timeout(60):
            lines = 0
            # The last line may be torn.
            while (line := await process.stdout.readline()).endswith(b"\n"):
                code, version = line.decode().split()
                acknowledged[CircleId(code)] = int(version)
                lines += 1
                if lines == after:
                    process.kill()
            await process.wait()
        async with running(tmp_path) as store:
            for code, version in acknowledged.items():
                kept = await store.load(code)
                assert version <= kept.version.version <= version + 1
                assert kept.circle.title.startswith(f"title {kept.version.version} ")
            assert len(await store.due(10)) <= WRITERS


@contextmanager
def read_only(folder: Path) -> Generator[None]:
    """For whoever is not root, and so are we not."""
    folder.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(os.getuid())
        folder.chmod(0o755)


class TestStart:
    async def test_only_its_owner_may_read_the_file(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "data"
        async with running(folder) as store:
            await store.open(a_circle(), None)
            for path in folder.iterdir():
                assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / FILE).chmod(0o644)
        async with running(folder):
            assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600

    async def test_a_second_server_is_turned_away(self, tmp_path: Path) -> None:
        async with running(tmp_path) as store:
            second = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.server.store.committing", str(tmp_path), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
            assert second.stdout is not None
            assert second.stderr is not None
            async with asyncio.timeout(60):
                if acknowledged := await second.stdout.readline():
                    second.kill()
                said = await second.stderr.read()
                await second.wait()
            assert acknowledged == b""
            assert b"circles.db is in use by another server" in said
            await store.open(a_circle(), None)

    @pytest.mark.parametrize("made_before", [False, True])
    async def test_a_read_only_folder(self, made_before: bool) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if made_before:
                async with running(folder):
                    pass
            with read_only(folder):
                said = await unusable(folder)
        assert str(folder) in said

    async def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        assert await unusable(tmp_path / "data") == f"cannot write in {tmp_path / 'data'}: File exists"

    async def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / FILE).write_bytes(b"a letter" * 1000)
        assert await unusable(tmp_path) == f"cannot use {tmp_path / FILE}: file is not a database"

    @pytest.mark.parametrize(("change", "said"), [
        ("UPDATE circles SET schema = 7", "circles written by another release (schema 7, this one reads 2 and 3)"),
        ("PRAGMA user_version = 9", "written by a newer release (layout 9, this one reads 2)"),
    ])  # fmt: skip
    async def test_a_file_of_a_newer_release(self, tmp_path: Path, change: str, said: str) -> None:
        async with running(tmp_path) as store:
            await store.open(a_circle(), None)
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.execute(change)
        connection.close()
        before = (tmp_path / FILE).read_bytes()
        assert said in await unusable(tmp_path)
        assert (tmp_path / FILE).read_bytes() == before

    async def test_a_file_of_the_release_before_is_taken_over(self, tmp_path: Path) -> None:
        old = (Path(__file__).parent / "circle_schema_2.json").read_bytes()
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.executescript(LAYOUT_1)
            connection.execute("INSERT INTO circles VALUES ('ABCD2345', 1, 30, 2, 1790000503.0, 0, 1790027000.0, ?)", (old,))
            connection.execute("INSERT INTO service VALUES (1, 1790000203.0)")
        connection.close()
        code = CircleId("ABCD2345")
        async with running(tmp_path) as store:
            assert await store.circles() == [code]
            assert await store.last_beat() == 1790000203.0
            kept = await store.load(code)
            assert (kept.version, kept.circle) == ((1, 30), replace(a_full_circle(), voices=None))
            await store.keep_follow_up(a_follow_up(code))
            at = await store.commit(kept.version, replace(kept.circle, title="goes on"), None)
        async with running(tmp_path) as store:
            assert await store.load(code) == at
            assert await store.take_follow_ups(EVENING) == [a_follow_up(code)]
        with sqlite3.connect(tmp_path / FILE) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (LAYOUT,)
            assert connection.execute("SELECT schema FROM circles").fetchone() == (SCHEMA,)
        connection.close()

    async def test_a_damaged_follow_up_keeps_nobody_from_the_rest(self, tmp_path: Path) -> None:
        async with running(tmp_path) as store:
            await store.keep_follow_up(a_follow_up(seat="good"))
            await store.keep_follow_up(a_follow_up(seat="bad"))
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.execute("UPDATE follow_ups SET details = replace(details, '\"call\"', '7') WHERE seat = 'bad'")
        connection.close()
        async with running(tmp_path) as store:
            assert await store.take_follow_ups(EVENING) == [a_follow_up(seat="good")]
            assert await store.take_follow_ups(EVENING) == []

    async def test_a_damaged_snapshot_is_said_without_its_words(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        async with running(tmp_path) as store:
            opened = await store.open(a_circle(), None)
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.execute("UPDATE circles SET state = replace(state, '\"muted_all\":false', '\"muted_all\":\"Asha\"')")
        connection.close()
        async with running(tmp_path) as store:
            with pytest.raises(Unavailable) as damaged:
                await store.load(opened.circle.id)
            with pytest.raises(Unavailable):
                await store.load(opened.circle.id)
        assert "damaged" in str(damaged.value)
        assert "Asha" not in str(damaged.value)
        assert [(record.message, record.__dict__["code"]) for record in caplog.records] == [("circle-unreadable", str(damaged.value))]


class TestForgetting:
    WORDS = "the words of somebody in the dark"

    async def test_nothing_said_stays_on_the_disk_after_the_end(self, tmp_path: Path) -> None:
        async with running(tmp_path) as store:
            await store.open(a_circle("ZZZZZZZZ"), None)
            opened = await store.open(replace(a_full_circle(), title=self.WORDS), None)
            said = replace(opened.circle, written=Written(seat=SeatId("seat"), text=self.WORDS * 50))
            at = await store.commit(opened.version, said, None)
            assert self.WORDS.encode() in on_disk(tmp_path)
            await store.commit(at.version, replace(a_circle(stage=Stage.ENDED), title=""), None)
            assert self.WORDS.encode() not in on_disk(tmp_path)
            assert b"ZZZZZZZZ" in on_disk(tmp_path)

    async def test_nor_what_was_forgotten(self, tmp_path: Path) -> None:
        async with running(tmp_path) as store:
            opened = await store.open(replace(a_full_circle(), title=self.WORDS), None)
            assert self.WORDS.encode() in on_disk(tmp_path)
            await store.forget(Instant(opened.circle.ends_at + 6 * 3600 + LATE_SECONDS))
            assert self.WORDS.encode() not in on_disk(tmp_path)
            assert opened.circle.id.encode() not in on_disk(tmp_path)

    async def test_nor_for_longer_than_a_minute_what_a_circle_let_go_of(self, tmp_path: Path) -> None:
        async with running(tmp_path) as store:
            opened = await store.open(a_full_circle(), None)
            at = await store.commit(opened.version, replace(opened.circle, written=Written(seat=SeatId("seat"), text=self.WORDS)), None)
            await store.commit(at.version, replace(opened.circle, written=None), None)
            assert self.WORDS.encode() in on_disk(tmp_path), "the log of what was written before"
            await store.forget(EVENING)  # every minute, whether or not there is a circle to forget
            assert self.WORDS.encode() not in on_disk(tmp_path)
            assert (await store.load(opened.circle.id)).circle.written is None

    NUMBER = "+91 98765 43210"

    async def test_nor_a_number_once_it_was_taken_replaced_dropped_or_forgotten(self, tmp_path: Path) -> None:
        async with running(tmp_path) as store:
            for number, seat in enumerate(("taken", "dropped", "forgotten", "replaced")):
                kept = a_follow_up(seat=seat, number=self.NUMBER)
                await store.keep_follow_up(kept)
                assert self.NUMBER.encode() in on_disk(tmp_path)
                match number:
                    case 0:
                        assert await store.take_follow_ups(EVENING) == [kept]
                    case 1:
                        await store.drop_follow_up(kept.circle, kept.seat)
                    case 2:
                        await store.forget(kept.expires)
                    case _:
                        await store.keep_follow_up(replace(kept, number="1"))
                assert self.NUMBER.encode() not in on_disk(tmp_path), seat
                assert kept.when.encode() not in on_disk(tmp_path) or seat == "replaced"

    async def test_a_follow_up_prints_as_nothing(self) -> None:
        assert f"{a_follow_up()!r} {a_follow_up()}" == "FollowUp(…) FollowUp(…)"

    async def test_killed_between_the_end_and_the_wiping(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        left = tmp_path / "left"
        left.mkdir()
        async with running(tmp_path / "data") as store:
            opened = await store.open(replace(a_circle(), title=self.WORDS), None)
            monkeypatch.setattr(store._desk, "wipe", lambda: None)  # pyright: ignore[reportPrivateUsage]
            await store.commit(opened.version, a_circle(stage=Stage.ENDED), None)
            for path in (tmp_path / "data").iterdir():
                (left / path.name).write_bytes(path.read_bytes())
        assert self.WORDS.encode() in on_disk(left)
        async with running(left) as store:
            assert (await store.load(opened.circle.id)).circle.stage is Stage.ENDED
            assert self.WORDS.encode() not in on_disk(left)


@contextmanager
def a_full_disk() -> Generator[None]:
    """No file may grow."""
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


class TestTrouble:
    async def test_a_full_disk_refuses_commits_reads_on_and_recovers(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        async with running(tmp_path) as store:
            opened = await store.open(a_circle(), None)
            changes = store.changes()
            assert store.ready()
            with a_full_disk():
                tries = [store.commit(opened.version, replace(opened.circle, title="never"), None), store.load(opened.circle.id), store.beat(EVENING)]
                answers = await asyncio.gather(*tries, return_exceptions=True)
            assert [type(answer) for answer in answers] == [Unavailable, type(opened), Unavailable]
            assert answers[1] == opened
            assert not store.ready()
            assert [record.message for record in caplog.records] == ["store-unavailable"]
            assert await store.load(opened.circle.id) == opened
            at = await store.commit(opened.version, replace(opened.circle, title="again"), None)
            assert store.ready()
            assert await anext(changes) == opened.circle.id
        async with running(tmp_path) as store:
            assert await store.load(opened.circle.id) == at

    async def test_a_disk_that_stands_still_holds_nobody_for_long(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        moving = threading.Event()
        async with running(tmp_path) as store:
            opened = await store.open(a_circle(), None)
            changes = store.changes()
            monkeypatch.setattr(desks, "ANSWER_SECONDS", 0.01)
            monkeypatch.setattr(desks, "JOBS_AT_MOST", 3)
            desk: desks.Desk = store._desk  # pyright: ignore[reportPrivateUsage]
            still = asyncio.ensure_future(desk.run(lambda _: moving.wait(10)))
            await asyncio.sleep(0)
            with pytest.raises(Unavailable):
                await store.commit(opened.version, replace(opened.circle, title="late"), None)
            assert not store.ready()
            with pytest.raises(Unavailable):
                await still
            more = await asyncio.gather(*(store.load(opened.circle.id) for _ in range(5)), return_exceptions=True)
            assert sorted(map(str, more)) == ["store-full"] * 3 + ["store-slow"] * 2
            moving.set()
            async with asyncio.timeout(5):
                assert await anext(changes) == opened.circle.id
            monkeypatch.undo()
            # It was not known to have happened; it has.
            with pytest.raises(Conflict) as conflict:
                await store.commit(opened.version, opened.circle, None)
            assert conflict.value.current.circle.title == "late"

    async def test_after_the_stop_nothing_is_taken_and_everything_asked_before_is_done(self, tmp_path: Path) -> None:
        store = SqliteStore(tmp_path)
        await store.start()
        opened = await store.open(a_circle(), None)
        asking = [asyncio.ensure_future(store.commit(opened.version, replace(opened.circle, title="last"), None))]
        await asyncio.sleep(0)
        await store.stop()
        await store.stop()
        at = await asking[0]
        with pytest.raises(Unavailable):
            await store.load(opened.circle.id)
        async with running(tmp_path) as again:
            assert await again.load(opened.circle.id) == at

    async def test_no_thread_stays_behind(self, tmp_path: Path) -> None:
        for _ in range(3):
            async with running(tmp_path) as store:
                await store.beat(EVENING)
            (tmp_path / FILE).write_bytes(b"a letter" * 1000)
            await unusable(tmp_path)
            (tmp_path / FILE).unlink()
        for thread in threading.enumerate():
            if thread.name.startswith("store"):
                thread.join(5)
                assert not thread.is_alive()
