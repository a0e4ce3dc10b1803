"""`kill -9` of the only process in the middle of a share, and a restart: the same circle, queue and holder, and nothing acknowledged is lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.meetings.people import People, Person
from tests.member import Json
from tests.serving import ServerProcess, server_process


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


async def circle_of(people: People, server: ServerProcess, voices: int) -> list[Person]:
    """A circle under way: the keeper first, then members with voices."""
    links = await server.centre.open_circle(lobby=False)
    keeper = people.person()
    await keeper.come(links.facilitator)
    members = [people.person(voice=True) for _ in range(voices)]
    for person in members:
        await person.come(links.member)
    assert (await keeper.do("start_circle"))["ok"]
    return [keeper, *members]


async def test_a_share_goes_on_after_kill_9(server: ServerProcess) -> None:
    async with People(server.url) as people:
        keeper, holder, second, third = await circle_of(people, server, 3)
        for person in (holder, second, third):
            assert (await person.do("raise_hand"))["ok"]
            await keeper.member.until(lambda member, seat=person.member.seat: _waits_or_holds(member.view, seat))
        await holder.member.until(lambda _: holder.my_turn() == "offered")
        assert (await holder.do("begin"))["ok"]
        await holder.member.until(lambda _: holder.my_turn() == "sharing")
        assert holder.voice is not None
        assert second.voice is not None
        await holder.voice.send(10, pace=0.02)
        await second.voice.until("piece", 10)
        before = keeper.member.view
        numbers = {person: person.member.number for person in people.everyone}

        await server.kill()
        await asyncio.gather(*(person.vanish() for person in people.everyone))
        await server.start()
        answers = dict(zip(people.everyone, await asyncio.gather(*(person.reappear() for person in people.everyone)), strict=True))

        for person, answer in answers.items():
            assert answer["ok"], answer
            assert answer["last"] == numbers[person], "a command that was acknowledged is not in the state"
        await keeper.member.until(lambda member: not any(seat.get("away") for seat in member.view["seats"].values()))
        after = keeper.member.view
        assert _queue(after) == _queue(before)
        assert after["turn"]["seat"] == holder.member.seat
        assert after["turn"]["state"] == "held"
        used = before["turn"]["seconds"] - after["turn"]["left"]
        assert -1 <= used < 20, f"{used} s of the share are gone"  # the server notes each second that it serves

        assert (await holder.do("begin"))["ok"]
        await holder.member.until(lambda _: holder.my_turn() == "sharing")
        heard = second.voice.heard("piece")
        await holder.voice.send(10, pace=0.02)
        await second.voice.until("piece", heard + 10)
        assert (await holder.do("done"))["ok"]
        await second.member.until(lambda _: second.my_turn() == "offered")
    assert "Traceback" not in server.errors()


async def test_no_acknowledged_command_is_lost_whenever_it_is_killed(server: ServerProcess) -> None:
    async with People(server.url, seed=9) as people:
        keeper, *members = await circle_of(people, server, 0) + [people.person() for _ in range(12)]
        links = await server.centre.open_circle(lobby=False)
        await keeper.vanish()
        keeper = people.person()
        await keeper.come(links.facilitator)
        for person in members:
            await person.come(links.member)
        for _ in range(3):
            told: dict[Person, int] = {}
            busy = asyncio.gather(*(_raise_and_lower(person, told) for person in members))
            await asyncio.sleep(people.chance.uniform(0.1, 0.6))
            await server.kill()
            await busy
            await server.start()
            for person in members:
                await person.vanish()
                answer = await person.member.come_back()
                assert answer["ok"], answer
                assert answer["last"] >= told[person], "an acknowledged command is gone"
                asked = person.member.history.asked[person.member.number]["command"] == "raise_hand"
                await person.member.until(lambda member, asked=asked: _waits(member.view, member.seat) is asked)


async def _raise_and_lower(person: Person, told: dict[Person, int]) -> None:
    """Up and down until the connection breaks. `told`: the last number that was acknowledged."""
    told[person] = person.member.number
    while True:
        command = "raise_hand" if person.member.number % 2 == 0 else "lower_hand"
        answer = await person.do(command)
        if not answer["ok"]:
            assert answer["code"] in ("dropped", "unavailable"), answer
            return
        told[person] = person.member.number
        await asyncio.sleep(0.11)  # within the 10 messages a second that one connection may send


def _queue(view: Json) -> dict[str, int]:
    return {seat: shown["place"] for seat, shown in view["seats"].items() if "place" in shown}


def _waits(view: Json, seat: str) -> bool:
    return "place" in view.get("seats", {}).get(seat, {})


def _waits_or_holds(view: Json, seat: str) -> bool:
    return _waits(view, seat) or view.get("turn", {}).get("seat") == seat
