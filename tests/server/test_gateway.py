"""What a browser asks, through a real socket and the whole road, and what it is answered."""

import asyncio
import logging
from typing import Any

import pytest

from rooms.circle import Stage
from rooms.ids import CircleId, SeatId
from rooms.views import Audience, view_for, you_for
from server.store.port import Version
from tests.fakes import FakeClock
from tests.member import Dropped, Json, Member
from tests.server.house import FACILITATOR, LISTENER, MEMBER, PERSONAL, House, leave, open_house

CODE = CircleId("ABCD2345")


async def test_a_member_joins_sees_the_circle_and_raises_a_hand() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        assert anu.you == {"seat": anu.seat, "role": "member", "standing": "seated"}
        assert (await anu.do("raise_hand")) == {"ok": True}
        await kim.until(lambda kim: kim.view["seats"].get(anu.seat, {}).get("place") == 1)
        assert (await kim.do("start_circle")) == {"ok": True}
        await anu.until(lambda anu: anu.view.get("turn", {}).get("state") == "offered")
        assert (await anu.do("begin")) == {"ok": True}
        await kim.until(lambda kim: kim.view.get("turn", {}).get("state") == "sharing")
        assert house.audio.floors[-1][2] == {"piece": anu.seat}
        await leave(kim, anu)



# --------------------------------------------------------------------------------------------------------------- coming in


async def test_a_link_gives_its_role_and_the_typed_code_leads_to_the_lobby() -> None:
    async with open_house() as house:
        await house.open()
        kim, dev, anu, lis, wim = [await house.joined(secret=secret) for secret in (FACILITATOR, FACILITATOR, MEMBER, LISTENER, None)]
        assert [member.you["role"] for member in (kim, dev, anu, lis, wim)] == ["facilitator", "deputy", "member", "listener", "member"]
        assert [member.you["standing"] for member in (kim, wim)] == ["seated", "waiting"]
        assert set(wim.view) == {"stage", "title", "format", "language"}
        await kim.until(lambda kim: set(kim.view.get("lobby", {})) == {wim.seat})
        assert (await kim.do("admit", seat=wim.seat)) == {"ok": True}
        await wim.until(lambda wim: "seats" in wim.view)
        assert wim.you["standing"] == "seated"
        assert "code" not in wim.view
        await leave(kim, dev, anu, lis, wim)


async def test_a_join_sent_twice_is_one_seat() -> None:
    async with open_house() as house:
        await house.open()
        first, again = house.member(), house.member()
        again.nonce, again.token, again.name = first.nonce, first.token, first.name
        await first.connect()
        seat = (await first.join(CODE, MEMBER))["seat"]
        await first.drop()
        await again.connect()
        assert (await again.join(CODE, MEMBER)) == {"ok": False, "code": "joined-before"}
        assert (await again.return_())["seat"] == seat
        assert len((await house.now()).seats) == 1
        await leave(again)


async def test_a_spent_invitation_is_one_seat_from_twenty_sockets() -> None:
    async with open_house() as house:
        await house.open()
        guests = [house.member() for _ in range(20)]
        await asyncio.gather(*(guest.connect() for guest in guests))
        answers = await asyncio.gather(*(guest.join(CODE, PERSONAL) for guest in guests))
        assert len({answer["seat"] for answer in answers if answer["ok"]}) == 1
        assert len((await house.now()).seats) == 1
        await leave(*guests)


async def test_a_new_link_ends_both_shared_links_and_is_told_once_to_who_asked() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        answer = await kim.do("new_link")
        assert answer.keys() == {"ok", "secret", "listener"}
        assert (await kim.ask("do", kim.number, {"command": "new_link"})) == {"ok": True}, "sent again, it is not told again"
        for old in (MEMBER, LISTENER):
            late = house.member()
            await late.connect()
            assert (await late.join(CODE, old)) == {"ok": False, "code": "no-such-circle"}
        roles: dict[str, str] = {}
        for name in ("secret", "listener"):
            new = house.member()
            await new.connect()
            assert (await new.join(CODE, answer[name]))["ok"]
            await new.until(lambda new: new.you)
            roles[name] = new.you["role"]
            await new.close()
        assert roles == {"secret": "member", "listener": "listener"}
        heard = [str(seen.payload) for connection in anu.history.seen for seen in connection]
        assert not any(answer[name] in payload for name in ("secret", "listener") for payload in heard)
        await leave(kim, anu)


