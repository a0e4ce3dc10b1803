"""Who carries a circle's voices among many workers, and what each worker does when that changes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import pytest

from moderation.actors import Seated
from rooms.circle import Voices as Named
from rooms.commands import Command, Mute, MuteAll, NameAudioWorker, Pause, RaiseHand, Remove, Unmute
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.floor import audible
from rooms.ids import Instant, SeatId, WorkerId
from server.audio.port import OfferRefused
from server.carried import OVERLAP_SECONDS, UNUSED_SECONDS
from server.carriers import FORGOTTEN_SECONDS, GIVEN_SECONDS, YOUNG_SECONDS, choose
from server.narrowing import HELD_SECONDS, silenced
from server.store.port import Version, Versioned
from server.store.roster import DEAD_SECONDS, Worker
from server.voices import AWAY_SECONDS, BUSY
from tests.fakes import EVENING
from tests.leaping import leaping
from tests.rooms.words import NOW, after, given
from tests.server.carrying import ME, OTHER, THIRD, World, a_worker, a_world

KIM, ANU, BELA = map(SeatId, ("kim", "anu", "bela"))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with a_world() as world:
        yield world


async def offered(world: World, seat: SeatId = BELA) -> str:
    answer, mark = await world.voices.answer(world.current, seat, "v=0")
    assert mark == (world.circle.voices and world.circle.voices.mark)
    return answer


# ------------------------------------------------------------------------------------------------------------- naming


async def test_who_is_asked_first_carries(world: World) -> None:
    assert await offered(world) == "answer of me"
    assert world.carrier == ME
    assert world.heard == {ANU}


async def test_an_offer_goes_to_the_worker_that_carries(world: World) -> None:
    world.carried_by(OTHER)
    assert await offered(world) == "answer of other"
    assert world.asked == [("offer", OTHER, BELA)]
    assert world.heard == set()
    world.silent = True
    with pytest.raises(OfferRefused, match=BUSY):
        await offered(world)
    assert world.carrier == OTHER, "one lost answer makes nobody dead"


async def test_a_worker_that_carries_no_more_says_so_and_the_state_is_read_again(world: World) -> None:
    world.carried_by(OTHER)
    before = world.current
    world.carried_by(THIRD)
    assert await world.voices.answer(before, BELA, "v=0") == ("answer of other", "mark-other")
    world.elsewhere = True
    with pytest.raises(OfferRefused, match=BUSY):
        await world.voices.answer(before, BELA, "v=0")
    assert world.asked[1:] == [("offer", OTHER, BELA), *[("offer", THIRD, BELA)] * 3]


async def test_when_the_carrier_is_gone_another_is_named_at_once(world: World) -> None:
    world.carried_by(OTHER)
    del world.others[OTHER]
    world.voices.on_gone(OTHER)
    await world.until(0.0)
    assert world.carrier == ME
    assert world.heard == {ANU}


async def test_of_two_that_miss_the_same_worker_the_first_wins(world: World) -> None:
    world.carried_by(OTHER)
    del world.others[OTHER]
    world.change(evolve_all(world.circle, cast(Any, decide(world.circle, NameAudioWorker(worker=THIRD, mark="m", instead_of=OTHER), NOW))))
    world.voices.on_gone(OTHER)
    await world.until(0.0)
    assert world.carrier == THIRD


async def test_a_worker_that_nobody_has_heard_of_yet_has_only_just_begun(world: World) -> None:
    world.carried_by(WorkerId("new"))
    await world.until(DEAD_SECONDS - 0.1)
    assert world.carrier == "new"
    await world.until(0.2)
    assert world.carrier == ME


async def test_who_was_missed_long_ago_is_forgotten_and_who_is_asked_for_is_not() -> None:
    async with a_world() as world:
        carriers = world.carriers
        asked, stranger, *gone = [WorkerId(f"gone-{n}") for n in range(40)]
        for worker in (asked, *gone):
            carriers.is_gone(worker)
        assert carriers.lives(stranger)
        world.clock.advance(DEAD_SECONDS)
        assert not carriers.lives(stranger)
        for _ in range(4):
            world.clock.advance(FORGOTTEN_SECONDS / 3)
            assert not carriers.lives(asked)
            assert not carriers.lives(stranger)
        carriers.is_gone(WorkerId("another"))
        assert set(carriers.missed) == {asked, stranger, "another"}


async def test_what_was_given_long_ago_shows_in_the_load_and_counts_no_more(world: World) -> None:
    world.draining = True
    world.others = {OTHER: a_worker(OTHER), THIRD: a_worker(THIRD)}
    carriers = world.carriers
    await carriers.name(world.circle.id, instead_of=None, connections=50)
    assert world.carrier == OTHER
    assert carriers.choose() == THIRD, "a moment ago"
    world.others[THIRD] = a_worker(THIRD, load=20)
    world.clock.advance(GIVEN_SECONDS + 1)
    world.carried_by(ME)
    await carriers.name(world.circle.id, instead_of=ME, connections=1)
    assert world.carrier == OTHER


async def test_while_the_store_is_away_nobody_is_named_and_then_somebody_is(world: World) -> None:
    world.carried_by(OTHER)
    world.available = False
    del world.others[OTHER]
    world.voices.on_gone(OTHER)
    await world.until(0.2)
    assert world.carrier == OTHER
    world.available = True
    await world.until(0.2)
    assert world.carrier == ME


async def test_who_is_removed_while_their_offer_is_answered_has_no_connection(world: World) -> None:
    await offered(world)
    world.after_answer = Remove(seat=ANU)
    with pytest.raises(OfferRefused, match="seated-only"):
        await offered(world, ANU)
    assert world.seats == {BELA}


async def test_a_circle_that_nobody_uses_is_not_followed_for_ever(world: World) -> None:
    await offered(world)
    await world.until(UNUSED_SECONDS + 1)
    assert world.voices.carries(world.circle.id), "somebody is connected"
    world.seats.clear()
    await world.until(UNUSED_SECONDS + 1)
    assert not world.voices.carries(world.circle.id)


# --------------------------------------------------------------------------------------------- handing over, letting go


async def test_who_drains_hands_over_and_carries_on_for_those_who_have_not_moved(world: World) -> None:
    await offered(world)
    world.draining = True
    await world.until(0.0)
    assert world.carrier in (OTHER, THIRD)
    assert world.seats == {BELA}
    assert world.heard == {ANU}
    world.change(after(world.circle, Mute(seat=ANU)))
    assert world.heard == set(), "it follows the state meanwhile"
    await world.until(OVERLAP_SECONDS + 0.1)
    assert world.seats == set()
    await asyncio.wait_for(world.voices.drain(), 20)


async def test_with_nobody_else_there_nothing_is_moved(world: World) -> None:
    world.others.clear()
    await offered(world)
    world.draining = True
    await world.until(OVERLAP_SECONDS + 1)
    assert world.carrier == ME
    assert world.seats == {BELA}
    await asyncio.wait_for(world.voices.drain(), 20)


async def test_whom_others_replaced_lets_go_at_once(world: World) -> None:
    await offered(world)
    world.carried_by(OTHER)
    assert world.seats == set()
    assert world.heard == set()


async def test_who_begins_anew_carries_nothing(world: World) -> None:
    await offered(world)
    world.me = WorkerId("me again")
    world.voices.on_anew()
    assert world.seats == set()
    await world.until(0.2)
    assert world.carrier == "me again", "nobody else has taken it"


async def test_after_a_gap_only_what_the_state_still_gives_here_is_opened(world: World) -> None:
    await offered(world)
    world.gate.close()
    world.voices.set_again(world.current)
    assert world.heard == {ANU}
    world.gate.close()
    world.voices.set_again(Versioned(replace(world.circle, voices=Named(worker=OTHER, mark="m")), Version(1, 99)))
    assert world.heard == set()
    assert world.seats == set()


async def test_a_late_look_at_the_state_closes_nothing_that_is_newer(world: World) -> None:
    await offered(world)
    before = world.current
    world.change(after(world.circle, RaiseHand(by=BELA)))
    world.voices.set_again(before)
    assert world.heard == {ANU}


async def test_a_view_that_silences_waits_for_the_worker_that_carries(world: World) -> None:
    await offered(world)
    assert world.voices.gated(world.circle.id, world.version) is None
    world.carried_by(OTHER)
    waiting = world.voices.gated(world.circle.id, world.version)
    assert waiting is not None
    await waiting
    assert world.asked == [("gated", OTHER, world.version)]


@leaping
async def test_a_carrier_that_beats_but_cannot_be_reached_gathers_no_questions() -> None:
    async with a_world() as world:
        world.silent = True
        world.carried_by(OTHER)
        asked = [world.voices.gated(world.circle.id, Version(1, number)) for number in range(1, 20)]
        await asyncio.sleep(0.3)
        assert [task for task in asked if not cast("asyncio.Task[None]", task).done()] == asked[-1:]


@pytest.mark.parametrize(
    ("others", "chosen"),
    [
        ({}, ME),
        ({OTHER: a_worker(OTHER, draining=True)}, ME),
        ({OTHER: a_worker(OTHER, address="")}, ME),
        ({OTHER: a_worker(OTHER, load=1, shut=True), THIRD: a_worker(THIRD, load=4)}, THIRD),
        ({OTHER: a_worker(OTHER, load=1, shut=True), THIRD: a_worker(THIRD, load=4, draining=True)}, OTHER),
        ({OTHER: a_worker(OTHER, load=5), THIRD: a_worker(THIRD, load=4)}, THIRD),
        ({OTHER: a_worker(OTHER, load=5), THIRD: a_worker(THIRD, load=4, born=Instant(EVENING - YOUNG_SECONDS - 1))}, OTHER),
    ],
)
def test_who_is_about_to_stop_chooses_the_youngest_with_least_to_do(others: dict[WorkerId, Worker], chosen: WorkerId) -> None:
    assert choose(ME, others, Counter(), draining=True) == chosen
    assert choose(ME, others, Counter(), draining=False) == ME


# ------------------------------------------------------------------------------------------------ while the store is away


async def test_whom_a_facilitator_silences_stays_silent_until_the_state_says_so_itself(world: World) -> None:
    await offered(world)
    await world.voices.narrow(world.circle, frozenset({ANU}))
    assert world.heard == set()
    world.change(after(world.circle, RaiseHand(by=BELA)))
    assert world.heard == set(), "a newer state, in which the command is not done yet"
    world.change(after(world.circle, Mute(seat=ANU)))
    world.change(after(world.circle, Unmute(seat=ANU)))
    assert world.heard == set(audible(world.circle).values()), "done and undone: nothing is held any more"


async def test_or_for_some_seconds_after_the_store_is_back(world: World) -> None:
    await offered(world)
    await world.voices.narrow(world.circle, frozenset({ANU}))
    await world.until(100.0)
    assert world.heard == set(), "the store is not back yet"
    world.change(after(world.circle, RaiseHand(by=BELA)))
    await world.until(HELD_SECONDS - 0.1)
    assert world.heard == set()
    await world.until(0.2)
    assert world.heard == {ANU}


async def test_the_worker_that_carries_is_told_though_the_store_is_away(world: World) -> None:
    world.carried_by(OTHER)
    world.available = False
    await world.voices.narrow(world.circle, frozenset({ANU}), removed=ANU)
    assert world.asked == [("narrow", OTHER, ANU), ("drop", OTHER, ANU)]


async def test_after_a_minute_without_a_store_only_who_runs_the_meeting_is_heard(world: World) -> None:
    world.circle = replace(world.circle, speaking=KIM)
    await offered(world)
    assert world.heard == {ANU, KIM}
    world.available = False
    await world.until(0.0)
    await world.until(AWAY_SECONDS - 1)
    assert world.heard == {ANU, KIM}
    await world.until(2.0)
    assert world.heard == {KIM}
    world.available = True
    await world.until(0.1)
    assert world.read_again == 1
    assert world.heard == {ANU, KIM}


@pytest.mark.parametrize(
    ("actor", "command", "seats"),
    [
        (KIM, Mute(seat=ANU), {ANU}),
        (KIM, Mute(seat=BELA), {BELA}),
        (KIM, Remove(seat=ANU), {ANU}),
        (KIM, Pause(), {ANU}),
        (KIM, MuteAll(), {"anu", "bela", "chand", "lis"}),
        (KIM, Unmute(seat=ANU), set[str]()),
        (BELA, Mute(seat=ANU), set[str]()),
        (BELA, RaiseHand(by=BELA), set[str]()),
    ],
)
def test_whom_a_command_silences_before_it_is_done(actor: SeatId, command: Command, seats: set[str]) -> None:
    assert silenced(given("anu sharing 100"), Seated(actor), command, NOW) == seats
