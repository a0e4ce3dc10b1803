"""What a yes promises: a command that was acknowledged has been done, or there was nothing to do. Anything else is a lost command.

A yes that changed something is numbered in the state (`Seat.last`); one that found everything as asked leaves no trace, so it is held against the
versions that were there between the asking and the answer.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from rooms.circle import Circle, Stage
from rooms.ids import SeatId
from rooms.order import has_turn, place_of
from rooms.seat import Role
from rooms.turn import TurnState
from tests.meetings.witness import Written
from tests.member import Json, Member

Condition = Callable[[Circle, SeatId, Json], bool]

WITNESS_SECONDS = 0.5
"""A version may be heard so much later than the answer that tells of it."""


def _muted(circle: Circle, by: SeatId, asked: Json) -> bool:
    return circle.seats[SeatId(asked["seat"])].muted


def _holds(circle: Circle, seat: SeatId, *states: TurnState) -> bool:
    return circle.turn is not None and circle.turn.seat == seat and circle.turn.state in (states or TurnState)


def _role(*roles: Role) -> Condition:
    return lambda circle, by, asked: circle.seats[SeatId(asked["seat"])].role in roles


HOLDS: dict[str, Condition] = {
    "begin": lambda circle, by, asked: _holds(circle, by, TurnState.SHARING, TurnState.RESPONSES),
    "raise_hand": lambda circle, by, asked: place_of(circle, by) is not None or has_turn(circle, by),
    "lower_hand": lambda circle, by, asked: place_of(circle, by) is None,
    "mute": _muted,
    "unmute": lambda circle, by, asked: not _muted(circle, by, asked),
    "mute_all": lambda circle, by, asked: circle.muted_all,
    "unmute_all": lambda circle, by, asked: not circle.muted_all,
    "open_queue": lambda circle, by, asked: circle.queue_open,
    "close_queue": lambda circle, by, asked: not circle.queue_open,
    "pause": lambda circle, by, asked: circle.stage is Stage.PAUSED,
    "stop": lambda circle, by, asked: circle.stage is Stage.PAUSED and circle.turn is None,
    "give": lambda circle, by, asked: _holds(circle, asked["seat"]),
    "move_to_end": lambda circle, by, asked: bool(circle.queue) and circle.queue[-1].seat == asked["seat"],
    "make_deputy": _role(Role.DEPUTY, Role.FACILITATOR),
    "make_member": _role(Role.MEMBER),
    "make_listener": _role(Role.LISTENER),
    "hand_over": _role(Role.FACILITATOR),
    "keep": lambda circle, by, asked: circle.seats[by].role is Role.FACILITATOR,
    "speak": lambda circle, by, asked: circle.speaking == by,
    "lock": lambda circle, by, asked: circle.locked,
    "unlock": lambda circle, by, asked: not circle.locked,
}
"""What is so after the command, and before it when there was nothing to do."""

SURE = frozenset({"start_circle", "done", "pass_for_now", "skip", "add_time", "resume"})
"""A yes to these has always changed something."""


def broken_promises(written: Sequence[Written], member: Member) -> Iterator[str]:
    """In words, the first that was given first."""
    mine = SeatId(member.seat)
    there = [one for one in written if mine in one.circle.seats]
    for number, answer in sorted(member.history.acknowledged.items()):
        if answer["ok"] and number in member.history.answered_at and not _given_up(member, number):
            asked = member.history.asked[number]
            until = member.history.answered_at[number]
            if wrong := _wrong(there, mine, number, asked, member.history.asked_at[number], until):
                yield f"{mine} was promised number {number}, {asked}, and {wrong}"


def _given_up(member: Member, number: int) -> bool:
    """Who asks for the next thing before the answer has given this one up: the server may take it for done."""
    return member.history.asked_at.get(number + 1, float("inf")) < member.history.answered_at[number]


def _wrong(there: Sequence[Written], mine: SeatId, number: int, asked: Json, since: float, until: float) -> str:
    """Nothing, or what is not as promised."""
    condition = HOLDS.get(asked["command"])
    at_hand = _between(there, since, until)
    done = _done_in(there, mine, number)
    if done is not None and any(one is done[1] for one in at_hand):
        if condition is not None and _alone(*done, mine) and not condition(done[1].circle, mine, asked):
            return f"it is not so in {done[1].version}, where it was done"
        return ""
    if asked["command"] in SURE:
        return f"{done[1].version} alone has it" if done else f"{there[-1].circle.seats[mine].last if there else 0} is the last that was done"
    # Also where it was done later: what found everything as asked has no number, so when it is sent once more it may change something then.
    if condition is not None and not any(condition(one.circle, mine, asked) for one in at_hand):
        return "it was neither done then nor so already"
    return ""


def _between(there: Sequence[Written], since: float, until: float) -> list[Written]:
    """The version that was there when it was asked, and those written until it was answered."""
    found: list[Written] = []
    for one in there:
        if one.at < since:
            found = [one]
        elif one.at <= until + WITNESS_SECONDS or not one.heard:
            found.append(one)
        else:
            break
    return found


def _done_in(there: Sequence[Written], mine: SeatId, number: int) -> tuple[Written, Written] | None:
    """The versions before and after it was done."""
    for before, after in pairwise(there):
        if before.circle.seats[mine].last < number == after.circle.seats[mine].last:
            return before, after
    return None


def _alone(before: Written, after: Written, mine: SeatId) -> bool:
    """Whether nothing else was done in the same commit: what came after it may have undone it."""
    was = {id: (seat.last, seat.presence) for id, seat in before.circle.seats.items() if id != mine}
    return was == {id: (seat.last, seat.presence) for id, seat in after.circle.seats.items() if id != mine}
