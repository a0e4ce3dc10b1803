"""How long listeners hear nothing when the worker that carries their circle's voices is killed: until they hear again from the next one."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

from tests.bench.results import Result
from tests.meetings.moving import Ears
from tests.meetings.people import People, Person
from tests.meetings.workers import percentile, until, workers
from tests.member import Dropped
from tests.server.store.redis_servers import redis_server
from tests.serving import ServerProcess

CASES = ((30, 5, 3.0, 0.95), (300, 3, 5.0, 1.0))
"""Listeners, kills, seconds that this project wants to stay below, and for which part of the listeners."""

BACK_SECONDS = (0.0, 1.0)
"""A browser whose socket broke tries again between so many seconds, by chance."""

AT_ONCE = 20
"""People who come in together: arriving is not what is measured."""


async def run() -> AsyncIterator[Result]:
    """Sockets are spread over three workers, so that a third of the listeners lose theirs with the voices. Everybody is on these two cores."""
    for listeners, kills, goal, part in CASES:
        with tempfile.TemporaryDirectory() as folder, redis_server(Path(folder) / "redis") as redis:
            async with AsyncExitStack() as stack:
                servers = await stack.enter_async_context(workers(Path(folder), redis))
                people = await stack.enter_async_context(People(servers[0].url, seed=listeners))
                hall = Hall(servers, people, stack)
                await hall.fill(listeners)
                gaps = [await hall.kill() for _ in range(kills)]
        name = "the last" if part == 1.0 else f"{part:.0%}"
        yield Result(
            bench="failover", case=f"{listeners} listeners, {name} hear again", ours=tuple(percentile(each, part) for each in gaps), peer=(),
            peer_name=f"goal {goal:g} s", unit="s",
        )  # fmt: skip
        yield Result(
            bench="failover", case=f"{listeners} listeners, half hear again", ours=tuple(percentile(each, 0.5) for each in gaps), peer=(),
            peer_name="", unit="s",
        )  # fmt: skip


class Hall:
    """One speaker and many who listen."""

    def __init__(self, servers: list[ServerProcess], people: People, stack: AsyncExitStack) -> None:
        self._servers = servers
        self._people = people
        self._stack = stack
        self._up = set(range(len(servers)))
        self._ears: list[Ears] = []
        self._chance = Random(1)

    async def fill(self, listeners: int) -> None:
        links = await self._servers[0].centre.open_circle(lobby=False)
        keeper, speaker = self._people.person(), self._people.person()
        for place, (person, link) in enumerate(((keeper, links.facilitator), (speaker, links.member))):
            await self._come(person, link, place)
        await self._listen(speaker)
        assert (await keeper.do("start_circle"))["ok"]
        assert (await speaker.do("raise_hand"))["ok"]
        await speaker.member.until(lambda _: speaker.my_turn() == "offered")
        assert (await speaker.do("begin"))["ok"]
        for first in range(0, listeners, AT_ONCE):
            some = [self._people.person() for _ in range(min(AT_ONCE, listeners - first))]
            await asyncio.gather(*(self._come(person, links.member, first + place) for place, person in enumerate(some)))
            await asyncio.gather(*(self._listen(person) for person in some))
        for task in (self._speak(), self._go_on(speaker), *(self._stay(person) for person in self._people.everyone)):
            running = asyncio.create_task(task)
            self._stack.callback(running.cancel)

    async def _come(self, person: Person, link: str, place: int) -> None:
        person.member.turn_to(self._servers[place % len(self._servers)].url)
        answer = await person.come(link)
        assert answer["ok"], answer

    async def _listen(self, person: Person) -> None:
        ears = await self._stack.enter_async_context(Ears(person.member, light=True))
        await ears.connected(seconds=60.0)
        self._ears.append(ears)

    async def _speak(self) -> None:
        while True:
            voice = self._ears[0].voice
            if voice.connected:
                voice.send_packet(voice.rtp(bytes(120)))
            await asyncio.sleep(0.06)

    async def _go_on(self, speaker: Person) -> None:
        """Whose socket was lost in their share has it back when they say so, since nobody's microphone opens by itself. This one taps at once."""
        while True:
            await until(lambda: speaker.my_turn() == "held" and speaker.member.online, 600.0)
            await speaker.do("begin")
            await asyncio.sleep(0.1)

    async def _stay(self, person: Person) -> None:
        """A browser's habit: back by another worker, where the proxy leads."""
        while True:
            while person.member.online:  # noqa: ASYNC110  # often enough, and three hundred looks cost nothing
                await asyncio.sleep(0.1)
            await asyncio.sleep(self._chance.uniform(*BACK_SECONDS))
            person.member.turn_to(self._servers[self._chance.choice(sorted(self._up))].url)
            try:
                await person.reappear()
            except (Dropped, OSError, AssertionError, TimeoutError):
                continue

    async def kill(self) -> list[float]:
        """The gap of each listener. The worker is there again afterwards."""
        await self._all_hear()
        assert self._ears[0].voice.server is not None
        port = self._ears[0].voice.server[1]
        number = next(number for number, server in enumerate(self._servers) if server.audio_port == port)
        self._up.discard(number)
        began = time.monotonic()
        await self._servers[number].kill()
        await until(lambda: all(ears.voice.server is not None and ears.voice.server[1] != port for ears in self._ears), 60.0)
        await self._all_hear()
        gaps = [ears.gap(began, time.monotonic()) for ears in self._ears[1:]]
        await self._servers[number].start()
        self._up.add(number)
        await asyncio.sleep(2.0)
        return gaps

    async def _all_hear(self) -> None:
        now = time.monotonic()
        await until(lambda: all(ears.arrivals and ears.arrivals[-1] > now for ears in self._ears[1:]), 60.0)
