"""What must hold between a circle before a command and after it, said of people."""

from moderation.actors import Actor, Seated
from rooms import commands as c
from rooms.circle import Circle, Stage
from rooms.commands import Command
from rooms.ids import Instant, SeatId
from rooms.interruption import seconds_left
from rooms.seat import Presence, Role, Standing
from rooms.turn import TurnState


def queue_keeps_order(before: Circle, after: Circle, command: Command) -> None:
    """Of two who waited before and wait now, with the same places, the first stays first, unless a facilitator moved one of them."""
    if isinstance(command, c.SetOrder | c.Next | c.GoTo | c.Undo | c.NotDone):  # another round, another phase, or back to the one before
        return
    moved = command.seat if isinstance(command, c.Move | c.MoveToEnd) else None
    stayed = [place.seat for place in before.queue if place in after.queue and place.seat != moved]
    assert [place.seat for place in after.queue if place.seat in stayed] == stayed


def muted_people_stay_muted(before: Circle, after: Circle, command: Command) -> None:
    """Leaving, coming back, being removed: only *Unmute* of this very person ends it."""
    for id, seat in before.seats.items():
        if seat.muted and id in after.seats:
            assert after.seats[id].muted or (isinstance(command, c.Unmute) and command.seat == id)


def nobody_enters_past_the_lobby(before: Circle, after: Circle, command: Command) -> None:
    entered = {id for id, seat in after.seats.items() if seat.standing is Standing.SEATED} - {
        id for id, seat in before.seats.items() if seat.standing is Standing.SEATED
    }
    if not entered or isinstance(command, c.Admit | c.AdmitAll):
        return
    assert isinstance(command, c.Join)
    (link,) = (link for link in before.links if link.secret == command.link)
    assert link.role is Role.FACILITATOR or (link.personal or not (before.lobby or before.guarded))
    assert link.role is Role.FACILITATOR or before.safe_since is None or entered <= before.seats.keys()


def drops_lose_nothing(before: Circle, after: Circle, command: Command, now: Instant) -> None:
    """Away, back, or a restart of the server: who waited or had the piece still does, and nothing was taken from their time.

    When time passes, people pass and are gone, but who still waits has as much as before.
    """
    if not isinstance(command, c.MarkAway | c.Return | c.ResumeService | c.LetTimePass):
        return
    stopped = command.down_since if isinstance(command, c.ResumeService) else now
    kept = seconds_due(after, now)
    for id, seconds in seconds_due(before, stopped).items():
        if id in kept or not isinstance(command, c.LetTimePass):
            assert kept[id] >= seconds - 0.001


def seconds_due(circle: Circle, now: Instant) -> dict[SeatId, float]:
    """Who waits for the piece or has it, and how long they may share for certain: a whole turn is as long as the clock allows when it comes."""
    due = {place.seat: 0.0 if place.rest is None else place.rest for place in circle.queue}
    turn = circle.turn
    if turn is None or turn.state is TurnState.RESPONSES:  # then the share itself is done
        return due
    begun = turn.state is not TurnState.OFFERED or turn.place.rest is not None
    return {**due, turn.seat: seconds_left(turn, now) if begun else 0.0}


def numbers_are_remembered(before: Circle, after: Circle, actor: Actor) -> None:
    if isinstance(actor, Seated) and actor.seat in before.seats:
        assert after.seats[actor.seat].last == before.seats[actor.seat].last + 1


def a_given_seat_was_empty_and_loses_nothing(before: Circle, after: Circle, command: Command) -> None:
    """The stranger in the lobby gets no role by it, nobody is put off their seat, and turn, place and mute are as they were."""
    if not isinstance(command, c.Reseat):
        return
    was, waited, now = before.seats[command.seat], before.seats[command.to], after.seats[command.seat]
    assert was.presence is not Presence.PRESENT
    assert was.role not in (Role.FACILITATOR, Role.DEPUTY)
    assert was.link is None
    assert command.to not in after.seats
    assert (now.token, now.nonce) == (waited.token, waited.nonce)
    assert (now.role, now.muted, now.name, now.shares) == (was.role, was.muted, was.name, was.shares)
    assert (after.turn, after.queue, after.heard) == (before.turn, before.queue, before.heard)


def no_written_word_is_lost(before: Circle, after: Circle, command: Command) -> None:
    """What waits for a facilitator waits until they decide, or its author takes it back or goes. What was put off is its author's again."""
    if after.stage is Stage.ENDED:
        return
    kept = {share.number for share in after.unread}
    called = [(share.seat, share.mine) for share in after.unread if share.mine is not None]
    assert len(set(called)) == len(called), "no author calls two of theirs the same"
    for share in before.unread:
        shown = isinstance(command, c.ShowWritten) and command.share == share.number
        taken_back = isinstance(command, c.TakeBackWritten) and (command.by, command.share) == (share.seat, share.mine)
        if share.number in kept or shown or taken_back:
            continue
        gone = after.seats[share.seat].standing is not Standing.SEATED
        not_handed_on = share.mine is None and isinstance(command, c.PutOffWritten) and command.share == share.number
        replaced = not_handed_on or (share.put_off and isinstance(command, c.PutOffWritten | c.ShareWritten | c.Reseat))
        assert gone or replaced
    if isinstance(command, c.ShareWritten):
        assert after.unread_so_far > before.unread_so_far or after.written is not None
