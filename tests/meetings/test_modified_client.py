"""A modified client against the whole server: whatever it sends, the listeners count 0 of its packets, and all of the holder's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.meetings.hearing import PACKETS, heard_of
from tests.meetings.people import People
from tests.serving import ServerProcess, server_process


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


async def test_nobody_hears_who_does_not_hold_the_floor(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url) as people:
        keeper = people.person(voice=True)
        await keeper.come(links.facilitator)
        troll, holder, listener = (people.person(voice=True) for _ in range(3))
        for person in (troll, holder, listener):
            await person.come(links.member)
        listeners = [keeper, listener]
        everything, nothing = [(PACKETS, 0)] * 2, [(0, 0)] * 2

        assert await heard_of(troll, None, listeners) == nothing, "before the circle starts"
        assert (await keeper.do("start_circle"))["ok"]
        assert (await holder.do("raise_hand"))["ok"]
        await holder.member.until(lambda _: holder.my_turn() == "offered")
        assert await heard_of(troll, None, listeners) == nothing, "while another is offered the piece"
        assert await heard_of(holder, None, listeners) == nothing, "an offer is not the floor"
        assert (await holder.do("begin"))["ok"]
        await holder.member.until(lambda _: holder.my_turn() == "sharing")

        assert await heard_of(troll, holder, listeners) == everything, "without the floor"
        assert holder.voice is not None
        assert await heard_of(troll, holder, listeners, ssrc=holder.voice.ssrc) == everything, "with the holder's SSRC"
        assert await heard_of(troll, holder, listeners, ssrc=4_000_000_007) == everything, "with an SSRC of its own"
        assert await heard_of(troll, holder, listeners, payload_type=0) == everything, "with another payload type"

        assert (await keeper.do("mute", seat=holder.member.seat))["ok"]
        await holder.member.until(lambda member: member.you.get("muted"))
        assert await heard_of(holder, None, listeners) == nothing, "after a mute"
        await holder.do("begin")
        assert await heard_of(holder, None, listeners) == nothing, "a command of its own does not undo a mute"
        assert (await keeper.do("unmute", seat=holder.member.seat))["ok"]
        await holder.member.until(lambda member: not member.you.get("muted"))
        assert await heard_of(troll, holder, listeners) == everything, "the control after the mute"

        assert (await holder.do("done"))["ok"]
        await holder.member.until(lambda _: not holder.my_turn())  # the gate goes before what is seen
        assert await heard_of(holder, None, listeners) == nothing, "after the turn"

        assert (await troll.do("raise_hand"))["ok"]
        await troll.member.until(lambda _: troll.my_turn() == "offered")
        assert (await troll.do("begin"))["ok"]
        await troll.member.until(lambda _: troll.my_turn() == "sharing")
        assert await heard_of(troll, None, listeners) == everything, "the control: the troll's own turn"
        assert (await keeper.do("remove", seat=troll.member.seat))["ok"]
        await troll.member.gone()
        assert troll.member.bye == "removed"
        assert await heard_of(troll, None, listeners) == nothing, "after removal"
        await troll.member.connect()
        assert (await troll.member.return_())["code"] == "removed"
