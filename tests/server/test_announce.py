"""What is shown to whom, in which order, and how often."""

import asyncio
from dataclasses import replace

import pytest

from rooms.bounds import PLACE_SECONDS
from rooms.circle import Stage
from rooms.commands import Admit, Begin, Done, EndCircle, Join, LetTimePass, LowerHand, Mute, RaiseHand, Remove, Reseat, TurnAway, Unmute
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.slots import Slot
from rooms.views import Audience, view_for, you_for
from server.shown import GATE_SECONDS
from server.sockets.connection import Connection
from server.store.port import Version
from tests.leaping import leaping
from tests.rooms.words import NOW, after, given
from tests.server.watching import Screen, settle, watched

KIM, DEV, ANU, BELA, WIM, LIS = map(SeatId, ("kim", "dev", "anu", "bela", "wim", "lis"))


async def test_who_looks_gets_you_and_the_view_of_their_audience() -> None:
    async with watched(given("muted anu; queue bela")) as seen:
        screens = {seat: seen.look(seat) for seat in (KIM, DEV, ANU, BELA, LIS, WIM)}
        await settle()
        circle = seen.world.circle
        for seat, audience in {
            KIM: Audience.FACILITATORS, DEV: Audience.FACILITATORS, ANU: Audience.MEMBERS, BELA: Audience.MEMBERS,
            LIS: Audience.LISTENERS, WIM: Audience.LOBBY,
        }.items():  # fmt: skip
            assert screens[seat].events() == ["you", "view"]
            assert screens[seat].view == view_for(circle, audience)
            assert screens[seat].you == you_for(circle, seat)


async def test_the_gate_is_set_before_anybody_reads_of_it() -> None:
    async with watched(given("anu sharing 100")) as seen:
        for seat in (KIM, ANU):
            seen.look(seat)
        await settle()
        seen.world.log.clear()
        seen.world.change(after(seen.world.circle, Mute(seat=ANU)))
        await settle()
        first, *told = [what for what, _ in seen.world.log]
        assert first == "floor"
        assert sorted(told) == ["patch anu", "patch kim", "you anu"]
        assert seen.world.log[0][1] == ((1, 2), {})


async def test_what_changes_nothing_for_an_audience_sends_it_nothing() -> None:
    async with watched(given()) as seen:
        kim, anu, bela = (seen.look(seat) for seat in (KIM, ANU, BELA))
        await settle()
        seen.world.change(after(seen.world.circle, Mute(seat=ANU)))
        await settle()
        assert kim.events() == ["you", "view", "patch"]
        assert anu.events() == ["you", "view", "you"]
        assert bela.events() == ["you", "view"]
        seen.world.change(seen.world.circle)
        await settle()
        assert kim.events() == ["you", "view", "patch"]


async def test_the_private_part_follows_the_piece() -> None:
    """It is worked out for those concerned only: the one whose offer lapses, and those in the queue."""
    async with watched(given("anu offered 180 for 40; queue bela")) as seen:
        anu, bela = seen.look(ANU), seen.look(BELA)
        await settle()
        assert "lapses_at" in anu.you
        for command in (Begin(by=ANU), Done(by=ANU), Begin(by=BELA), RaiseHand(by=ANU)):
            seen.world.change(after(seen.world.circle, command))
            await settle()
            assert anu.you == you_for(seen.world.circle, ANU), command
            assert bela.you == you_for(seen.world.circle, BELA), command


async def test_a_patch_is_small() -> None:
    async with watched(given()) as seen:
        bela = seen.look(BELA)
        await settle()
        seen.world.change(after(seen.world.circle, RaiseHand(by=ANU)))
        await settle()
        assert bela.seen[-1] == ["patch", {"turn": bela.view["turn"]}] or bela.seen[-1] == ["patch", {"seats": {"anu": {"place": 1}}}]


async def test_a_joiner_and_the_old_ones_see_the_same() -> None:
    async with watched(given()) as seen:
        bela = seen.look(BELA)
        await settle()
        seen.world.change(after(seen.world.circle, RaiseHand(by=ANU)), wake=False)
        anu = seen.look(ANU)
        await settle()
        assert anu.events() == ["you", "view"]
        assert anu.view == bela.view == view_for(seen.world.circle, Audience.MEMBERS)


