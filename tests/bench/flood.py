"""One who floods the sockets for a minute, and ten who sit in a circle beside it: how soon they are answered, what it costs in memory,
and whether one packet of the voice is lost.

The flooder has a seat, says as much as the line takes, the largest messages among it, and comes back to its seat as soon as it is
shown out. Measured the same way without it, before.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

from server.sockets.limits import MESSAGE_BYTES_AT_MOST
from tests.bench.results import Result
from tests.meetings.people import People, Person, secret_of
from tests.member import hashed
from tests.server.sockets.bare import CLOSE, TEXT, Bare, frame
from tests.serving import Links, ServerProcess, plain_pages, server_process

SECONDS = float(os.environ.get("CIRCLEKEEPER_FLOOD_SECONDS", "60"))
BEFORE_SECONDS = 10.0
OTHERS = 10
EVERY = 0.2
"""Seconds between two questions of one of the others: below what a socket may ask."""
ANSWERED_WITHIN = 250.0
"""Milliseconds, of 99 in 100 answers."""
GROWTH_AT_MOST = 50.0
"""Megabytes."""


class Beside:
    """What the others felt."""

    def __init__(self) -> None:
        self.answers: list[float] = []
        """Milliseconds."""
        self.memory = 0
        self.sent = 0
        self.lost = 0
        self.floods = 0
        """Sockets of the flooder."""
        self.messages = 0

    @property
    def p99(self) -> float:
        return sorted(self.answers)[int(len(self.answers) * 0.99)]


async def measured(server: ServerProcess, people: People, seconds: float, links: Links | None) -> Beside:
    """Somebody shares by voice, somebody listens, the rest raise and lower their hands. With `links`, somebody floods meanwhile."""
    found, until = Beside(), time.monotonic() + seconds
    speaker, listener, *others = people.everyone[1:]
    async with asyncio.TaskGroup() as tasks:
        if links is not None:
            tasks.create_task(_flood(server.url, links.member, until, found))
        for person in others:
            tasks.create_task(_ask(person, until, found))
        tasks.create_task(_speak(speaker, listener, until, found))
        tasks.create_task(_weigh(server.pid, until, found))
    return found


async def _ask(person: Person, until: float, found: Beside) -> None:
    up = False
    while time.monotonic() < until:
        began = time.perf_counter()
        answer = await person.member.do("lower_hand" if up else "raise_hand")
        found.answers.append((time.perf_counter() - began) * 1000)
        assert answer["ok"], answer
        up = not up
        await asyncio.sleep(EVERY)


async def _speak(speaker: Person, listener: Person, until: float, found: Beside) -> None:
    """As a voice does: a packet each 20 ms."""
    assert speaker.voice is not None
    assert listener.voice is not None
    before = listener.voice.heard("piece")
    while time.monotonic() < until:
        await speaker.voice.send(1, pace=0.02)
        found.sent += 1
    await listener.voice.settle()
    try:
        await listener.voice.until("piece", before + found.sent)
    except (TimeoutError, AssertionError):
        pass
    found.lost = before + found.sent - listener.voice.heard("piece")


async def _weigh(pid: int, until: float, found: Beside) -> None:
    while time.monotonic() < until:
        status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text)
        found.memory = max(found.memory, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")))
        await asyncio.sleep(0.1)


async def _flood(url: str, link: str, until: float, found: Beside) -> None:
    code, secret = secret_of(link)
    chance = Random(9)
    token = next_token = chance.randbytes(16).hex()
    coming: dict[str, object] = {"circle": code, "secret": secret, "nonce": token, "name": [127, 255], "token": hashed(token), "agreed": True}
    event = "join"
    while time.monotonic() < until:
        found.floods += 1
        try:
            async with Bare(url) as bare:
                await bare.connected()
                if (await bare.ask(event, coming))["ok"]:
                    token, next_token = next_token, chance.randbytes(16).hex()
                    event = "return"
                    coming = {"circle": code, "token": token, "next": hashed(next_token)}
                await _until_shown_out(bare, chance, until, found)
        except (OSError, AssertionError, TimeoutError):
            continue


async def _until_shown_out(bare: Bare, chance: Random, until: float, found: Beside) -> None:
    """As much as the line takes, and nothing read beside it."""
    small = frame(TEXT, b'425["time"]') * 20 + frame(TEXT, b'429["do",9,{"command":"raise_hand"}]') * 5
    large = frame(TEXT, b'426["do",1,{"command":"share_written","text":"' + b"x" * (MESSAGE_BYTES_AT_MOST - 60) + b'"}]')
    nested = frame(TEXT, b'427["do",' + b"[" * 4000 + b"]" * 4000 + b"]")
    while time.monotonic() < until and not bare.reader.at_eof():
        bare.send(chance.choice((small, small, small + large, large * 3)) + (nested if chance.random() < 0.02 else b""))
        found.messages += 25
        async with asyncio.timeout(5):
            await bare.writer.drain()
        try:
            async with asyncio.timeout(0.002):
                while (heard := await bare.next()) is not None and heard[0] != CLOSE:
                    pass
                return
        except TimeoutError:
            pass


async def arranged(server: ServerProcess, people: People) -> Links:
    """A circle under way: a keeper, a speaker, a listener, the others."""
    links = await server.centre.open_circle(lobby=False)
    for number in range(OTHERS + 3):
        person = people.person(voice=number in (1, 2))
        assert (await person.come(links.facilitator if number == 0 else links.member))["ok"]
    keeper, speaker = people.everyone[:2]
    assert (await keeper.do("start_circle"))["ok"]
    assert (await speaker.do("raise_hand"))["ok"]
    await speaker.member.until(lambda _: speaker.my_turn() == "offered")
    assert (await speaker.do("begin"))["ok"]
    return links


async def run() -> AsyncIterator[Result]:
    """Against the same people without a flood."""
    with tempfile.TemporaryDirectory() as folder:
        static = plain_pages(Path(folder) / "static")
        async with server_process(Path(folder) / "data", static=static) as server, People(server.url) as people:
            links = await arranged(server, people)
            before = await measured(server, people, BEFORE_SECONDS, None)
            during = await measured(server, people, SECONDS, links)
    grown = (during.memory - before.memory) / 1024
    print(f"flood: {during.floods} sockets, {during.messages} messages in {SECONDS:.0f} s")
    print(f"  memory {grown:+.1f} MB; voice: {during.lost} packets lost of {during.sent}")
    yield Result(bench="flood", case="p99 of an answer to others", ours=(during.p99,), peer=(before.p99,), peer_name="without the flood", unit="ms")
    yield Result(
        bench="flood", case="p50 of an answer to others", ours=(sorted(during.answers)[len(during.answers) // 2],),
        peer=(sorted(before.answers)[len(before.answers) // 2],), peer_name="without the flood", unit="ms",
    )  # fmt: skip
    assert during.p99 < ANSWERED_WITHIN, during.p99
    assert grown < GROWTH_AT_MOST, grown
    assert during.lost == 0, during.lost
