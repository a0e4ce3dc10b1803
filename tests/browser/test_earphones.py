"""Earphones pulled out of a shared phone: the voices stop at once, and go on only when the person says so."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from tests.bounds import TOLERANCE
from tests.browser.people import House, Person
from tests.meetings.people import People
from tests.serving import ServerProcess

PLUGS = """
window.pulled = false;
window.nameless = false;
const devices = navigator.mediaDevices, list = devices.enumerateDevices.bind(devices);
const EARPHONES = { kind: "audiooutput", deviceId: "earphones", groupId: "", label: "Earphones" };
devices.enumerateDevices = async () => {
  const real = [...(await list()), ...(window.pulled ? [] : [EARPHONES])];
  return window.nameless ? real.map(({ kind }) => ({ kind, deviceId: "", groupId: "", label: "" })) : real;
};
window.pull = () => { window.pulled = true; devices.dispatchEvent(new Event("devicechange")); };
"""
"""A phone with a plug that a test can pull."""
STOPPED_SECONDS = 2.0
TRULY_SILENT_SECONDS = 1.0


@pytest.fixture
async def listener(served: ServerProcess, house: House) -> AsyncIterator[Person]:
    """With earphones, and somebody's 440 Hz in them."""
    links = await served.centre.open_circle(lobby=False)
    speaker, person = await house.person("A", hertz=440), await house.person("B")
    await person.context.add_init_script(PLUGS)
    async with People(served.url) as people:
        keeper = people.person()
        await keeper.come(links.facilitator)
        assert (await keeper.do("start_circle"))["ok"]
        for one in (speaker, person):
            await one.open(links.member)
            await one.enter()
        await speaker.press("Raise hand")
        await speaker.has_microphone()
        await speaker.press("Begin")
        await person.hears(440)
        yield person


async def test_the_voices_stop_until_tap_to_hear(listener: Person) -> None:
    """With the names of devices, and as before the microphone was allowed, when a browser tells none."""
    for nameless in (False, True):
        await listener.page.evaluate("nameless => { pulled = false; window.nameless = nameless; pull(); }", nameless)
        await listener.hears(None, seconds=STOPPED_SECONDS * TOLERANCE)
        await listener.sees("Tap to hear")

        held = time.time()
        await listener.page.mouse.click(3, 300)  # beside everything
        await asyncio.sleep(TRULY_SILENT_SECONDS)  # what is looked for is that nothing comes
        await listener.never_heard(440, since=held)

        await listener.press("Tap to hear")
        await listener.hears(440)
