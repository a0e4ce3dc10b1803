"""Whoever guesses codes, links or tokens learns nothing, neither by the answer nor by the work, and is slowed before they could."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from moderation.limits import CODES_AT_ONCE
from rooms.ids import CircleId
from server.sockets.connection import Connection
from server.store.port import Versioned
from tests.fakes import FakeClock, MemoryStore, SureChance
from tests.member import Json, hashed
from tests.server.house import FACILITATOR, MEMBER, House, leave, open_house

LIVE, ENDED = "ABCD2345", "ENDED234"
GUESSES = 3_000
NETWORKS = 60


class Counting(MemoryStore):
    """How often it was asked for a circle."""

    asked = 0

    async def load(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        self.asked += 1
        return await super().load(circle, known)


class Deaf:
    """A wire that nobody listens to."""

    over = False

    def write(self, frame: bytes) -> None: ...

    def end(self, code: int, last: bytes = b"") -> None: ...

    def expect(self, seconds: float | None) -> None: ...


class Guesser:
    """Asks as browsers do, from a network of its own, without waiting for one answer before the next question."""

    def __init__(self, house: House, network: bytes = b"one") -> None:
        self._house = house
        self._network = network
        self._chance = SureChance(int.from_bytes(network, "big"))

    async def ask(self, event: str, asked: Json) -> Json:
        connection = Connection(Deaf(), self._network)
        return json.loads(await self._house.gateway.heard(connection, event, (asked,)))

    async def join(self, code: str, secret: str | None = None) -> Json:
        drawn = self._chance.secret()
        asked: Json = {"circle": code, "nonce": drawn, "name": [self._chance.at() % 128, 7], "token": hashed(drawn), "agreed": True}
        return await self.ask("join", asked | ({"secret": secret} if secret else {}))

    async def come_back(self, code: str, secret: str | None = None) -> Json:
        asked: Json = {"circle": code, "token": self._chance.secret(), "next": hashed(self._chance.secret())}
        return await self.ask("return", asked | ({"secret": secret} if secret else {}))

    def secret(self) -> str:
        return self._chance.secret()

    def code(self) -> str:
        """One that is not open."""
        while (code := str(self._chance.code())) in (LIVE, ENDED):
            pass
        return code


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """One circle under way, one that has ended; a clock that stands still."""
    async with open_house(store=Counting(), clock=FakeClock()) as house:
        await house.open(LIVE)
        await house.open(ENDED)
        kim = await house.joined(ENDED, FACILITATOR)
        assert (await kim.do("end_circle"))["ok"]
        await leave(kim)
        yield house


def asked(house: House) -> int:
    assert isinstance(house.store, Counting)
    return house.store.asked


async def test_guesses_made_at_once_are_five_a_minute_as_well(house: House) -> None:
    """Each of them was allowed when it came: they are let in one after the other, and counted before the answer is waited for."""
    guesser = Guesser(house)
    answers = Counter(answer["code"] for answer in await asyncio.gather(*(guesser.join(guesser.code()) for _ in range(200))))
    assert answers == {"no-such-circle": CODES_AT_ONCE, "too-fast": 200 - CODES_AT_ONCE}
    assert (await guesser.join(LIVE)) == {"ok": False, "code": "too-fast"}, "not even the right one is looked at"
    assert (await Guesser(house, b"two").join(LIVE))["ok"]


async def test_a_whole_house_with_the_right_code_comes_in_at_once(house: House) -> None:
    people = Guesser(house)
    answers = await asyncio.gather(*(people.join(LIVE) for _ in range(60)))
    assert Counter(answer.get("code") for answer in answers)[None] > 40, "two may draw the same name"
    assert {answer.get("code") for answer in answers} <= {None, "name-taken"}


async def test_three_thousand_guesses_of_every_kind_open_nothing(house: House) -> None:
    before = await house.now(LIVE)
    guessers = [Guesser(house, b"network %d" % number) for number in range(NETWORKS)]

    async def guess(number: int) -> tuple[str, str]:
        guesser = guessers[number % NETWORKS]
        kinds = {
            "code": guesser.join(guesser.code()),
            "ended code": guesser.join(ENDED),
            "link": guesser.join(LIVE, guesser.secret()),
            "link nowhere": guesser.join(guesser.code(), guesser.secret()),
            "token": guesser.come_back(LIVE),
            "token nowhere": guesser.come_back(guesser.code(), guesser.secret()),
        }
        kind = list(kinds)[number // NETWORKS % len(kinds)]
        for other in kinds.keys() - {kind}:
            kinds[other].close()
        answer = await kinds[kind]
        assert set(answer) == {"ok", "code"}
        assert answer["ok"] is False
        return kind, answer["code"]

    answers = Counter(await asyncio.gather(*map(guess, range(GUESSES))))
    typed = answers["code", "no-such-circle"] + answers["ended code", "no-such-circle"]
    assert typed == NETWORKS * CODES_AT_ONCE
    assert answers["code", "too-fast"] + answers["ended code", "too-fast"] > GUESSES / 4
    assert {answer for kind, answer in answers if kind.startswith("link")} == {"no-such-circle"}
    assert {answer for kind, answer in answers if kind.startswith("token")} == {"no-such-token"}
    assert await house.now(LIVE) == before


async def test_every_refusal_costs_the_same_work(house: House) -> None:
    """What is looked up for it, whichever it is: one question to the store, after the one that found the circle."""
    guesser = Guesser(house)
    await guesser.join(LIVE, guesser.secret())
    work: dict[str, int] = {}
    for name, (code, secret) in {
        "nowhere": (guesser.code(), None), "ended": (ENDED, None), "a wrong link": (LIVE, guesser.secret()),
        "a wrong link nowhere": (guesser.code(), guesser.secret()), "a wrong link, ended": (ENDED, guesser.secret()),
    }.items():  # fmt: skip
        before = asked(house)
        assert (await guesser.join(code, secret)) == {"ok": False, "code": "no-such-circle"}
        work[name] = asked(house) - before
    for name, code in {"token": LIVE, "token, ended": ENDED, "token nowhere": guesser.code()}.items():
        before = asked(house)
        assert (await guesser.come_back(code)) == {"ok": False, "code": "no-such-token"}
        work[name] = asked(house) - before
    assert set(work.values()) == {1}, work


async def test_who_holds_the_link_is_told_that_it_has_ended(house: House) -> None:
    guesser = Guesser(house)
    assert (await guesser.join(ENDED, MEMBER))["code"] == (await guesser.come_back(ENDED, MEMBER))["code"] == "ended"
    assert (await guesser.come_back(LIVE, MEMBER))["code"] == "no-such-token"
