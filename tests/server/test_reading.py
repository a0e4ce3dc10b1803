"""A written share of somebody who has just come, through real sockets: who is sent the words, and when."""

from rooms.ids import CircleId
from tests.member import Member
from tests.server.house import FACILITATOR, LISTENER, leave, open_house

CODE = CircleId("ABCD2345")
WORDS = "I never said this aloud."


def was_sent(member: Member) -> bool:
    return any(WORDS in str(seen.payload) for connection in member.history.seen for seen in connection)


async def test_only_who_runs_the_meeting_is_sent_the_words_until_they_show_them() -> None:
    async with open_house() as house:
        await house.open()
        kim = await house.joined(secret=FACILITATOR)
        anu, bela, lis = [await house.joined() for _ in range(2)] + [await house.joined(secret=LISTENER)]
        await kim.do("start_circle")
        await anu.do("raise_hand")
        await anu.until(lambda anu: anu.view.get("turn"))
        assert (await anu.do("share_written", text=WORDS)) == {"ok": True}
        await kim.until(lambda kim: kim.view.get("unread"))
        assert kim.view["unread"] == {"1": {"seat": anu.seat, "text": WORDS}}
        await anu.until(lambda anu: anu.you.get("unread") == {"1": {}})
        await bela.until(lambda bela: "turn" not in bela.view)
        assert (await bela.do("show_written", share=1))["code"] == "facilitators-only"
        assert not any(was_sent(member) for member in (anu, bela, lis))

        assert (await kim.do("put_off_written", share=1)) == {"ok": True}
        await anu.until(lambda anu: anu.you.get("unread") == {"1": {"text": WORDS}})
        await kim.until(lambda kim: "unread" not in kim.view)
        assert (await anu.do("take_back_written", share=1)) == {"ok": True}

        await anu.do("raise_hand")
        await anu.until(lambda anu: anu.view.get("turn"))
        await anu.do("share_written", text=WORDS)
        assert (await kim.do("show_written", share=2)) == {"ok": True}
        for member in (anu, bela, lis):
            await member.until(lambda member: member.view.get("written") == {"seat": anu.seat, "text": WORDS})
        await leave(kim, anu, bela, lis)
