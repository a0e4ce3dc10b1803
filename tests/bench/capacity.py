"""How far it goes: workers and one Redis, simulated with the measured costs at 1,000 to 1,000,000 members, and checked once against reality.

The formulas give utilisation; the simulation gives delays: packets, commands and deadlines arrive at one worker and at Redis as they do in
meetings, and each waits for those before it. `docs/scaling.md` says what follows from it.
"""

import heapq
import math
import os
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from random import Random

from server.store.roster import BEAT_SECONDS
from server.timekeeper import STIRRED_SECONDS
from tests.bench import costs
from tests.bench.costs import Costs, Work
from tests.bench.fanout import more_files
from tests.bench.process import CLIENT_CORE, pin
from tests.bench.results import Result

SIZES = (1_000, 10_000, 100_000, 1_000_000)
CHECK = Work(workers=2, circles=100, members=20, every=0.5, routed=False)
"""2,000 sockets on two workers: none of the loads that the costs were worked out from."""
FULL = 0.6
"""Of a core: what a worker is planned for. Above it a burst of one circle is heard in another."""
REDIS_FULL = 0.7
LOOKS = 1 / STIRRED_SECONDS
"""A second, of each worker, at all deadlines: somewhere a circle changes all the time."""
EVENTS_AT_MOST = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An ordinary circle."""

    members: int = 12
    speaking: float = 0.8
    """Of the time somebody is heard."""
    packets: float = 1000 / 60
    """A second, of one voice."""
    packet_bits: float = 8 * (156 + 28)
    """16 kbit/s in packets of 60 ms, with IP and UDP."""
    commands: float = 0.1
    """A second: a hand, a turn, a word, somebody's train in a tunnel."""
    deadlines: float = 0.02
    """A second: offers that lapse, shares, parts."""
    spread: int = 0
    """Other workers on which the circle is shown. 0: routed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What so many members need. Shares of one core."""

    members: int
    circles: float
    workers: int
    worker: float
    redis: float
    roster: float
    """The beats' part of `redis`. All of it lies on one master of a Cluster."""
    audio: float
    """The voices' part of `worker`."""
    gbits: float
    """From all workers together, voices alone."""

    @property
    def sockets(self) -> float:
        return self.members / self.workers


def planned(costs: Costs, meeting: Meeting, members: int) -> Plan:
    """Workers are added until each has less than `FULL` to do."""
    circles = members / meeting.members
    audio = circles * meeting.speaking * meeting.packets * (meeting.members - 1) * costs.packet / 1e6
    command = costs.command + meeting.spread * costs.follow + meeting.members * costs.delivery
    shared = audio + (members * costs.socket + circles * (meeting.commands + meeting.deadlines) * command) / 1e6
    looking = LOOKS * costs.look / 1e6
    workers = math.ceil(shared / (FULL - looking))
    read = circles * (meeting.commands + meeting.deadlines) * (costs.redis_commit + meeting.spread * costs.redis_load)
    looked = workers * LOOKS * costs.redis_look
    roster = _beats(workers) * _beat(costs, workers) / 1e6
    again = circles * (1 + meeting.spread) / 2 * costs.redis_version
    return Plan(
        members=members, circles=circles, workers=workers, worker=shared / workers + looking,
        redis=(read + looked + again) / 1e6 + roster, roster=roster, audio=audio / workers,
        gbits=circles * meeting.speaking * meeting.packets * (meeting.members - 1) * meeting.packet_bits / 1e9,
    )  # fmt: skip


def _beats(workers: int) -> float:
    """A second, of all."""
    return workers / BEAT_SECONDS


def _beat(costs: Costs, workers: int) -> float:
    """Microseconds of Redis: each is answered with the whole roster."""
    return costs.redis_beat + workers * costs.redis_beat_each


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Seconds, 99 in 100. Infinite where more comes than can be done."""

    command: float
    """Until the last member's view has left the worker."""
    packet: float
    """Of voice, until it has left to the last listener."""


def simulated(costs: Costs, meeting: Meeting, plan: Plan, chance: Random) -> Delays:
    """One worker of the fleet and the Redis that it shares with the others, each with one line of who waits."""
    if plan.worker >= 1 or plan.redis >= 1:
        return Delays(command=math.inf, packet=math.inf)
    here = max(1, round(plan.circles / plan.workers))
    rate = here * (meeting.speaking * meeting.packets + meeting.commands + meeting.deadlines) + LOOKS
    seconds = min(60.0, EVENTS_AT_MOST / rate)
    waits = redis_waits(costs, meeting, plan, chance)
    return _worker(costs, meeting, plan, _arrivals(meeting, here, seconds, chance), waits, chance)


_PACKET, _ASKED, _STORED, _LOOK = range(4)


def _arrivals(meeting: Meeting, here: int, seconds: float, chance: Random) -> list[tuple[float, int]]:
    """Voices beat, each in its own phase; people and deadlines, which are commands of the server's own, come as they like."""
    found: list[tuple[float, int]] = []
    for _ in range(round(here * meeting.speaking)):
        at = chance.random() / meeting.packets
        while at < seconds:
            found.append((at, _PACKET))
            at += 1 / meeting.packets
    found += ((at, _ASKED) for at in _poisson(here * (meeting.commands + meeting.deadlines), seconds, chance))
    found += ((at, _LOOK) for at in _poisson(LOOKS, seconds, chance))
    return found


