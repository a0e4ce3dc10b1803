"""People in whole meetings: a seat, maybe a voice, links, and the habits of a person whose network comes and goes."""

import asyncio
from contextlib import AsyncExitStack
from random import Random
from types import TracebackType
from typing import Self

import aiohttp

from tests.member import Dropped, Json, Member
from tests.voice import Voice


def secret_of(link: str) -> tuple[str, str]:
    """Code and secret of a link."""
    code, _, secret = link.partition("#")[2].partition(".")
    return code, secret


class Person:
    """A `Member`, with a `Voice` when it has one. `await person.come(link)` to arrive, `vanish` and `reappear` for bad networks."""

    def __init__(self, session: aiohttp.ClientSession, url: str, *, voice: bool = False) -> None:
        self.member = Member(session, url)
        self.voice = Voice() if voice else None
        self.shares = 0
        """Turns that this person brought to an end, acknowledged."""
        self.has_shared = asyncio.Event()
        self.hears = False
        """Whether the voice connection is up."""
        self.listenings = 0
        """How often it was made anew."""

    async def come(self, link: str) -> Json:
        """By a link; an answer of no is returned."""
        await self.member.connect()
        answer = await self.member.join(*secret_of(link))
        await self._settle(answer)
        return answer

    async def _settle(self, answer: Json) -> None:
        """Voices for who sits in the circle. What is mine alone comes right after the answer."""
        if answer["ok"]:
            await self.member.until(lambda member: member.you)
            if self.member.you["standing"] == "seated":
                await self.listen()

    async def listen(self) -> None:
        """Connects the voice anew."""
        if self.voice is None:
            return
        self.hears = False
        answer = await self.member.offer(self.voice.offer())
        if answer["ok"]:
            await self.voice.connect(answer["sdp"])
            self.hears = True
            self.listenings += 1

    def shared(self) -> None:
        """One share more."""
        self.shares += 1
        self.has_shared.set()

    async def vanish(self) -> None:
        """The telephone loses its network: socket and voice are gone without a word."""
        self.hears = False
        if self.voice is not None:
            self.voice.drop()
        await self.member.drop()

    async def reappear(self, **more: object) -> Json:
        """The network is back: the seat again, what was not acknowledged is sent again, and the voices."""
        self.member.you = {}
        answer = await self.member.come_back(**more)
        await self._settle(answer)
        return answer

    async def do(self, command: str, **fields: object) -> Json:
        """A command; a lost connection is a no, the command is sent again on return."""
        try:
            return await self.member.do(command, **fields)
        except (Dropped, AssertionError):
            return {"ok": False, "code": "dropped"}

    def my_turn(self) -> str:
        """offered, sharing, held, or nothing."""
        turn = self.member.view.get("turn")
        return turn["state"] if turn and turn["seat"] == self.member.seat else ""

    async def go(self) -> None:
        """Says goodbye to the voices and closes the tab."""
        self.hears = False
        if self.voice is not None:
            await self.voice.close()
        await self.member.close()


class People:
    """Everyone of one meeting, closed together."""

    def __init__(self, url: str, seed: int = 0) -> None:
        self.url = url
        self.chance = Random(seed)
        self.everyone: list[Person] = []
        self._apart: list[Person] = []
        self._stack = AsyncExitStack()
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = await self._stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await asyncio.gather(*(person.go() for person in (*self.everyone, *self._apart)), return_exceptions=True)
        await self._stack.aclose()

    def person(self, *, voice: bool = False) -> Person:
        """Somebody more."""
        person = Person(self._session, self.url, voice=voice)
        self.everyone.append(person)
        return person

    def apart(self) -> Person:
        """Somebody more, who is not one of everyone: what happens to them is another story."""
        person = Person(self._session, self.url)
        self._apart.append(person)
        return person
