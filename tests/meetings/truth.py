"""The checker of meetings on many workers: what was written, what was promised and what each screen showed must be one story.

    story = Story(witness.of(code), [person.member for person in people.everyone])
    story.check(within=2.5)     # raises Objection with the first thing that is wrong

`within`: seconds in which a change must be on every screen that stays connected.
"""

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from rooms.circle import Circle, Stage
from rooms.floor import audible
from rooms.ids import SeatId
from rooms.views import Audience, view_for
from tests.meetings.history import screens
from tests.meetings.witness import Written
from tests.member import Json, Member

Picture = tuple[str, str, str, tuple[str, ...]]
"""What everybody in the circle is shown alike: stage, whose turn, in which state, and the queue in its order."""


class Objection(AssertionError):
    """Of the checker."""


@dataclass(frozen=True, slots=True)
class Shown:
    """From `at` on a screen showed this."""

    picture: Picture
    at: float


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
        """Numbers of a seat only grow, so nothing was undone or done twice, and at the end they cover every yes that changed something."""
        applied = 0
        for one in self.written:
            seat = one.circle.seats.get(SeatId(member.seat))
            if seat is None:
                continue
            if seat.last < applied:
                raise Objection(f"what {member.seat} asked as number {applied} was done, and is gone in {one.version}")
            applied = seat.last
        told = member.history
        promised = [number for number, answer in told.acknowledged.items() if answer["ok"] and told.asked[number]["command"] in SURE]
        if SeatId(member.seat) in self.written[-1].circle.seats and promised and max(promised) > applied:
            raise Objection(
                f"{member.seat} was promised number {max(promised)}, {told.asked[max(promised)]}, and {applied} is the last that was done"
            )
        if applied > member.number:
            raise Objection(f"{member.seat} asked for {member.number} things, and {applied} were done")

    def screens_follow(self, member: Member) -> None:
        """Each screen shows versions in the order in which they were written, some left out, and nothing that was not written."""
        truth = [picture_of(one.circle) for one in self.written]
        for connection in pictures(member):
            at = 0
            for shown in connection:
                if shown.picture not in truth:
                    raise Objection(f"{member.seat} was shown what never was: {shown.picture}")
                try:
                    at = truth.index(shown.picture, at)
                except ValueError:
                    raise Objection(f"{member.seat} was shown an older state after a newer one: {shown.picture}") from None

    def slowest(self, since: float, until: float) -> float:
        """Seconds from a write to the last of the screens that were connected all the while."""
        runs, found = self._runs(), [0.0]
        for member in self.members:
            for seen, connection in zip(member.history.seen, pictures(member), strict=True):
                if connection:
                    lives = member.online and seen is member.history.seen[-1]
                    ends = time.monotonic() if lives else seen[-1].at  # the last thing heard says how long it was connected for sure
                    found += _lags(runs, connection, max(since, connection[0].at), min(until, ends))
        return max(found)

    def _runs(self) -> list[Shown]:
        """Each picture that differs from the one before, with when it came."""
        runs: list[Shown] = []
        for one in self.written:
            if not runs or runs[-1].picture != picture_of(one.circle):
                runs.append(Shown(picture_of(one.circle), one.at))
        return runs

    def ends_alike(self) -> None:
        """Every screen shows what was written last. Raises Objection."""
        last = picture_of(self.written[-1].circle)
        for member in self.members:
            if member.online and picture_in(member.view) != last:
                raise Objection(f"{member.seat} still looks at {picture_in(member.view)}, and {last} is written")


SURE = frozenset({"begin", "done", "pass_for_now", "start_circle"})
"""A yes to these has changed something. To others it may not have, as when a hand was up already: then its number is not kept in the state."""


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


def pictures(member: Member) -> list[list[Shown]]:
    """Connection by connection, only what differs from what was shown before."""
    told: list[list[Shown]] = []
    for seen, views in zip(member.history.seen, screens(member), strict=True):
        times = [one.at for one in seen if one.event in ("view", "patch")]
        shown: list[Shown] = []
        for view, at in zip(views, times, strict=True):
            if "seats" in view and (not shown or shown[-1].picture != picture_in(view)):
                shown.append(Shown(picture_in(view), at))
        told.append(shown)
    return told


def picture_in(view: Json) -> Picture:
    turn: Json = view.get("turn") or {}
    places = {seat: told["place"] for seat, told in view.get("seats", {}).items() if "place" in told}
    return view.get("stage", ""), turn.get("seat", ""), turn.get("state", ""), tuple(sorted(places, key=places.__getitem__))


def picture_of(circle: Circle) -> Picture:
    if circle.stage is Stage.ENDED:
        return circle.stage.value, "", "", ()
    return picture_in(cast(Json, view_for(circle, Audience.MEMBERS)))
