"""What can be taken back for some seconds, while nobody has begun: one's own *Done*, and what a facilitator pressed too soon."""

from dataclasses import replace

from rooms.bounds import HOLD_SECONDS, OFFER_SECONDS, REGRET_SECONDS
from rooms.circle import Circle, Stage
from rooms.events import Decision, Regretted, TakenBack
from rooms.ids import Instant, SeatId
from rooms.interruption import seconds_left
from rooms.refusals import Reason, Refusal
from rooms.seat import Presence, Standing
from rooms.turn import Regret, TurnState, Undo


def regretted(circle: Circle, what: Regret, now: Instant) -> Regretted:
    """For the end of a decision that was made on this circle."""
    turn = circle.turn
    holder = None if turn is None else circle.seats[turn.seat]
    stopped = turn and replace(turn, left=seconds_left(turn, now), ends_at=None, runs_since=None, response=None)
    undo = Undo(
        what=what, until=Instant(now + REGRET_SECONDS), turn=stopped, queue=circle.queue, order=circle.order, heard=circle.heard, going=circle.going,
        phase=circle.phase, round=circle.round, prompt=circle.prompt, phase_began=circle.phase_began, phase_ends_at=circle.phase_ends_at,
        shares=0 if holder is None else holder.shares, heard_at=None if holder is None else holder.heard_at,
        milestones=circle.milestones, questions=circle.questions, warmth=circle.warmth, written=circle.written,
    )  # fmt: skip
    return Regretted(undo=undo)


def take_back(circle: Circle, now: Instant) -> Decision:
    """A facilitator's *Undo*. A share that had begun is held: its person taps *Begin* to go on, since their microphone was closed."""
    undo = circle.undo
    if undo is None or undo.what is Regret.DONE or not _may_still(circle, undo, now):
        return Refusal(Reason.NOTHING_TO_UNDO)
    waits = OFFER_SECONDS if undo.turn is not None and undo.turn.state is TurnState.OFFERED else HOLD_SECONDS
    return (TakenBack(undo=undo, at=now, ends_at=None, lapses_at=Instant(now + waits)),)


def not_done(circle: Circle, by: SeatId, now: Instant) -> Decision:
    """*I wasn't done*: the share goes on at once, since it is the person's own tap that opens their microphone."""
    undo = circle.undo
    if undo is None or undo.what is not Regret.DONE or undo.turn is None or undo.turn.seat != by or not _may_still(circle, undo, now):
        return Refusal(Reason.NOTHING_TO_UNDO)
    return (TakenBack(undo=undo, at=now, ends_at=Instant(now + undo.turn.left), lapses_at=None),)


def _may_still(circle: Circle, undo: Undo, now: Instant) -> bool:
    if undo.until < now or circle.stage is not Stage.OPEN or circle.safe_since is not None:
        return False
    holder = None if undo.turn is None else circle.seats.get(undo.turn.seat)
    return undo.turn is None or (holder is not None and holder.standing is Standing.SEATED and holder.presence is Presence.PRESENT)
