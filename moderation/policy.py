"""Who may ask for what, and when. One table, no default: what is not named here does not type-check."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from moderation.actors import Actor, Seated, System, Visitor
from rooms import commands as c
from rooms.circle import Circle, Stage
from rooms.commands import Command
from rooms.seat import Seat, Standing


class Denial(StrEnum):
    """Why somebody may not. Stable codes; the browser owns the words."""

    FACILITATORS_ONLY = "facilitators-only"
    MEMBERS_ONLY = "members-only"
    """A listener does not ask for the piece."""
    KEEPER_ONLY = "keeper-only"
    """The one who keeps the circle, not the deputies."""
    WAITING_ONLY = "waiting-only"
    """Only from the lobby."""
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
    """Facilitators and deputies are not muted, and only the facilitator removes a deputy or takes the role back."""


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
GREETING = Rule(frozenset({Who.WAITING}), LIVE, Denial.WAITING_ONLY)
TAKING_PART = Rule(INSIDE, LIVE, Denial.SEATED_ONLY)
"""Listeners too: they are people who may need help, may be with somebody, and may have written before they were made to listen."""
SHARING = Rule(MEMBERS, LIVE, Denial.MEMBERS_ONLY)
GUIDING = Rule(FACILITATORS, LIVE, Denial.FACILITATORS_ONLY)
KEEPING = Rule(frozenset({Who.FACILITATOR}), LIVE, Denial.KEEPER_ONLY)
SERVING = Rule(frozenset({Who.SYSTEM}), ALWAYS, Denial.SYSTEM_ONLY)


_Coming = c.Join | c.Return
_Sharing = (
    c.RaiseHand | c.LowerHand | c.Begin | c.Done | c.NotDone | c.Pass | c.PassForNow | c.PassOn | c.ShareWritten
    | c.InviteResponses | c.Respond | c.ClaimMilestone | c.ListenOnly
)  # fmt: skip
_TakingPart = (
    c.WithYou | c.WriteQuestion | c.PutAway | c.AskHelp | c.AnswerSupport | c.WriteLine | c.EndHelp | c.AnswerFollowUp | c.WantCall
    | c.TakeBackWritten
)  # fmt: skip
_Guiding = (
    c.StartCircle | c.EndCircle | c.Pause | c.Resume | c.Next | c.GoTo | c.Undo | c.ChoosePrompt | c.Skip | c.Give | c.Stop | c.AddTime
    | c.Speak | c.StopSpeaking | c.Move | c.MoveToEnd | c.CloseQueue | c.OpenQueue | c.SetOrder
    | c.Mute | c.Unmute | c.MuteAll | c.UnmuteAll | c.Remove | c.Admit | c.AdmitAll | c.TurnAway | c.Reseat | c.Rename | c.MakeListener | c.MakeMember
    | c.Lock | c.Unlock | c.LiftLobby | c.NewLink | c.Invite | c.Keep
    | c.ShowWritten | c.PutOffWritten | c.Message | c.ProposeFollowUp | c.AnswerHelp | c.OfferSupport
)  # fmt: skip
_Keeping = c.MakeDeputy | c.MoveDeputy | c.HandOver
_Serving = c.AddLinks | c.MarkAway | c.LetTimePass | c.ResumeService | c.NameAudioWorker


def rule(command: Command) -> Rule:
    """The row of the table. Whether the circle can do it (nobody waits, not started yet) is for the circle to say."""
    if isinstance(command, _Coming):
        return COMING
    if isinstance(command, c.Leave):
        return LEAVING
    if isinstance(command, c.Greet | c.WasHere):
        return GREETING
    if isinstance(command, _Sharing):
        return SHARING
    if isinstance(command, _TakingPart):
        return TAKING_PART
    if isinstance(command, _Guiding):
        return GUIDING
    if isinstance(command, _Keeping):
        return KEEPING
    # Whoever adds a command cannot forget it here: this does not type-check then.
    return _serving(command)


def _serving(_: _Serving) -> Rule:
    return SERVING


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
    return Denial.SEATED_ONLY if row in (SHARING, GUIDING, KEEPING) and asks not in INSIDE else row.otherwise


def _is_theirs(actor: Seated, command: Command) -> bool:
    by = getattr(command, "by", actor.seat)
    return by == actor.seat


def _protected(circle: Circle, asks: Who, command: Command) -> Denial | None:
    """Those who moderate cannot be silenced or put out by one who came by the same link: only the facilitator may, and only with deputies."""
    if not isinstance(command, c.Mute | c.Remove | c.MakeListener | c.MakeMember):
        return None
    target = who(circle, Seated(command.seat))
    if target not in FACILITATORS:
        return None
    may = isinstance(command, c.Remove | c.MakeListener | c.MakeMember) and asks is Who.FACILITATOR and target is Who.DEPUTY
    return None if may else Denial.NOT_FACILITATORS
