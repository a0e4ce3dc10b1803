"""What the process still knows of a device after its connection ended: nothing. Its address and headers go with the socket."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import cast

from tests.serving import clean_environment, plain_pages, running_server

HALVES = {"user agent": ("Nomka-", "Zephyr/77"), "address": ("192.0.2.", "213"), "language": ("x-nomka", "zephyr")}
"""In two halves, so that this file does not find itself."""
LOOKS = 20
"""At the most. A count, no time: in a process that has run thousands of tests one look takes seconds."""
VISITOR = """
import asyncio, sys
import aiohttp
from tests.member import Member
first, second, url, code, secret = sys.argv[1:]
agent, address, language = map("".join, zip(first.split(), second.split()))
async def visit():
    headers = {"User-Agent": agent, "X-Forwarded-For": address, "Accept-Language": language}
    async with aiohttp.ClientSession(headers=headers) as session, Member(session, url) as member:
        assert (await member.join(code, secret))["ok"]
        async with session.get(url + "/circle") as answer:
            await answer.read()
        print("here", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
asyncio.run(visit())
"""


def remembered() -> set[str]:
    """Which of the values any string of this process has."""
    gc.collect()
    return {kind for text in _strings() for kind, (first, second) in HALVES.items() if _has(text, first, second)}


def _has(text: str, first: str, second: str) -> bool:
    at = text.find(first)
    return at >= 0 and text.startswith(second, at + len(first))


def _strings() -> Iterator[str]:
    """Of all but modules, whose dicts are there by themselves: what Python 3.12's asyncio module refers to beside is given back already, and a
    second time when we let go of it, and then the collector goes round in it without an end."""
    for thing in gc.get_objects():
        if not isinstance(thing, ModuleType):
            yield from _within(thing)


def _within(thing: object) -> Iterator[str]:
    """Its own strings, and those of dicts and tuples that the collector does not look at because there is nothing but strings in them."""
    for inner in gc.get_referents(thing):
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, bytes | bytearray):
            yield inner.decode("latin-1")
        elif isinstance(inner, dict | tuple) and not gc.is_tracked(inner):
            yield from _within(cast(object, inner))


async def test_address_and_headers_are_gone_with_the_connection(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static"), trusted_proxy=("127.0.0.0/8",)) as served:
        links = await served.open_circle(lobby=False)
        way = links.member.partition("#")[2].split(".")
        told = map(" ".join, zip(*HALVES.values(), strict=True))
        visitor = await asyncio.create_subprocess_exec(
            sys.executable, "-c", VISITOR, *told, served.url, *way,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=clean_environment(),
        )  # fmt: skip
        assert visitor.stdout is not None
        async with asyncio.timeout(90):
            assert await visitor.stdout.readline() == b"here\n"
        assert "user agent" in remembered(), "the control: as long as the socket is open, the library holds its request"
        await visitor.communicate(b"go\n")
        left = set(HALVES)
        for _ in range(LOOKS):
            await asyncio.sleep(0.2)  # whatever the loop still tidies up
            if not (left := remembered()):
                break
        assert left == set()
        assert len(await served.app.store.circles()) == 1, "and the circle goes on"