async def test_a_name_is_one_persons() -> None:
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        other = house.member(name=anu.name)
        await other.connect()
        assert (await other.join(CODE, MEMBER)) == {"ok": False, "code": "name-taken"}
        other.name = (7, 7)
        assert (await other.join(CODE, MEMBER))["ok"]
        await leave(anu, other)


async def test_what_needs_a_seat_says_so_and_a_seat_is_taken_once() -> None:
    async with open_house() as house:
        await house.open()
        member = house.member()
        await member.connect()
        messages: dict[str, list[object]] = {"do": [1, {"command": "raise_hand"}], "offer": [{"sdp": "v=0"}], "resync": []}
        for event, arguments in messages.items():
            assert (await member.ask(event, *arguments)) == {"ok": False, "code": "not-joined"}
        assert (await member.join(CODE, MEMBER))["ok"]
        assert (await member.join(CODE, MEMBER)) == {"ok": False, "code": "already-joined"}
        assert (await member.return_()) == {"ok": False, "code": "already-joined"}
        assert (await member.ask("time"))["now"] > 1e9
        await leave(member)


async def test_wrong_codes_wrong_links_and_ended_circles_sound_the_same() -> None:
    async with open_house(refusal_seconds=0.2) as house:
        await house.open()
        await house.open("ENDED234")
        kim = await house.joined("ENDED234", FACILITATOR)
        assert (await kim.do("end_circle"))["ok"]
        member = house.member()
        await member.connect()
        loop = asyncio.get_running_loop()
        for code, secret in (("WRQNG234", None), ("ENDED234", None), (CODE, "wrong" * 5), ("WRQNG234", MEMBER)):
            began = loop.time()
            assert (await member.join(code, secret)) == {"ok": False, "code": "no-such-circle"}
            assert loop.time() - began >= 0.199
        assert (await member.join("ENDED234", MEMBER)) == {"ok": False, "code": "ended"}
        await leave(member)


async def test_only_failed_typed_codes_are_counted() -> None:
    async with open_house(clock=FakeClock()) as house:
        await house.open()
        member = house.member()
        await member.connect()
        for _ in range(4):
            assert (await member.join("WRQNG234"))["code"] == "no-such-circle"
        guesser = house.member()
        await guesser.connect()
        for _ in range(7):
            assert (await guesser.join(CODE, "wrong" * 5))["code"] == "no-such-circle"
        assert (await guesser.join("WRQNG234"))["code"] == "no-such-circle"
        # The fifth was the last: now even the right code is not looked at, but a link is.
        assert (await guesser.join(CODE)) == {"ok": False, "code": "too-fast"}
        assert (await guesser.join(CODE, MEMBER))["ok"]
        await leave(member, guesser)


# ---------------------------------------------------------------------------------------------------------------- commands


async def test_commands_keep_their_order() -> None:
    """Sent in one go, without waiting for answers."""
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        asked = [anu.do("raise_hand" if number % 2 else "lower_hand") for number in range(1, 16)]
        answers = await asyncio.gather(*asked)
        assert all(answer["ok"] for answer in answers)
        circle = await house.now()
        assert [place.seat for place in circle.queue] == [anu.seat]
        assert circle.seats[SeatId(anu.seat)].last == 15
        await leave(anu)


async def test_a_command_whose_answer_was_lost_is_applied_once() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu, bela = await house.joined(secret=FACILITATOR), await house.joined(), await house.joined()
        await anu.do("raise_hand")
        await bela.do("raise_hand")
        await kim.do("start_circle")
        await anu.do("begin")
        # Next, and the connection is gone before the answer: sent again it must not skip bela.
        kim.number += 1
        kim.history.asked[kim.number] = {"command": "next"}
        await kim.say(f'429["do",{kim.number},{{"command":"next"}}]')
        await bela.until(lambda bela: bela.view.get("turn", {}).get("seat") == bela.seat)
        await kim.drop()
        assert (await kim.come_back())["last"] == kim.number
        assert kim.history.acknowledged[kim.number] == {"ok": True}
        await asyncio.sleep(0.1)
        assert bela.view["turn"]["seat"] == bela.seat
        await leave(kim, anu, bela)


