"""Written shares that a facilitator reads first: what somebody writes who was let in a short while ago.

Who came to hurt cannot put words on every screen before anybody has seen how they are here; everyone else waits for ten minutes at the most.
"""

from typing import assert_never

from rooms.bounds import FRESH_SECONDS, UNREAD_AT_MOST
from rooms.circle import Circle
from rooms.commands import PutOffWritten, ShowWritten, TakeBackWritten
from rooms.events import Decision, Event, UnreadForgotten, WrittenHeldBack, WrittenPutOff, WrittenShared
from rooms.ids import Instant, SeatId
from rooms.refusals import Reason, Refusal
from rooms.seat import Role, Seat
from rooms.turn import TurnState, Unread, Written

ReadingCommand = ShowWritten | PutOffWritten | TakeBackWritten


def decide_reading(circle: Circle, command: ReadingCommand) -> Decision:
    share = next((share for share in circle.unread if _is_meant(share, command)), None)
    if share is None:
        return Refusal(Reason.NO_SUCH_SHARE)
    match command:
        case TakeBackWritten():
            return (UnreadForgotten(share=share.number),)
        case ShowWritten() | PutOffWritten():
            return _answer(circle, share, shown=isinstance(command, ShowWritten))
        case _:
            assert_never(command)


def _is_meant(share: Unread, command: ReadingCommand) -> bool:
    if isinstance(command, TakeBackWritten):
        return share.seat == command.by and share.mine == command.share
    return share.number == command.share


def _answer(circle: Circle, share: Unread, *, shown: bool) -> Decision:
    """In safe mode nobody keeps the circle: the words stay until somebody does, by their own tap, or it ends."""
    if circle.safe_since is not None:
        return Refusal(Reason.SAFE_MODE)
    if share.put_off:
        return Refusal(Reason.NO_SUCH_SHARE)
    if not shown:
        return (WrittenPutOff(share=share.number) if share.mine is not None else UnreadForgotten(share=share.number),)
    late = circle.turn is not None and circle.turn.state is not TurnState.OFFERED
    return (UnreadForgotten(share=share.number), WrittenShared(written=Written(seat=share.seat, text=share.text, late=late)))


def is_read_first(seat: Seat, now: Instant) -> bool:
    """Whoever runs the meeting reads, and is not read. How somebody came makes no difference: a personal link can be passed on too."""
    return seat.role is Role.MEMBER and seat.admitted_at is not None and now - seat.admitted_at < FRESH_SECONDS


def held_back(circle: Circle, seat: SeatId, words: str, unbegun_at: Instant | None) -> tuple[Event, ...] | Refusal:
    """What becomes of the words. When there are too many, those go first that were put off longest ago."""
    room: tuple[Event, ...] = ()
    if len(circle.unread) >= UNREAD_AT_MOST:
        put_off = next((share for share in circle.unread if share.put_off), None)
        if put_off is None:
            return Refusal(Reason.TOO_MANY_UNREAD)
        room = (UnreadForgotten(share=put_off.number),)
    return (*room, WrittenHeldBack(seat=seat, text=words, unbegun_at=unbegun_at))
