"""Nothing that others receive tells that somebody asked for help: not what they are sent, not how often, not when."""

import asyncio
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from hypothesis import example, given as drawn, settings, strategies as st

from rooms.circle import Circle
from rooms.events import (
    CallWanted,
    CommandApplied,
    Event,
    FollowUpAnswered,
    FollowUpProposed,
    HelpChanged,
    MessageLeft,
    Muted,
    PlaceDropped,
    PlaceTaken,
    QueueClosed,
    QueueOpened,
    Unmuted,
)
from rooms.evolve import evolve_all
from rooms.help import Help, HelpState, Line
from rooms.ids import SeatId
from rooms.seat import Role
from rooms.turn import Place
from rooms.views import Audience, view_for, you_for
from server.sockets.connection import Connection
from tests.leaping import leaping, run
from tests.rooms.words import NOW, given
from tests.server.watching import Screen, Watched, settle, watched

KIM, DEV, ANU, BELA, CHAND, LIS, WIM = map(SeatId, ("kim", "dev", "anu", "bela", "chand", "lis", "wim"))
OTHERS = (BELA, CHAND, LIS, WIM)
COALESCE = 0.0505
"""Between two whole milliseconds, so that no change falls together with the end of a rest."""


class Recorder(Screen):
    """Keeps the very bytes, and when they came."""

    def __init__(self, seat: SeatId) -> None:
        super().__init__([], seat)
        self.frames: list[tuple[float, bytes]] = []

    def write(self, frame: bytes) -> None:
        self.frames.append((round(asyncio.get_running_loop().time(), 5), frame))
        super().write(frame)


PUBLIC: Sequence[tuple[Event, ...]] = (
    (PlaceTaken(place=Place(seat=CHAND, since=NOW), index=0), CommandApplied(seat=CHAND, number=1)),
    (QueueClosed(), CommandApplied(seat=KIM, number=1)),
    (PlaceDropped(seat=CHAND), CommandApplied(seat=CHAND, number=2)),
    (QueueOpened(), CommandApplied(seat=KIM, number=2)),
)
"""One after the other, again and again: each changes the views of everybody in the circle."""

LINES = (Line(by=ANU, text="here"),)
PRIVATE: Sequence[tuple[Event, ...]] = (
    (HelpChanged(seat=ANU, help=Help(state=HelpState.ASKED, since=NOW)), CommandApplied(seat=ANU, number=1)),
    (HelpChanged(seat=ANU, help=Help(state=HelpState.ALERTED, since=NOW)),),
    (HelpChanged(seat=ANU, help=Help(state=HelpState.TOGETHER, since=NOW, by=DEV)), CommandApplied(seat=DEV, number=1)),
    (HelpChanged(seat=ANU, help=Help(state=HelpState.TOGETHER, since=NOW, by=DEV, lines=LINES)), CommandApplied(seat=ANU, number=2)),
    (HelpChanged(seat=ANU, help=None), CommandApplied(seat=ANU, number=3)),
    (HelpChanged(seat=ANU, help=Help(state=HelpState.OFFERED, since=NOW, by=KIM)), CommandApplied(seat=KIM, number=3)),
    (MessageLeft(seat=ANU, message="Breathe."), CommandApplied(seat=KIM, number=4)),
    (MessageLeft(seat=ANU, message=None), CommandApplied(seat=ANU, number=4)),
    (FollowUpProposed(seat=ANU), CommandApplied(seat=DEV, number=2)),
    (FollowUpAnswered(seat=ANU), CallWanted(seat=ANU, on=True), CommandApplied(seat=ANU, number=5)),
    (CallWanted(seat=ANU, on=False),),
    (HelpChanged(seat=ANU, help=None), CommandApplied(seat=KIM, number=5)),
)


def received(public: Set[int], private: Set[int]) -> Mapping[SeatId, list[tuple[float, bytes]]]:
    """What everybody is sent, and when, if such things happen at these milliseconds."""
    return run(_lived(given("gathering"), public, private))


