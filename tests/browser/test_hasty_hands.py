"""What hands do: tap twice, hold a key down, paste a link where they are. None of it may cost a turn."""

from playwright.async_api import expect

from tests.browser.people import House, Person
from tests.serving import ServerProcess


async def came_in(person: Person, link: str) -> Person:
    await person.open(link)
    await person.enter()
    return person


async def test_a_double_tap_does_not_give_the_turn_away(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False)
    f, a = await came_in(await house.person("F"), links.facilitator), await came_in(await house.person("A", hertz=440), links.member)
    await f.press("Start circle")
    await a.press("Raise hand")
    await a.has_microphone()
    await a.button("Begin").click(trial=True)  # until nothing moves any more
    box = await a.button("Begin").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await a.page.mouse.click(x, y)
    await a.sees("I'm done")  # the same place on the screen, and another button
    await a.page.mouse.move(x, y)
    await a.page.mouse.down(click_count=2)
    await a.page.mouse.up(click_count=2)
    await f.press("Pause")
    await a.reads("A quiet minute")  # a later command has come through, so an earlier one has too
    await a.sees("I'm done")


async def test_a_key_held_down_presses_once(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False)
    f, a = await came_in(await house.person("F"), links.facilitator), await came_in(await house.person("A", hertz=440), links.member)
    await a.button("Raise hand").focus()
    await a.page.keyboard.down("Enter")
    await expect(a.button("Lower hand")).to_be_focused()
    await a.page.keyboard.down("Enter")  # a second time without going up: a repeat
    await a.page.keyboard.up("Enter")
    await f.press("Start circle")
    await a.sees("Begin")


async def test_the_keyboard_stays_on_a_button_that_becomes_its_opposite(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False)
    f = await came_in(await house.person("F"), links.facilitator)
    await f.press("Start circle")
    await f.by_voice("Speak")  # asked once how they want to be heard
    await f.press("Stop speaking")
    for name, opposite in (("Pause", "Resume"), ("Mute all", "Unmute all"), ("Speak", "Stop speaking"), ("Close the queue", "Open the queue")):
        for before, after in ((name, opposite), (opposite, name)):
            await f.button(before).focus()
            await f.page.keyboard.press("Enter")
            await expect(f.button(after)).to_be_focused()


async def test_the_link_works_again_in_the_tab_that_left(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False)
    a = await came_in(await house.person("A"), links.member)
    await a.press("Leave")
    await a.reads("You have left")
    await came_in(a, links.member)
    await a.sees("Raise hand")