def _worker(costs: Costs, meeting: Meeting, plan: Plan, arrivals: list[tuple[float, int]], waits: list[float], chance: Random) -> Delays:
    """One core. A command is worked on twice, before and after Redis; what idle sockets cost is spread over everything as a slower core."""
    slower = 1 / (1 - plan.members / plan.workers * costs.socket / 1e6)
    services = {
        _PACKET: (meeting.members - 1) * costs.packet,
        _ASKED: costs.command / 2,
        _STORED: costs.command / 2 + meeting.members * costs.delivery + meeting.spread * costs.follow,
        _LOOK: costs.look,
    }
    line = [(at, kind, at) for at, kind in arrivals]
    heapq.heapify(line)
    free, packets, commands = 0.0, list[float](), list[float]()
    while line:
        at, kind, begun = heapq.heappop(line)
        free = max(free, at) + services[kind] * slower / 1e6
        if kind == _PACKET:
            packets.append(free - begun)
        elif kind == _ASKED:
            heapq.heappush(line, (free + waits[chance.randrange(len(waits))], _STORED, begun))
        elif kind == _STORED:
            commands.append(free - begun)
    return Delays(command=_p99(commands), packet=_p99(packets))


def redis_waits(costs: Costs, meeting: Meeting, plan: Plan, chance: Random) -> list[float]:
    """Seconds that commits were in Redis, those of all workers among them, after the line has filled."""
    kinds = (
        (plan.circles * (meeting.commands + meeting.deadlines), costs.redis_commit, True),
        (plan.circles * (meeting.commands + meeting.deadlines) * meeting.spread, costs.redis_load, False),
        (plan.workers * LOOKS, costs.redis_look, False),
        (plan.circles * (1 + meeting.spread) / 2, costs.redis_version, False),
        (_beats(plan.workers), _beat(costs, plan.workers), False),
    )
    seconds = min(600.0, EVENTS_AT_MOST / sum(rate for rate, _, _ in kinds))
    arrivals = sorted((at, service, counted) for rate, service, counted in kinds for at in _poisson(rate, seconds, chance))
    free, waits = 0.0, list[float]()
    for at, service, counted in arrivals:
        free = max(free, at) + service / 1e6
        if counted:
            waits.append(free - at)
    return waits[len(waits) // 5 :] or [costs.redis_commit / 1e6]


def _poisson(rate: float, seconds: float, chance: Random) -> Iterator[float]:
    at = chance.expovariate(rate) if rate else seconds
    while at < seconds:
        yield at
        at += chance.expovariate(rate)


def _p99(values: list[float]) -> float:
    return sorted(values)[len(values) * 99 // 100] if values else 0.0


def breaks(plan: Plan, delays: Delays) -> str:
    """What is full first."""
    if plan.redis > REDIS_FULL:
        return "Redis: one thread"
    if delays.command == math.inf or delays.packet == math.inf:
        return "a worker's core"
    return "nothing" if plan.workers == 1 else "one worker's core: voices" if plan.audio > plan.worker / 2 else "one worker's core"


def told(costs: Costs, meeting: Meeting, chance: Random) -> list[str]:
    """One line for each size."""
    lines = [f"{costs}"]
    for members in SIZES:
        plan = planned(costs, meeting, members)
        delays = simulated(costs, meeting, plan, chance)
        lines.append(
            f"{members:>9,} members: {plan.circles:>8,.0f} circles, {plan.workers:>4} workers at {plan.worker:.2f} (voices {plan.audio:.2f}), "
            f"{plan.sockets:,.0f} sockets each, Redis {plan.redis:.3f} (beats {plan.roster:.3f}), {plan.gbits:.2f} Gbit/s, "
            f"p99 of a command {delays.command * 1e3:.1f} ms, of a packet {delays.packet * 1e3:.1f} ms; full first: {breaks(plan, delays)}"
        )
    return lines


async def run() -> AsyncIterator[Result]:
    """The costs of this machine, one load that they were not worked out from, and then the sizes that it cannot have."""
    before = os.sched_getaffinity(0)
    more_files()
    pin(CLIENT_CORE)
    try:
        found, real = await costs.measured(CHECK)
    finally:
        os.sched_setaffinity(0, before)
    workers, redis = costs.predicted(found, CHECK)
    for line in told(found, Meeting(), Random(5)):
        print(f"# {line}", file=sys.stderr, flush=True)
    case = f"{CHECK.workers} workers, {CHECK.circles} x {CHECK.members}, {1 / CHECK.every:g} a second each"
    for who, ours, theirs in (("workers", workers, [cpu for cpu, _ in real]), ("Redis", redis, [cpu for _, cpu in real])):
        peer = tuple(cpu * 1e3 for cpu in theirs)
        yield Result(bench="capacity", case=f"{case}: {who}", ours=(ours * 1e3,), peer=peer, peer_name="measured", unit="ms CPU/s")
