"""The clock of a meeting: how long each phase and share may take, so that everybody is heard and the end stays where it was planned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rooms.circle import Circle, Stage, phase_of, seated
from rooms.formats import EVERYBODYS, HAND_OVER_SECONDS, LEAST_ROUND_SECONDS, LEAST_SHARE_SECONDS, Format, Order, Phase
from rooms.ids import Instant
from rooms.seat import Presence, Role, Seat

EARLY_SECONDS = 900.0
"""A circle that is started so long before its time ends so much earlier; earlier still, it is another meeting than was planned."""


def planned_end(circle: Circle, now: Instant) -> Instant:
    """When a circle that starts now is to end: when it was planned to, unless it starts so early or late that the plan says nothing."""
    total = circle.ends_at - circle.opened_at
    left = circle.ends_at - now
    return circle.ends_at if total / 2 <= left <= total else Instant(now + total)


def phase_end(circle: Circle, index: int, now: Instant) -> Instant:
    """The planned end of a phase that begins now.

    A phase without shares has its own minutes. What is left of the meeting beside those is divided among the phases with shares, as the
    format divides it: an opening that took long makes shares a little shorter, and the end stays.
    """
    phase = circle.format.phases[index]
    if phase.order is None or phase.beyond:
        return Instant(now + 60 * phase.minutes)
    coming = [later for later in circle.format.phases[index:] if not later.beyond]
    fixed = sum(60 * later.minutes for later in coming if later.order is None)
    shares = sum(later.minutes for later in coming if later.order is not None)
    pool = max(circle.ends_at - now - fixed, 0.0)
    return Instant(now + max(pool * phase.minutes / shares, LEAST_SHARE_SECONDS))


def share_seconds(circle: Circle, others: int, now: Instant) -> float:
    """What a share may take that is offered now, while so many others wait to be heard in this round.

    `clamp(remaining / (not yet heard + 1), min(60 s, limit), limit)`, less the hand-over, with the shares of later rounds in the count.
    """
    phase = phase_of(circle)
    if circle.phase_ends_at is None:
        return phase.share_seconds
    if circle.order is Order.CHAIR_PICKS:
        others = 0  # one whom the facilitator names has the time that was planned for them, however many hands are up
    if circle.order in EVERYBODYS:
        others += max(0, rounds_fit(circle) - circle.round) * len(sharers(circle))
    each = (circle.phase_ends_at - now) / (others + 1) - HAND_OVER_SECONDS
    return max(min(each, phase.share_seconds), min(LEAST_SHARE_SECONDS, phase.share_seconds))


def sharers(circle: Circle) -> tuple[Seat, ...]:
    """Those to whom a round brings the piece, in ring order; who keeps the circle first where the format says so."""
    here = seated(circle)
    keeps = tuple(seat for seat in here if seat.role is Role.FACILITATOR and phase_of(circle).keeper_first)
    members = tuple(seat for seat in here if seat.role is Role.MEMBER)
    return tuple(seat for seat in (*keeps, *members) if seat.presence is not Presence.GONE and not seat.listens)


def rounds_fit(circle: Circle) -> int:
    """How often the piece goes round in this phase: as often as its format says, or as nobody's share falls under `LEAST_ROUND_SECONDS`."""
    phase = phase_of(circle)
    if circle.phase_began is None or circle.phase_ends_at is None:
        return phase.rounds
    return _rounds(phase, circle.phase_ends_at - circle.phase_began, len(sharers(circle)))


def another_round_fits(circle: Circle, now: Instant) -> bool:
    """Whether the time that is left of the phase holds one more round."""
    until = again_until(circle)
    return _is_to_go_round(circle) if until is None else now <= until


def again_until(circle: Circle) -> Instant | None:
    """Until when one more round fits into the phase. None: there is none, or the phase has no planned end."""
    if not _is_to_go_round(circle) or circle.phase_ends_at is None:
        return None
    return Instant(circle.phase_ends_at - _needed(phase_of(circle), len(sharers(circle))))


def _is_to_go_round(circle: Circle) -> bool:
    """By its format, once more."""
    phase = phase_of(circle)
    return circle.round < phase.rounds and phase.order in EVERYBODYS


def piece_moves(circle: Circle) -> bool:
    """Whether somebody can be offered the piece in this phase: by its format, or because the facilitator set an order in it."""
    phase = phase_of(circle)
    return not phase.silent and (phase.order is not None or circle.going)


def phase_is_over(circle: Circle, now: Instant) -> bool:
    return circle.phase_ends_at is not None and now >= circle.phase_ends_at


def has_time_for_more(circle: Circle, now: Instant) -> bool:
    """Whether one more share of somebody who was heard already fits. In a format of one phase nothing waits, so there it always does."""
    if circle.phase_ends_at is None or len(circle.format.phases) == 1:
        return True
    return circle.phase_ends_at - now >= LEAST_SHARE_SECONDS + HAND_OVER_SECONDS


def _rounds(phase: Phase, seconds: float, people: int) -> int:
    return max(1, min(phase.rounds, int(seconds / max(_needed(phase, people), 1.0))))


def _needed(phase: Phase, people: int) -> float:
    """Seconds of one round in which nobody has less than the least."""
    return people * (min(phase.share_seconds, LEAST_ROUND_SECONDS) + HAND_OVER_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do when more people came than fit. Empty: nothing."""

    rounds: Mapping[int, int] = field(default_factory=dict[int, int])
    """So often the piece goes round in the phase of this index, instead of as often as planned."""
    drop: int | None = None
    """Without the phase of this index everybody is heard."""
    minutes: int | None = None
    """So many minutes would hold them all."""
    split: bool = False
    """Too many for one circle of this format."""


@dataclass(frozen=True, slots=True)
class _Load:
    """One phase that brings the piece to everyone, of a format."""

    index: int
    phase: Phase


def advice(format: Format, minutes: float, people: int) -> Advice:
    """For so many people who want to share, in so many minutes."""
    ranges = [(format.people_most, format.minutes), *((more.people, more.minutes) for more in format.longer)]
    if people <= max((most for most, planned in ranges if planned <= minutes), default=format.people_most):
        return Advice()
    rounds = {load.index: 1 for load in _loads(format) if load.phase.rounds > 1}
    longer = next((more.minutes for more in format.longer if more.people >= people and more.minutes > minutes), None)
    if rounds and _fits(format, minutes, people, None):
        return Advice(rounds=rounds, minutes=longer)
    if longer is not None:
        return Advice(minutes=longer)
    by_length = sorted(_loads(format), key=lambda load: load.phase.minutes)
    return Advice(drop=next((load.index for load in by_length if _fits(format, minutes, people, load.index)), None), split=True)


def _loads(format: Format) -> Iterator[_Load]:
    return (_Load(index, phase) for index, phase in enumerate(format.phases) if phase.order in EVERYBODYS and not phase.beyond)


def _fits(format: Format, minutes: float, people: int, dropped: int | None) -> bool:
    """Whether everybody gets their least in one round of every phase that brings the piece to all."""
    fixed = sum(phase.minutes for phase in format.phases if phase.order is None and not phase.beyond)
    loads = [load for load in _loads(format) if load.index != dropped]
    return bool(loads) and sum(_needed(load.phase, people) for load in loads) <= 60 * (minutes - fixed)


def minutes_of(circle: Circle) -> float:
    """The planned length of this meeting."""
    began = circle.opened_at if circle.stage is Stage.GATHERING or circle.started_at is None else circle.started_at
    return round((circle.ends_at - began) / 60, 1)
