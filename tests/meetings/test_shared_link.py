"""Twenty people with nothing but the shared link, the code and the lobby."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.meetings.people import People, secret_of
from tests.serving import ServerProcess, server_process

PEOPLE = 20


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


async def test_twenty_come_through_the_lobby_by_link_and_by_code(server: ServerProcess) -> None:
    links = await server.centre.open_circle()
    async with People(server.url) as people:
        keeper = people.person()
        await keeper.come(links.facilitator)
        guests = [people.person() for _ in range(PEOPLE)]
        for number, guest in enumerate(guests):
            await guest.member.connect()
            code, secret = secret_of(links.member)
            answer = await guest.member.join(code, secret if number % 2 else None)
            assert answer["ok"], answer
            await guest.member.until(lambda member: member.you.get("standing") == "waiting" and member.view)
            assert "seats" not in guest.member.view, "the lobby sees nobody"
            assert (await guest.do("raise_hand"))["ok"] is False
            assert (await guest.member.offer("v=0"))["ok"] is False
        await keeper.member.until(lambda member: len(member.view.get("lobby", {})) == PEOPLE)

        first, *others = guests
        assert (await keeper.do("admit", seat=first.member.seat))["ok"]
        await first.member.until(lambda member: member.you["standing"] == "seated" and len(member.view.get("seats", {})) == 2)
        unlucky = others.pop()
        assert (await keeper.do("turn_away", seat=unlucky.member.seat))["ok"]
        await unlucky.member.gone()
        assert unlucky.member.bye == "turned-away"
        assert (await keeper.do("admit_all"))["ok"]
        for guest in others:
            await guest.member.until(lambda member: member.you["standing"] == "seated" and len(member.view.get("seats", {})) == PEOPLE)
        await keeper.member.until(lambda member: "lobby" not in member.view)
        assert "lobby" not in first.member.view

        assert (await keeper.do("start_circle"))["ok"]
        for guest in (first, *others):
            assert (await guest.do("raise_hand"))["ok"]
        await others[-1].member.until(lambda member: member.view["seats"][others[-1].member.seat].get("place") == PEOPLE - 2)
        await first.member.until(lambda _: first.my_turn() == "offered")


async def test_a_wrong_code_and_an_ended_circle_get_the_same_answer(server: ServerProcess) -> None:
    links = await server.centre.open_circle()
    async with People(server.url) as people:
        keeper, late, lost = people.person(), people.person(), people.person()
        await keeper.come(links.facilitator)
        await keeper.do("start_circle")
        assert (await keeper.do("end_circle"))["ok"]
        await late.member.connect()
        by_code = await late.member.join(links.code)
        await lost.member.connect()
        nowhere = await lost.member.join("ABCDEFGH" if links.code != "ABCDEFGH" else "HGFEDCBA")
        assert by_code == nowhere == {"ok": False, "code": "no-such-circle"}
        code, secret = secret_of(links.member)
        assert (await late.member.join(code, secret))["code"] == "ended", "who holds a link is told"
