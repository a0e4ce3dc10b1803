"""Somebody lost their browser in the middle of a share, has nothing but the shared link, and gets their seat back from who runs the meeting."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.meetings.people import People
from tests.serving import ServerProcess, server_process


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


async def test_i_was_here(server: ServerProcess) -> None:
    links = await server.centre.open_circle()
    async with People(server.url) as people:
        keeper, anu, bela, again = (people.person() for _ in range(4))
        await keeper.come(links.facilitator)
        for guest in (anu, bela):
            await guest.come(links.member)
        await keeper.member.until(lambda member: len(member.view.get("lobby", {})) == 2)
        await keeper.do("admit_all")
        await bela.member.until(lambda member: len(member.view.get("seats", {})) == 3)
        await keeper.do("start_circle")
        await anu.do("raise_hand")
        await anu.member.until(lambda _: anu.my_turn() == "offered")
        await anu.do("begin")
        await bela.do("raise_hand")
        lost, mute = anu.member.seat, await keeper.do("mute", seat=anu.member.seat)
        assert mute["ok"]
        await anu.member.close()
        await keeper.member.until(lambda member: member.view["seats"][lost].get("away"))

        await again.come(links.member)
        waits = again.member.seat
        assert (await again.do("was_here", text="Ravi's phone"))["ok"]
        await again.member.until(lambda member: member.you.get("claims"))
        assert "seats" not in again.member.view, "the lobby sees nobody, whatever is claimed"
        await keeper.member.until(lambda member: member.view.get("empty") and member.view["lobby"].get(waits, {}).get("was_here"))
        assert list(keeper.member.view["empty"]) == [lost]
        assert keeper.member.view["lobby"][waits]["was_here"] == "Ravi's phone"
        assert (await keeper.do("reseat", seat=bela.member.seat, to=waits))["code"] == "seat-kept", "somebody is on it"
        assert (await bela.do("reseat", seat=lost, to=waits))["code"] == "facilitators-only"

        assert (await keeper.do("reseat", seat=lost, to=waits))["ok"]
        await again.member.gone()
        assert again.member.bye == "reseated"
        answer = await again.reappear()
        assert (answer["ok"], answer["seat"], answer["last"]) == (True, lost, 2), answer
        await again.member.until(lambda member: member.you.get("muted") and member.view.get("turn", {}).get("seat") == lost)
        assert again.my_turn() == "held", "the piece waits for their own tap"
        assert (await again.do("begin"))["ok"]
        await keeper.member.until(lambda member: "lobby" not in member.view and "empty" not in member.view)
        assert len(keeper.member.view["seats"]) == 3

        await anu.member.connect()
        assert await anu.member.return_() == {"ok": False, "code": "no-such-token"}, "the browser of before proves nothing any more"
        heard = [seen for connection in bela.member.history.seen for seen in connection]
        assert not any("Ravi" in str(seen.payload) for seen in heard)
