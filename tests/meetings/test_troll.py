"""Somebody who came to disturb, against the whole server: heard by nobody, stopped by one tap, and not back by the same link."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bounds import TOLERANCE
from tests.meetings.hearing import PACKETS, heard_of
from tests.meetings.people import People, Person, secret_of
from tests.serving import ServerProcess, server_process

REJOINS = 50
RAISES, AT_ONCE = 1000, 5
SILENCE_SECONDS = 0.3


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


async def test_a_troll_is_heard_by_nobody_and_stopped_by_one_tap(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url) as people:
        keeper, troll, holder, listener = (people.person(voice=True) for _ in range(4))
        await keeper.come(links.facilitator)
        for person in (troll, holder, listener):
            assert (await person.come(links.member))["ok"]
        listeners = [keeper, listener]
        assert (await keeper.do("start_circle"))["ok"]
        await begins(holder)

        # speaks without the floor
        assert await heard_of(troll, holder, listeners) == [(PACKETS, 0)] * 2

        # a thousand hands: most are too fast, and the connection ends
        before = len(listener.member.history.seen[-1])
        codes = await raise_and_lower(troll, RAISES)
        assert codes.count("too-fast") + codes.count("dropped") > RAISES * 0.8
        assert len(listener.member.history.seen[-1]) - before <= 2 * codes.count("") + 10, "others were told of what was done, and of no more"
        assert await heard_of(troll, holder, listeners) == [(PACKETS, 0)] * 2, "and nobody's share suffers"

        # comes again fifty times, under fifty names, and finds itself nowhere twice
        seats = len(keeper.member.view["seats"])
        for _ in range(REJOINS):
            again = people.person()
            assert (await again.come(links.member))["ok"]
            assert (await again.do("leave"))["ok"]
            await again.go()
        await keeper.member.until(lambda member: len(member.view["seats"]) <= seats)

        # in its own turn: one tap, and silence
        assert (await holder.do("done"))["ok"]
        if not troll.member.online:
            assert (await troll.reappear())["ok"]
        await begins(troll)
        assert await heard_of(troll, None, listeners) == [(PACKETS, 0)] * 2, "the control: it has the floor"
        assert await stopped_after(troll, keeper, listener) <= SILENCE_SECONDS * TOLERANCE
        await troll.member.until(lambda member: member.you.get("muted"))
        assert listener.member.view["stage"] == "paused"
        assert "muted" not in str(listener.member.view["seats"]), "the room is not told whose mute it was"

        # removed, and not back by the same link: the next newcomer waits in the lobby
        assert (await keeper.do("remove", seat=troll.member.seat))["ok"]
        await troll.member.gone()
        assert troll.member.bye == "removed"
        await troll.member.connect()
        assert (await troll.member.return_())["code"] == "removed"
        stranger = people.person()
        assert (await stranger.come(links.member))["ok"]
        assert stranger.member.you["standing"] == "waiting"
        await keeper.member.until(lambda member: stranger.member.seat in member.view.get("lobby", {}) and member.view.get("guarded"))
        assert (await keeper.do("lift_lobby"))["ok"]
        friend = people.person()
        assert (await friend.come(links.member))["ok"]
        assert friend.member.you["standing"] == "seated"


async def test_a_typed_name_that_hurts_is_taken_away(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False, names="chosen")
    async with People(server.url) as people:
        keeper, troll = people.person(), people.person()
        await keeper.member.connect()
        code, secret = secret_of(links.facilitator)
        assert (await keeper.member.join(code, secret))["code"] == "name-needed"
        assert (await keeper.member.join(code, secret, called="Kim"))["ok"]
        await troll.member.connect()
        code, secret = secret_of((await server.centre.invite(links.code))[0])
        for hostile in ("\u202e", " ", "x" * 200, "a" + "\u0301" * 40):
            assert (await troll.member.join(code, secret, called=hostile))["code"] == "name-needed", ascii(hostile)
        assert (await troll.member.join(code, secret, called="You all lie"))["ok"]
        await keeper.member.until(lambda member: member.view["seats"].get(troll.member.seat, {}).get("called") == "You all lie")
        assert (await keeper.do("rename", seat=troll.member.seat))["ok"]
        await keeper.member.until(lambda member: "called" not in member.view["seats"][troll.member.seat])
        assert (await troll.do("leave"))["ok"]
        again = people.person()
        await again.member.connect()
        assert (await again.member.join(code, secret, called="You all lie"))["seat"] == troll.member.seat
        await keeper.member.until(lambda member: troll.member.seat in member.view["seats"])
        assert "called" not in keeper.member.view["seats"][troll.member.seat], "coming back does not bring the name back"


async def begins(person: Person) -> None:
    assert (await person.do("raise_hand"))["ok"]
    await person.member.until(lambda _: person.my_turn() == "offered")
    assert (await person.do("begin"))["ok"]
    await person.member.until(lambda _: person.my_turn() == "sharing")


async def raise_and_lower(troll: Person, times: int) -> list[str]:
    """As a script can, which waits for no answer: else it is as fast as the machine. The codes of the answers; empty for a yes."""
    codes: list[str] = []
    while len(codes) < times and troll.member.online:
        answers = await asyncio.gather(*(troll.do("lower_hand" if number % 2 else "raise_hand") for number in range(AT_ONCE)))
        codes += ["" if answer["ok"] else answer["code"] for answer in answers]
    return codes + ["dropped"] * (times - len(codes))


async def stopped_after(troll: Person, keeper: Person, listener: Person) -> float:
    """Seconds from *Stop* to the last packet that the listener hears, while the troll goes on and on."""
    assert troll.voice is not None
    assert listener.voice is not None
    going = asyncio.create_task(troll.voice.send(100, pace=0.01))
    await asyncio.sleep(0.3)  # it is heard by now; what is measured begins with the tap
    pressed = time.monotonic()
    assert (await keeper.do("stop"))["ok"]
    await going
    await listener.voice.settle()
    return max(listener.voice.last_heard_at.values()) - pressed
