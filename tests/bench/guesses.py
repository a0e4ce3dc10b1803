"""A hundred thousand guesses at a server of its own: how many are let in, how many are even looked at, and whether the time tells anything.

Each guesser is behind a proxy that names a network for it. Half of them type codes, the others try links and resume tokens, which are
not counted: those have 128 bits and more. Beside the ratios of the times it prints what was answered.
"""

import asyncio
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import aiohttp

from rooms.ids import CODE_ALPHABET, CODE_LENGTH
from tests.bench.results import Result
from tests.member import Dropped, Json, Member, hashed
from tests.serving import Links, ServerProcess, plain_pages, server_process

GUESSES = int(os.environ.get("CIRCLEKEEPER_GUESSES", "100000"))
GUESSERS = 400
NETWORKS = 100
"""Of /24, so four sockets share one."""
TYPING = 0.5
CALM = 24
"""Guessers before the flood, each from a network of its own, whose answers are timed: five codes that are looked at, 25 links and tokens."""


class Tally:
    """What was answered, and how long it took while few were guessing."""

    def __init__(self) -> None:
        self.left = GUESSES
        self.answers = Counter[tuple[str, str]]()
        self.times: defaultdict[str, list[float]] = defaultdict(list)


def _code(chance: Random) -> str:
    return "".join(chance.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _secret(chance: Random) -> str:
    return chance.randbytes(16).hex()


def _typed(chance: Random, live: str, ended: str) -> tuple[str, str, Json]:
    kind, code = chance.choice([("code nowhere", _code(chance)), ("code of an ended circle", ended), ("code, one letter off", _near(chance, live))])
    return kind, "join", _joining(chance, code)


def _tried(chance: Random, live: str, ended: str) -> tuple[str, str, Json]:
    where, code = chance.choice([("", live), (" of an ended circle", ended), (" nowhere", _code(chance))])
    if chance.random() < 0.5:
        return f"link{where}", "join", _joining(chance, code) | {"secret": _secret(chance)}
    return f"token{where}", "return", {"circle": code, "token": _secret(chance), "next": hashed(_secret(chance))}


def _near(chance: Random, code: str) -> str:
    place = chance.randrange(CODE_LENGTH)
    return code[:place] + chance.choice([letter for letter in CODE_ALPHABET if letter != code[place]]) + code[place + 1 :]


def _joining(chance: Random, code: str) -> Json:
    name = [chance.randrange(128), chance.randrange(256)]
    return {"circle": code, "nonce": _secret(chance), "name": name, "token": hashed(_secret(chance)), "agreed": True}


async def _guess(guesser: Member, chance: Random, live: str, ended: str, tally: Tally, *, types: bool) -> None:
    """As fast as a socket may ask: ten a second. It has 30 s to take a seat, so it comes again now and then."""
    while tally.left > 0:
        tally.left -= 1
        kind, event, asked = (_typed if types else _tried)(chance, live, ended)
        began = time.perf_counter()
        try:
            if not guesser.online:
                await guesser.connect()
            answer = await guesser.ask(event, asked)
        except (Dropped, aiohttp.ClientError, TimeoutError):
            tally.left += 1
            continue
        took = time.perf_counter() - began
        tally.answers[kind, answer.get("code", "YES")] += 1
        await asyncio.sleep(max(0.0, 0.11 - took))


async def _take_time(guesser: Member, chance: Random, live: str, ended: str, tally: Tally) -> None:
    """One question after the other, so that nothing is measured but the answer."""
    for number in range(30):
        kind, event, asked = (_tried if number % 6 else _typed)(chance, live, ended)
        if not guesser.online:
            await guesser.connect()
        began = time.perf_counter()
        answer = await guesser.ask(event, asked)
        tally.times[kind].append((time.perf_counter() - began) * 1000)
        tally.answers[kind, answer.get("code", "YES")] += 1


async def run() -> AsyncIterator[Result]:
    """Pairs of kinds that must not be told apart."""
    with tempfile.TemporaryDirectory() as folder:
        async with server_process(Path(folder) / "data", "--trusted-proxy", "127.0.0.1", static=plain_pages(Path(folder) / "static")) as server:
            tally = await _attack(server)
    admitted = sum(count for (_, code), count in tally.answers.items() if code == "YES")
    print(f"guesses: {sum(tally.answers.values())}, admitted: {admitted}")
    for (kind, code), count in sorted(tally.answers.items()):
        print(f"  {kind}: {code} {count}")
    assert admitted == 0
    for ours, peer in (
        ("link", "link nowhere"), ("link of an ended circle", "link nowhere"), ("token", "token nowhere"),
        ("token of an ended circle", "token nowhere"), ("code of an ended circle", "code nowhere"), ("code, one letter off", "code nowhere"),
    ):  # fmt: skip
        yield Result(bench="guesses", case=ours, ours=tuple(tally.times[ours]), peer=tuple(tally.times[peer]), peer_name=peer, unit="ms")


async def _attack(server: ServerProcess) -> Tally:
    centre, tally = server.centre, Tally()
    live, ended = await centre.open_circle(title="Goes on"), await centre.open_circle(title="Has ended")
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as quiet:
        keeper = await _keeper(quiet, server.url, live)
        closing = await _keeper(quiet, server.url, ended)
        assert (await closing.do("end_circle"))["ok"]
        sessions = [
            await aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), headers={"X-Forwarded-For": f"203.0.{network}.{network}"}
            ).__aenter__()
            for network in range(NETWORKS + CALM)
        ]
        try:
            async with asyncio.TaskGroup() as tasks:
                for number, session in enumerate(sessions[NETWORKS:]):
                    tasks.create_task(_take_time(Member(session, server.url), Random(1000 + number), live.code, ended.code, tally))
            async with asyncio.TaskGroup() as tasks:
                for number in range(GUESSERS):
                    guesser = Member(sessions[number % NETWORKS], server.url)
                    types = number < GUESSERS * TYPING
                    tasks.create_task(_guess(guesser, Random(number), live.code, ended.code, tally, types=types))
            assert keeper.online
            assert (await keeper.do("start_circle"))["ok"], "the circle went on"
            assert len(keeper.view["seats"]) == 1
            assert not keeper.view.get("lobby")
        finally:
            for session in sessions:
                await session.close()
            await keeper.close()
            await closing.close()
    return tally


async def _keeper(session: aiohttp.ClientSession, url: str, links: Links) -> Member:
    code, _, secret = links.facilitator.partition("#")[2].partition(".")
    member = Member(session, url)
    await member.connect()
    assert (await member.join(code, secret))["ok"]
    await member.until(lambda member: member.view)
    return member
