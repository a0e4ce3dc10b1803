"""What answers harm, and what else is done with a facilitator's power: the other facilitators see all of it, the person concerned their own.

The room sees what happens to the floor, worded like a pass: nobody is shamed in public. That is the views' part.
"""

from moderation.actors import Actor, Seated
from rooms import commands as c
from rooms.circle import Act, Circle
from rooms.commands import Command
from rooms.ids import Instant
from rooms.seat import facilitating

Power = (
    c.StartCircle | c.EndCircle | c.Pause | c.Resume | c.Next | c.GoTo | c.Undo | c.ChoosePrompt | c.Skip | c.Give | c.Stop | c.AddTime
    | c.Move | c.MoveToEnd | c.CloseQueue | c.OpenQueue | c.SetOrder
    | c.Mute | c.Unmute | c.MuteAll | c.UnmuteAll | c.Remove | c.Admit | c.AdmitAll | c.TurnAway | c.Reseat | c.Rename | c.MakeListener | c.MakeMember
    | c.ShowWritten | c.PutOffWritten | c.Lock | c.Unlock | c.LiftLobby | c.NewLink | c.Invite
    | c.MakeDeputy | c.MoveDeputy | c.HandOver | c.Keep | c.Message | c.OfferSupport | c.ProposeFollowUp
)  # fmt: skip
"""Uses of power. What a facilitator does as a person among others (a hand, a share, their own microphone) is none."""


def act_of(circle: Circle, actor: Actor, command: Command, name: str, now: Instant) -> Act | None:
    """For the list of the facilitators. `name`: of the command on the wire. None: no use of power. The number is given when it is kept."""
    if not isinstance(actor, Seated) or not isinstance(command, Power):
        return None
    seat = circle.seats.get(actor.seat)
    if seat is None or not facilitating(seat):
        return None
    return Act(number=0, by=actor.seat, did=name, seat=getattr(command, "seat", None), at=now)
