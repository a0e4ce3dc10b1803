"""Many workers on one port, as real processes."""

import asyncio
import errno
import os
import re
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from server.app import looked_at
from server.check import Finding, check
from server.child import Child
from server.clock import SystemClock
from server.settings import Settings
from server.supervisor import HOLD_SECONDS, SETTLE_SECONDS, Post, settled
from server.worker import Orders
from tests.meetings.people import People, Person
from tests.meetings.workers import until
from tests.ports import free_port, free_ports
from tests.server.store.redis_servers import redis_server, standing_still
from tests.serving import ServerProcess, plain_pages, run_command, server_process

PASSWORD = "open-sesame-71"
WORKERS = 2

WAIT_SECONDS = 90.0
"""For what other processes do, on a machine of which nobody knows how busy it is."""


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis"), "--user", "worker", "on", f">{PASSWORD}", "~*", "&*", "+@all") as url:
        yield url.replace("redis://", f"redis://worker:{PASSWORD}@")


@pytest.fixture
async def parent(tmp_path: Path, redis: str) -> AsyncIterator[ServerProcess]:
    """Serves with two workers, each on a port of its own too."""
    environment = {"CIRCLEKEEPER_REDIS": redis, "CIRCLEKEEPER_REDIS_PREFIX": tmp_path.name}
    options = ("--workers", str(WORKERS), "--worker-port", str(free_ports(WORKERS + 1)))
    async with server_process(tmp_path / "data", *options, environment=environment, static=plain_pages(tmp_path / "static")) as process:
        workers = children(process)
        try:
            yield process
        finally:
            workers += children(process)
            await process.kill()
            for child in workers:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
    assert "Traceback" not in process.errors()


async def test_a_check_beside_them_asks_each_of_its_voices(tmp_path: Path, redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each counts what it throws away itself; by the port that they share, now this one would be asked, now that."""
    monkeypatch.setattr("server.check.PROBE_SECONDS", WAIT_SECONDS)
    static, own, voices = plain_pages(tmp_path / "static"), free_ports(WORKERS + 1), free_ports(WORKERS)
    options = ("--workers", str(WORKERS), "--worker-port", str(own), "--audio-port", str(voices), "--redis", redis, "--redis-prefix", "checked")
    async with server_process(tmp_path / "data", *options, static=static) as process:
        plain = Settings(data=process.data, port=process.port, audio_port=voices, workers=WORKERS, redis=redis, redis_prefix="checked")

        def looked(settings: Settings) -> list[Finding]:
            return [finding for finding in check(settings, static=static) if finding.name == "voices"]

        each = await asyncio.to_thread(looked, replace(plain, worker_port=own))
        shared = await asyncio.to_thread(looked, plain)
    assert [finding.fine for finding in each] == [True] * WORKERS
    assert [(finding.fine, "--worker-port" in finding.words) for finding in shared] == [(False, True)]


def children(process: ServerProcess) -> list[psutil.Process]:
    return [child for child in psutil.Process(process.pid).children() if index_of(child) is not None] if running(process) else []


def index_of(child: psutil.Process) -> str | None:
    """Of a worker. None: it is something else, or it was killed and its parent has not noticed yet."""
    try:
        words = child.cmdline()
    except psutil.NoSuchProcess:
        return None
    return words[-1] if "server.worker" in words else None


def running(process: ServerProcess) -> bool:
    try:
        return psutil.pid_exists(process.pid)
    except AssertionError:
        return False


def at(process: ServerProcess, index: int) -> psutil.Process | None:
    return next((child for child in children(process) if index_of(child) == str(index)), None)


def worker_url(process: ServerProcess, index: int) -> str:
    return f"http://127.0.0.1:{int(process.options[process.options.index('--worker-port') + 1]) + index}"


async def status(url: str, path: str = "/readyz", seconds: float = 5.0) -> int | None:
    """On a new connection. None: nobody answers."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        try:
            async with session.get(url + path, timeout=timeout) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None


async def ready(url: str) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while await status(url) != 200:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.1)


async def test_one_that_is_killed_comes_back_one_that_stands_still_holds_nobody_and_all_end_in_order(parent: ServerProcess) -> None:
    for index in range(WORKERS):
        await ready(worker_url(parent, index))
    assert len(children(parent)) == WORKERS

    # The password of Redis is shown to nobody.
    for process in (psutil.Process(parent.pid), *children(parent)):
        assert PASSWORD not in " ".join(process.cmdline())
    killed = at(parent, 0)
    assert killed is not None
    killed.kill()
    for _ in range(20):
        assert await status(parent.url, "/healthz") == 200, "the other serves"
    await until(lambda: at(parent, 0) not in (None, killed), WAIT_SECONDS)
    await ready(worker_url(parent, 0))
    assert re.search(r"worker-ended index=0 code=-9", parent.errors())

    still = at(parent, 1)
    assert still is not None
    still.suspend()
    for _ in range(20):
        assert await status(parent.url, "/healthz") == 200, "new connections do not wait for it"
    assert await status(worker_url(parent, 1), "/healthz", 0.3) is None, "it does stand still"
    still.resume()

    workers = children(parent)
    assert await parent.stop() == 0
    assert not [worker for worker in workers if worker.is_running()]
    assert PASSWORD not in parent.errors()
    assert PASSWORD not in "".join(parent.printed)


async def test_workers_end_when_their_parent_was_killed(parent: ServerProcess) -> None:
    workers = children(parent)
    assert len(workers) == WORKERS
    await parent.kill()
    await until(lambda: not [worker for worker in workers if worker.is_running()], WAIT_SECONDS)


