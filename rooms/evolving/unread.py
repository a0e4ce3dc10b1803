"""What events make of the written shares that a facilitator is to read first."""

from dataclasses import replace
from typing import assert_never

from rooms import events as e
from rooms.circle import Circle
from rooms.ids import SeatId
from rooms.turn import Unread


def with_unread(circle: Circle, event: e.UnreadEvent) -> Circle:
    match event:
        case e.WrittenHeldBack(seat=seat, text=text):
            number = circle.unread_so_far + 1
            if event.unbegun_at is not None:
                author = circle.seats[seat]
                circle = replace(circle, seats={**circle.seats, seat: replace(author, shares=author.shares + 1, heard_at=event.unbegun_at)})
            share = Unread(number=number, seat=seat, mine=circle.seats[seat].shares, text=text)
            return replace(circle, unread=(*circle.unread, share), unread_so_far=number)
        case e.WrittenPutOff(share=number):
            (share,) = (share for share in circle.unread if share.number == number)
            others = tuple(one for one in circle.unread if one.number != number and (one.seat != share.seat or not one.put_off))
            return replace(circle, unread=(*others, replace(share, put_off=True)))
        case e.UnreadForgotten(share=number):
            return replace(circle, unread=tuple(share for share in circle.unread if share.number != number))
        case _:
            assert_never(event)


def without_author(circle: Circle, seat: SeatId) -> Circle:
    """Who leaves or is removed takes their unread words with them."""
    return replace(circle, unread=tuple(share for share in circle.unread if share.seat != seat)) if circle.unread else circle


def not_handed_on(circle: Circle, seat: SeatId) -> Circle:
    """Whoever proves to be the person by a facilitator's word gets no words that were given back, and hears of none that still wait."""
    if not circle.unread:
        return circle
    kept = (share for share in circle.unread if share.seat != seat or not share.put_off)
    return replace(circle, unread=tuple(replace(share, mine=None) if share.seat == seat else share for share in kept))
