"""The steps of a meeting: how a phase or a round begins, and what *Next* does when nobody is left."""

from dataclasses import replace

from rooms.circle import Circle, phase_of
from rooms.events import Event, PhaseBegan, RoundBegan
from rooms.evolve import evolve
from rooms.formats import EVERYBODYS, Order
from rooms.ids import Instant, SeatId
from rooms.order import queue_for
from rooms.planning import phase_end
from rooms.seat import Presence
from rooms.turn import Place


def phase_begins(circle: Circle, index: int, now: Instant, *, first: bool = False) -> tuple[Event, ...]:
    """This phase, now. Hands that are up stay up; the places of a round that is over do not.

    `first`: the circle starts with it. Then the order, and the queue of a round, are as the facilitator set them while people came, and
    the piece goes by itself from the start where the format lets it.
    """
    began = PhaseBegan(phase=index, at=now, ends_at=phase_end(circle, index, now))
    after = evolve(circle, began)
    phase = phase_of(after)
    if first and phase.order is not None:
        queue = circle.queue if circle.order in EVERYBODYS and circle.queue else queue_for(after, circle.order, now)
        return (began, RoundBegan(order=circle.order, queue=queue, going=True))
    order = phase.order or Order.HANDS
    queue = tuple(place for place in queue_for(after, order, now) if order in EVERYBODYS or place.rest is None)
    return (began, RoundBegan(order=order, queue=_whole(queue)))


def round_begins(circle: Circle, now: Instant) -> RoundBegan:
    """The next time round, with the next question of the card. Its first offer is the facilitator's."""
    order = phase_of(circle).order or circle.order
    prompt = max(0, min(circle.prompt + 1, phase_of(circle).prompts - 1))  # the last question is asked again when there are fewer than rounds
    after = evolve(circle, RoundBegan(order=order, queue=circle.queue, round=circle.round + 1))
    return RoundBegan(order=order, queue=_whole(queue_for(after, order, now)), round=circle.round + 1, prompt=prompt)


def _whole(queue: tuple[Place, ...]) -> tuple[Place, ...]:
    """The rest of an interrupted share, and an offer that lapsed, are of the round that is over: in the next one everybody has a whole turn."""
    return tuple(replace(place, rest=None, again=False) for place in queue)


def is_last(circle: Circle) -> bool:
    """Nothing comes after the present phase."""
    return circle.phase == len(circle.format.phases) - 1


def unheard(circle: Circle) -> tuple[SeatId, ...]:
    """Who waits and was not heard in this round, first to last. Who stayed away is not waited for."""
    return tuple(place.seat for place in circle.queue if place.seat not in circle.heard and circle.seats[place.seat].presence is not Presence.GONE)
