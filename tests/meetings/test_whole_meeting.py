"""Fifty people, ten of them with a voice, through a whole meeting on a bad network: at the end every screen tells the same story."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.meetings.history import nothing_acknowledged_was_lost, screens, sound_at_every_moment, the_same_story
from tests.meetings.people import People, Person
from tests.serving import ServerProcess, server_process

MEMBERS = 50
VOICES = 10
DROPS = int(os.environ.get("CIRCLEKEEPER_MEETING_DROPS", "40"))
"""Lost connections in the whole meeting; `make soak` asks for more."""
FRAMES = 15
"""Packets in one share."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


class Tally:
    """Shares that were counted, packet by packet, at somebody whose voice was connected all the while."""

    def __init__(self) -> None:
        self.checked = 0


async def attend(person: Person, people: People, tally: Tally, left: asyncio.Event) -> None:
    """One person's meeting: a hand, a turn, sometimes a pass, until everyone shared."""
    while not left.is_set():
        match person.my_turn():
            case "offered" if person.voice is None and people.chance.random() < 0.2:
                await person.do("pass_for_now")
            case "offered" if person.voice is None and people.chance.random() < 0.2:
                if (await person.do("share_written", text="I am here.\nThank you."))["ok"]:
                    person.shared()
            case "offered" | "held":
                await person.do("begin")
            case "sharing":
                await share(person, people, tally)
            case _:
                waits = "place" in person.member.view.get("seats", {}).get(person.member.seat, {})
                if person.member.online and not waits and not person.has_shared.is_set():
                    await person.do("raise_hand")
        await asyncio.sleep(0.05)


async def share(person: Person, people: People, tally: Tally) -> None:
    """Speaks, if there is a voice, and says *I'm done*."""
    if person.voice is not None and person.hears:
        listeners = [other for other in people.everyone if other.voice is not None and other is not person and other.hears]
        before = [(other.voice.heard("piece"), other.listenings) for other in listeners if other.voice]
        number = person.member.number
        await person.voice.send(FRAMES, pace=0.02)
        if person.hears and person.member.number == number:
            await person.voice.settle()
            for other, (count, listening) in zip(listeners, before, strict=True):
                if other.voice is not None and other.hears and other.listenings == listening:
                    await other.voice.until("piece", count + FRAMES)
                    tally.checked += 1
    if (await person.do("done"))["ok"]:
        person.shared()


async def lose_networks(people: People, members: list[Person], left: asyncio.Event) -> int:
    """Somebody loses the network now and then, the holder more often than others, and finds it again."""
    drops = 0
    while drops < DROPS and not left.is_set():
        await asyncio.sleep(people.chance.uniform(0.05, 0.25))
        holding = [person for person in members if person.my_turn()]
        person = people.chance.choice(holding if holding and people.chance.random() < 0.4 else members)
        if person.voice is not None and person.my_turn() == "sharing":
            continue  # that share is being counted at every listener
        await person.vanish()
        await asyncio.sleep(people.chance.uniform(0.0, 0.4))
        answer = await person.reappear()
        assert answer["ok"], answer
        drops += 1
    return drops


async def test_fifty_people_on_a_bad_network_end_with_one_story(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url, seed=50) as people:
        keeper, steady = people.person(), people.person()
        await keeper.come(links.facilitator)
        await steady.come(links.member)
        members = [people.person(voice=number < VOICES) for number in range(MEMBERS - 1)]
        for arrivals in range(0, len(members), 10):
            answers = await asyncio.gather(*(person.come(links.member) for person in members[arrivals : arrivals + 10]))
            assert all(answer["ok"] for answer in answers)
        assert (await keeper.do("start_circle"))["ok"]

        tally, left = Tally(), asyncio.Event()
        async with asyncio.timeout(240), asyncio.TaskGroup() as meeting:
            drops = meeting.create_task(lose_networks(people, members, left))
            for person in members:
                meeting.create_task(attend(person, people, tally, left))
            await drops
            for person in members:
                await person.has_shared.wait()
            left.set()

        assert drops.result() == DROPS
        assert tally.checked > VOICES, "too little of what was said could be counted"
        await same_picture(people)
        # In a thread: it takes seconds, and whoever does not answer a ping meanwhile is gone.
        await asyncio.to_thread(sound_at_every_moment, steady.member)
        await asyncio.to_thread(the_same_story, steady.member, [person.member for person in members])
        for person in members:
            await person.vanish()
            nothing_acknowledged_was_lost(person.member, (await person.reappear())["last"])

        assert (await keeper.do("end_circle"))["ok"]
        for person in people.everyone:
            await person.member.gone()
            assert person.member.bye == "ended"
    assert "Traceback" not in server.errors()


async def same_picture(people: People) -> None:
    """In the end all members look at the same view, and at nobody's turn."""
    steady = people.everyone[1].member
    for person in people.everyone[1:]:
        await person.member.until(lambda member: member.view == steady.view and not any(seat.get("away") for seat in member.view["seats"].values()))
    assert len(screens(steady)[0]) > MEMBERS