async def test_sighup_replaces_all_and_each_member_moves_once_and_loses_nothing(parent: ServerProcess) -> None:
    before = {child.pid for child in children(parent)}
    async with People(parent.url) as people:
        links = await parent.centre.open_circle(lobby=False)
        everyone = [people.person() for _ in range(6)]
        moves = [0] * len(everyone)
        for number, person in enumerate(everyone):
            await person.come(links.member if number else links.facilitator)
        keeper, speaker, *others = everyone
        assert (await keeper.do("start_circle"))["ok"]
        assert (await speaker.do("raise_hand"))["ok"]
        await speaker.member.until(lambda _: speaker.my_turn() == "offered")
        assert (await speaker.do("begin"))["ok"]
        going_on = [asyncio.create_task(stay(person, moves, number)) for number, person in enumerate(everyone)]
        raised = asyncio.create_task(raise_in_turn(others))

        os.kill(parent.pid, signal.SIGHUP)
        await until(lambda: "replaced" in parent.errors(), 120.0)
        assert await raised == len(others)

        after = {child.pid for child in children(parent)}
        assert len(after) == WORKERS
        assert not before & after
        await until(lambda: all(person.member.online for person in everyone), WAIT_SECONDS)
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)
        assert moves == [1] * len(everyone)
        await keeper.member.until(lambda member: len(member.view["seats"]) == len(everyone))
        # A returning holder taps *Begin* to go on: that is so after every lost connection.
        assert speaker.my_turn() == "held"
        assert (await speaker.do("begin"))["ok"]
        await keeper.member.until(lambda member: member.view["turn"]["state"] == "sharing" and member.view["turn"]["seat"] == speaker.member.seat)
        assert all(answer["ok"] for person in everyone for answer in person.member.history.acknowledged.values())
        assert all(person.member.history.asked.keys() == person.member.history.acknowledged.keys() for person in everyone)


async def stay(person: Person, moves: list[int], number: int) -> None:
    """As a browser: where the server says that it restarts, the seat is taken again on a new connection."""
    while True:
        await person.member.gone()
        assert person.member.bye == "restarting", person.member.bye
        moves[number] += 1
        await person.reappear()


async def raise_in_turn(people: list[Person]) -> int:
    """Each raises a hand, one after the other while workers change; what was not acknowledged is sent again on return."""
    for person in people:
        await person.do("raise_hand")
        await asyncio.sleep(1.0)
    return len(people)


async def test_a_worker_that_is_told_to_shut_while_it_starts_lets_nobody_in(tmp_path: Path, redis: str) -> None:
    static = plain_pages(tmp_path / "static")
    settings = Settings(data=tmp_path / "data", redis=redis, redis_prefix=tmp_path.name, port=0, audio_port=free_ports(WORKERS), workers=WORKERS)
    at, up = await looked_at(settings, static), asyncio.Event()
    with at.socket:
        child = await Child.start(Orders(settings=at.settings, index=0, listening=at.socket.fileno(), telling=-1, static=static))
        watching = asyncio.create_task(child.watch(up.set))
        try:
            child.shut()
            await asyncio.wait_for(up.wait(), WAIT_SECONDS)
            assert await status(at.addresses.local_url, "/healthz", 1.0) is None
        finally:
            child.kill()
            await watching


class ShortOfMemory:
    """A machine that can start no process the first two times; and the process."""

    wrong = None

    def __init__(self) -> None:
        self.tries = 0
        self.ended = asyncio.Event()

    async def start(self, index: int) -> Any:
        self.tries += 1
        if self.tries < 3:
            raise BlockingIOError(errno.EAGAIN, "fork")
        return self

    async def watch(self, is_up: Callable[[], None]) -> int:
        is_up()
        await self.ended.wait()
        return 0

    def drain(self) -> None:
        self.ended.set()


async def test_a_worker_that_cannot_be_started_is_tried_again() -> None:
    machine = ShortOfMemory()
    post = Post(0, machine.start, SystemClock())
    async with asyncio.timeout(WAIT_SECONDS), asyncio.TaskGroup() as tasks:
        tasks.create_task(post.keep())
        await post.up.wait()
        await post.leave()
    assert machine.tries == 3


@pytest.mark.parametrize(("away", "sleeps"), [(0, 1), (3, 4), (1000, 1 + round(HOLD_SECONDS / SETTLE_SECONDS))])
async def test_nobody_drains_while_the_store_is_away_for_as_long_as_voices_go_on(away: int, sleeps: int) -> None:
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    await settled(lambda: len(slept) <= away, sleep)
    assert slept == [SETTLE_SECONDS] * sleeps


async def test_a_worker_says_while_it_beats_that_the_store_is_away(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as url:
        settings = Settings(data=tmp_path / "data", redis=url, workers=1, port=0, audio_port=0)
        at, up = await looked_at(settings, plain_pages(tmp_path / "static")), asyncio.Event()
        with at.socket:
            child = await Child.start(Orders(settings=at.settings, index=0, listening=at.socket.fileno(), telling=-1, static=tmp_path / "static"))
            watching = asyncio.create_task(child.watch(up.set))
            try:
                await asyncio.wait_for(up.wait(), WAIT_SECONDS)
                assert not child.without
                with standing_still(tmp_path / "redis"):
                    await until(lambda: child.without, WAIT_SECONDS)
                await until(lambda: not child.without, WAIT_SECONDS)
            finally:
                child.kill()
                await watching


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    options = ("serve", "--data", str(tmp_path / "data"), "--port", "0", "--workers", "2")
    ended = run_command(*options)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("circlekeeper: --workers 2 needs --redis")
    assert ended.stderr.count("\n") == 1

    ended = run_command(*options, environment={"CIRCLEKEEPER_REDIS": f"redis://:{PASSWORD}@127.0.0.1:{free_port()}"})
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.fullmatch(r"circlekeeper: .*Redis.*\n", ended.stderr)
    assert PASSWORD not in ended.stderr
