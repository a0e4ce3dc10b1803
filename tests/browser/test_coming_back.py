"""What people see when the server dies, or when they open the circle twice."""

from tests.bounds import TOLERANCE
from tests.browser.people import House, Person
from tests.serving import ServerProcess

TOLD_SECONDS = 2.0
"""A server that is killed ends its connections: nobody has to wait for that."""
NOTICED_SECONDS = 4.0
"""ICE itself would need 5 s and more to notice."""


async def seated(served: ServerProcess, house: House) -> tuple[Person, Person, str]:
    """A (440 Hz) by a personal link and B who keeps, in a circle that has started; and A's link."""
    links = await served.centre.open_circle()
    (personal,) = await served.centre.invite(links.code)
    a, b = await house.person("A", hertz=440), await house.person("B", hertz=1000)
    for person, link in ((b, links.facilitator), (a, personal)):
        await person.open(link)
        await person.enter()
    await b.press("Start circle")
    await a.press("Raise hand")
    await a.by_voice("Begin")
    await b.hears(440)
    return a, b, personal


async def test_a_killed_server_comes_back_and_so_do_the_voices(served: ServerProcess, house: House) -> None:
    a, b, _ = await seated(served, house)
    await served.kill()
    for person in (a, b):
        await person.reads("Your place is kept", seconds=TOLD_SECONDS * TOLERANCE)
    await b.hears(None)
    await served.start()
    await b.hears(440)  # nobody pressed anything
    await a.sees("I'm done")


async def test_one_seat_in_two_tabs_is_in_the_newer_one(served: ServerProcess, house: House) -> None:
    a, b, _ = await seated(served, house)
    async with a.context.expect_page() as opening:
        await a.page.evaluate("() => { window.open('/circle'); }")  # a tab's twin has its storage
    twin = Person(name="twin", hertz=a.hertz, page=await opening.value, context=a.context)
    await a.reads("You are here in another window")
    await twin.by_voice("Begin")
    await b.hears(440)
    await a.press("Use this window")
    await a.enter()
    await twin.reads("You are here in another window")
    await a.by_voice("Begin")
    await b.hears(440)


async def test_a_browser_that_loses_the_voices_gets_them_back(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False)
    a, b, c = await house.person("A", hertz=440), await house.person("B", hertz=1000), await house.person("C", network=True)
    for person, link in ((b, links.facilitator), (a, links.member), (c, links.member)):
        await person.open(link)
        await person.enter()
    await b.press("Start circle")
    await a.press("Raise hand")
    await a.by_voice("Begin")
    await c.hears(440)
    assert c.network is not None
    c.network.lose_voices()
    await c.connects_again(seconds=NOTICED_SECONDS * TOLERANCE)
    c.network.mend()
    await c.hears(440)
    await b.hears(440)
