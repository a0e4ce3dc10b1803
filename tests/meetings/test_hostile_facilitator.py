"""Whoever keeps the circle can close microphones and never open one: nobody is heard without their own tap, and every use of power is seen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.meetings.hearing import PACKETS, heard_of
from tests.meetings.people import People
from tests.serving import ServerProcess, server_process

EVERYTHING = (
    ("give", "seat"), ("unmute", "seat"), ("unmute_all", None), ("next", None), ("skip", None), ("give", "seat"), ("make_deputy", "seat"),
    ("unmute", "seat"), ("make_member", "seat"), ("resume", None), ("undo", None), ("add_time", "seconds"), ("give", "seat"), ("unmute_all", None),
)  # fmt: skip
"""What might open a microphone, one after the other; some of it is refused."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


async def test_no_command_of_a_facilitator_opens_a_microphone(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url) as people:
        keeper, deputy, quiet, other = (people.person(voice=True) for _ in range(4))
        for person, link in ((keeper, links.facilitator), (deputy, links.facilitator), (quiet, links.member), (other, links.member)):
            assert (await person.come(link))["ok"]
        listeners, nothing = [keeper, deputy, other], [(0, 0)] * 3
        assert (await keeper.do("start_circle"))["ok"]
        seat = quiet.member.seat

        assert await heard_of(quiet, None, listeners) == nothing
        done: set[str] = set()
        for command, field in EVERYTHING:
            answer = await keeper.do(command, **({"seat": seat} if field == "seat" else {"seconds": 60} if field else {}))
            done |= {command} if answer["ok"] else set()
            assert await heard_of(quiet, None, listeners) == nothing, f"their device sends, and they have not tapped: {command}"
        assert {"give", "make_deputy", "make_member", "unmute_all"} <= done, done

        assert (await keeper.do("give", seat=seat))["ok"] or quiet.my_turn() == "offered"
        await quiet.member.until(lambda _: quiet.my_turn() == "offered")
        assert (await quiet.do("begin"))["ok"]
        assert await heard_of(quiet, None, listeners) == [(PACKETS, 0)] * 3, "the control: their own tap"

        # a mute is seen by whom it concerns and by the other facilitators, and lifting it after the turn opens nothing
        assert (await keeper.do("mute", seat=seat))["ok"]
        await quiet.member.until(lambda member: member.you.get("muted"))
        await deputy.member.until(lambda member: ("mute", seat) in {(act["did"], act.get("seat")) for act in member.view.get("acts", {}).values()})
        assert "acts" not in other.member.view
        assert "muted" not in str(other.member.history.seen)
        assert (await quiet.do("done"))["ok"]
        await quiet.member.until(lambda _: not quiet.my_turn())
        assert (await keeper.do("unmute", seat=seat))["ok"]
        assert await heard_of(quiet, None, listeners) == nothing, "after the turn"
