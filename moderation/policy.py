"""Who may ask for what, and when. One table, no default: what is not named here does not type-check."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from moderation.actors import Actor, Seated, System, Visitor
from rooms import commands as c
from rooms.circle import Circle, Seat, Stage, Standing
from rooms.commands import Command


class Denial(StrEnum):
    """Why somebody may not. Stable codes; the browser owns the words."""

    FACILITATORS_ONLY = "facilitators-only"
    MEMBERS_ONLY = "members-only"
    """A listener does not ask for the piece."""
    SEATED_ONLY = "seated-only"
    """Not from the lobby, not after leaving, not before joining."""
    VISITORS_ONLY = "visitors-only"
    """This connection has a seat already."""
    SYSTEM_ONLY = "system-only"
    NOT_YOURS = "not-yours"
    """Asked in another seat's name."""
    NOT_NOW = "not-now"
    """The circle has ended."""
    NOT_FACILITATORS = "not-facilitators"
    """Facilitators and deputies are not muted, and only the facilitator removes a deputy."""


class Who(StrEnum):
    """What somebody is to the circle at this moment."""

    FACILITATOR = "facilitator"
    DEPUTY = "deputy"
    MEMBER = "member"
    LISTENER = "listener"
    WAITING = "waiting"
    GONE = "gone"
    """Left, removed, turned away, or never there."""
    VISITOR = "visitor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may, in which stages, and what the others are told."""

    who: frozenset[Who]
    stages: frozenset[Stage]
    otherwise: Denial


LIVE = frozenset({Stage.GATHERING, Stage.OPEN, Stage.PAUSED})
ALWAYS = LIVE | {Stage.ENDED}
FACILITATORS = frozenset({Who.FACILITATOR, Who.DEPUTY})
MEMBERS = FACILITATORS | {Who.MEMBER}
INSIDE = MEMBERS | {Who.LISTENER}

COMING = Rule(frozenset({Who.VISITOR}), ALWAYS, Denial.VISITORS_ONLY)
"""In an ended circle too: whoever holds a link is told that it ended."""
LEAVING = Rule(INSIDE | {Who.WAITING}, LIVE, Denial.SEATED_ONLY)
SHARING = Rule(MEMBERS, LIVE, Denial.MEMBERS_ONLY)
GUIDING = Rule(FACILITATORS, LIVE, Denial.FACILITATORS_ONLY)
SERVING = Rule(frozenset({Who.SYSTEM}), ALWAYS, Denial.SYSTEM_ONLY)


def rule(command: Command) -> Rule:
    """The row of the table. Whether the circle can do it (nobody waits, not started yet) is for the circle to say."""
    match command:
        case c.Join() | c.Return():
            return COMING
        case c.Leave():
            return LEAVING
        case c.RaiseHand() | c.LowerHand() | c.Begin() | c.Done() | c.Pass() | c.PassForNow() | c.ShareWritten():
            return SHARING
        case c.Speak() | c.StopSpeaking():
            return GUIDING
        case c.StartCircle() | c.EndCircle() | c.Pause() | c.Resume() | c.Next() | c.Skip() | c.Give() | c.Stop() | c.AddTime():
            return GUIDING
        case c.Move() | c.MoveToEnd() | c.CloseQueue() | c.OpenQueue() | c.SetOrder():
            return GUIDING
        case c.Mute() | c.Unmute() | c.MuteAll() | c.UnmuteAll() | c.Remove() | c.Admit() | c.AdmitAll() | c.TurnAway():
            return GUIDING
        case c.AddLinks() | c.MarkAway() | c.LetTimePass() | c.ResumeService():
            return SERVING
        case _:
            assert_never(command)


def denial(circle: Circle, actor: Actor, command: Command) -> Denial | None:
    """Why this actor may not ask for this now. None: they may."""
    row, asks = rule(command), who(circle, actor)
    if circle.stage not in row.stages:
        return Denial.NOT_NOW
    if asks not in row.who:
        return _told(row, asks)
    if isinstance(actor, Seated) and not _is_theirs(actor, command):
        return Denial.NOT_YOURS
    return _protected(circle, asks, command)


def who(circle: Circle, actor: Actor) -> Who:
    """By the seat as it is now, never as it was when the connection was made."""
    match actor:
        case Seated(seat=id):
            return _who_sits(circle.seats.get(id))
        case Visitor():
            return Who.VISITOR
        case System():
            return Who.SYSTEM
        case _:
            assert_never(actor)


def _who_sits(seat: Seat | None) -> Who:
    if seat is None:
        return Who.GONE
    match seat.standing:
        case Standing.SEATED:
            return Who(seat.role.value)
        case Standing.WAITING:
            return Who.WAITING
        case Standing.LEFT | Standing.REMOVED | Standing.TURNED_AWAY:
            return Who.GONE
        case _:
            assert_never(seat.standing)


def _told(row: Rule, asks: Who) -> Denial:
    """Whoever is not in the circle is told that first, unless it was never for people or they should just come in."""
    return Denial.SEATED_ONLY if row in (SHARING, GUIDING) and asks not in INSIDE else row.otherwise


def _is_theirs(actor: Seated, command: Command) -> bool:
    match command:
        case c.Leave() | c.RaiseHand() | c.LowerHand() | c.Begin() | c.Done() | c.Pass() | c.PassForNow() | c.ShareWritten():
            return command.by == actor.seat
        case c.Speak() | c.StopSpeaking():
            return command.by == actor.seat
        case _:
            return True


def _protected(circle: Circle, asks: Who, command: Command) -> Denial | None:
    """Those who moderate cannot be silenced or put out by one who came by the same link: only the facilitator removes, and only deputies."""
    if not isinstance(command, c.Mute | c.Remove):
        return None
    target = who(circle, Seated(command.seat))
    if target not in FACILITATORS:
        return None
    may_remove = isinstance(command, c.Remove) and asks is Who.FACILITATOR and target is Who.DEPUTY
    return None if may_remove else Denial.NOT_FACILITATORS
