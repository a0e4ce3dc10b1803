"""What a browser is answered, and who is silent, while the store does not answer or stands still."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from tests.fakes import FaultyStore, MemoryStore
from tests.member import Member
from tests.server.house import FACILITATOR, eventually, leave, open_house


@asynccontextmanager
async def beside_a_faulty_store() -> AsyncGenerator[tuple[FaultyStore, Member]]:
    """The store, and somebody who has joined."""
    store = FaultyStore(MemoryStore())
    async with open_house(store=store) as house:
        await house.open()
        anu = await house.joined()
        yield store, anu
        await leave(anu)


async def test_a_store_that_does_not_answer_is_said_to_be_unavailable() -> None:
    async with beside_a_faulty_store() as (store, anu):
        store.refusals = 1000
        assert (await anu.do("raise_hand")) == {"ok": False, "code": "unavailable"}
        store.refusals = 0
        assert (await anu.ask("do", anu.number, anu.history.asked[anu.number])) == {"ok": True}


async def test_nothing_overtakes_a_command_of_which_nobody_knows_whether_it_was_done() -> None:
    async with beside_a_faulty_store() as (store, anu):
        assert (await anu.do("raise_hand")) == {"ok": True}
        await anu.until(lambda member: "place" in member.you)
        store.refusals = 1000
        assert (await anu.do("lower_hand")) == {"ok": False, "code": "unavailable"}
        store.refusals = 0
        # done now, it would make the one before look done, which is not
        assert (await anu.do("ask_help")) == {"ok": False, "code": "unavailable"}
        *_, last = anu.history.asked
        assert (await anu.ask("do", last, anu.history.asked[last])) == {"ok": False, "code": "unavailable"}
        assert "place" in anu.you
        store.refusals = 1000
        await anu.send_again()
        store.refusals = 0
        await anu.send_again()
        assert [answer["ok"] for answer in anu.history.acknowledged.values()] == [True] * 3
        await anu.until(lambda member: member.you.get("help") and "place" not in member.you)
        assert (await anu.do("raise_hand")) == {"ok": True}


async def test_whom_a_facilitator_silences_is_silent_though_the_mute_may_not_overtake() -> None:
    store = FaultyStore(MemoryStore())
    async with open_house(store=store) as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        store.refusals = 1000
        assert (await kim.do("start_circle")) == {"ok": False, "code": "unavailable"}
        store.refusals = 0
        assert (await kim.do("mute", seat=anu.seat)) == {"ok": False, "code": "unavailable"}
        assert house.audio.narrowed == [anu.seat]
        await kim.send_again()
        await anu.until(lambda member: member.you.get("muted") and member.view["stage"] == "open")
        await leave(kim, anu)


async def test_whom_a_facilitator_silences_is_silent_while_the_store_stands_still() -> None:
    store = FaultyStore(MemoryStore())
    async with open_house(store=store) as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        store.flowing.clear()
        asked = asyncio.create_task(kim.do("mute", seat=anu.seat))
        await eventually(lambda: house.audio.narrowed == [anu.seat])
        assert not asked.done()
        store.flowing.set()
        assert (await asked) == {"ok": True}
        await leave(kim, anu)


async def test_a_new_connection_begins_with_what_is_sent_first() -> None:
    async with beside_a_faulty_store() as (store, anu):
        store.refusals = 1000
        assert (await anu.do("raise_hand")) == {"ok": False, "code": "unavailable"}
        store.refusals = 0
        await anu.connect()
        assert (await anu.return_())["ok"]
        assert (await anu.do("raise_hand")) == {"ok": True}


async def test_a_yes_is_said_after_the_commit() -> None:
    async with beside_a_faulty_store() as (store, anu):
        store.flowing.clear()
        asked = asyncio.create_task(anu.do("raise_hand"))
        await eventually(lambda: store.commits == 2)
        await asyncio.sleep(0.1)
        assert not asked.done()
        store.flowing.set()
        assert (await asked) == {"ok": True}
