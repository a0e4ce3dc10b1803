"""Everyone who means no good: hostile socket messages, before and after a seat is taken, and garbage at the audio port."""

import asyncio
import socket
from random import Random

from rooms.names import ADJECTIVES, THINGS
from tests.bench.tally import Tally
from tests.meetings.people import secret_of
from tests.member import hashed
from tests.server.sockets.bare import CLOSE, TEXT, Bare, frame
from tests.server.sockets.test_hostile import frames
from tests.serving import Centre

AT_ONCE = 10
SOCKETS = 8
"""Of each, one after the other: most hostile frames end a socket."""
FRAMES = 40
"""At most on one socket: twice what one may say at once, so some are read and some are refused."""

DATAGRAMS = 2_000
BURST = 40
"""Datagrams in one go. More would fill the port's buffer, and the loss of a voice would say nothing of the server."""


async def attack(centre: Centre, audio_port: int, chance: Random, tally: Tally) -> None:
    """Both at once. They have a circle and a link of their own, which the centre shared with the wrong people."""
    links = await centre.open_circle(title="Open to all", lobby=False)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_garbage(audio_port, chance, tally))
        for _ in range(AT_ONCE):
            tasks.create_task(_say_anything(centre.url, links.member, chance, tally))
    code, secret = secret_of(links.facilitator)
    async with Bare(centre.url) as keeper:
        await keeper.connected()
        assert (await keeper.ask("join", _joining(code, secret, chance)))["ok"]
        assert (await keeper.ask("do", 1, {"command": "start_circle"}, number=2))["ok"]
        assert (await keeper.ask("do", 2, {"command": "end_circle"}, number=3))["ok"]


async def _garbage(port: int, chance: Random, tally: Tally) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setblocking(False)
        udp.connect(("127.0.0.1", port))
        for number in range(DATAGRAMS):
            # STUN, DTLS, RTP and RTCP, each by its first byte, and noise.
            first = chance.choice((0, 1, 20, 21, 22, 23, 128, 144, 191, chance.randrange(256)))
            try:
                udp.send(bytes((first,)) + chance.randbytes(chance.choice((0, 1, 11, 19, 60, 200, 1400))))
            except OSError:
                continue  # a killed server's port answers with an error
            tally.datagrams += 1
            if number % BURST == 0:
                await asyncio.sleep(0.02)


async def _say_anything(url: str, link: str, chance: Random, tally: Tally) -> None:
    """A third before CONNECT, a third after it, a third from a seat."""
    for _ in range(SOCKETS):
        async with Bare(url) as bare:
            if (stage := chance.randrange(3)) > 0:
                await bare.connected()
            if stage == 2:
                await bare.ask("join", _joining(*secret_of(link), chance))
            for _ in range(FRAMES):
                bare.send(frames(chance))
                tally.hostile += 1
                if (chance.random() < 0.3 and not await _still_answers(bare)) or bare.reader.at_eof():
                    break


async def _still_answers(bare: Bare) -> bool:
    bare.send(frame(TEXT, b'429["time"]'))
    try:
        async with asyncio.timeout(1):
            while (heard := await bare.next()) is not None and heard[0] != CLOSE:
                if heard[1].startswith(b"439"):
                    return True
    except TimeoutError:
        pass  # it waits for the rest of a frame
    return False


def _joining(code: str, secret: str, chance: Random) -> dict[str, object]:
    token, name = chance.randbytes(16).hex(), [chance.randrange(ADJECTIVES), chance.randrange(THINGS)]
    return {"circle": code, "secret": secret, "nonce": chance.randbytes(16).hex(), "name": name, "token": hashed(token), "agreed": True}
