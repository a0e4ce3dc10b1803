"""What events make of the steps of the meeting, its rounds, and what people show in them."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle
from rooms.ids import SeatId


def with_phase(circle: Circle, event: e.PhaseEvent) -> Circle:
    match event:
        case e.PhaseBegan(phase=phase, at=at, ends_at=ends_at):
            return replace(
                circle, phase=phase, phase_began=at, phase_ends_at=ends_at, round=1, prompt=0, going=False, heard=frozenset[SeatId](),
                milestones=dict[SeatId, str](), questions=dict[SeatId, str](), warmth=frozenset[SeatId](), undo=None,
                written=None,  # below the next question it would look like an answer to that
            )  # fmt: skip
        case e.RoundBegan():
            return replace(
                circle, order=event.order, queue=event.queue, round=event.round, prompt=event.prompt, going=event.going,
                heard=circle.heard if event.goes_on else frozenset[SeatId](), undo=None,
            )  # fmt: skip
        case e.PromptChosen(prompt=prompt):
            return replace(circle, prompt=prompt)
        case e.MilestoneClaimed(seat=seat, milestone=milestone):
            others = {id: claimed for id, claimed in circle.milestones.items() if id != seat}
            return replace(circle, milestones=others | ({seat: milestone} if milestone else {}))
        case e.QuestionWritten(seat=seat, text=text):
            others = {id: written for id, written in circle.questions.items() if id != seat}
            return replace(circle, questions=others | ({seat: text} if text else {}))
        case e.Warmed(seat=seat):
            return replace(circle, warmth=circle.warmth | {seat})
        case _:
            assert_never(event)
