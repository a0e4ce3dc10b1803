"""Speech from a real browser: what the server sends on is all of one length, pauses included, and says nothing of the browser."""

import asyncio
import os
import re

import pytest

from tests.browser.people import House, Person
from tests.meetings.people import People
from tests.serving import ServerProcess
from tests.speech import write_speech
from tests.voice import Voice

SECONDS = float(os.environ.get("CIRCLEKEEPER_SPEECH_SECONDS", "6"))
"""A minute is what was promised once; that takes a minute."""
PTIME = 0.06
SPEECH = 1
"""The hertz under which the speech is kept in place of a tone."""
OWN_WAY = """
const Careful = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Careful {
  setRemoteDescription(answer) {
    return super.setRemoteDescription({ type: answer.type, sdp: answer.sdp.replace(/cbr=1;usedtx=0/g, "cbr=0;usedtx=0") });
  }
};
"""
"""A browser that does not do as the answer asks: its packets are as long as what is said in them needs."""


OWN_LENGTHS = 10
OWN_SECONDS = 4.0
HEARD = """async () => {
  const heard = [...(await ears.calls.at(-1).getStats()).values()].filter((entry) => entry.type === "inbound-rtp" && entry.packetsReceived > 0);
  return [heard[0].concealedSamples, heard[0].totalSamplesReceived, heard[0].totalAudioEnergy];
}"""


async def spoken(served: ServerProcess, house: House, people: People, speaker: Person, *friends: Person, seconds: float = SECONDS) -> Voice:
    """The speaker shares speech from a file until enough was heard. What somebody heard who keeps all packets; `friends` listen in browsers."""
    links = await served.centre.open_circle(lobby=False)
    keeper, listener = people.person(), people.person(voice=True)
    await keeper.come(links.facilitator)
    await listener.come(links.member)
    for person in (*friends, speaker):
        await person.open(links.member)
        await person.enter()
    assert (await keeper.do("start_circle"))["ok"]
    await speaker.press("Raise hand")
    await speaker.has_microphone()
    await speaker.press("Begin")
    assert listener.voice is not None
    await listener.voice.until("piece", int(seconds / PTIME), seconds=seconds + 20)
    return listener.voice


@pytest.fixture
async def speaker(house: House) -> Person:
    """Their microphone plays speech."""
    write_speech(house.folder / f"{SPEECH}.wav", SECONDS)
    return await house.person("speaker", hertz=SPEECH)


def without_padding(packet: bytes) -> bytes:
    return packet[12 : len(packet) - packet[-1]] if packet[0] & 0x20 else packet[12:]


async def test_every_packet_has_the_same_length_through_pauses_too(served: ServerProcess, house: House, speaker: Person) -> None:
    async with People(served.url) as people:
        voice = await spoken(served, house, people, speaker)
        async with asyncio.timeout(10):
            while not voice.rtcp:  # noqa: ASYNC110  # the server's own beat
                await asyncio.sleep(0.1)
        assert {len(packet) for packet in voice.packets} == {12 + 120}, "16 kb/s for 60 ms"
        assert {packet[0] for packet in voice.packets} == {0x80}, "no extension, no contributor, and nothing had to be filled up"
        assert len({packet[12:] for packet in voice.packets}) > len(voice.packets) / 2, "the control: it is no silence"
        assert {packet[8:12] for packet in voice.packets} == {voice.ssrcs["piece"].to_bytes(4, "big")}, "the circle's own source"
        names = set(re.findall(rb"\x01(.)(.{12})\0", b"".join(voice.rtcp), re.DOTALL))
        assert names == {(bytes((12,)), b"circlekeeper")}, "no name but the server's"


async def test_a_browser_that_goes_its_own_way_is_evened_out_and_heard(served: ServerProcess, house: House, speaker: Person) -> None:
    friend = await house.person("friend")
    await speaker.context.add_init_script(OWN_WAY)
    async with People(served.url) as people:
        voice = await spoken(served, house, people, speaker, friend, seconds=OWN_SECONDS)
        said = {len(without_padding(packet)) for packet in voice.packets}
        assert len(said) > OWN_LENGTHS, "the control: its own lengths tell of what is said"
        lengths = [len(packet) - 12 for packet in voice.packets]
        assert lengths == sorted(lengths), "a length that shrinks tells of a pause"
        assert len(set(lengths)) <= 3, set(lengths)
        concealed, received, energy = await friend.page.evaluate(HEARD)
        assert energy > 0
        assert concealed < received / 5, "a browser takes the padding off and hears what was said"
