"""What a browser asks, through a real socket, and what it is answered."""

from tests.server.house import FACILITATOR, open_house


async def test_a_member_joins_sees_the_circle_and_raises_a_hand() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        assert anu.you == {"seat": anu.seat, "role": "member", "standing": "seated"}
        assert (await anu.do("raise_hand")) == {"ok": True}
        await kim.until(lambda kim: kim.view["seats"][anu.seat].get("place") == 1)
        assert (await kim.do("start_circle")) == {"ok": True}
        await anu.until(lambda anu: anu.view.get("turn", {}).get("state") == "offered")
        assert (await anu.do("begin")) == {"ok": True}
        await kim.until(lambda kim: kim.view["turn"]["state"] == "sharing")
        assert house.audio.floors[-1][2] == {"piece": anu.seat}
        for member in (kim, anu):
            await member.close()