async def test_resync_sends_everything_again_to_one() -> None:
    async with watched(given()) as seen:
        anu, bela = seen.look(ANU), seen.look(BELA)
        await settle()
        seen.announce.resync(seen.connections[ANU])
        await settle()
        assert anu.events() == ["you", "view"] * 2
        assert bela.events() == ["you", "view"]


async def test_a_change_of_audience_sends_everything() -> None:
    async with watched(given()) as seen:
        wim = seen.look(WIM)
        await settle()
        assert "seats" not in wim.view
        seen.world.change(after(seen.world.circle, Admit(seat=WIM)))
        await settle()
        assert wim.events() == ["you", "view"] * 2
        assert wim.view == view_for(seen.world.circle, Audience.MEMBERS)


async def test_who_lost_their_seat_is_told_why_and_their_audio_is_dropped() -> None:
    async with watched(given()) as seen:
        kim, anu, wim = seen.look(KIM), seen.look(ANU), seen.look(WIM)
        await settle()
        seen.world.change(after(seen.world.circle, Remove(seat=ANU), TurnAway(seat=WIM)))
        await settle()
        assert anu.seen[-1] == ["bye", {"code": "removed"}]
        assert wim.seen[-1] == ["bye", {"code": "turned-away"}]
        assert anu.over
        assert wim.over
        assert "anu" not in kim.view["seats"]
        log = [what for what, _ in seen.world.log]
        assert "drop anu" in log
        assert "drop wim" not in log
        assert log.index("drop anu") < log.index("patch kim")


async def test_who_is_not_shown_any_more_does_not_hear_either() -> None:
    """A browser that lets its socket go and keeps its voices would else be an ear that nobody sees."""
    async with watched(given("away bela")) as seen:
        seen.look(KIM)
        await settle()
        assert "drop bela" not in [what for what, _ in seen.world.log], "a line that comes back finds its voices"
        seen.world.change(after(seen.world.circle, LetTimePass(), now=Instant(NOW + PLACE_SECONDS)))
        await settle()
        assert [what for what, _ in seen.world.log].count("drop bela") == 1
        seen.world.change(after(seen.world.circle, RaiseHand(by=ANU)))
        await settle()
        assert [what for what, _ in seen.world.log].count("drop bela") == 1


async def test_who_went_for_long_while_nobody_looked_does_not_hear() -> None:
    async with watched(given("gone bela")) as seen:
        seen.look(KIM)
        await settle()
        assert "drop bela" in [what for what, _ in seen.world.log]


async def test_the_browser_of_before_does_not_hear_on_a_seat_that_was_given_to_somebody() -> None:
    async with watched(given("claims wim; away bela")) as seen:
        seen.look(KIM)
        await settle()
        seen.world.change(after(seen.world.circle, Reseat(seat=BELA, to=WIM)))
        await settle()
        assert "drop bela" in [what for what, _ in seen.world.log]


async def test_who_is_given_a_seat_in_the_moment_in_which_they_come_is_not_told_that_they_left() -> None:
    """They would forget what proves it, and wait in the lobby again."""
    async with watched(given("claims wim; away bela")) as seen:
        screen = Screen(seen.world.log, WIM)
        seen.announce.attach(Connection(screen, b""), seen.world.circle.id, WIM, token=seen.world.circle.seats[WIM].token)
        seen.world.change(after(seen.world.circle, Reseat(seat=BELA, to=WIM)))
        await settle()
        assert screen.seen[-1] == ["bye", {"code": "reseated"}]


async def test_the_end_is_shown_to_all() -> None:
    async with watched(given("anu sharing 100")) as seen:
        screens = [seen.look(seat) for seat in (KIM, ANU, WIM)]
        await settle()
        seen.world.change(after(seen.world.circle, EndCircle()))
        await settle()
        for screen in screens:
            assert screen.seen[-2:] == [["view", {"stage": "ended"}], ["bye", {"code": "ended"}]]
        assert "drop circle" in [what for what, _ in seen.world.log]
        assert seen.world.log.index(("floor", ((1, 2), {}))) < seen.world.log.index(("view kim", {"stage": "ended"}))
        assert seen.announce.circles == 0


