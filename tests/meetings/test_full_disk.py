"""No file may grow: the circle is heard and seen as before, a tap is refused with a code, readiness says so, and with room again all goes on."""

import asyncio
import os
import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from tests.bounds import TOLERANCE
from tests.meetings.people import People, Person
from tests.meetings.shared import measured
from tests.meetings.workers import workers
from tests.server.store.redis_servers import redis_server
from tests.serving import ServerProcess, plain_pages, server_process

ROUNDS = int(os.environ.get("CIRCLEKEEPER_FAULTS", "1"))
AGAIN_SECONDS = 2.0
"""After there is room: a server tries every second."""
HEARD = 10


@contextmanager
def full_disk(process: int) -> Generator[None]:
    """For another process."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


async def readiness(server: ServerProcess, *, becomes: int) -> float:
    """Seconds until it is said. Raises TimeoutError."""
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(AGAIN_SECONDS * TOLERANCE), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{server.url}/readyz") as answer:
                if answer.status == becomes:
                    return asyncio.get_running_loop().time() - began
            await asyncio.sleep(0.05)


async def share_under_way(people: People, servers: list[ServerProcess]) -> tuple[Person, Person]:
    """Who has the floor, and a listener."""
    links = await servers[0].centre.open_circle(lobby=False)
    keeper, holder, listener = people.person(), people.person(voice=True), people.person(voice=True)
    for number, person in enumerate((keeper, holder, listener)):
        person.member.turn_to(servers[number % len(servers)].url)
        await person.come(links.member if number else links.facilitator)
        while person.voice is not None and not person.hears:
            await asyncio.sleep(0.1)  # between workers an offer may be asked for again
            await person.listen()
    assert (await keeper.do("start_circle"))["ok"]
    assert (await holder.do("raise_hand"))["ok"]
    await holder.member.until(lambda _: holder.my_turn() == "offered")
    assert (await holder.do("begin"))["ok"]
    await holder.member.until(lambda _: holder.my_turn() == "sharing")
    return holder, listener


async def is_heard(holder: Person, listener: Person) -> None:
    assert holder.voice is not None
    assert listener.voice is not None
    before = listener.voice.heard("piece")
    await holder.voice.send(HEARD, pace=0.02)
    await listener.voice.until("piece", before + HEARD)


async def a_disk_fills_and_has_room_again(people: People, servers: list[ServerProcess], disk_of: int) -> float:
    """Again and again. The longest time until a server is ready again, in seconds; the listener's hand is up at the end."""
    holder, listener = await share_under_way(people, servers)
    await is_heard(holder, listener)
    await readiness(servers[-1], becomes=200)
    again: list[float] = []
    for number in range(ROUNDS):
        if number:
            assert (await listener.do("lower_hand"))["ok"]
        with full_disk(disk_of):
            await readiness(servers[-1], becomes=503)  # Redis notices with the first thing that it has to write
            answer = await listener.do("raise_hand")
            assert answer.get("code") == "unavailable", answer
            await is_heard(holder, listener)
            assert all(person.member.online for person in people.everyone)
        again.append(max(await asyncio.gather(*(readiness(server, becomes=200) for server in servers))))
        async with asyncio.timeout(AGAIN_SECONDS * TOLERANCE):
            while not listener.member.history.acknowledged.get(listener.member.number, {}).get("ok"):
                await listener.member.send_again()
                await asyncio.sleep(0.1)  # who asks faster is refused, and not asked again
        await holder.member.until(lambda member: "place" in member.view["seats"][listener.member.seat])
        assert holder.my_turn() == "sharing"
        assert not any(seat.get("away") for seat in holder.member.view["seats"].values())
    return max(again)


async def test_of_the_only_process(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server, People(server.url) as people:
        again = await a_disk_fills_and_has_room_again(people, [server], server.pid)
        listener = people.everyone[-1]
        await server.kill()
        await server.start()
        for person in people.everyone:
            await person.vanish()
            assert (await person.reappear())["ok"]
        await listener.member.until(lambda member: "place" in member.view["seats"][member.seat])
    assert "Traceback" not in server.errors()
    measured("full disk, embedded store", times=ROUNDS, again=again)


async def test_of_redis(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as redis:
        async with workers(tmp_path, redis, 2) as servers, People(servers[0].url) as people:
            again = await a_disk_fills_and_has_room_again(people, servers, int((tmp_path / "redis" / "process").read_text()))
            for server in servers:
                assert "Traceback" not in server.errors(), server.errors()
    measured("full disk, Redis", times=ROUNDS, again=again)
