"""A simulated evening: twelve people who share by the rules of a real circle, two of whom always want to speak again.

No server and no clock: commands go through the policy-free core, `decide` and `evolve`, as the road would send them.
"""

from dataclasses import dataclass, field, replace
from random import Random
from statistics import median

from rooms import commands as c
from rooms.circle import Circle
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.formats import Format, Language, Order, Phase
from rooms.ids import CircleId, Instant, SeatId
from rooms.refusals import Refusal
from rooms.seat import Role
from rooms.turn import TurnState
from tests.rooms.seats import a_seat

PEOPLE = 12
DOMINATORS = 2
MINUTES = 90
SHARE_SECONDS = 180.0


@dataclass(slots=True, kw_only=True)
class Evening:
    """What was seen of it."""

    airtime: dict[SeatId, float] = field(default_factory=dict[SeatId, float])
    shares: dict[SeatId, int] = field(default_factory=dict[SeatId, int])
    waits: list[int] = field(default_factory=list[int])
    """Turns that others had while somebody waited, for each share."""
    unfair: int = 0
    """Shares of somebody who was heard before, while somebody who was not had a hand up."""

    @property
    def gini(self) -> float:
        return gini(list(self.airtime.values()))

    @property
    def longest_wait(self) -> int:
        return max(self.waits, default=0)


def evening(order: Order, seed: int) -> Evening:
    """One evening under an order policy. The same seed gives the same people and the same wishes."""
    people = [_Person(SeatId(f"s{n}"), Random(f"{seed}/{n}"), n < DOMINATORS) for n in range(PEOPLE)]
    by_id = {person.id: person for person in people}
    circle = _opened(order)
    seen = Evening(airtime=dict.fromkeys(by_id, 0.0), shares=dict.fromkeys(by_id, 0))
    now, turn, raised_at = circle.opened_at, 0, dict[SeatId, int]()
    while now < circle.opened_at + 60 * MINUTES:
        for person in sorted(people, key=lambda person: person.chance.random()):
            wishes = person.chance.random() < person.again
            if wishes and all(place.seat != person.id for place in circle.queue) and (circle.turn is None or circle.turn.seat != person.id):
                circle, raised_at[person.id] = asked(circle, c.RaiseHand(by=person.id), now), turn
        if circle.turn is None:
            now = Instant(now + 10.0)
            continue
        if circle.turn.state is TurnState.SHARING:
            circle = asked(circle, c.Done(by=circle.turn.seat), now)
        if circle.turn is None:
            continue
        holder = by_id[circle.turn.seat]
        _note(seen, circle, holder.id, turn - raised_at.pop(holder.id))
        now = Instant(now + 5.0)
        circle = asked(circle, c.Begin(by=holder.id), now)
        spoken = min(holder.share(), SHARE_SECONDS)
        now, turn = Instant(now + spoken), turn + 1
        seen.airtime[holder.id] += spoken
        seen.shares[holder.id] += 1
    return seen


class _Person:
    """Draws of their own, so that the same person wishes the same whatever the others do."""

    def __init__(self, id: SeatId, chance: Random, dominates: bool) -> None:
        self.id = id
        self.chance = chance
        self._lengths = Random(chance.random())
        self.again = 1.0 if dominates else chance.uniform(0.05, 0.35)
        """The chance that they raise a hand while another shares."""
        self._range = (170.0, 180.0) if dominates else (chance.uniform(20.0, 60.0), chance.uniform(60.0, 170.0))

    def share(self) -> float:
        """Seconds of their next share."""
        return self._lengths.uniform(*self._range)


def _note(seen: Evening, circle: Circle, begins: SeatId, waited: int) -> None:
    seen.waits.append(waited)
    unheard = any(seen.shares[place.seat] == 0 for place in circle.queue)
    seen.unfair += seen.shares[begins] > 0 and unheard


def _opened(order: Order) -> Circle:
    phase = Phase(id="sharing", minutes=MINUTES, order=order, share_seconds=SHARE_SECONDS)
    circle = Circle(
        id=CircleId("ABCD2345"), title="Evening", format=Format(id="sharing", phases=(phase,), minutes=MINUTES), language=Language.ENGLISH,
        opened_at=Instant(0.0), ends_at=Instant(60.0 * MINUTES), lobby=False, links=(), order=order,
        seats={seat.id: seat for seat in (a_seat("kim", Role.FACILITATOR), *(a_seat(f"s{n}") for n in range(PEOPLE)))},
    )  # fmt: skip
    # Shares are not shortened here: what is compared is the order alone.
    return replace(asked(circle, c.StartCircle(), Instant(0.0)), phase_ends_at=None)


def asked(circle: Circle, command: c.Command, now: Instant) -> Circle:
    """The circle after a command that it must not refuse."""
    decision = decide(circle, command, now)
    assert not isinstance(decision, Refusal), f"{command}: {decision.reason}"
    after = evolve_all(circle, decision)
    assert not isinstance(command, c.Begin) or (after.turn is not None and after.turn.state is TurnState.SHARING)
    return after


def gini(values: list[float]) -> float:
    """0: all the same; 1 - 1/n: one has all (Gini 1912, as half the relative mean difference)."""
    mean = sum(values) / len(values)
    apart = sum(abs(one - other) for one in values for other in values)
    return apart / (2 * len(values) ** 2 * mean) if mean else 0.0


def main() -> None:
    """The table of docs/fairness.md."""
    for order in (Order.HANDS, Order.LEAST_HEARD):
        seen = [evening(order, seed) for seed in range(200)]
        ginis = [one.gini for one in seen]
        both = [sum(one.airtime[SeatId(f"s{n}")] for n in range(DOMINATORS)) / sum(one.airtime.values()) for one in seen]
        print(  # noqa: T201  what it is for
            f"{order.value}: unfair {sum(one.unfair > 0 for one in seen)} of {len(seen)}; Gini {min(ginis):.2f} {median(ginis):.2f} {max(ginis):.2f};"
            f" the two {median(both):.0%} {max(both):.0%}; longest wait {max(one.longest_wait for one in seen)};"
            f" shares {median(len(one.waits) for one in seen):.0f}"
        )


if __name__ == "__main__":
    main()
