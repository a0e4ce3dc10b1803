"""A keeper who has never kept a circle: starts it, then presses nothing but *Next*, when the screen says that it is time.

The people share by what they see as well: they begin after some seconds, speak for about as long as they are given, sometimes pass.
The clock is simulated; every deadline is kept as the timekeeper would.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, cast

from rooms import commands as c
from rooms.circle import Circle, Stage
from rooms.deadlines import next_deadline
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.formats import EVERYBODYS, Format, Language, Order
from rooms.ids import CircleId, Instant, SeatId
from rooms.refusals import Reason, Refusal
from rooms.seat import Role
from rooms.turn import TurnState
from rooms.views import Audience, view_for
from tests.rooms.seats import a_seat

KIM, DEV = SeatId("kim"), SeatId("dev")
BEGAN = Instant(1_000_000.0)
LOOKS_EVERY = 2.0
"""Seconds between two looks at the screen."""
CLOSES_WITHIN = 15.0
"""How long the beginner lets somebody close, once their time is up."""


@dataclass(slots=True)
class Run:
    """One meeting, and what the beginner met."""

    circle: Circle
    now: Instant = BEGAN
    phases: list[str] = field(default_factory=list[str])
    left_unheard: list[str] = field(default_factory=list[str])
    """Phases that bring the piece to everybody, and in which *Next* had to ask whether somebody may be left unheard."""
    heard: dict[str, set[SeatId]] = field(default_factory=dict[str, set[SeatId]])
    """Who began a share, by phase."""
    shortest: float = 3600.0
    """Seconds of the shortest whole turn that anybody was offered."""

    def ask(self, command: c.Command) -> Reason | None:
        decision = decide(self.circle, command, self.now)
        if isinstance(decision, Refusal):
            return decision.reason
        self.circle = evolve_all(self.circle, decision)
        return None

    @property
    def view(self) -> dict[str, Any]:
        return cast(dict[str, Any], view_for(self.circle, Audience.FACILITATORS))


def opened(format: Format, people: int, *, deputy: bool = True) -> Circle:
    """So many members, who keeps it, and a deputy."""
    seats = [a_seat("kim", Role.FACILITATOR), *([a_seat("dev", Role.DEPUTY, number=1)] if deputy else [])]
    seats += [a_seat(f"m{n}", number=n + 2) for n in range(people)]
    return Circle(
        id=CircleId("ABCD2345"), title="Evening", format=format, language=Language.ENGLISH, opened_at=BEGAN,
        ends_at=Instant(BEGAN + 60 * format.minutes), lobby=True, links=(), order=format.phases[0].order or Order.HANDS,
        seats={seat.id: seat for seat in seats}, deputies=(DEV,) if deputy else (), lot=7,
    )  # fmt: skip


def longest(format: Format, people: int) -> Format:
    """The format as a centre plans it for so many people: longer where it says so."""
    ranges = [(format.people_most, format.minutes), *((more.people, more.minutes) for more in format.longer)]
    return replace(format, minutes=next((minutes for most, minutes in ranges if people <= most), format.minutes))


def run(format: Format, people: int, seed: int = 0, *, look: Callable[[Run], None] = lambda _: None) -> Run:
    """From the start to the end. `look` sees every state in which the beginner looked at the screen."""
    meeting, crowd = Run(opened(format, people)), _Crowd(Random(f"{format.id}/{people}/{seed}"))
    assert meeting.ask(c.StartCircle()) is None
    limit = BEGAN + 60 * format.minutes * 3
    while meeting.circle.stage is not Stage.ENDED:
        assert meeting.now < limit, f"{format.id} with {people} never ends"
        look(meeting)
        _note(meeting)
        crowd.act(meeting)
        if _is_time(meeting):
            _press_next(meeting)
        meeting.now = Instant(meeting.now + LOOKS_EVERY)
        while (due := next_deadline(meeting.circle)) is not None and due <= meeting.now:
            meeting.ask(c.LetTimePass())
    return meeting


def _note(meeting: Run) -> None:
    phase = meeting.circle.format.phases[meeting.circle.phase].id
    if not meeting.phases or meeting.phases[-1] != phase:
        meeting.phases.append(phase)


def _is_time(meeting: Run) -> bool:
    """What the screen shows by its large green button: somebody waits for the piece, a share is over, or this part's time is."""
    view, now = meeting.view, meeting.now
    phase, turn = view["phase"], view.get("turn")
    if turn is not None:
        return turn["state"] == "sharing" and "ends_at" in turn and now > turn["ends_at"] + CLOSES_WITHIN
    if now >= phase["ends_at"]:
        return True
    if not _moves(meeting):
        return False
    waits = any("place" in seat and "away" not in seat for seat in view["seats"].values()) or _waits_undrawn(meeting)
    return waits or phase.get("round", 1) < phase.get("rounds", 1)


def _waits_undrawn(meeting: Run) -> bool:
    return meeting.circle.order is Order.DRAW and bool(meeting.circle.queue)


def _moves(meeting: Run) -> bool:
    return meeting.circle.format.phases[meeting.circle.phase].order is not None


def _press_next(meeting: Run) -> None:
    no = meeting.ask(c.Next())
    if no is Reason.SOMEONE_UNHEARD:
        phase = meeting.circle.format.phases[meeting.circle.phase]
        meeting.left_unheard += [phase.id] if phase.order in EVERYBODYS else []
        no = meeting.ask(c.Next(confirmed=True))
    if no in (Reason.LAST_PHASE, Reason.NOBODY_WAITS) and meeting.now >= meeting.view["phase"]["ends_at"]:
        no = meeting.ask(c.EndCircle())
    assert no in (None, Reason.NOBODY_WAITS), no


class _Crowd:
    """Everybody but the keeper."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._acts_at = 0.0
        self._of: object = None

    def act(self, meeting: Run) -> None:
        circle = meeting.circle
        self._raise_hands(meeting)
        turn = circle.turn
        if turn is None or turn.seat == KIM and turn.state is TurnState.HELD:
            return
        stage = (turn.seat, turn.state, turn.place)
        if stage != self._of:
            self._of = stage
            self._acts_at = meeting.now + self._takes(turn.state, turn.seconds)
            if turn.state is TurnState.OFFERED and turn.place.rest is None and turn.seat != KIM:
                meeting.shortest = min(meeting.shortest, turn.seconds)
        if meeting.now < self._acts_at:
            return
        if turn.state is TurnState.OFFERED:
            passes = self._chance.random() < 0.05
            meeting.ask(c.Pass(by=turn.seat) if passes else c.Begin(by=turn.seat))
            meeting.heard.setdefault(circle.format.phases[circle.phase].id, set()).add(turn.seat)
        elif turn.state is TurnState.SHARING:
            meeting.ask(c.Done(by=turn.seat))

    def _takes(self, state: TurnState, seconds: float) -> float:
        return self._chance.uniform(2.0, 9.0) if state is TurnState.OFFERED else seconds * self._chance.uniform(0.6, 1.05)

    def _raise_hands(self, meeting: Run) -> None:
        """In phases that go by hands somebody always wants to say something, as in every circle whose people feel safe."""
        circle = meeting.circle
        if circle.order in EVERYBODYS or circle.format.phases[circle.phase].order is None or circle.queue:
            return
        members = [seat.id for seat in circle.seats.values() if seat.role is Role.MEMBER and (circle.turn is None or circle.turn.seat != seat.id)]
        if members and self._chance.random() < 0.05:
            meeting.ask(c.RaiseHand(by=self._chance.choice(members)))