async def test_a_forgotten_circle_is_over() -> None:
    async with watched(given()) as seen:
        anu = seen.look(ANU)
        await settle()
        seen.world.exists = False
        seen.world.wakes.wake([seen.world.circle.id])
        await settle()
        assert anu.seen[-1] == ["bye", {"code": "ended"}]


async def test_what_is_not_newer_is_ignored() -> None:
    async with watched(given("anu sharing 100")) as seen:
        anu = seen.look(ANU)
        old = seen.world.circle
        await settle()
        seen.world.change(after(old, Mute(seat=ANU)))
        await settle()
        floors = [what for what in seen.world.log if what[0] == "floor"]
        seen.world.circle, seen.world.version = old, 1
        seen.world.wakes.wake([old.id])
        await settle()
        assert [what for what in seen.world.log if what[0] == "floor"] == floors
        assert anu.you["muted"] is True
        # A higher epoch is newer, whatever its version.
        seen.world.epoch = 2
        seen.world.wakes.wake([old.id])
        await settle()
        assert "muted" not in anu.you


@leaping
async def test_a_burst_is_one_message_after_the_first() -> None:
    async with watched(given("gathering"), coalesce=0.05) as seen:
        bela = seen.look(BELA)
        await settle()
        await asyncio.sleep(0.06)
        for _ in range(10):
            seen.world.change(after(seen.world.circle, RaiseHand(by=ANU)))
            await settle()
            seen.world.change(after(seen.world.circle, LowerHand(by=ANU)))
            await settle()
        seen.world.change(after(seen.world.circle, RaiseHand(by=ANU)))
        assert bela.events() == ["you", "view", "patch"]
        await asyncio.sleep(0.12)
        assert len(bela.events()) <= 4
        assert bela.view == view_for(seen.world.circle, Audience.MEMBERS)


@leaping
async def test_the_gate_waits_for_no_burst() -> None:
    async with watched(given("anu sharing 100"), coalesce=0.2) as seen:
        bela = seen.look(BELA)
        await settle()
        seen.world.log.clear()
        seen.world.change(after(seen.world.circle, Mute(seat=ANU)))
        await settle()
        seen.world.change(after(seen.world.circle, Unmute(seat=ANU)))
        await settle()
        seen.world.change(after(seen.world.circle, Done(by=ANU)))
        await settle()
        assert [dict(floor) for what, (_, floor) in seen.world.log if what == "floor"] == [{}, {Slot.PIECE: ANU}, {}]
        assert bela.events() == ["you", "view"], "the screens may wait"
        await asyncio.sleep(0.25)
        assert bela.view == view_for(seen.world.circle, Audience.MEMBERS)


@leaping
async def test_a_lost_wake_is_made_up_for() -> None:
    async with watched(given(), reread=0.05) as seen:
        bela = seen.look(BELA)
        await settle()
        seen.world.change(after(seen.world.circle, Remove(seat=ANU)), wake=False)
        await settle()
        assert "anu" in bela.view["seats"]
        await asyncio.sleep(0.15)
        assert "anu" not in bela.view["seats"]


@leaping
async def test_a_store_that_is_away_leaves_screens_as_they_are_and_catches_up() -> None:
    async with watched(given(), reread=0.05) as seen:
        bela = seen.look(BELA)
        await settle()
        seen.world.available = False
        seen.world.change(after(seen.world.circle, Remove(seat=ANU)))
        late = seen.look(LIS)
        await settle()
        assert "anu" in bela.view["seats"]
        assert late.seen == []
        seen.world.available = True
        await asyncio.sleep(0.2)
        assert "anu" not in bela.view["seats"]
        assert late.events() == ["you", "view"]


async def test_a_gate_elsewhere_is_waited_for() -> None:
    async with watched(given("anu sharing 100")) as seen:
        kim = seen.look(KIM)
        await settle()
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        seen.world.gating = confirmed
        seen.world.change(after(seen.world.circle, Mute(seat=ANU)))
        await settle()
        assert kim.events() == ["you", "view"]
        confirmed.set_result(None)
        await settle()
        assert kim.events() == ["you", "view", "patch"]


