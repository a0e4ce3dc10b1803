"""A member whose messages come twice, late and in another order, as over a network that repeats itself: what was meant once must be done once."""

import asyncio
import time
from random import Random

from tests.meetings.people import Person
from tests.member import Dropped, Json

LATE_SECONDS = 1.0
AGAIN = 3
"""So many of what was sent before are sent again with a command, at most."""


class Stutter:
    """Of one person."""

    def __init__(self, person: Person, chance: Random) -> None:
        self.person = person
        self.again = self.turned = self.late = 0
        self._chance = chance

    @property
    def times(self) -> int:
        return self.again + self.turned + self.late

    async def send(self, command: str, fields: Json, then: str) -> None:
        """The command, with one of the faults; `then`: another one that is asked for before, where they change places."""
        match self._chance.choice(("again", "turned", "late")):
            case "again":
                await self._again(command, fields)
            case "turned":
                await self._turned(command, fields, then)
            case _:
                await self._late(command, fields, then)

    async def _again(self, command: str, fields: Json) -> None:
        """Twice at once, with some of those before, in any order."""
        number, told = self._asked(command, fields), self.person.member.history
        before = sorted(told.acknowledged)
        repeated = self._chance.sample(before, min(len(before), AGAIN)) + [number]
        self._chance.shuffle(repeated)
        self.again += len(repeated)
        await asyncio.gather(self._say(number), *(self._say(other) for other in repeated))

    async def _turned(self, command: str, fields: Json, then: str) -> None:
        """The later one first."""
        first, second = self._asked(command, fields), self._asked(then, {})
        self.turned += 1
        await asyncio.gather(self._say(second), self._say(first))

    async def _late(self, command: str, fields: Json, then: str) -> None:
        """The first is on its way for a while in which others arrive."""
        first = self._asked(command, fields)
        self.late += 1
        await self._say(self._asked(then, {}))
        await asyncio.sleep(self._chance.uniform(0, LATE_SECONDS))
        await self._say(first)

    def _asked(self, command: str, fields: Json) -> int:
        member = self.person.member
        member.number += 1
        member.history.asked[member.number] = {"command": command, **fields}
        member.history.asked_at[member.number] = time.monotonic()
        return member.number

    async def _say(self, number: int) -> None:
        """The first answer counts."""
        told = self.person.member.history
        try:
            answer = await self.person.member.ask("do", number, told.asked[number])
        except (Dropped, AssertionError, TimeoutError):
            return
        if answer.get("code") not in ("unavailable", "too-fast", "busy") and number not in told.acknowledged:
            told.acknowledged[number] = answer
            told.answered_at[number] = time.monotonic()
