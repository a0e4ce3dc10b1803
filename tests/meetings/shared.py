"""A meeting on several workers in which everybody does seeded random things, while a fault strikes: for the checker of `truth.py`.

async with shared_meeting(servers, redis_url, seed=7) as meeting:
    await meeting.gather(8)
    async with meeting.busy():
        ... the fault ...
    meeting.check(within=2.5)
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from random import Random

import aiohttp

from tests.meetings.people import People, Person
from tests.meetings.pictures import stale
from tests.meetings.stutter import Stutter
from tests.meetings.truth import Objection, Story
from tests.meetings.witness import Witness
from tests.meetings.workers import until
from tests.member import Dropped, Json
from tests.serving import Links, ServerProcess

LATER = frozenset({"unavailable", "busy", "too-fast", "restarting", "internal"})
"""Nos that mean: again in a moment."""

OF_SEATS = ("move_to_end", "mute", "unmute", "give", "make_listener", "make_member")
POWERS = (*OF_SEATS, "skip", "add_time", "mute_all", "unmute_all", "close_queue", "open_queue", "pause", "resume", "stop", "make_member", "resume")
KEPT = ("open_queue", "resume", "unmute_all")
"""What is done at the end, so that the last picture has everybody able to go on."""


def measured(row: str, **numbers: float) -> None:
    """A line for the table in docs/faults.md: read with `pytest -s`, or from a soak."""
    sys.stdout.write(json.dumps({"row": row, **{name: round(number, 3) for name, number in numbers.items()}}) + "\n")


class SharedMeeting:
    """The keeper and a deputy run it, the others are members; they sit on the workers in turn."""

    def __init__(self, servers: Sequence[ServerProcess], people: People, witness: Witness, seed: int) -> None:
        self.servers = list(servers)
        """Where people come back to; a test takes out the one that it kills."""
        self.people = people
        self.witness = witness
        self.seed = seed
        self.code = ""
        self.members: list[Person] = []
        self.refused = 0
        """Commands that were answered `unavailable`."""
        self.moves = 0
        self._began = 0.0
        self.stutters: dict[Person, Stutter] = {}
        self._over = asyncio.Event()
        self._links: Links

    @property
    def everyone(self) -> list[Person]:
        return self.people.everyone

    async def gather(self, members: int = 6) -> None:
        links = self._links = await self.servers[0].centre.open_circle(lobby=False)
        self.code = links.code
        for number in range(members + 2):
            person = self.people.person()
            person.member.turn_to(self.servers[number % len(self.servers)].url)
            answer = await person.come(links.facilitator if number < 2 else links.member)
            assert answer["ok"], answer
            if number >= 2:
                self.members.append(person)
        for person in self.everyone:  # who comes is seen with the next tick
            await person.member.until(lambda member: len(member.view.get("seats", ())) == members + 2)
        assert (await self.everyone[0].do("start_circle"))["ok"]
        self._began = time.monotonic()

    async def joined_by(self, url: str, origin: str) -> Person:
        """One more member, by another way to the server of that origin, who is no part of what everybody does."""
        person = self.people.apart()
        person.member.turn_to(url, origin=origin)
        answer = await person.come(self._links.member)
        assert answer["ok"], answer
        return person

    @asynccontextmanager
    async def busy(self) -> AsyncGenerator[None]:
        """Everybody does things until this is left; then all hold still and every screen has come to the end."""
        self._over.clear()
        try:
            async with asyncio.TaskGroup() as tasks:
                for number, person in enumerate(self.everyone):
                    tasks.create_task(self._live(person, Random(self.seed * 1000 + number), facilitates=number < 2))
                yield
                self._over.set()
        except BaseException as error:
            error.add_note(f"seed {self.seed}")
            raise

    async def _live(self, person: Person, chance: Random, *, facilitates: bool) -> None:
        while not self._over.is_set():
            if await self.here(person):
                await self._ask(person, *(self._power(chance) if facilitates else self._wish(person, chance)))
            await asyncio.sleep(chance.uniform(0.12, 0.5) * (2 if facilitates else 1))
        if await self.here(person) and facilitates:
            for command in KEPT:
                await self.insist(person, command, {})

    async def _ask(self, person: Person, command: str, fields: Json) -> None:
        if stutter := self.stutters.get(person):
            await stutter.send(command, fields, "open_queue" if person in self.everyone[:2] else "lower_hand")
        else:
            await self.insist(person, command, fields)

    def _power(self, chance: Random) -> tuple[str, Json]:
        command = chance.choice(POWERS)
        fields: Json = {}
        if command in OF_SEATS:
            fields["seat"] = chance.choice(self.members).member.seat
        if command == "add_time":
            fields["seconds"] = 60
        return command, fields

    def _wish(self, person: Person, chance: Random) -> tuple[str, Json]:
        turn = person.my_turn()
        if turn:
            return ("done" if turn == "sharing" else chance.choice(("begin", "begin", "pass_for_now"))), {}
        return chance.choice(("raise_hand", "raise_hand", "lower_hand")), {}

    async def insist(self, person: Person, command: str, fields: Json) -> None:
        """Until it is answered, by a yes or by a no of the circle: never twice under two numbers."""
        answer = await person.do(command, **fields)
        told = person.member.history.acknowledged
        while answer.get("code") in LATER and person.member.number not in told and not self._over.is_set():
            self.refused += 1
            await asyncio.sleep(0.25)
            if not await self.here(person):
                continue
            try:
                await person.member.send_again()
            except (Dropped, TimeoutError):
                continue
            answer = told.get(person.member.number, answer)

    async def here(self, person: Person) -> bool:
        """Whether the person is connected; comes back, to another worker each time, when not."""
        if person.member.online and not person.member.bye:
            return True
        here = next((number for number, server in enumerate(self.servers) if person.member.is_at(server.url)), -1)
        person.member.turn_to(self.servers[(here + 1) % len(self.servers)].url)
        try:
            answer = await person.reappear()
        except (Dropped, aiohttp.ClientError, OSError, TimeoutError, AssertionError):
            await asyncio.sleep(0.1)
            return False
        self.moves += 1
        if not answer["ok"]:
            assert answer["code"] in LATER, answer
            await person.vanish()
            await asyncio.sleep(0.1)
        return bool(answer["ok"])

    async def settle(self, seconds: float) -> float:
        """Seconds until everybody is back and looks at what was written last. Raises Objection after `seconds`."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            back = await asyncio.gather(*(self.here(person) for person in self.everyone))
            if not await self.witness.hears_all():
                continue  # what was said yes to may be written and not be heard yet
            last = self.witness.of(self.code)[-1].circle
            if all(back) and not any(stale(person.member, last) for person in self.everyone):
                return time.monotonic() - began
            await asyncio.sleep(0.02)
        self.story.ends_alike()
        raise Objection(f"not everybody was back within {seconds} s; seed {self.seed}")

    def stutter(self) -> None:
        """From now on everybody's messages come twice, late and in another order."""
        self.stutters = {person: Stutter(person, Random(self.seed * 100 + number)) for number, person in enumerate(self.everyone)}

    async def somebody_shares(self, seconds: float = 3.0) -> None:
        """Waits for it, so that a fault strikes in the middle of a turn; not for long, since the facilitators may have stopped everybody."""
        with suppress(TimeoutError):
            await until(lambda: any(person.my_turn() == "sharing" for person in self.members), seconds)

    @property
    def story(self) -> Story:
        return Story(self.witness.of(self.code), [person.member for person in self.everyone])

    def check(self, *, within: float, since: float | None = None) -> float:
        """The slowest change, in seconds. Raises Objection, with the seed."""
        try:
            self.story.ends_alike()
            return self.story.check(within=within, since=self._began if since is None else since)
        except Objection as objection:
            objection.add_note(f"seed {self.seed}")
            raise


@asynccontextmanager
async def shared_meeting(servers: Sequence[ServerProcess], redis: str, seed: int) -> AsyncGenerator[SharedMeeting]:
    """`redis`: where it really is, past every proxy."""
    async with Witness(redis) as witness, People(servers[0].url, seed=seed) as people:
        yield SharedMeeting(servers, people, witness, seed)
