"""*I need help now* in a whole meeting: who sees it, how soon, and that nobody else can tell."""

import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from rooms.bounds import HELP_SECONDS
from tests.bounds import TOLERANCE
from tests.meetings.people import People, Person
from tests.member import Member
from tests.serving import ServerProcess, server_process

SEEN_SECONDS = 3.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path / "data") as process:
        yield process


def helps(member: Member) -> dict[str, Any]:
    return member.view.get("help", {})


async def test_a_deputy_is_with_the_person_while_the_circle_goes_on(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url) as people:
        keeper, deputy, anu, bela = (people.person() for _ in range(4))
        for person, link in ((keeper, links.facilitator), (deputy, links.facilitator), (anu, links.member), (bela, links.member)):
            assert (await person.come(link))["ok"]
        assert (await keeper.do("start_circle"))["ok"]
        seat = anu.member.seat

        tapped = time.monotonic()
        assert (await anu.do("ask_help"))["ok"]
        await deputy.member.until(lambda member: helps(member).get(seat, {}).get("state") == "asked")
        assert time.monotonic() - tapped <= SEEN_SECONDS * TOLERANCE
        assert anu.member.you["help"]["state"] == "asked"
        assert (await deputy.do("answer_help", seat=seat))["ok"]
        await anu.member.until(lambda member: member.you["help"]["state"] == "together")
        assert (await keeper.do("answer_help", seat=seat))["code"] == "no-help", "one is with them"

        assert (await anu.do("write_line", seat=seat, text="I am not well."))["ok"]
        assert (await deputy.do("write_line", seat=seat, text="I am here."))["ok"]
        await anu.member.until(lambda member: len(member.you["help"].get("lines", {})) == 2)
        assert deputy.member.you["rooms"][seat]["lines"]["2"]["text"] == "I am here."
        assert "rooms" not in keeper.member.you
        assert (await bela.do("write_line", seat=seat, text="What is it?"))["code"] == "no-help"
        for other in (keeper, bela):
            assert "not well" not in str(other.member.history.seen), "what is written is between two"

        assert (await bela.do("raise_hand"))["ok"]
        await bela.member.until(lambda _: bela.my_turn() == "offered")
        assert (await anu.do("end_help", seat=seat))["ok"]
        await anu.member.until(lambda member: "help" not in member.you)
        await keeper.member.until(lambda member: not helps(member))


async def test_nobody_answers_and_the_keeper_is_alerted(server: ServerProcess) -> None:
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url) as people:
        keeper, deputy, anu = (people.person() for _ in range(3))
        for person, link in ((keeper, links.facilitator), (deputy, links.facilitator), (anu, links.member)):
            assert (await person.come(link))["ok"]
        seat = anu.member.seat
        asked = time.monotonic()
        assert (await anu.do("ask_help"))["ok"]
        await keeper.member.until(lambda member: helps(member).get(seat, {}).get("state") == "alerted", seconds=HELP_SECONDS + 20)
        assert HELP_SECONDS - 1 <= time.monotonic() - asked <= HELP_SECONDS + SEEN_SECONDS * TOLERANCE
        await anu.member.until(lambda member: member.you["help"]["state"] == "alerted")
        assert "alone" not in anu.member.you["help"]

        # nobody there at all: the person is told so, and the helpline stays on their screen
        await keeper.vanish()
        await deputy.vanish()
        await anu.member.until(lambda member: member.you["help"].get("alone"))


async def test_what_peers_receive_is_the_same_with_and_without_it(server: ServerProcess) -> None:
    """Messages, their number and their order, for a member and for a listener of every kind of care."""
    without, with_ = [await captured(server, care=care) for care in (False, True)]
    assert len(without) > 10
    assert with_ == without


async def captured(server: ServerProcess, *, care: bool) -> list[tuple[int, str, str]]:
    """All that Bela was sent in one and the same meeting, with names for seats and without instants."""
    links = await server.centre.open_circle(lobby=False)
    async with People(server.url) as people:
        names: dict[str, Person] = {name: people.person() for name in ("kim", "dev", "anu", "bela", "chand")}
        for number, (name, person) in enumerate(names.items()):
            person.member.name = (number, 7)
            assert (await person.come(links.facilitator if name in ("kim", "dev") else links.member))["ok"]
        bela = names["bela"].member
        seats = {person.member.seat: name for name, person in names.items()}
        await bela.until(lambda member: member.view.get("seats", {}).keys() == seats.keys())
        before = len(bela.history.seen[-1])

        async def happens(name: str, command: str, seen: str, *, gone: str = "nothing", **fields: object) -> None:
            """And is seen, as it was not before: what is not waited for may be told together with what comes next."""

            def is_seen(member: Member) -> bool:
                view = anonymous(member.view, seats)
                return seen in view and gone not in view

            assert not is_seen(bela), command
            assert (await names[name].do(command, **fields))["ok"], command
            await bela.until(is_seen)
            await cared(names, number=next(numbers)) if care else None

        numbers = iter(range(100))
        await happens("kim", "start_circle", '"stage": "open"')
        await happens("chand", "raise_hand", '"seat": "chand", "seconds": 180.0, "state": "offered"')
        await happens("chand", "begin", '"seat": "chand", "seconds": 180.0, "state": "sharing"')
        await happens("bela", "raise_hand", '"place": 1')
        await happens("chand", "done", '"seat": "bela", "seconds": 180.0, "state": "offered"')
        await happens("kim", "pause", '"stage": "paused"')
        await happens("kim", "resume", '"stage": "open"')
        await happens("bela", "pass", '"queue_open": true', gone='"turn"')
        await happens("kim", "close_queue", '"queue_open": false')
        received = bela.history.seen[-1][before:]
        return [(one.sequence - received[0].sequence, one.event, anonymous(one.payload, seats)) for one in received]


def anonymous(payload: object, seats: dict[str, str]) -> str:
    text = json.dumps(payload)
    for seat, name in seats.items():
        text = text.replace(seat, name)
    sorted_ = json.dumps(json.loads(text), sort_keys=True)
    return re.sub(r'"at": \d+', '"at"', re.sub(r"\d{9,}(\.\d+)?", "INSTANT", sorted_))


async def cared(names: dict[str, Person], number: int) -> None:
    """One thing of all that peers must not see."""
    anu, dev, kim = names["anu"], names["dev"], names["kim"]
    seat = anu.member.seat
    steps: list[tuple[Person, str, dict[str, object]]] = [
        (anu, "ask_help", {}),
        (dev, "answer_help", {"seat": seat}),
        (anu, "write_line", {"seat": seat, "text": "I am not well."}),
        (dev, "write_line", {"seat": seat, "text": "I am here."}),
        (dev, "end_help", {"seat": seat}),
        (kim, "message", {"seat": seat, "text": "Are you all right?"}),
        (kim, "offer_support", {"seat": seat}),
        (anu, "answer_support", {"yes": True}),
        (kim, "propose_follow_up", {"seat": seat}),
    ]
    person, command, fields = steps[number % len(steps)]
    answer = await person.do(command, **fields)
    assert answer["ok"], (command, answer)
