"""Who runs the meeting, in a real browser: by keyboard alone from opening to closing; a deputy who has to keep it; help within seconds."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from rooms.bounds import KEEPER_SECONDS
from tests.bounds import TOLERANCE
from tests.browser.people import PATIENCE_SECONDS, House, Person
from tests.meetings.people import People, Person as Peer
from tests.serving import ServerProcess

HELP_SECONDS = 3.0
"""From the second tap to the deputy's screen."""
TABS_AT_MOST = 160
"""The console has about a hundred places to stop at."""

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const label = one.closest("label") ?? document.querySelector(`label[for="${one.id}"]`);
  return (one.getAttribute("aria-label") ?? (one.matches("input") ? label?.textContent : one.textContent) ?? "").trim();
}"""


@pytest.fixture
async def peers(served: ServerProcess) -> AsyncIterator[People]:
    """People without a browser."""
    async with People(served.url) as people:
        yield people


class Keyboard:
    """Somebody who never touches a mouse or a screen."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def tab_to(self, name: str) -> None:
        """Until the focus is on what has this name, by Tab alone."""
        for _ in range(TABS_AT_MOST):
            if (await self._page.evaluate(FOCUSED)).startswith(name):
                return
            await self._page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {name!r}")

    async def press(self, name: str, key: str = "Enter") -> None:
        await self.tab_to(name)
        await self._page.keyboard.press(key)

    async def key(self, key: str) -> None:
        await self._page.keyboard.press(key)


async def come(house: House, name: str, link: str) -> Person:
    person = await house.person(name)
    await person.open(link)
    await person.enter()
    return person


async def share_when_offered(peer: Peer, until: asyncio.Event) -> None:
    """Begins when the piece comes, and is done soon."""
    while not until.is_set():
        if peer.my_turn() == "offered":
            await peer.do("begin")
        elif peer.my_turn() == "sharing":
            await asyncio.sleep(0.3)
            await peer.do("done")
            peer.shared()
        await asyncio.sleep(0.05)


async def in_phase(peer: Peer, id: str) -> None:
    await peer.member.until(lambda seen: seen.view.get("phase", {}).get("id") == id and seen.view["stage"] == "open")


async def test_a_facilitator_with_a_keyboard_alone_carries_a_circle_end_to_end(served: ServerProcess, house: House, peers: People) -> None:
    links = await served.centre.open_circle(format="short")
    person = await house.person("F")
    page, keyboard = person.page, Keyboard(person.page)
    await person.open(links.facilitator)
    await expect(page.get_by_role("checkbox", name="I agree")).to_be_visible(timeout=PATIENCE_SECONDS * 1000)
    await keyboard.press("I agree", "Space")
    await keyboard.press("Enter")
    await person.sees("Start circle")

    members = [peers.person() for _ in range(2)]
    for member in members:
        assert (await member.come(links.member))["ok"]
    await person.sees("Admit all")
    await keyboard.press("Admit all")
    for member in members:
        await member.member.until(lambda seen: seen.you.get("standing") == "seated")
    over = asyncio.Event()
    async with asyncio.TaskGroup() as sharing:
        for member in members:
            sharing.create_task(share_when_offered(member, over))
        await keyboard.press("Start circle")
        await in_phase(members[0], "opening")
        await person.sees("Pause")
        await keyboard.key("n")  # the opening is over
        await in_phase(members[0], "check_in")
        await person.reads("How are you today?")
        await keyboard.key("n")  # the first of the round
        for member in members:
            await asyncio.wait_for(member.has_shared.wait(), PATIENCE_SECONDS)

        # a quiet minute, and on; one is muted and unmuted; Stop is one Tab away from Next
        await keyboard.key("b")
        await person.sees("Resume")
        await keyboard.key("b")
        await person.sees("Pause")
        await keyboard.tab_to("Next")
        await page.keyboard.press("Tab")
        assert (await page.evaluate(FOCUSED)).startswith("Stop")

        # pressed too soon, and taken back
        await keyboard.key("n")
        await in_phase(members[0], "closing")
        await expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=PATIENCE_SECONDS * 1000)
        await keyboard.key("u")
        await in_phase(members[0], "check_in")
        await person.reads("How are you today?")
        await keyboard.key("n")
        await in_phase(members[0], "closing")
        over.set()
    await keyboard.press("End circle")
    await expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE_SECONDS * 1000)
    await keyboard.press("End for everyone")
    await person.reads("The meeting has ended")
    for member in members:
        await member.member.gone()
        assert member.member.bye == "ended"


async def test_the_deputys_console_appears_and_keeps_the_circle_when_the_keeper_is_lost(served: ServerProcess, house: House, peers: People) -> None:
    links = await served.centre.open_circle(lobby=False)
    keeper, member = peers.person(), peers.person()
    assert (await keeper.come(links.facilitator))["ok"]
    deputy = await come(house, "D", links.member)
    await deputy.sees("Raise hand")
    assert (await member.come(links.member))["ok"]
    assert (await keeper.do("start_circle"))["ok"]
    seats = keeper.member.view["seats"]
    seat = next(id for id in seats if id not in (keeper.member.seat, member.member.seat))
    assert await deputy.button("Stop").count() == 0, "a member has no console"

    assert (await keeper.do("make_deputy", seat=seat))["ok"]
    await deputy.sees("Stop")
    await keeper.vanish()
    lost = time.monotonic()
    await deputy.reads("you run it", seconds=KEEPER_SECONDS + PATIENCE_SECONDS)
    assert time.monotonic() - lost >= KEEPER_SECONDS - 1
    await member.member.until(lambda seen: seen.view.get("keeper") == seat and "safe" not in seen.view)
    await deputy.press("Pause")
    await member.member.until(lambda seen: seen.view["stage"] == "paused")

    # who kept it comes back, and nothing changes until their own tap
    assert (await keeper.reappear())["ok"]
    await keeper.member.until(lambda seen: seen.you["may_keep"] and seen.view["keeper"] == seat)
    assert (await keeper.do("keep"))["ok"]
    await member.member.until(lambda seen: seen.view.get("keeper") == keeper.member.seat)


async def test_two_taps_for_help_and_a_deputy_sees_it_within_seconds(served: ServerProcess, house: House, peers: People) -> None:
    links = await served.centre.open_circle(lobby=False)
    keeper, peer = peers.person(), peers.person()
    assert (await keeper.come(links.facilitator))["ok"]
    deputy, member = await come(house, "D", links.facilitator), await come(house, "M", links.member)
    assert (await peer.come(links.member))["ok"]
    assert (await keeper.do("start_circle"))["ok"]
    await member.sees("Raise hand")
    await deputy.sees("Stop")
    before = len(peer.member.history.seen[-1])

    await member.press("I need help now")
    await expect(member.page.get_by_role("link", name="14416").first).to_be_visible(timeout=PATIENCE_SECONDS * 1000)
    await member.press("Ask somebody here")
    tapped = time.monotonic()
    await deputy.page.get_by_text("asks for help").first.wait_for(timeout=PATIENCE_SECONDS * 1000)
    assert time.monotonic() - tapped <= HELP_SECONDS * TOLERANCE
    await member.reads("We are asking")
    assert await member.page.get_by_role("link", name="14416").first.is_visible(), "the helpline stays"

    await deputy.page.get_by_role("button", name="Answer").first.click()
    await member.reads("is with you")
    assert [one.event for one in peer.member.history.seen[-1][before:]] == [], "a peer was sent nothing"
