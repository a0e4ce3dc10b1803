"""The checker: what every screen of a meeting showed must be one story."""

import json
from typing import cast

from server.patches import apply
from tests.member import Json, Member


def screens(member: Member) -> list[list[Json]]:
    """Every view a member saw, connection by connection, in order. Fails where a sequence number is missing."""
    told: list[list[Json]] = []
    for connection in member.history.seen:
        views: list[Json] = []
        view: Json = {}
        for place, seen in enumerate(connection, 1):
            assert seen.sequence == place, "a message was lost or came twice"
            if seen.event == "view":
                view = seen.payload
            elif seen.event == "patch":
                view = cast(Json, apply(view, seen.payload))
            else:
                continue
            views.append(view)
        told.append(views)
    return told


def the_same_story(steady: Member, others: list[Member]) -> None:
    """What each of the others saw in one connection is a piece, without gap, of what `steady` saw in one.

    `steady` was never away, unless the server was killed, and then it was the first to be back.
    """
    wholes = [[_text(view) for view in views] for views in screens(steady)]
    for member in others:
        for views in screens(member):
            piece = [_text(view) for view in views if "seats" in view]
            # The last view before a kill may have reached one and not the other.
            pieces = [piece] if len(wholes) == 1 else [piece, piece[:-1]]
            assert any(not each or _stands_in(each, whole) for each in pieces for whole in wholes), f"{member.seat} saw another order of things"


def _stands_in(piece: list[str], whole: list[str]) -> bool:
    starts = [place for place, text in enumerate(whole) if text == piece[0]]
    return any(whole[start : start + len(piece)] == piece for start in starts)


def _text(view: Json) -> str:
    return json.dumps(view, sort_keys=True)


def sound_at_every_moment(steady: Member) -> None:
    """At most one holder, who sits in the circle; places in the queue are 1, 2, 3 … without gap or doubling; the holder does not wait."""
    for views in screens(steady):
        for view in views:
            seats = view.get("seats", {})
            places = sorted(seat["place"] for seat in seats.values() if "place" in seat)
            assert places == list(range(1, len(places) + 1)), "the queue has a gap or a double"
            turn = view.get("turn")
            assert turn is None or (turn["seat"] in seats and "place" not in seats[turn["seat"]]), "the holder is nobody, or waits as well"


def nothing_acknowledged_was_lost(member: Member, last: int) -> None:
    """`last`, the number of the last command applied as the server tells on return, covers every command that was acknowledged with a yes."""
    done = [number for number, answer in member.history.acknowledged.items() if answer["ok"]]
    assert last <= member.number
    assert not done or last >= max(done, default=0) or _harmless(member, last), f"{member.seat} lost what it was promised"


def _harmless(member: Member, last: int) -> bool:
    # A yes to what changed nothing (a hand raised twice) is not numbered in the state.
    later = [number for number, answer in member.history.acknowledged.items() if answer["ok"] and number > last]
    return all(member.history.asked[number]["command"] in ("raise_hand", "lower_hand") for number in later)
