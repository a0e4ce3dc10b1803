"""Two meetings of one browser: what others were sent of them has nothing in common that a meeting of another browser has not too."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.browser.people import House, Person
from tests.meetings.guests import Received, TappedMember
from tests.meetings.people import secret_of
from tests.meetings.traces import shared, words_of_frames, words_of_rtcp, words_of_rtp
from tests.serving import Links, ServerProcess
from tests.voice import Voice

PACKETS = 20
PROTOCOL = Path(__file__).parents[2] / "server" / "PROTOCOL.md"


class Observer:
    """A member or a facilitator who keeps everything."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.received = Received()
        self.member = TappedMember(session, url, self.received)
        self.voice = Voice()

    async def come(self, link: str) -> None:
        await self.member.connect()
        assert (await self.member.join(*secret_of(link)))["ok"]
        answer = await self.member.offer(self.voice.offer())
        await self.voice.connect(answer["sdp"])

    def words(self) -> list[str]:
        voice = self.voice
        return [*words_of_frames(self.received.frames), *words_of_rtp(voice.packets), *words_of_rtcp(voice.rtcp)]


@asynccontextmanager
async def observers(url: str, links: Links) -> AsyncGenerator[tuple[Observer, Observer]]:
    """Who keeps the circle, and a member."""
    async with aiohttp.ClientSession() as session:
        keeper, member = Observer(session, url), Observer(session, url)
        await keeper.come(links.facilitator)
        await member.come(links.member)
        yield keeper, member
        for one in (keeper, member):
            await one.voice.close()
            await one.member.close()


async def seen_of(person: Person, served: ServerProcess) -> list[str]:
    """The person comes, raises a hand, shares by voice and goes. All that the two others were sent."""
    links = await served.centre.open_circle(lobby=False)
    async with observers(served.url, links) as (keeper, member):
        assert (await keeper.member.do("start_circle"))["ok"]
        await person.open("about:blank")  # a link to the same page would only change what follows the #
        await person.open(links.member)
        await person.enter()
        await person.press("Raise hand")
        await person.has_microphone()
        await person.press("Begin")
        await member.voice.until("piece", PACKETS, seconds=20)
        await person.press("I'm done")
        await keeper.member.until(lambda one: "turn" not in one.view)
        while not member.voice.rtcp:
            await member.voice.settle()
        assert (await keeper.member.do("end_circle"))["ok"]
        await person.reads("ended")
        return keeper.words() + member.words()


async def test_two_meetings_of_one_browser_have_nothing_in_common(served: ServerProcess, house: House) -> None:
    same, other = await house.person("same"), await house.person("other", hertz=440)
    first = await seen_of(same, served)
    control = await seen_of(other, served)
    second = await seen_of(same, served)
    allowed = PROTOCOL.read_text().splitlines()
    assert min(map(len, (first, control, second))) > 10 * PACKETS
    assert shared(first, second, control, allowed) == set()
    assert shared(first, control, second, allowed) == set(), "nor has the other browser anything of its own"
    planted = "device-7Q"
    assert shared([*first, f"x{planted}"], [*second, f"{planted}y"], control, allowed) == {"device", "evice-", "vice-7", "ice-7Q"}
