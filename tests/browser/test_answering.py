"""Around a share, in real browsers: it goes on after a tap too soon, others answer by their own tap, one person writes with somebody."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from tests.browser.people import PATIENCE_SECONDS, House, Person
from tests.meetings.people import People
from tests.serving import ServerProcess

ROUND = 2
"""The part of `week_checkin` where the turn goes round and shares may be answered."""


@pytest.fixture
async def peers(served: ServerProcess) -> AsyncIterator[People]:
    """People without a browser."""
    async with People(served.url) as people:
        yield people


async def come(house: House, name: str, link: str, hertz: int) -> Person:
    person = await house.person(name, hertz=hertz)
    await person.open(link)
    await person.enter()
    await person.sees("Respond")
    return person


async def test_a_share_goes_on_is_answered_and_one_person_writes_with_somebody(served: ServerProcess, house: House, peers: People) -> None:
    links = await served.centre.open_circle(format="week_checkin", lobby=False)
    keeper = peers.person()
    assert (await keeper.come(links.facilitator))["ok"]
    assert (await keeper.do("start_circle"))["ok"]
    assert (await keeper.do("go_to", phase=ROUND, confirmed=True))["ok"]
    a = await come(house, "A", links.member, 440)
    await keeper.member.until(lambda seen: len(seen.view["seats"]) == 2)
    (seat_a,) = keeper.member.view["seats"].keys() - {keeper.member.seat}
    b = await come(house, "B", links.member, 1000)
    await b.reads("How do you want to be heard?")  # nobody raises a hand here: asked when few are before them

    # done too soon: the rest of the time is still there, and the others hear it
    assert (await keeper.do("give", seat=seat_a))["ok"]
    await a.by_voice("Begin")
    await b.hears(440)
    await a.press("I'm done")
    await b.hears(None)
    await a.press("I wasn't done")
    await b.hears(440)

    # B answers by their own tap, and only after the invitation
    assert await b.button("Respond").get_attribute("aria-disabled") == "true"
    await a.press("Invite responses")
    await b.reads("invites responses")
    await b.hears(None)
    await b.by_voice("Respond")
    await a.hears(1000)
    await a.reads("is responding")
    await b.press("I'm done")
    await a.hears(None)
    await b.press("With you")
    await expect(a.page.get_by_text("1 person is with the one who shared")).to_be_attached(timeout=PATIENCE_SECONDS * 1000)

    # a side room beside the circle
    await a.press("I need help now")
    await a.press("Ask somebody here")
    await keeper.member.until(lambda seen: seat_a in seen.view.get("help", {}))
    assert (await keeper.do("answer_help", seat=seat_a))["ok"]
    await a.reads("is with you")
    assert (await keeper.do("write_line", seat=seat_a, text="I am here."))["ok"]
    await a.reads("I am here.")
    line = a.page.get_by_label("Write to")
    await line.fill("Thank you.")
    await line.press("Enter")
    await keeper.member.until(lambda seen: "Thank you." in str(seen.you.get("rooms")))
    await expect(line).to_have_value("")
    await a.press("I'm done")  # the circle goes on under it
    await b.sees("Begin")
    await a.press("End the conversation")
    await a.reads("The conversation is over")