@leaping
async def test_a_gate_that_is_late_is_said_to_be() -> None:
    async with watched(given("anu sharing 100")) as seen:
        kim = seen.look(KIM)
        await settle()
        confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        seen.world.gating = confirmed
        seen.world.change(after(seen.world.circle, Mute(seat=ANU)))
        await asyncio.sleep(GATE_SECONDS + 0.1)
        assert kim.events() == ["you", "view", "muting", "patch"]
        assert not confirmed.cancelled()
        confirmed.set_result(None)


async def test_a_floor_that_widens_waits_for_nobody() -> None:
    async with watched(given("anu offered 180 for 40")) as seen:
        kim = seen.look(KIM)
        await settle()
        seen.world.gating = asyncio.get_running_loop().create_future()
        seen.world.change(after(seen.world.circle, Begin(by=ANU)))
        await settle()
        assert kim.view["turn"]["state"] == "sharing"


async def test_the_floor_follows_when_the_last_screen_is_gone() -> None:
    """Their sockets are lost, their microphones perhaps not."""
    async with watched(given("anu sharing 100")) as seen:
        seen.look(ANU)
        await settle()
        seen.announce.detach(seen.connections[ANU])
        await settle()
        assert seen.announce.circles == 1
        seen.world.change(after(seen.world.circle, Mute(seat=ANU)))
        await settle()
        assert seen.world.log[-1] == ("floor", ((1, 2), {}))
        assert seen.announce.circles == 0


@leaping
async def test_a_bug_is_logged_once_and_everybody_catches_up(caplog: pytest.LogCaptureFixture) -> None:
    async with watched(given(), reread=0.05) as seen:
        bela = seen.look(BELA)
        await settle()
        good = after(seen.world.circle, Remove(seat=ANU))
        seen.world.change(replace(good, seats={**good.seats, SeatId("x"): None}))  # pyright: ignore[reportArgumentType]  # the planted bug
        await settle()
        assert seen.bugs.count == 1
        seen.world.change(good)
        await settle()
        assert bela.view == view_for(good, Audience.MEMBERS)
        assert "bug" in caplog.text


async def test_a_fan_out_gives_others_a_turn() -> None:
    circle = given("gathering")
    async with watched(circle) as seen:
        screens = [Screen([], f"{number}") for number in range(600)]
        for screen in screens:
            seen.announce.attach(Connection(screen, b""), circle.id, BELA)
        await settle()
        seen.world.change(after(circle, RaiseHand(by=ANU)))
        steps: list[int] = []
        for _ in range(30):
            await asyncio.sleep(0)
            steps.append(sum(len(screen.seen) == 3 for screen in screens))
        assert steps[-1] == 600
        assert len({step for step in steps if 0 < step < 600}) >= 2


def test_a_circle_stage_is_ended() -> None:
    assert view_for(after(given(), EndCircle()), Audience.MEMBERS) == {"stage": Stage.ENDED}


@leaping
async def test_who_comes_while_an_older_state_is_sent_is_not_told_that_they_left() -> None:
    """An audience is behind, so it is sent more by itself; the state in which the newcomer has a seat is still to be read."""
    join = Join(
        seat=SeatId("new"), at=5, link=SecretHash("link-new"), nonce=Nonce("n"), name=Pseudonym(adjective=100, thing=7), token=SecretHash("t")
    )
    async with watched(given("gathering"), coalesce=0.02) as seen:
        bela = seen.look(BELA)
        await settle()
        seen.world.change(after(seen.world.circle, RaiseHand(by=ANU)))
        await settle()
        older, newer = seen.world.circle, after(seen.world.circle, join)
        new = Screen(seen.world.log, "new")
        connection = Connection(new, b"")
        seen.announce.attach(connection, older.id, SeatId("new"), Version(1, seen.world.version + 1))
        await asyncio.sleep(0.05)
        assert new.seen == []
        seen.world.change(newer)
        await asyncio.sleep(0.05)
        assert new.events() == ["you", "view"]
        assert new.view == bela.view == view_for(newer, Audience.MEMBERS)
        seen.announce.detach(connection)
