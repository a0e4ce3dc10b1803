"""Who comes and goes is seen at ticks, all of one tick together, and by nobody a moment earlier."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from rooms.circle import Circle
from rooms.commands import Admit, AskHelp, Command, Join, Leave, LowerHand, MarkAway, Mute, RaiseHand, Return, SetOrder, WasHere
from rooms.formats import Format, Order, Phase
from rooms.ids import Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Seat
from rooms.views import Audience, view_for
from server.presence import PRESENCE_SECONDS
from server.sockets.connection import Connection
from tests.leaping import run
from tests.rooms.words import after, given
from tests.server.test_beat import Recorder
from tests.server.watching import Watched, settle, watched

KIM, ANU, BELA, CHAND, WIM = map(SeatId, ("kim", "anu", "bela", "chand", "wim"))
TICK = PRESENCE_SECONDS
FIRST_TICK = 10 * TICK


def lived(circle: Circle, course: Callable[["Course"], Awaitable[None]]) -> None:
    """A course of events in a loop in which waiting costs nothing and computing takes no time."""

    async def live() -> None:
        async with watched(circle, coalesce=0.05, presence=TICK) as seen:
            watching = Course(seen)
            await settle()
            await course(watching)
            await asyncio.sleep(3)
            assert seen.bugs.count == 0
            for seat, screen in watching.screens.items():
                if not screen.over:
                    audience = Audience.FACILITATORS if seat == KIM else Audience.MEMBERS
                    assert screen.view == view_for(seen.world.circle, audience), "in the end everybody sees what is"

    run(live())


class Course:
    """What happens, and what bela and kim have seen of it."""

    def __init__(self, seen: Watched) -> None:
        self.seen = seen
        self.screens = {seat: self.look(seat) for seat in (KIM, BELA)}

    def look(self, seat: SeatId) -> Recorder:
        screen = Recorder(seat)
        connection = Connection(screen, b"")
        self.seen.announce.attach(connection, self.seen.world.circle.id, seat)
        self.seen.connections[seat] = connection
        return screen

    async def at(self, seconds: float, *commands: Command) -> None:
        """After the tenth tick."""
        await asyncio.sleep(FIRST_TICK + seconds - asyncio.get_running_loop().time())
        if commands:
            self.seen.world.change(after(self.seen.world.circle, *commands))
        await settle()

    def told(self, seat: SeatId = BELA) -> list[tuple[float, Any]]:
        """Patches since the beginning, each with its time after the tenth tick."""
        read = [(round(at - FIRST_TICK, 4), json.loads(frame[frame.index(b"[") :])) for at, frame in self.screens[seat].frames]
        return [(at, said[2]) for at, said in read if said[0] == "patch"]


def back(seat: str) -> Return:
    return Return(token=SecretHash(f"token-{seat}"), next=SecretHash(f"token-{seat}"))


def test_a_change_of_presence_waits_for_the_tick_and_all_of_one_tick_come_together() -> None:
    async def course(course: Course) -> None:
        await course.at(0.01, MarkAway(seat=ANU))
        await course.at(0.12, MarkAway(seat=CHAND))
        await course.at(0.3)
        assert course.told() == [(0.25, {"seats": {"anu": {"away": True}, "chand": {"away": True}}})]
        await course.at(0.4, back("anu"))
        await course.at(0.45, MarkAway(seat=ANU))
        await course.at(0.6)
        assert len(course.told()) == 1, "what was undone before the tick is seen by nobody"

    lived(given(), course)


def test_the_order_within_a_tick_is_not_the_order_in_which_people_came() -> None:
    """Forty of them, in sixty orders: what is told is the same to the byte."""
    people = [f"p{number:02}" for number in Random(1).sample(range(40), 40)]
    circle = given()
    like = circle.seats[ANU]
    seats = {SeatId(id): crowd(like, id, number) for number, id in enumerate(people)}
    circle = replace(circle, seats={**circle.seats, **seats})
    seen: set[str] = set()
    orders: set[tuple[str, ...]] = set()

    def one(order: list[str]) -> None:
        async def course(course: Course) -> None:
            for number, id in enumerate(order):
                await course.at(0.001 + number * 0.006, MarkAway(seat=SeatId(id)))
            await course.at(0.26)
            ((at, patch),) = course.told()
            assert at == TICK
            seen.add(json.dumps(patch))
            orders.add(tuple(order))

        lived(circle, course)

    for seed in range(60):
        one(Random(seed).sample(people, len(people)))
    assert (len(orders), len(seen)) == (60, 1)


def crowd(like: Seat, id: str, number: int) -> Seat:
    name = Pseudonym(adjective=number, thing=9)
    return replace(like, id=SeatId(id), token=SecretHash(f"token-{id}"), nonce=Nonce(f"nonce-{id}"), link=None, name=name, at=number * 7919 % 4001)


URGENT: list[tuple[str, Command, str]] = [
    ("a hand", RaiseHand(by=CHAND), "chand"),
    ("a hand taken down", LowerHand(by=CHAND), "chand"),
    ("the order", SetOrder(order=Order.ROUND), ""),
]


@pytest.mark.parametrize(("name", "command", "seat"), URGENT, ids=[name for name, _, _ in URGENT])
def test_what_is_more_than_presence_leaves_at_once_and_takes_no_presence_with_it(name: str, command: Command, seat: str) -> None:
    async def course(course: Course) -> None:
        await course.at(0.03, MarkAway(seat=ANU), Leave(by=WIM))
        await course.at(0.05, command)
        assert [at for at, _ in course.told()] == [0.05]
        assert "away" not in str(course.told())
        await course.at(0.24)
        assert len(course.told()) == 1
        await course.at(0.26)
        assert course.told()[1:] == [(0.25, {"seats": {"anu": {"away": True}}})]

    lived(given("gathering; queue chand" if "down" in name else "gathering"), course)


def test_a_mute_and_a_lost_turn_are_seen_at_once() -> None:
    async def course(course: Course) -> None:
        await course.at(0.02, Mute(seat=ANU))
        assert [at for at, _ in course.told()] == [0.02]
        assert course.told()[0][1]["turn"]["quiet"] is True
        await course.at(0.1, MarkAway(seat=ANU))
        (at, patch) = course.told()[1]
        assert (at, patch["turn"]["state"]) == (0.1, "held")
        assert "seats" not in patch, "that the piece is held is told; who is away, and since when, at the tick"

    lived(given("anu sharing 100"), course)


def test_who_comes_is_seen_and_sees_at_the_tick() -> None:
    new = SeatId("new")
    join = Join(
        seat=new, at=5, link=SecretHash("link-new"), nonce=Nonce("n"), name=Pseudonym(adjective=100, thing=7), token=SecretHash("token-new")
    )

    async def course(course: Course) -> None:
        await course.at(0.02, join)
        course.screens[new] = course.look(new)
        await course.at(0.2)
        assert (course.told(), course.screens[new].seen) == ([], [])
        await course.at(0.26)
        ((at, patch),) = course.told()
        assert (at, set(patch["seats"])) == (TICK, {"new"})
        assert [round(at - FIRST_TICK, 4) for at, _ in course.screens[new].frames] == [TICK, TICK]
        assert course.screens[new].events() == ["you", "view"]
        await course.at(0.31, Leave(by=new))
        await course.at(0.45)
        assert course.screens[new].over, "who goes is let go at once"
        assert "new" in course.screens[BELA].view["seats"]

    lived(given("gathering"), course)


def test_who_asks_for_everything_again_is_told_no_more_than_the_others() -> None:
    async def course(course: Course) -> None:
        await course.at(0.02, MarkAway(seat=ANU))
        for moment in (0.05, 0.1, 0.2):
            await course.at(moment)
            course.seen.announce.resync(course.seen.connections[BELA])
            await settle()
        assert course.screens[BELA].events() == ["you", "view"] * 4
        assert "away" not in course.screens[BELA].view["seats"]["anu"]

    lived(given(), course)


RECKONED: list[tuple[str, str, Command, set[str]]] = [
    ("a seat becomes empty", "claims wim; away bela", MarkAway(seat=CHAND), {"seats", "empty"}),
    ("a seat is empty no more", "claims wim; away chand", back("chand"), {"seats", "empty"}),
    ("the rounds that fit", "phase 1 640; anu sharing 100", Leave(by=CHAND), {"seats", "phase", "again_until"}),
]


@pytest.mark.parametrize(("name", "words", "command", "parts"), RECKONED, ids=[name for name, *_ in RECKONED])
def test_what_is_reckoned_from_who_is_here_tells_no_moment_either(name: str, words: str, command: Command, parts: set[str]) -> None:
    """The seats that may be given to who lost theirs, and how often the piece can go round."""
    phase = Phase(id="sharing", minutes=16, order=Order.ROUND, rounds=3, share_seconds=180)

    async def course(course: Course) -> None:
        await course.at(0.02, command)
        await course.at(0.24)
        assert (course.told(KIM), course.told()) == ([], [])
        await course.at(0.26)
        ((at, patch),) = course.told(KIM)
        assert (at, set(patch)) == (TICK, parts)

    lived(given(words, Format(id="circle", phases=(phase,), minutes=16, listeners=True)), course)


def test_a_seat_that_is_empty_for_the_keeper_is_empty_in_the_ring() -> None:
    async def course(course: Course) -> None:
        await course.at(0.02, MarkAway(seat=BELA))
        await course.at(0.1, WasHere(by=WIM))
        assert course.told(KIM)[0][1]["empty"] == {"chand": {"name": [4, 7], "role": "member"}}
        await course.at(0.26)
        assert course.told(KIM)[1][1].keys() == {"seats", "empty"}

    lived(given("away chand"), course)


@pytest.mark.parametrize("asks", ["a written share waits", "help was asked for"])
def test_that_nobody_is_here_to_help_is_told_at_the_tick(asks: str) -> None:
    """To the one person whom it concerns: they too would know when the keeper's line was lost."""
    circle = given("unread bela; away dev") if asks == "a written share waits" else after(given("away dev"), AskHelp(by=BELA))

    async def course(course: Course) -> None:
        bela = course.screens[BELA]
        await course.at(0.02, MarkAway(seat=KIM))
        await course.at(0.1)
        course.seen.announce.resync(course.seen.connections[BELA])
        await course.at(0.24)
        assert "alone" not in str(bela.seen)
        await course.at(0.26)
        assert [round(at - FIRST_TICK, 4) for at, frame in bela.frames if b"alone" in frame] == [TICK]
        await course.at(0.3, back("kim"))
        await course.at(0.49)
        assert bela.events()[-1] == "patch"
        await course.at(0.51)
        assert bela.events()[-2:] == ["you", "patch"]
        assert b"alone" not in bela.frames[-2][1]

    lived(circle, course)


def test_who_is_admitted_is_moved_at_once_before_the_keepers_eyes() -> None:
    """Their own tap: a person who was gone from the lobby and not yet in the circle would look lost."""

    async def course(course: Course) -> None:
        await course.at(0.02, Admit(seat=WIM))
        ((at, patch),) = course.told(KIM)
        assert (at, patch["seats"].keys(), patch["lobby"]) == (0.02, {"wim"}, None)
        assert course.told() == []

    lived(given("gathering"), course)
