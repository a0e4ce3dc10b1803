"""How people come in and are called: the three policies of names, two who drew the same, and somebody who lost their browser."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from playwright.async_api import expect

from tests.browser.people import House, Person
from tests.meetings.people import secret_of
from tests.member import Member
from tests.serving import ServerProcess

DRAWS_FIRST = """([first]) => {
  const draw = crypto.getRandomValues.bind(crypto);
  let left = 1;
  crypto.getRandomValues = (array) => (array.length === 2 && left-- > 0 ? (array.set(first), array) : draw(array));
}"""
"""The first pair of words that this browser draws; all others are chance."""


@asynccontextmanager
async def came(served: ServerProcess, link: str, **how: object) -> AsyncGenerator[Member]:
    """Somebody without a screen, by this link."""
    async with aiohttp.ClientSession() as session, Member(session, served.url) as member:
        answer = await member.join(*secret_of(link), **how)
        assert answer["ok"], answer
        await member.until(lambda member: member.view)
        yield member


async def test_where_names_are_drawn_nothing_is_typed_and_two_do_not_share_one(served: ServerProcess, house: House) -> None:
    """The server says no, and the browser draws again: one more press, and two names."""
    links = await served.centre.open_circle(lobby=False)
    async with came(served, links.facilitator) as keeper:
        a = await house.person("A")
        await a.page.add_init_script(f"({DRAWS_FIRST})([{list(keeper.name)}])")
        await a.open(links.member)
        await a.sees("Draw again")
        await expect(a.page.locator("input:not([type=checkbox]), textarea")).to_have_count(0)
        taken = await a.page.locator(".drawn strong").inner_text()
        await a.enter()
        await expect(a.page.get_by_role("alert").filter(has_text="name")).to_be_visible()
        await expect(a.page.locator(".drawn strong")).not_to_have_text(taken)
        await a.press("Enter")
        await a.sees("Raise hand")
        await keeper.until(lambda keeper: len(keeper.view["seats"]) == 2)
        assert len({tuple(seat["name"]) for seat in keeper.view["seats"].values()}) == 2


async def test_a_chosen_name_is_asked_for_with_a_warning_and_everybody_reads_it(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False, names="chosen")
    async with came(served, links.facilitator, called="Joy") as keeper, came(served, links.member, called="Sai") as peer:
        a = await house.person("A")
        await a.open(links.member)
        await a.enter()
        await a.reads("Everyone here reads it. Please do not use your real name.")
        await expect(a.page.locator(".drawn")).to_have_count(0)
        await a.page.get_by_label("Type a name").fill("Noor")
        await a.press("Enter")
        await a.sees("Raise hand")
        for other in (keeper, peer):
            await other.until(lambda other: "Noor" in {seat.get("called") for seat in other.view["seats"].values()})


async def test_a_name_for_the_facilitator_alone_is_asked_for_with_who_reads_it(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False, names="known_to_facilitator")
    async with came(served, links.facilitator, called="Joy") as keeper, came(served, links.member, called="Sai") as peer:
        a = await house.person("A")
        await a.open(links.member)
        await a.enter()
        await a.reads("Only who runs the meeting reads it. Everyone else reads your drawn name.")
        drawn = await a.page.locator(".drawn strong").inner_text()
        await a.page.get_by_label("Type a name").fill("Noor Kanari")
        await a.press("Enter")
        await a.reads(drawn)
        await keeper.until(lambda keeper: "Noor Kanari" in {seat.get("called") for seat in keeper.view["seats"].values()})
        await peer.until(lambda peer: len(peer.view["seats"]) == 3)
        assert not any("called" in seat for seat in peer.view["seats"].values())
        assert not any("Kanari" in str(seen.payload) for connection in peer.history.seen for seen in connection)


async def test_who_lost_their_browser_gets_their_seat_back(served: ServerProcess, house: House) -> None:
    """Another window, nothing but the shared link: one question, one press of the keeper, and the hand is still up."""
    links = await served.centre.open_circle()
    async with came(served, links.facilitator) as keeper:
        lost, again = await house.person("lost"), await house.person("again")
        await let_in(keeper, lost, links.member)
        await keeper.do("start_circle")
        async with came(served, (await served.centre.invite(links.code))[0]) as other:
            await other.do("raise_hand")
            await other.until(lambda other: other.view.get("turn"))
            await lost.press("Raise hand")
            await keeper.until(lambda keeper: any(seat.get("place") for seat in keeper.view["seats"].values()))
            (seat,) = (id for id, seat in keeper.view["seats"].items() if seat.get("place"))
            await lost.context.close()
            await keeper.until(lambda keeper: keeper.view["seats"][seat].get("away"))

            await again.open(links.member)
            await again.enter()
            await again.press("I was here before")
            await again.page.get_by_label("What were you called here?").fill("Some kite")
            await again.press("Ask for my place")
            await again.reads("They are looking for your place.")
            await keeper.until(lambda keeper: any(waits.get("was_here") == "Some kite" for waits in keeper.view.get("lobby", {}).values()))
            (waits,) = keeper.view["lobby"]
            assert (await keeper.do("reseat", seat=seat, to=waits))["ok"]
            await again.sees("Lower hand")
            await keeper.until(lambda keeper: "away" not in keeper.view["seats"][seat] and "lobby" not in keeper.view)
            assert keeper.view["seats"][seat]["place"] == 1


async def let_in(keeper: Member, person: Person, link: str) -> None:
    await person.open(link)
    await person.enter()
    await keeper.until(lambda keeper: keeper.view.get("lobby"))
    await keeper.do("admit_all")
    await keeper.until(lambda keeper: len(keeper.view["seats"]) == 2)
