"""Four people in real browsers on three workers hear each other, also when the one that carries their voices goes or dies."""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.bundle import STATIC
from tests.bounds import TOLERANCE
from tests.browser.front import Front
from tests.browser.people import NEAR_HERTZ, PATIENCE_SECONDS, House, Person, people
from tests.meetings.workers import percentile, worker
from tests.server.store.redis_servers import redis_server
from tests.serving import ServerProcess

FAILOVERS = int(os.environ.get("CIRCLEKEEPER_FAILOVERS", "1"))
"""How often the worker that carries the voices is killed."""

DIED_SECONDS = 5.0
"""Without the voice, after the worker that carried it is gone without a word."""

LEFT_SECONDS = 2.0
"""The same, after it was asked to stop."""

VOICE = 440

WATCH = """() => {
    window.banners = [];
    new MutationObserver(() => {
        const words = document.querySelector(".banner")?.textContent ?? "";
        if (words && words !== banners.at(-1)) banners.push(words);
    }).observe(document.body, { subtree: true, childList: true, characterData: true }); }"""

AUDIO_PORT = """() => ears.calls.filter((call) => call.connectionState === "connected")
    .map((call) => Number(/ (\\d+) typ host/.exec(call.currentRemoteDescription.sdp)[1]))"""

AT = f"""() => {{
    const live = ears.calls.filter((call) => call.connectionState !== "closed");
    return [({AUDIO_PORT})(), live.length, live.filter((call) => call.getSenders()[0].track).length]; }}"""
"""Ports that somebody is connected to, how many calls there are, and how many of them send."""


@dataclass(slots=True, kw_only=True)
class Circle:
    """One whom the others listen to, on workers that come and go."""

    servers: list[ServerProcess]
    house: House
    speaker: Person
    listeners: list[Person]

    @property
    def everyone(self) -> list[Person]:
        return [self.speaker, *self.listeners]

    async def carrier(self) -> ServerProcess:
        """Who carries the voices of all of them, once they are on their way to nobody else."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len({*(ports := await self._ports())}) != 1 or len(ports) != len(self.everyone):  # noqa: ASYNC110  # as in people.py
                await asyncio.sleep(0.05)
        return next(server for server in self.servers if server.audio_port in ports)

    async def _ports(self) -> list[int]:
        """Of all connections of everybody."""
        return [port for person in self.everyone for port in await person.page.evaluate(AUDIO_PORT)]

    async def gaps(self, since: float) -> list[float]:
        """The longest silence of each listener, once all have heard a second of the voice that comes after now."""
        gaps: list[float] = []
        for person in self.listeners:
            await person.hears(VOICE, since=time.time())
        for person in self.listeners:
            await person.hears(VOICE, since=time.time())
            times = [at for at, _, hertz in await person.heard(since) if abs(hertz - VOICE) < NEAR_HERTZ]
            gaps.append(max(later - sooner for sooner, later in zip(times, times[1:], strict=False)))
        return gaps

    async def all_are_elsewhere(self, gone: ServerProcess) -> None:
        """Until everybody has exactly one call, to another worker; the speaker sends into that one alone, by the microphone opened once."""
        for person in self.everyone:
            began, alone = time.monotonic(), [1, int(person is self.speaker)]
            while (at := await person.page.evaluate(AT)) != [[port for port in at[0] if port != gone.audio_port][:1], *alone]:
                assert time.monotonic() < began + PATIENCE_SECONDS, f"{person.name}: connected to {at[0]}, {at[1]} calls, {at[2]} of them send"
                await asyncio.sleep(0.05)
        assert await self.speaker.page.evaluate("() => ears.microphones.length") == 1


def tell(words: str) -> None:
    """For who measures, with `pytest -s`."""
    sys.stdout.write(f"{words}\n")


@pytest.fixture
async def circle(chromium: str | None, tmp_path: Path) -> AsyncIterator[Circle]:
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(redis_server(tmp_path / "redis"))
        front = await stack.enter_async_context(Front().working())
        servers = [await stack.enter_async_context(worker(tmp_path, redis, number, pages=STATIC)) for number in range(3)]
        front.ports = lambda: [server.port for server in servers]
        house = await stack.enter_async_context(people(chromium, servers[0].audio_port, tmp_path))
        links = await servers[0].centre.open_circle(lobby=False)
        keeper, speaker, *others = [await house.person(name, hertz=hertz) for name, hertz in (("K", 1000), ("A", VOICE), ("C", 1500), ("D", 2000))]
        for person in (keeper, speaker, *others):
            link = links.facilitator if person is keeper else links.member
            await person.open(link.replace(servers[0].url, front.url))
            await person.page.evaluate(WATCH)
            await person.enter()
        await keeper.press("Start circle")
        await speaker.press("Raise hand")
        await speaker.by_voice("Begin")
        made = Circle(servers=servers, house=house, speaker=speaker, listeners=[keeper, *others])
        for person in made.listeners:
            await person.hears(VOICE)
        yield made


async def test_a_voice_goes_on_when_its_worker_is_asked_to_stop_and_when_it_is_killed(circle: Circle) -> None:
    leaving = await circle.carrier()
    began = time.time()
    assert await leaving.stop() == 0
    await circle.all_are_elsewhere(leaving)
    left = await circle.gaps(began - 0.5)
    shown = [await person.page.evaluate("() => banners") for person in circle.everyone]
    tell(f"\nasked to stop: {[round(gap, 2) for gap in left]} s without the voice; banners {shown}")
    assert max(left) <= LEFT_SECONDS * TOLERANCE
    assert not any("Connection lost" in words for banners in shown for words in banners), "a move that was announced alarms nobody"

    died: list[float] = []
    for _ in range(FAILOVERS):
        if FAILOVERS > 1:
            await leaving.start()
        leaving = await circle.carrier()
        began = time.time()
        await leaving.kill()
        await circle.all_are_elsewhere(leaving)
        died += await circle.gaps(began - 0.5)
    numbers = f"median {statistics.median(died):.2f}, p95 {percentile(died, 0.95):.2f}, most {max(died):.2f}"
    tell(f"killed {FAILOVERS} times: {numbers} s without the voice")
    assert max(died) <= DIED_SECONDS * TOLERANCE
    await circle.speaker.press("I'm done")  # whoever's socket was there is back, by another worker
    for person in circle.listeners:
        await person.hears(None)
