"""Coming back to a seat, being taken over, leaving: through real sockets."""

import asyncio
import os
from dataclasses import replace

import pytest

from rooms.ids import CircleId, SeatId
from rooms.seat import Presence, Standing
from tests.fakes import FaultyStore, MemoryStore
from tests.member import Member, hashed, made_up
from tests.server.house import FACILITATOR, eventually, leave, open_house

CODE = CircleId("ABCD2345")
RACES = int(os.environ.get("CIRCLEKEEPER_RACES", "60"))


async def test_a_drop_loses_nothing() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        await anu.do("raise_hand")
        await kim.do("start_circle")
        await anu.do("begin")
        await anu.drop()
        await kim.until(lambda kim: kim.view.get("turn", {}).get("state") == "held" and kim.view["seats"][anu.seat].get("away"))
        assert house.audio.floors[-1][2] == {}
        answer = await anu.come_back()
        assert answer["seat"] == anu.seat
        assert answer["last"] == 2
        await kim.until(lambda kim: "away" not in kim.view["seats"][anu.seat])
        assert (await anu.do("begin")) == {"ok": True}
        await kim.until(lambda kim: kim.view.get("turn", {}).get("state") == "sharing")
        await leave(kim, anu)


async def test_a_token_works_once_and_the_next_one_from_then_on() -> None:
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        old = anu.token
        await anu.drop()
        await anu.come_back()
        assert anu.token != old
        thief = house.member()
        thief.circle, thief.token = CODE, old
        await thief.connect()
        assert (await thief.return_()) == {"ok": False, "code": "no-such-token"}
        assert anu.online
        await leave(anu, thief)


async def test_a_lost_answer_to_return_strands_nobody() -> None:
    """The browser has stored the next token before it sent its hash, and tries that first."""
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        coming = made_up("token")
        await anu.drop()
        await anu.connect()
        await anu.say(f'42["return",{{"circle":"{CODE}","token":"{anu.token}","next":"{hashed(coming)}"}}]')
        await anu.until(lambda anu: len(anu.history.seen[-1]) >= 2)
        await anu.drop()
        anu.token = coming
        assert (await anu.come_back())["ok"]
        await leave(anu)


async def test_races_for_a_seat_have_one_winner_each() -> None:
    """`CIRCLEKEEPER_RACES=500` for all of them. Each has two who hold the same token, on lines that are opened at once, and who sits there."""
    async with open_house() as house:
        await house.open()
        anu, bela = await house.joined(), await house.joined()
        for number in range(RACES):
            before = (await house.now()).seats[SeatId(anu.seat)]
            rivals = [house.member() for _ in range(2 + number % 2)]
            for rival in rivals:
                rival.circle, rival.token = CODE, anu.token
            await asyncio.gather(*(rival.connect() for rival in rivals))
            answers = await asyncio.gather(*(rival.return_() for rival in rivals))
            (winner,) = [rival for rival, answer in zip(rivals, answers, strict=True) if answer["ok"]]
            assert [answer.get("code") for answer in answers if not answer["ok"]] == ["no-such-token"] * (len(rivals) - 1)
            await anu.gone()
            assert anu.bye == "taken-over", "who sat there is told by whom it was"
            after = (await house.now()).seats[SeatId(anu.seat)]
            assert after == replace(before, token=after.token), "the seat is as it was"
            assert after.token == hashed(winner.token)
            assert winner.seat == anu.seat
            await leave(anu, *(rival for rival in rivals if rival is not winner))
            anu = winner
        assert (await anu.do("raise_hand"))["ok"]
        assert house.attendance.count() == 2
        assert all("away" not in str(seen.payload) for seen in bela.history.seen[0]), "nobody saw anything of it"
        await leave(anu, bela)


async def test_who_comes_back_at_once_is_never_left_away() -> None:
    async with open_house() as house:
        await house.open()
        members = [await house.joined() for _ in range(10)]

        async def flicker(member: Member) -> None:
            for _ in range(10):
                await member.drop()
                assert (await member.come_back())["ok"]

        await asyncio.gather(*map(flicker, members))
        await asyncio.sleep(0.1)
        assert {seat.presence for seat in (await house.now()).seats.values()} == {Presence.PRESENT}
        await leave(*members)


async def test_an_absence_is_told_when_the_store_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.attendance.AGAIN_SECONDS", 0.05)
    store = FaultyStore(MemoryStore())
    async with open_house(store=store) as house:
        await house.open()
        anu, bela = await house.joined(), await house.joined()
        store.refusals = 9
        await anu.drop()
        await bela.until(lambda bela: bela.view["seats"][anu.seat].get("away"))
        assert store.refusals == 0
        await leave(bela)


async def test_who_leaves_is_told_so_and_is_not_away() -> None:
    async with open_house() as house:
        await house.open()
        anu, bela = await house.joined(), await house.joined()
        assert (await anu.do("leave")) == {"ok": True}
        await anu.gone()
        assert anu.bye == "left"
        await bela.until(lambda bela: anu.seat not in bela.view["seats"])
        assert (await house.now()).seats[SeatId(anu.seat)].standing is Standing.LEFT
        await leave(bela)


async def test_who_was_removed_stays_out() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        await kim.do("remove", seat=anu.seat)
        await anu.gone()
        assert anu.bye == "removed"
        assert (CODE, anu.seat) in house.audio.dropped
        assert (await anu.come_back()) == {"ok": False, "code": "removed"}
        await leave(kim, anu)


async def test_who_comes_back_at_another_worker_is_taken_over_here_and_stays() -> None:
    store = MemoryStore()
    async with open_house(store=store) as house, open_house(store=store) as other:
        await house.open()
        anu = await house.joined()
        again = other.member()
        again.circle, again.token = CODE, anu.token
        await again.connect()
        assert (await again.return_())["seat"] == anu.seat
        await anu.until(lambda anu: anu.bye == "taken-over")
        await eventually(lambda: house.attendance.count() == 0)
        await house.quiet(again)
        assert (await other.now()).seats[SeatId(again.seat or "")].presence is Presence.PRESENT
        assert other.attendance.count() == 1
        await leave(again)
