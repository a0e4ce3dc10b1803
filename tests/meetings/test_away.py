"""Members are away, in many circles at once, and come back over another network: seat, name, hand and the rest of a share are theirs."""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.bounds import EXACT, TOLERANCE
from tests.meetings.hurried import hurried
from tests.meetings.people import People, Person
from tests.meetings.shared import measured
from tests.meetings.workers import until
from tests.member import Json
from tests.server.store.redis_servers import redis_server
from tests.serving import ServerProcess

TIMES = int(os.environ.get("CIRCLEKEEPER_FAULTS", "5"))
"""People who are away; five in each circle, all circles at once."""
SCALE = 1.0 if EXACT else 0.025
LENGTHS = tuple(SCALE * seconds for seconds in (5, 30, 59, 299 if EXACT else 120))
"""Scaled, they stay away from the bounds: a second before a place is given up would be 25 ms."""
HOLD_SECONDS = 45.0 * SCALE
"""So long the piece waits for its holder."""
REST_SECONDS = 1.0
"""By so much what is left of a share may differ."""
START_SECONDS = 1.5
"""The circles do not begin together: at every instant something else is done."""


class Circle:
    """A keeper who stays, a holder, and four people whose hands are up; all but the keeper are away for a while."""

    def __init__(self, people: People, servers: Sequence[ServerProcess], number: int) -> None:
        self.servers = servers
        self.number = number
        self.keeper, self.holder, *self.waiting = (people.person() for _ in range(2 + len(LENGTHS)))
        self.away = LENGTHS[number % len(LENGTHS)]
        """For how long the holder."""
        self.moved = 0.0
        """By so much the time of the share was moved."""
        self.latest = 0.0
        """Seconds until somebody who came back saw the circle."""

    @property
    def everyone(self) -> list[Person]:
        return [self.keeper, self.holder, *self.waiting]

    @property
    def held(self) -> bool:
        """Whether the piece waits for as long as the holder is away."""
        return self.away < HOLD_SECONDS

    async def gather(self) -> None:
        links = await self.servers[self.number % 2].centre.open_circle(lobby=False)
        for place, person in enumerate(self.everyone):
            person.member.turn_to(self.servers[(self.number + place) % 2].url)
            assert (await person.come(links.facilitator if person is self.keeper else links.member))["ok"]
        await done(self.keeper, "start_circle")
        await done(self.holder, "raise_hand")
        await self.holder.member.until(lambda _: self.holder.my_turn() == "offered")
        await done(self.holder, "begin")
        for person in self.waiting:
            await done(person, "raise_hand")
        await self.keeper.member.until(lambda member: member.view["turn"]["state"] == "sharing" and self.places() == seats(self.waiting))

    def places(self) -> list[str]:
        """Who waits, in order, as the keeper sees it."""
        told: Json = self.keeper.member.view["seats"]
        return sorted((seat for seat in told if "place" in told[seat]), key=lambda seat: told[seat]["place"])

    def turn(self) -> Json:
        return self.keeper.member.view["turn"]

    async def lives(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._holder_is_away())
            for person, seconds in zip(self.waiting, LENGTHS, strict=True):
                tasks.create_task(self._is_away(person, seconds))
        if not self.held:
            await self._the_rest_is_given()

    async def _is_away(self, person: Person, seconds: float) -> None:
        """Whose hand is up; who is offered the piece meanwhile, or after, begins, so that the queue stays."""
        before, waits = self.places(), person is not self.waiting[0] or self.held
        await self._goes_and_comes(person, seconds)
        if waits:
            await self._both_see(person)
            others = [seat for seat in before if seat in self.places()]
            assert [seat for seat in self.places() if seat in others] == others, "the order is as before"
        else:
            await person.member.until(lambda _: person.my_turn() == "offered", HOLD_SECONDS + 20)
            await done(person, "begin")

    async def _both_see(self, person: Person) -> None:
        """Their place, on their own screen and the keeper's: the queue may move on meanwhile, and one of two screens is told first."""
        await until(lambda: dict(enumerate(self.places(), 1)).get(person.member.you.get("place", 0)) == person.member.seat)

    async def _holder_is_away(self) -> None:
        before = left(self.turn())
        await self._goes_and_comes(self.holder, self.away)
        if self.held:
            assert self.turn()["seat"] == self.holder.member.seat
            assert self.holder.my_turn() == "held", "it waits for their tap"
            self.moved = abs(self.turn()["left"] - before)
            await done(self.holder, "begin")
        else:
            await self._both_see(self.holder)
            assert self.places()[-1] == self.holder.member.seat, "the rest comes at the end of the round"
            self.moved = before

    async def _goes_and_comes(self, person: Person, seconds: float) -> None:
        """The same seat and the same name, in the eyes of another too."""
        seat, name = person.member.seat, self.keeper.member.view["seats"][person.member.seat]["name"]
        await person.vanish()
        gone = time.monotonic()
        here = next(number for number, server in enumerate(self.servers) if person.member.is_at(server.url))
        person.member.turn_to(self.servers[(here + 1) % len(self.servers)].url)
        if seconds > 1:
            await self.keeper.member.until(lambda member: member.view["seats"][seat].get("away"))
        await asyncio.sleep(gone + seconds - time.monotonic())
        began = time.monotonic()
        assert (await person.reappear())["ok"]
        await person.member.until(lambda member: "away" not in member.view.get("seats", {}).get(seat, {"away": True}))
        await self.keeper.member.until(lambda member: "away" not in member.view["seats"][seat])
        self.latest = max(self.latest, time.monotonic() - began)
        assert person.member.seat == seat
        assert person.member.view["seats"][seat]["name"] == self.keeper.member.view["seats"][seat]["name"] == name

    async def _the_rest_is_given(self) -> None:
        """Everybody else is done, one after the other."""
        first, *others = self.waiting
        await done(first, "done")
        for person in others:
            await person.member.until(lambda _, person=person: person.my_turn() == "offered")
            await done(person, "pass")
        await self.holder.member.until(lambda _: self.holder.my_turn() == "offered")
        self.moved = abs(self.holder.member.view["turn"]["left"] - self.moved)
        await done(self.holder, "begin")


async def done(person: Person, command: str) -> None:
    answer = await person.do(command)
    assert answer["ok"], (command, answer)


def seats(people: Sequence[Person]) -> list[str]:
    return [person.member.seat for person in people]


def left(turn: Json) -> float:
    return turn["ends_at"] - time.time()


async def test_who_was_away_finds_everything_as_it_was(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as redis:
        async with hurried(tmp_path, redis, SCALE) as servers, People(servers[0].url) as people:
            # Those in which the holder is away for the longest first: where there is but one, its piece moves on.
            circles = [Circle(people, servers, 3 - number % 4 + number // 4 * 4) for number in range(max(1, TIMES // 5))]
            for circle in circles:
                await circle.gather()
            chance = Random(5)

            async def one(circle: Circle) -> None:
                await asyncio.sleep(chance.uniform(0, START_SECONDS))
                await circle.lives()

            async with asyncio.TaskGroup() as tasks:
                for circle in circles:
                    tasks.create_task(one(circle))
            for server in servers:
                assert "Traceback" not in server.errors(), server.errors()
    moved, latest = max(circle.moved for circle in circles), max(circle.latest for circle in circles)
    assert moved <= REST_SECONDS * TOLERANCE
    measured("away", times=5 * len(circles), moved=moved, seen=latest)