async def _lived(circle: Circle, public: Set[int], private: Set[int]) -> Mapping[SeatId, list[tuple[float, bytes]]]:
    async with watched(circle, coalesce=COALESCE) as seen:
        screens = {seat: _look(seen, seat) for seat in (KIM, DEV, ANU, *OTHERS)}
        await settle()
        began = asyncio.get_running_loop().time()
        happened = {id(PUBLIC): 0, id(PRIVATE): 0}
        for at in sorted(public | private):
            await asyncio.sleep(began + at / 1000 - asyncio.get_running_loop().time())
            events = PUBLIC if at in public else PRIVATE
            seen.world.change(evolve_all(seen.world.circle, events[happened[id(events)] % len(events)]))
            happened[id(events)] += 1
            await settle()
        await asyncio.sleep(1)
        assert seen.bugs.count == 0
        return {seat: screen.frames for seat, screen in screens.items()}


def _look(seen: Watched, seat: SeatId) -> Recorder:
    screen = Recorder(seat)
    seen.announce.attach(Connection(screen, b""), seen.world.circle.id, seat)
    return screen


moments = st.sets(st.integers(0, 400), max_size=25)


@settings(max_examples=60, deadline=None)
@example(public={10, 70}, private={65})  # it began a rest, and the others waited
@example(public={10, 40, 70}, private={59})  # it ended a rest, and the next of the others went out apart
@drawn(public=moments, private=moments)
def test_what_others_receive_is_the_same_to_the_byte_and_the_moment(public: set[int], private: set[int]) -> None:
    private = private - public
    without, beside = received(public, frozenset()), received(public, private)
    for seat in OTHERS:
        assert beside[seat] == without[seat], seat
    # Whom it concerns sees what the others see at the same moments, and their own part besides.
    assert _told(beside[ANU], "patch") == _told(without[ANU], "patch")


def _told(frames: list[tuple[float, bytes]], *events: str) -> list[tuple[int, str, Any]]:
    """Milliseconds, event and content."""
    read = [(round(at * 1000), json.loads(frame[frame.index(b"[") :])) for at, frame in frames]
    return [(at, event, content) for at, (event, _, content) in read if event in events]


def test_the_private_part_comes_at_once_while_the_audience_rests() -> None:
    frames = received({100, 110}, {120})[ANU]
    assert [(at, event) for at, event, _ in _told(frames, "you", "view", "patch")] == [
        (0, "you"), (0, "view"), (100, "patch"), (120, "you"), (150, "patch"),
    ]  # fmt: skip


def test_each_audience_rests_by_itself() -> None:
    """A change of mute is the facilitators' alone: the members' next message does not wait for it, theirs does."""

    async def live() -> dict[SeatId, list[tuple[int, str, Any]]]:
        async with watched(given("gathering"), coalesce=COALESCE) as seen:
            screens = {seat: _look(seen, seat) for seat in (KIM, BELA)}
            for at, event in ((0.1, Muted(seat=ANU)), (0.01, QueueClosed()), (0.01, Unmuted(seat=ANU))):
                await asyncio.sleep(at)
                seen.world.change(evolve_all(seen.world.circle, (event,)))
            await asyncio.sleep(0.2)
            return {seat: _told(screen.frames, "patch") for seat, screen in screens.items()}

    told = run(live())
    assert told[BELA] == [(110, "patch", {"queue_open": False})]
    assert [(at, sorted(patch)) for at, _, patch in told[KIM]] == [(100, ["seats"]), (150, ["queue_open", "seats"])]


@leaping
async def test_who_changes_audience_gets_nothing_of_the_old_one_meanwhile() -> None:
    """Taken from the deputies while the members' view rests: the facilitators' next patch is not theirs any more."""
    async with watched(given("gathering"), coalesce=0.05) as seen:
        dev, _ = _look(seen, DEV), _look(seen, BELA)
        await asyncio.sleep(0.06)
        seen.world.change(evolve_all(seen.world.circle, (QueueClosed(),)))
        await settle()
        changed = evolve_all(seen.world.circle, (Muted(seat=ANU),))
        seen.world.change(replace(changed, seats={**changed.seats, DEV: replace(changed.seats[DEV], role=Role.MEMBER)}))
        await settle()
        assert dev.events() == ["you", "view", "patch"]
        await asyncio.sleep(0.1)
        assert dev.events() == ["you", "view", "patch", "you", "view"]
        assert dev.view == view_for(seen.world.circle, Audience.MEMBERS)
        assert dev.you == you_for(seen.world.circle, DEV)
