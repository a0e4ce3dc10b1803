"""A circle under way while others load its server, in a process of its own that they do not hold.

`python -m tests.bench.bystander URL FACILITATOR_LINK MEMBER_LINK` answers any question with `gap`: the seconds that its
listener had nothing to play at the most, since the question before.
"""

import asyncio
import os
import sys
import time
from contextlib import AsyncExitStack, suppress
from typing import Any

import uvloop

from tests.bench import lines
from tests.meetings.moving import Ears
from tests.meetings.people import People
from tests.meetings.workers import until

NICE = -10
"""Before the crowd on the same core, where the user may ask for that: it is to show what the server does, not what the crowd costs."""


async def main(url: str, facilitator: str, member: str) -> None:
    """Until the input ends."""
    async with AsyncExitStack() as stack:
        people = await stack.enter_async_context(People(url))
        both = [people.person() for _ in range(2)]
        for person, link in zip(both, (facilitator, member), strict=True):
            assert (await person.come(link))["ok"]
        speaker, listener = [await stack.enter_async_context(Ears(person.member)) for person in both]
        for ears in (speaker, listener):
            await ears.connected()
        for command in ("start_circle", "raise_hand", "begin"):
            assert (await both[0].do(command))["ok"], command
        speaking = asyncio.create_task(speaker.voice.send(1_000_000))
        await until(lambda: listener.arrivals)
        asked = [time.monotonic()]

        async def answer(_question: dict[str, Any]) -> dict[str, Any]:
            asked.append(time.monotonic())
            return {"gap": max(0.0, listener.gap(*asked[-2:]) - speaker.voice.ptime / 1000), "heard": len(listener.arrivals)}

        await lines.serve(answer)
        speaking.cancel()


if __name__ == "__main__":
    with suppress(PermissionError):
        os.nice(NICE)
    uvloop.run(main(*sys.argv[1:]))
