"""A written share read aloud: only when asked, only by a voice of the device, and silent as soon as something else is to be heard."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.people import House, Person
from tests.member import Member
from tests.serving import Links, ServerProcess

FAR_AWAY = '["Far away", "en-IN", false], ["दूर", "hi-IN", false]'
OWN = '["Own", "en-IN", true], ["Own Hindi", "hi_IN", true]'
ENGLISH, MARATHI = "I walked every morning.", "रोज सकाळी फिरायला गेलो."


@pytest.fixture
async def keeper(served: ServerProcess) -> AsyncIterator[tuple[Member, Links]]:
    links = await served.centre.open_circle()
    async with aiohttp.ClientSession() as session, Member(session, served.url) as f:
        assert (await f.join(links.code, links.facilitator.rpartition(".")[2]))["ok"]
        assert (await f.do("start_circle"))["ok"]
        yield f, links


async def write(f: Member, text: str) -> None:
    for command, fields in (("raise_hand", {}), ("begin", {"written": True}), ("share_written", {"text": text})):
        assert (await f.do(command, **fields))["ok"]


async def said(a: Person) -> tuple[list[list[str]], int]:
    """What was given to which voice, and how often it was silenced; from now on anew."""
    return tuple(await a.page.evaluate("() => { const now = [heard.said, heard.silenced]; heard.said = []; heard.silenced = 0; return now; }"))


async def test_only_by_the_device_itself_and_only_when_asked(house: House, served: ServerProcess, keeper: tuple[Member, Links]) -> None:
    f, links = keeper
    (personal,) = await served.centre.invite(links.code)
    a = await house.person("A")
    await a.context.add_init_script(path=Path(__file__).with_name("voices.js"))
    await a.open(personal)
    await a.enter()
    await write(f, ENGLISH)
    await a.reads(ENGLISH)
    await a.page.wait_for_selector("link[href*=aside-]", state="attached")
    read, stop = a.button("Read aloud"), a.button("Stop reading")

    await a.page.evaluate(f"() => heard.device({FAR_AWAY})")
    await expect(read).to_have_count(0)
    await a.page.evaluate(f"() => heard.device({FAR_AWAY}, {OWN})")
    await expect(read).to_be_visible()
    assert await said(a) == ([], 0), "nobody asked"

    await read.click()
    assert await said(a) == ([[ENGLISH, "Own"]], 0)
    await stop.click()
    assert await said(a) == ([], 1)
    await read.click()
    await a.press("Mute my speaker")
    await expect(read).to_have_count(0)
    assert await said(a) == ([[ENGLISH, "Own"]], 1)
    await a.press("Speaker is off")

    await read.click()
    await f.do("raise_hand")
    await expect(read).to_be_visible()
    assert await said(a) == ([[ENGLISH, "Own"]], 1), "the next turn is heard"
    await f.do("begin", written=True)
    await f.do("share_written", text=MARATHI)
    await a.reads(MARATHI)
    await read.click()
    assert await said(a) == ([[MARATHI, "Own Hindi"]], 0), "for want of a Marathi one"

    await a.press("Leave")
    await a.reads("You have left")
    assert (await said(a))[1] == 1
    await a.open(personal)
    await a.enter()
    await a.reads(MARATHI)
    await a.page.evaluate(f"() => heard.device({OWN})")
    await read.click()
    noted = await a.page.evaluate("() => { document.querySelector('.exit').click(); return heard; }")
    assert (noted["said"], noted["silenced"]) == ([[MARATHI, "Own Hindi"]], 1)
    assert a.problems == []
