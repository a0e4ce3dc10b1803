"""Who carries a circle's voices among many workers, and what each worker does when that changes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from moderation.actors import Seated, System
from rooms.circle import Circle, Voices as Named
from rooms.commands import Command, Mute, MuteAll, NameAudioWorker, Pause, RaiseHand, Remove, Unmute
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.floor import audible
from rooms.ids import CircleId, Instant, SeatId, WorkerId
from rooms.refusals import Refusal
from rooms.slots import Floor
from server.audio.gate import Gate
from server.audio.port import OfferRefused
from server.bugs import Bugs
from server.carried import OVERLAP_SECONDS, UNUSED_SECONDS
from server.carriers import YOUNG_SECONDS, Carriers, choose
from server.narrowing import HELD_SECONDS, silenced
from server.store.port import Unavailable, Version, Versioned
from server.store.roster import DEAD_SECONDS, Worker
from server.voices import AWAY_SECONDS, BUSY, Voices
from server.workers.peers import NoAnswer, Peers
from tests.fakes import EVENING, FakeClock, SureChance
from tests.rooms.words import NOW, after, given

KIM, ANU, BELA = map(SeatId, ("kim", "anu", "bela"))
ME, OTHER, THIRD = map(WorkerId, ("me", "other", "third"))


def a_worker(id: WorkerId, **fields: Any) -> Worker:
    return replace(Worker(id=id, address=f"http://{id}", schema=3, born=EVENING), **fields)


@dataclass
class World:
    """One circle in the store, this worker's audio host, and the others: everything that `Voices` touches."""

    circle: Circle
    clock: FakeClock = field(default_factory=FakeClock)
    version: Version = Version(1, 1)
    available: bool = True
    me: WorkerId = ME
    draining: bool = False
    cut_off: bool = False
    in_touch: bool = True
    others: dict[WorkerId, Worker] = field(default_factory=dict[WorkerId, Worker])
    gate: Gate = field(default_factory=Gate)
    seats: set[SeatId] = field(default_factory=set[SeatId])
    """Connected here."""
    asked: list[tuple[object, ...]] = field(default_factory=list[tuple[object, ...]])
    """Of other workers."""
    silent: bool = False
    """The other workers do not answer."""
    elsewhere: bool = False
    read_again: int = 0
    after_answer: Command | None = None
    """Done by somebody else in the moment after an offer was answered here."""
    voices: Voices = field(init=False)

    @property
    def current(self) -> Versioned:
        return Versioned(self.circle, self.version)

    @property
    def carrier(self) -> WorkerId | None:
        return None if self.circle.voices is None else self.circle.voices.worker

    @property
    def heard(self) -> set[SeatId]:
        return set(self.gate.level)

    def change(self, circle: Circle) -> None:
        """A commit, and what announcing does when it hears of it."""
        self.circle, self.version = circle, Version(1, self.version.version + 1)
        self.follow(circle.id)

    def carried_by(self, worker: WorkerId) -> None:
        self.change(replace(self.circle, voices=Named(worker=worker, mark=f"mark-{worker}")))

    def follow(self, circle: CircleId) -> None:
        if self.available:
            self.voices.set_floor(circle, self.version, audible(self.circle), self.carrier)

    # the membership

    def peers(self) -> Mapping[WorkerId, Worker]:
        return self.others

    def alive(self, worker: WorkerId) -> bool:
        return worker == self.me or worker in self.others

    # the road

    async def load(self, circle: CircleId) -> Versioned:
        if not self.available:
            raise Unavailable
        return self.current

    def known(self, circle: CircleId) -> Versioned | None:
        return self.current

    async def submit(self, circle: CircleId, actor: System, command: Command) -> object:
        if not self.available:
            raise Unavailable
        events = decide(self.circle, command, NOW)
        assert not isinstance(events, Refusal)
        if events:
            self.change(evolve_all(self.circle, events))
        return None

    # the audio host

    def answer(self, circle: CircleId, seat: SeatId, offer: str) -> str:
        self.seats.add(seat)
        if self.after_answer is not None:
            self.circle, self.version = after(self.circle, self.after_answer), Version(1, self.version.version + 1)
        return f"answer of {self.me}"

    def set_floor(self, circle: CircleId, version: tuple[int, int], floor: Floor) -> None:
        self.gate.set(version, floor)

    def close_floor(self, circle: CircleId) -> None:
        self.gate.close()

    def narrow_floor(self, circle: CircleId, seats: Collection[SeatId]) -> None:
        self.gate.narrow(seats)

    def drop_seat(self, circle: CircleId, seat: SeatId) -> None:
        self.seats.discard(seat)

    def drop_circle(self, circle: CircleId) -> None:
        self.seats.clear()
        self.gate = Gate()

    def circles(self) -> Collection[CircleId]:
        return [self.circle.id]

    def gated(self, circle: CircleId) -> tuple[int, int] | None:
        return self.gate.version

    def connected(self, circle: CircleId) -> int:
        return len(self.seats)

    async def until(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.voices.look()
        for _ in range(10):
            await asyncio.sleep(0)


class Line:
    """To the other workers."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def offer(self, worker: Worker, circle: CircleId, seat: SeatId, sdp: str) -> tuple[str, str]:
        self._ask("offer", worker, seat)
        if self._world.elsewhere:
            return "", "elsewhere"
        return f"answer of {worker.id}", ""

    async def gated(self, worker: Worker, circle: CircleId, version: tuple[int, int]) -> bool:
        self._ask("gated", worker, version)
        return True

    async def narrow(self, worker: Worker, circle: CircleId, seats: list[SeatId]) -> None:
        self._ask("narrow", worker, *seats)

    async def drop(self, worker: Worker, circle: CircleId, seat: SeatId) -> None:
        self._ask("drop", worker, seat)

    def _ask(self, what: str, worker: Worker, *more: object) -> None:
        self._world.asked.append((what, worker.id, *more))
        if self._world.silent:
            raise NoAnswer


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World(given("anu sharing 100"))
    world.others = {OTHER: a_worker(OTHER), THIRD: a_worker(THIRD)}
    bugs, line = Bugs(SureChance().token_bytes), cast(Peers, Line(world))
    carriers = Carriers(world, world, bugs, new_mark=SureChance().mark, clock=world.clock.monotonic)

    def read_again() -> None:
        world.read_again += 1
        world.voices.set_again(world.current)

    world.voices = Voices(
        world, world, world, carriers, line, bugs, follow=world.follow, clock=world.clock.monotonic, store_ready=lambda: world.available,
        read_again=read_again,
    )  # fmt: skip
    running = asyncio.create_task(world.voices.run())
    await asyncio.sleep(0)
    yield world
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert bugs.count == 0


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
    await asyncio.wait_for(world.voices.drain(), 1.0)


async def test_with_nobody_else_there_nothing_is_moved(world: World) -> None:
    world.others.clear()
    await offered(world)
    world.draining = True
    await world.until(OVERLAP_SECONDS + 1)
    assert world.carrier == ME
    assert world.seats == {BELA}
    await asyncio.wait_for(world.voices.drain(), 1.0)


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


@pytest.mark.parametrize(
    ("others", "chosen"),
    [
        ({}, ME),
        ({OTHER: a_worker(OTHER, draining=True)}, ME),
        ({OTHER: a_worker(OTHER, address="")}, ME),
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
