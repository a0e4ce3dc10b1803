"""Who is here, as others see it: shown in ticks, so that nobody's coming and going can be timed by the others' screens.

A person's connection drops when their train enters a tunnel and comes back when it leaves. To whoever sees both that train and the
circle, the exact moment would be a name.
"""

import math
from collections.abc import Iterator, Mapping, Set
from typing import cast

PRESENCE_SECONDS = 0.25
"""Between two ticks. Changes of one tick are shown together, in ring order, which was drawn and tells nothing of who came first."""

View = Mapping[str, object]
Seats = Mapping[str, View]


def tick_after(now: float, every: float) -> float:
    """The next of a clock's ticks. They do not begin with the change: else the change could be reckoned from its showing."""
    return now if every <= 0 else (math.floor(now / every) + 1) * every


def held_back(before: View, after: View) -> View:
    """`after` as it may be shown before the tick: present and away as in `before`, who comes not yet, who goes still there.

    What is more than presence waits for nothing: turns, hands, mutes, roles. Somebody whom it names is shown with it, and so is who
    came with a place in the queue, when the queue is shown: a gap in its numbers would tell the same.
    """
    was, now = _seats(before), _seats(after)
    if not _differs(was, now):
        return after
    after = _reckoned(before, after)
    if _only_presence(before, after):
        return before
    named = set(_named({key: value for key, value in after.items() if key not in ("seats", "acts")}))
    waited = _keys(before, "lobby")
    shown: dict[str, View] = {}
    for id, seat in now.items():
        if id in was:
            shown[id] = _as_present(seat, was[id])
        elif id in named or id in waited or "place" in seat:
            shown[id] = seat
    for id, seat in was.items():
        if id not in now:
            shown[id] = {key: value for key, value in seat.items() if key != "place"}
    return {**after, "seats": shown}


def shows(view: View, seat: str, *, here: bool) -> bool:
    """Whether `view` shows this seat, here or away as it is."""
    shown = _seats(view).get(seat)
    return shown is not None and ("away" not in shown) is here


def attends(view: View) -> bool | None:
    """Whether `view` shows somebody here who runs the meeting. None: it shows nobody at all."""
    seats = _seats(view).values()
    return any(seat["role"] in ("facilitator", "deputy") and "away" not in seat for seat in seats) if "seats" in view else None


def _differs(was: Seats, now: Seats) -> bool:
    return was.keys() != now.keys() or any(seat.get("away") != was[id].get("away") for id, seat in now.items())


def _only_presence(before: View, after: View) -> bool:
    """Nothing but who is here, and the numbers in the queue that follow from it."""
    if {**before, "seats": None} != {**after, "seats": None}:
        return False
    was, now = _seats(before), _seats(after)
    both = [id for id in now if id in was]
    changed = [id for id in both if was[id] != now[id]]
    if any(_rest(was[id]) != _rest(now[id]) for id in changed):
        return False
    moved = any(was[id].get("place") != now[id].get("place") for id in changed)
    return not moved or _in_line(was, both) == _in_line(now, both)


def _reckoned(before: View, after: View) -> View:
    """What is reckoned from who is here, as it was: how often the piece can go round, and which seats are empty. Not beyond their own step."""
    held: dict[str, object] = {**after}
    if _step(before) == _step(after):
        for key in ("phase", "again_until", "advice"):
            held.pop(key, None)
            held |= {key: before[key]} if key in before else {}
    return held | {"empty": _empty(before, after)} if "empty" in after else held


def _step(view: View) -> View:
    return {key: value for key, value in cast(View, view.get("phase", {})).items() if key != "rounds"}


def _empty(before: View, after: View) -> Seats:
    """Of the seats that may be given, those that are shown with nobody on them."""
    was, now, known = _seats(before), _seats(after), cast(Seats, before.get("empty", {}))
    empty = cast(Seats, after["empty"])
    stay = {id: seat for id, seat in known.items() if id in empty or "away" not in now.get(id, {})}
    return stay | {id: seat for id, seat in empty.items() if ("away" in was[id] if id in was else id not in now)}


def _in_line(seats: Seats, ids: list[str]) -> list[str]:
    places = {id: cast(int, seats[id]["place"]) for id in ids if "place" in seats[id]}
    return sorted(places, key=places.__getitem__)


def _rest(seat: View) -> View:
    return {key: value for key, value in seat.items() if key not in ("away", "place")}


def _as_present(seat: View, was: View) -> View:
    if seat.get("away") == was.get("away"):
        return seat
    here = {key: value for key, value in seat.items() if key != "away"}
    return here | {"away": was["away"]} if "away" in was else here


def _named(value: object) -> Iterator[str]:
    """Every key and every text in it, seats among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in cast(Mapping[str, object], value).items():
            yield key
            yield from _named(inner)
    elif isinstance(value, list):
        for inner in cast(list[object], value):
            yield from _named(inner)


def _seats(view: View) -> Seats:
    return cast(Seats, view.get("seats", {}))


def _keys(view: View, name: str) -> Set[str]:
    return cast(Mapping[str, object], view.get(name, {})).keys()
