"""A wish to be called: through real sockets and the whole road, to the keeper and the centre, and to nobody else."""

import logging
import re

import pytest

from rooms.ids import CircleId, SeatId
from server.follow_ups import FollowUps
from server.store.follow_up import KEPT_SECONDS
from server.wire import BadMessage, Calling, calling
from tests.fakes import EVENING, FakeClock, FaultyStore, MemoryStore
from tests.member import Member
from tests.server.house import FACILITATOR, MEMBER, House, leave, open_house

CODE = CircleId("ABCD2345")
NUMBER = "+91 (98765) 43-210"
WISH = {"number": NUMBER, "when": "after seven", "may_name": False}


async def call(member: Member, **changes: object) -> dict[str, object]:
    return await member.ask("call", WISH | changes)


async def flag(house: House, member: Member) -> tuple[bool, bool]:
    """Whether the member wants a call, and whether a proposal stands."""
    seat = (await house.now()).seats[SeatId(member.seat)]
    return seat.wants_call, seat.follow_up


async def kept(house: House) -> list[tuple[str, str]]:
    return [(one.number, one.kind.value) for one in await house.store.follow_ups(CODE)]


async def test_the_keeper_reads_it_and_the_centre_takes_it() -> None:
    async with open_house() as house:
        await house.open()
        kim, dev, anu, bela = [await house.joined(secret=secret) for secret in (FACILITATOR, FACILITATOR, MEMBER, MEMBER)]
        assert (await call(anu)) == {"ok": True}
        assert await flag(house, anu) == (True, False)
        expected = {"number": NUMBER, "when": "after seven", "may_name": False, "kind": "call"}
        assert (await kim.ask("calls")) == {"ok": True, "calls": {anu.seat: expected}}
        for other in (dev, anu, bela):
            assert (await other.ask("calls")) == {"ok": False, "code": "facilitators-only"}
        (taken,) = await house.store.take_follow_ups(EVENING)
        assert (taken.name.adjective, taken.name.thing, taken.language) == (*anu.name, "en")
        assert taken.expires == taken.at + KEPT_SECONDS
        assert (await kim.ask("calls")) == {"ok": True, "calls": {}}
        await leave(kim, dev, anu, bela)


async def test_nothing_of_it_is_in_the_circle_the_log_or_what_others_receive(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_house() as house:
        await house.open()
        kim, anu, bela = [await house.joined(secret=secret) for secret in (FACILITATOR, MEMBER, MEMBER)]
        before = len(bela.history.seen[-1])
        assert (await call(anu))["ok"]
        assert (await call(anu, number="x"))["code"] == "bad-message"
        await kim.until(lambda kim: kim.view["seats"][anu.seat].get("wants_call"))
        assert (await bela.do("raise_hand"))["ok"]
        await bela.until(lambda bela: bela.view["seats"][bela.seat].get("place"))
        said = f"{await house.now()} {kim.history} {anu.history.seen} {bela.history} {caplog.text}"
        assert not re.search(r"98765\D*43\D*210", said), "all of it, however it is written: five digits are in some instant or other"
        assert "seven" not in said
        assert [seen.payload for seen in bela.history.seen[-1][before:] if "wants_call" in str(seen.payload)] == []
        await leave(kim, anu, bela)


async def test_a_second_wish_replaces_the_first_and_it_can_be_taken_back() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        await call(anu)
        assert (await call(anu, number=" 022  1234 ", when=" \n", may_name=True)) == {"ok": True}
        assert await kept(house) == [("022 1234", "call")]
        await kim.until(lambda kim: kim.view.get("seats", {}).get(anu.seat, {}).get("wants_call") == 2)  # the page sees it
        assert (await kim.ask("calls"))["calls"][anu.seat] == {"number": "022 1234", "when": "", "may_name": True, "kind": "call"}
        assert (await anu.ask("uncall")) == {"ok": True}
        assert (await anu.ask("uncall")) == {"ok": True}
        assert (await flag(house, anu), await kept(house)) == ((False, False), [])
        await leave(kim, anu)


async def test_the_answer_to_a_proposal() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        assert (await kim.do("propose_follow_up", seat=anu.seat))["ok"]
        await anu.until(lambda anu: anu.you.get("follow_up"))
        assert (await call(anu)) == {"ok": True}
        assert (await flag(house, anu), await kept(house)) == ((True, False), [(NUMBER, "follow_up")])
        await leave(kim, anu)


async def test_who_is_not_in_the_circle_cannot() -> None:
    async with open_house() as house:
        await house.open(lobby=True)
        wim, guest = await house.joined(), house.member()
        await guest.connect()
        assert (await call(wim)) == {"ok": False, "code": "seated-only"}
        for event, arguments in (("call", [WISH]), ("uncall", []), ("calls", [])):
            assert (await guest.ask(event, *arguments)) == {"ok": False, "code": "not-joined"}
        assert await kept(house) == []
        await leave(wim, guest)


async def test_a_store_that_does_not_keep_it_leaves_things_as_they_were() -> None:
    store = FaultyStore(MemoryStore())
    async with open_house(store=store) as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        await kim.do("propose_follow_up", seat=anu.seat)
        store.refusals_apart = 1
        assert (await call(anu)) == {"ok": False, "code": "unavailable"}
        assert (await flag(house, anu), await kept(house)) == ((False, True), [])
        assert (await call(anu)) == {"ok": True}
        # Who wanted a call before still does, at the number they said before.
        store.refusals_apart = 1
        assert (await call(anu, number="1")) == {"ok": False, "code": "unavailable"}
        assert (await flag(house, anu), await kept(house)) == ((True, False), [(NUMBER, "follow_up")])
        # Not dropped, so still wanted: the button to take it back stays.
        store.refusals_apart = 1
        assert (await anu.ask("uncall")) == {"ok": False, "code": "unavailable"}
        assert (await flag(house, anu), await kept(house)) == ((True, False), [(NUMBER, "follow_up")])
        await leave(kim, anu)


async def test_it_outlives_the_circle() -> None:
    async with open_house() as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        await call(anu)
        assert (await kim.do("end_circle"))["ok"]
        assert await kept(house) == [(NUMBER, "call")]
        await leave(kim, anu)


async def test_after_its_time_nobody_reads_it() -> None:
    clock = FakeClock()
    store = MemoryStore()
    async with open_house(store=store, clock=clock) as house:
        await house.open()
        kim, anu = await house.joined(secret=FACILITATOR), await house.joined()
        await call(anu)
        clock.advance(KEPT_SECONDS)
        assert (await kim.ask("calls")) == {"ok": True, "calls": {}}
        assert await FollowUps(house.circles, store, clock).take() == []
        await leave(kim, anu)


@pytest.mark.parametrize("changes", [
    {"number": ""}, {"number": "+ () -"}, {"number": "1" * 41}, {"number": "112a"}, {"number": "112\n"}, {"number": "११२"}, {"number": 112},
    {"when": "x" * 81}, {"when": None}, {"may_name": 1}, {"may_name": None}, {"seat": "x"},
])  # fmt: skip
def test_what_is_no_wish(changes: dict[str, object]) -> None:
    with pytest.raises(BadMessage):
        calling((WISH | changes,))


@pytest.mark.parametrize("number", ["112", "+91 98765 43210", "(022) 2345-6789", "1" * 40])
def test_what_is_one(number: str) -> None:
    assert calling((WISH | {"number": number},)).number == number
    assert repr(calling((WISH,))) == "Calling(…)" == str(Calling(number=number, when="", may_name=True))


def test_the_hours_are_72() -> None:
    assert KEPT_SECONDS / 3600 == 72
