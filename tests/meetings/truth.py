"""The checker of meetings on many workers: what was written, what was promised and what each screen showed must be one story.

    story = Story(witness.of(code), [person.member for person in people.everyone])
    story.check(within=2.5)     # raises Objection with the first thing that is wrong

`within`: seconds in which a change must be on every screen that stays connected.
"""

import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise

from rooms.circle import Circle
from rooms.floor import audible
from rooms.ids import SeatId
from rooms.turn import Turn, TurnState
from server.presence import PRESENCE_SECONDS
from tests.meetings.pictures import Shown, lines_of, stale
from tests.meetings.promises import broken_promises
from tests.meetings.witness import Written
from tests.member import Member


class Objection(AssertionError):
    """Of the checker."""


class Story:
    """Of one circle."""

    def __init__(self, written: Sequence[Written], members: Sequence[Member]) -> None:
        self.written = written
        self.members = members

    def check(self, *, within: float, since: float = 0.0, until: float = float("inf")) -> float:
        """The longest time that any change between the two instants took to a screen. Raises Objection."""
        if not self.written:
            raise Objection("nothing was written")
        self.versions_are_one_line()
        for one in self.written:
            self.is_sound(one.circle)
        for member in self.members:
            self.nothing_promised_is_missing(member)
            self.screens_follow(member)
        slowest = self.slowest(since, until)
        if slowest > within:
            raise Objection(f"a change was on a screen only after {slowest:.2f} s")
        return slowest

    def versions_are_one_line(self) -> None:
        """None is written twice, none goes back. A higher epoch begins only when Redis had lost its memory."""
        for before, after in zip(self.written, self.written[1:], strict=False):
            if after.version <= before.version:
                raise Objection(f"version {after.version} was written over {before.version}")

    @staticmethod
    def is_sound(circle: Circle) -> None:
        """One person for each slot, and a queue in which everybody stands once and the holder not at all."""
        waiting = [place.seat for place in circle.queue]
        if len(waiting) != len(set(waiting)):
            raise Objection("somebody waits twice")
        if circle.turn is not None and (circle.turn.seat not in circle.seats or circle.turn.seat in waiting):
            raise Objection("the holder is nobody, or waits as well")
        floor = audible(circle)
        if len(set(floor.values())) != len(floor):
            raise Objection("one person is heard in two slots")

    def nothing_promised_is_missing(self, member: Member) -> None:
        """Numbers of a seat only grow, so nothing was undone or done twice; and every yes either changed something or found it so."""
        applied = 0
        for one in self.written:
            seat = one.circle.seats.get(SeatId(member.seat))
            if seat is None:
                continue
            if seat.last < applied:
                raise Objection(f"what {member.seat} asked as number {applied} was done, and is gone in {one.version}")
            applied = seat.last
        if broken := next(broken_promises(self.written, member), None):
            raise Objection(broken)
        if applied > member.number:
            raise Objection(f"{member.seat} asked for {member.number} things, and {applied} were done")

    def screens_follow(self, member: Member) -> None:
        """Each screen shows versions in the order in which they were written, some left out, and nothing that was not written."""
        for line in lines_of(member, self._seats):
            places: defaultdict[Hashable, list[int]] = defaultdict(list)
            for place, one in enumerate(self.written):
                places[line.truth(one.circle)].append(place)
            for connection in line.shown:
                at = 0
                for shown in connection:
                    if shown.picture not in places:
                        raise Objection(f"{member.seat} was shown what never was, {line.name}: {shown.picture}")
                    found = bisect_left(places[shown.picture], at)
                    if found == len(places[shown.picture]):
                        raise Objection(f"{member.seat} was shown an older state after a newer one, {line.name}: {shown.picture}")
                    at = places[shown.picture][found]

    def slowest(self, since: float, until: float) -> float:
        """Seconds from a write to the last of the screens that were connected all the while. Who is here may take a tick more."""
        found = [0.0]
        for member in self.members:
            for line in lines_of(member, self._seats):
                runs, spare = self._runs(line.truth, since), PRESENCE_SECONDS if line.in_ticks else 0.0
                for seen, connection in zip(member.history.seen, line.shown, strict=True):
                    if connection:
                        lives = member.online and seen is member.history.seen[-1]
                        ends = time.monotonic() if lives else seen[-1].at  # the last thing heard says how long it was connected for sure
                        found += [lag - spare for lag in _lags(runs, connection, max(since, connection[0].at), min(until, ends))]
        return max(found)

    @property
    def _seats(self) -> set[SeatId]:
        return {SeatId(member.seat) for member in self.members}

    def _runs(self, truth: Callable[[Circle], Hashable], since: float) -> list[Shown]:
        """Each picture that differs from the one before, with when it came."""
        runs: list[Shown] = []
        for one in self.written:
            if one.at < since:
                continue
            picture = truth(one.circle)
            if not runs or runs[-1].picture != picture:
                runs.append(Shown(picture, one.at))
        return runs

    def shares_go_on(self, since: float, until: float) -> list[float]:
        """Of each share that was under way at the first instant: by how many seconds its time was moved until the second, at most.

        Only versions that nobody asked for are looked at: who is missed, who is back, where voices are carried. Raises Objection when one of
        them takes the piece from its holder.
        """
        moved: dict[SeatId, float] = {}
        for before, after in pairwise(self.written):
            turn = before.circle.turn
            if not since <= after.at <= until or turn is None or turn.state not in (TurnState.SHARING, TurnState.HELD) or _asked_for(before, after):
                continue
            then = after.circle.turn
            if then is None or then.seat != turn.seat:
                raise Objection(f"nobody asked for it, and {turn.seat} has lost the piece in {after.version}")
            now = after.at + time.time() - time.monotonic()  # what the circle's instants are
            moved[turn.seat] = max(moved.get(turn.seat, 0.0), abs(_left(then, now) - _left(turn, now)))
        return list(moved.values())

    def ends_alike(self) -> None:
        """Every screen shows what was written last. Raises Objection."""
        for member in self.members:
            if member.online and (differs := stale(member, self.written[-1].circle)):
                raise Objection(f"{member.seat} still looks at {differs}")


def _asked_for(before: Written, after: Written) -> bool:
    """Whether somebody's command is in it."""
    return any(seat.last != before.circle.seats[id].last for id, seat in after.circle.seats.items() if id in before.circle.seats)


def _left(turn: Turn, now: float) -> float:
    return turn.left if turn.ends_at is None else turn.ends_at - now


def _lags(runs: list[Shown], connection: list[Shown], since: float, until: float) -> list[float]:
    """How long after each of the runs this screen showed it, or something that was written later. Not at all: until the end."""
    times = [shown.at for shown in connection]
    found: list[float] = []
    for number, run in enumerate(runs):
        if not since <= run.at < until:
            continue
        best = until
        for later in runs[number:]:
            if later.at >= best:
                break
            place = bisect_right(times, later.at) - 1
            if connection[place].picture == later.picture:
                best = later.at
            else:
                best = min([best, *(shown.at for shown in connection[place + 1 :] if shown.picture == later.picture)])
        found.append(best - run.at)
    return found