async def test_every_recorded_message_replayed_changes_nothing() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        for member, command in ((anu, "raise_hand"), (kim, "start_circle"), (anu, "begin"), (anu, "done"), (anu, "raise_hand")):
            assert (await member.do(command))["ok"]
        before = await version(house)
        for member in (kim, anu):
            for number, command in member.history.asked.items():
                assert (await member.ask("do", number, command)) == {"ok": True}
        assert await version(house) == before
        await leave(kim, anu)


async def version(house: House) -> Version:
    return (await house.circles.load(CODE)).version


async def test_a_no_has_its_code() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        assert (await anu.do("start_circle")) == {"ok": False, "code": "facilitators-only"}
        assert (await kim.do("mute", seat="nobody")) == {"ok": False, "code": "no-such-seat"}
        assert (await anu.do("dance")) == {"ok": False, "code": "unknown-command"}
        assert (await anu.do("raise_hand", by=kim.seat)) == {"ok": False, "code": "bad-message"}
        assert (await anu.ask("dance")) == {"ok": False, "code": "bad-message"}
        assert (await anu.ask("resync", 1)) == {"ok": False, "code": "bad-message"}
        await leave(kim, anu)


async def test_an_audio_offer_is_answered_in_the_circle_and_not_in_the_lobby() -> None:
    async with open_house() as house:
        await house.open()
        anu, wim = await house.joined(), await house.joined(secret=None)
        assert (await anu.offer("v=0")) == {"ok": True, "sdp": "answer to v=0"}
        assert (await anu.offer("refuse me")) == {"ok": False, "code": "offer-malformed"}
        assert (await wim.offer("v=0")) == {"ok": False, "code": "seated-only"}
        await leave(anu, wim)


async def test_a_bug_is_an_id_to_the_browser_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        answer = await anu.offer("break")
        assert (answer["ok"], answer["code"]) == (False, "internal")
        assert set(answer) == {"ok", "code", "id"}
        (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert vars(record)["bug"] == answer["id"]
        assert (await anu.do("raise_hand")) == {"ok": True}
        await leave(anu)


# ----------------------------------------------------------------------------------------------------------- all together


async def test_all_screens_equal_the_projection_in_the_end() -> None:
    """Thirty members through a lively meeting with drops; `you` too, which is only sent to whom it concerns."""
    async with open_house() as house:
        await house.open()
        kim = await house.joined(secret=FACILITATOR)
        members = [await house.joined(secret=MEMBER if number % 5 else LISTENER) for number in range(28)] + [await house.joined(secret=None)]
        await kim.do("start_circle")

        async def live(member: Member, number: int) -> None:
            for step in range(6):
                try:
                    await member.do(("raise_hand", "begin", "done", "raise_hand", "lower_hand", "raise_hand")[(step + number) % 6])
                    if (step * 7 + number) % 11 == 0:
                        await member.drop()
                        await member.come_back()
                except Dropped:
                    await member.come_back()

        async def guide() -> None:
            for member in members[:8]:
                await kim.do("mute", seat=member.seat)
                await kim.do("next")
                await asyncio.sleep(0.1)
            await kim.do("admit_all")
            await kim.do("set_order", order="round")

        await asyncio.gather(guide(), *(live(member, number) for number, member in enumerate(members)))
        circle = await house.now()
        for member in (kim, *members):
            await member.until(lambda member: member.you == you_for(circle, SeatId(member.seat)))
            audience = {"facilitator": Audience.FACILITATORS, "listener": Audience.LISTENERS}.get(member.you["role"], Audience.MEMBERS)
            wanted: Any = view_for(circle, audience)
            await member.until(lambda member, wanted=wanted: member.view == wanted)
        assert circle.stage is Stage.OPEN
        assert house.bugs.count == 0
        await leave(kim, *members)


async def test_the_end_reaches_everybody() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu, wim = await house.joined(secret=FACILITATOR), await house.joined(), await house.joined(secret=None)
        assert (await kim.do("end_circle")) == {"ok": True}
        for member in (kim, anu, wim):
            await member.gone()
            assert member.bye == "ended"
            assert member.view == {"stage": "ended"}
        assert (CODE, None) in house.audio.dropped
        last: Json = await anu.come_back()
        assert last["code"] == "no-such-token"
        assert (await anu.return_(secret=MEMBER))["code"] == "ended", "who holds a link is told"
        await leave(anu)
