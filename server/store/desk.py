"""The one thread that touches the database: a slow disk holds this thread, never the event loop.

What is asked while a transaction runs shares the next one, so the cost of a transaction and of crossing to the thread and back is
paid once for many circles.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from server.store.port import CodeTaken, Conflict, NoSuchCircle, StoreUnusable, Unavailable

ANSWER_SECONDS = 5.0
"""How long one answer may take. Longer, and the person is told to try again; the disk may still do it."""

JOBS_AT_MOST = 4_000
"""Waiting jobs. More means a disk that stands still: the next ones are told so at once."""

Answer = (Conflict, CodeTaken, NoSuchCircle, Unavailable)
"""What a job may raise. It raises before it writes anything, so the others in its transaction are untouched."""

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    done: Callable[[Any], None] | None
    answer: asyncio.Future[Any]


class Desk:
    """Takes jobs for one database file. Every method belongs to the event loop, but for `wipe`, which belongs to jobs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[_Job] = []
        self._busy = False
        self._open = False
        self._idle = asyncio.Event()
        # The last process may have been killed between an end and its wiping.
        self._to_wipe = True
        self.ready = False
        """Whether the last transaction went through."""

    async def start(self, prepare: Callable[[sqlite3.Connection], None]) -> None:
        """Opens the file and lets `prepare` look at it. Raises StoreUnusable."""
        self._loop = asyncio.get_running_loop()
        try:
            self._connection = await self._loop.run_in_executor(self._thread, self._connect, prepare)
        except StoreUnusable:
            self._thread.shutdown(wait=False)
            raise
        self._open = self.ready = True
        self._idle.set()

    async def stop(self) -> None:
        """Finishes what waits, then closes the file."""
        if not self._open:
            return
        self._open = False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._idle.wait()
                await self._loop.run_in_executor(self._thread, self._connection.close)
        except TimeoutError:
            log.warning("store-stop-slow")
        self._thread.shutdown(wait=False)

    async def run(self, work: Callable[[sqlite3.Connection], T], done: Callable[[T], None] | None = None) -> T:
        """What `work` returned, once it is committed. `done` is called with it first, also when nobody waits for the answer any more."""
        if not self._open or len(self._waiting) >= JOBS_AT_MOST:
            raise Unavailable("store-closed" if not self._open else "store-full")
        job = _Job(work, done, self._loop.create_future())
        self._waiting.append(job)
        if not self._busy:
            self._begin()
        limit = self._loop.call_later(ANSWER_SECONDS, self._late, job)
        try:
            return await job.answer
        finally:
            limit.cancel()

    def wipe(self) -> None:
        """Leave nothing of what was deleted: empties the write-ahead log after this transaction. `secure_delete` does the rest."""
        self._to_wipe = True

    def _late(self, job: _Job) -> None:
        self.ready = False
        if not job.answer.done():
            job.answer.set_exception(Unavailable("store-slow"))

    def _begin(self) -> None:
        jobs, self._waiting = self._waiting, []
        self._busy = True
        self._idle.clear()
        self._loop.run_in_executor(self._thread, self._work, jobs).add_done_callback(lambda finished: self._end(jobs, finished))

    def _end(self, jobs: list[_Job], finished: asyncio.Future[list[Any]]) -> None:
        self._busy = False
        bug = finished.exception()
        outcomes: list[Any] = [bug] * len(jobs) if bug is not None else finished.result()
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.done is not None and not isinstance(outcome, BaseException):
                job.done(outcome)
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job.answer.done():
                continue
            if isinstance(outcome, BaseException):
                job.answer.set_exception(outcome)
            else:
                job.answer.set_result(outcome)
        if self._waiting:
            self._begin()
        else:
            self._idle.set()

    # What follows runs in the thread.

    def _connect(self, prepare: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path.touch(mode=0o600)
            self._path.chmod(0o600)
            connection = sqlite3.connect(self._path, timeout=1.0, isolation_level=None)
            connection.executescript(
                # EXCLUSIVE: a second server on the same file would not hear of the first one's changes.
                # NORMAL: the log reaches the kernel with each commit, so killing the process loses nothing. A power cut may lose
                # the last seconds, never the file; FULL would wait for the disk at each tap of a hand to save what people,
                # who then sit in the dark as well, remember.
                "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                " PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA busy_timeout=1000;"
            )
            connection.execute("BEGIN IMMEDIATE")
            prepare(connection)
            connection.execute("COMMIT")
        except (OSError, sqlite3.Error, StoreUnusable) as error:
            if connection is not None:
                connection.close()
            raise error if isinstance(error, StoreUnusable) else StoreUnusable(self._why(error)) from error
        return connection

    def _why(self, error: Exception) -> str:
        if isinstance(error, OSError):
            return f"cannot write in {self._path.parent}: {error.strerror}"
        if "locked" in str(error):
            return f"{self._path} is in use by another server"
        return f"cannot use {self._path}: {error}"

    def _work(self, jobs: list[_Job]) -> list[Any]:
        try:
            outcomes = self._transact(jobs)
        except sqlite3.Error as error:
            if len(jobs) > 1:
                # One at a time, so that what can be read on a full disk is read.
                return [outcome for job in jobs for outcome in self._work([job])]
            if self.ready:
                log.error("store-unavailable", extra={"code": error.sqlite_errorname})
            self.ready = False
            return [Unavailable(str(error))]
        if self._to_wipe:
            self._wipe(self._connection)
        return outcomes

    def _transact(self, jobs: list[_Job]) -> list[Any]:
        outcomes: list[Any] = []
        connection = self._connection
        before = connection.total_changes
        connection.execute("BEGIN")
        try:
            for job in jobs:
                try:
                    outcomes.append(job.work(connection))
                except Answer as answer:
                    outcomes.append(answer)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if connection.total_changes > before:
            self.ready = True
        return outcomes

    def _wipe(self, connection: sqlite3.Connection) -> None:
        """Failed, it is tried again with the next job."""
        try:
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._to_wipe = bool(busy)
        except sqlite3.Error as error:
            log.error("store-not-wiped", extra={"code": error.sqlite_errorname})
