"""What comes of a command: the events that happen, or why the circle cannot. The only way a circle changes."""

from rooms import commands as c
from rooms.caring import CareCommand, decide_care
from rooms.circle import Circle, Stage
from rooms.coming import ComingCommand, decide_coming
from rooms.commands import Command
from rooms.doors import DoorCommand, decide_door
from rooms.events import Decision
from rooms.evolve import evolve_all
from rooms.guiding import GuideCommand, decide_guide
from rooms.ids import Instant
from rooms.moderating import PeopleCommand, decide_people
from rooms.order import what_follows
from rooms.passing_time import SystemCommand, decide_system
from rooms.queueing import QueueCommand, decide_queue
from rooms.reading import ReadingCommand, decide_reading
from rooms.refusals import Reason, Refusal
from rooms.reseating import ReseatingCommand, decide_reseating
from rooms.succession import KeepingCommand, decide_keeping, keeping_follows
from rooms.together import TogetherCommand, decide_together
from rooms.turns import TurnCommand, decide_turn

_AboutPeople = PeopleCommand | ReseatingCommand | DoorCommand | KeepingCommand | CareCommand


def decide(circle: Circle, command: Command, now: Instant) -> Decision:
    """The events of the command and of what follows by itself, in order; or a refusal, after which nothing has changed.

    No events: the circle already is as asked (a hand that is up is raised again), so a command sent twice is harmless.
    `by` and every seat of a command must have passed the policy; `now` must not run backwards.
    """
    if circle.stage is Stage.ENDED:
        return _decide_ended(circle, command, now)
    decision = _decide_live(circle, command, now)
    if isinstance(decision, Refusal):
        return decision
    after = evolve_all(circle, decision)
    kept = keeping_follows(after, now)
    return (*decision, *kept, *what_follows(evolve_all(after, kept), now))


def _decide_live(circle: Circle, command: Command, now: Instant) -> Decision:
    if isinstance(command, ComingCommand):
        return decide_coming(circle, command, now)
    if isinstance(command, QueueCommand):
        return decide_queue(circle, command, now)
    if isinstance(command, TurnCommand):
        return decide_turn(circle, command, now)
    if isinstance(command, TogetherCommand):
        return decide_together(circle, command, now)
    if isinstance(command, GuideCommand):
        return decide_guide(circle, command, now)
    if isinstance(command, ReadingCommand):
        return decide_reading(circle, command)
    if isinstance(command, SystemCommand):
        return decide_system(circle, command, now)
    return _decide_about_people(circle, command, now)


def _decide_about_people(circle: Circle, command: _AboutPeople, now: Instant) -> Decision:
    if isinstance(command, PeopleCommand):
        return decide_people(circle, command, now)
    if isinstance(command, ReseatingCommand):
        return decide_reseating(circle, command, now)
    if isinstance(command, DoorCommand):
        return decide_door(circle, command, now)
    if isinstance(command, KeepingCommand):
        return decide_keeping(circle, command, now)
    return decide_care(circle, command, now)


def _decide_ended(circle: Circle, command: Command, now: Instant) -> Decision:
    """Nothing brings an ended circle back. Who comes by a link is told; time and lost connections have nothing left to do."""
    match command:
        case c.Join() | c.Return():
            return decide_coming(circle, command, now)
        case c.MarkAway() | c.LetTimePass() | c.ResumeService() | c.NameAudioWorker():
            return ()
        case _:
            return Refusal(Reason.ENDED)
