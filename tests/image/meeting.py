"""The shortest meeting: one member holds the floor and speaks, another hears. Where people are: `python -m tests.image.meeting URL PORT ADDRESS`."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tests.image.container import Network
from tests.meetings.people import People
from tests.serving import Centre

PACKETS = 50
"""Three seconds of a voice. Not one may be lost on a cable."""

SECONDS = 60

TREE = Path(__file__).resolve().parents[2]


def carried(network: Network, url: str, audio_port: int, key: str) -> str:
    """What was heard, in words. Raises AssertionError."""
    command = [*network.among_people(), sys.executable, "-m", "tests.image.meeting", url, str(audio_port), network.people]
    environment = {**os.environ, "PYTHONPATH": str(TREE), "CENTRE_KEY": key}
    done = subprocess.run(command, cwd=TREE, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


async def hold(url: str, audio_port: int, address: str, key: str) -> str:
    links = await Centre(url=url, key=key).open_circle(format="circle", lobby=False)
    async with People(url) as people:
        keeper, speaker, listener = people.person(), people.person(voice=True), people.person(voice=True)
        await keeper.come(links.facilitator)
        for person in (speaker, listener):
            assert person.voice is not None
            person.voice.host = address
            assert (await person.come(links.member))["ok"]
        assert speaker.voice is not None
        assert listener.voice is not None
        assert speaker.voice.server == (urlsplit(url).hostname, audio_port), f"told to send voices to {speaker.voice.server}"
        assert (await keeper.do("start_circle"))["ok"]
        await speaker.voice.send(PACKETS, pace=0.005)
        await speaker.voice.settle()
        await listener.voice.settle()
        assert sum(listener.voice.received.values()) == 0, "heard without the floor"
        given = await keeper.do("give", seat=speaker.member.seat)
        assert given["ok"], given
        await speaker.member.until(lambda _: speaker.my_turn() == "offered")
        assert (await speaker.do("begin"))["ok"]
        await speaker.member.until(lambda _: speaker.my_turn() == "sharing")
        await speaker.voice.send(PACKETS)
        await listener.voice.until("piece", PACKETS)
        return f"{listener.voice.heard('piece')} of {PACKETS} packets heard, none of {PACKETS} without the floor"


if __name__ == "__main__":
    print(asyncio.run(hold(sys.argv[1], int(sys.argv[2]), sys.argv[3], os.environ["CENTRE_KEY"])))
