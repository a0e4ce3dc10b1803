"""Who may see what: each cell of the table of the privacy model is one assertion, on what is really sent, kept and printed.

A datum is planted on one person, and looked for in everything that each kind of reader gets, as JSON. It is there for those who may see it and
nowhere else; and without it, it is found nowhere, so that no cell passes by itself. What only the server knows (addresses, user agents) has no
field to be planted in: that is a test of its own, below. That no metric names anybody is tested where metrics are made.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from rooms.circle import Act, Circle, Link, Stage, Voices
from rooms.events import CircleEnded
from rooms.evolve import evolve
from rooms.floor import audible
from rooms.formats import Format, Phase
from rooms.help import Help, HelpState, Line
from rooms.ids import Instant, Nonce, SeatId, WorkerId
from rooms.names import Pseudonym
from rooms.regret import regretted
from rooms.seat import Names, Presence, Role, Seat, Standing
from rooms.slots import Slot
from rooms.turn import Regret, Unread, Written
from rooms.views import audience_of, view_for, you_for
from server.identity import hash_secret
from server.store.snapshot import encode
from tests.rooms.words import CIRCLE, NOW, given

ANU, BELA, CHAND, DEV, KIM, LIS, WIM, TOM = (SeatId(name) for name in ("anu", "bela", "chand", "dev", "kim", "lis", "wim", "tom"))

READERS = {"member": CHAND, "listener": LIS, "keeper": KIM, "deputy": DEV, "lobby": TOM}
"""Beside the person themselves. All but the last sit in the circle."""

WHERE = ("self", *READERS, "store", "ended")
"""`store`: what is written down. `ended`: what is left of it there when the circle has ended."""

INSIDE = "self member listener keeper deputy"
FACILITATORS = "keeper deputy"


def basis() -> Circle:
    """An evening under way; of two in the lobby one is `self` of some rows."""
    return given("waiting tom; away bela", replace(CIRCLE, phases=(replace(CIRCLE.phases[0], questions=True),)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    name: str
    plant: Callable[[Circle], Circle]
    trace: str
    """How it looks in JSON, or the words themselves."""
    seen_by: str
    """Of `WHERE` but the last two."""
    of: SeatId = ANU
    """Who `self` is."""
    kept: bool = True
    """Written down, in just this form, until the circle ends."""
    typed: bool = False
    """Words of a person: printed by nothing."""


VOICES = Voices(worker=WorkerId("9876543210fedcba"), mark="Mark-Mark-M")


def on(seat: SeatId, **changes: Any) -> Callable[[Circle], Circle]:
    return lambda circle: replace(circle, seats={**circle.seats, seat: replace(circle.seats[seat], **changes)})


def of_circle(**changes: Any) -> Callable[[Circle], Circle]:
    return lambda circle: replace(circle, **changes)


def both(*plants: Callable[[Circle], Circle]) -> Callable[[Circle], Circle]:
    def planted(circle: Circle) -> Circle:
        for plant in plants:
            circle = plant(circle)
        return circle

    return planted


def sits(id: str) -> Callable[[Circle], Circle]:
    """One more person, whose seat is called so."""
    return lambda circle: replace(circle, seats={**circle.seats, SeatId(id): replace(circle.seats[ANU], id=SeatId(id), link=None, at=7)})


def undone(circle: Circle) -> Circle:
    """Just done, and may take it back."""
    return replace(circle, undo=regretted(given("anu sharing 40"), Regret.DONE, NOW).undo)


WORDS = "Kanari sings at dawn"
LONG_AGO = Instant(NOW - 4321.125)
LONG_AGO_SENT = str(LONG_AGO)[:-1]
THAT_MINUTE_SENT = str(LONG_AGO // 60 * 60)
"""As a number is written in JSON."""

DATA = [
    # pseudonym, avatar, seat
    Datum(
        name="pseudonym, and with it the avatar", plant=on(ANU, name=Pseudonym(adjective=101, thing=202)),
        trace="[101,202]", seen_by=INSIDE, kept=False,
    ),
    Datum(
        name="pseudonym of who waits", of=WIM, plant=on(WIM, name=Pseudonym(adjective=101, thing=202)),
        trace="[101,202]", seen_by=FACILITATORS, kept=False,
    ),
    Datum(name="seat", of=SeatId("kanari"), plant=sits("kanari"), trace='"kanari"', seen_by=INSIDE),
    Datum(name="place in the ring", plant=on(ANU, at=987654321), trace='"at":987654321', seen_by=INSIDE),
    Datum(
        name="typed name, where names are chosen", plant=both(of_circle(names=Names.CHOSEN), on(ANU, called=WORDS)),
        trace=WORDS, seen_by=INSIDE, typed=True,
    ),
    Datum(
        name="typed name, known to the facilitator", plant=both(of_circle(names=Names.KNOWN_TO_FACILITATOR), on(ANU, called=WORDS)), trace=WORDS,
        seen_by=f"self {FACILITATORS}", typed=True,
    ),
    # hand, turn order
    Datum(name="hand", plant=of_circle(queue=given("queue anu").queue), trace='"place":1', seen_by=INSIDE, kept=False),
    Datum(name="turn", plant=of_circle(turn=given("anu sharing 40").turn), trace='"turn":{"seat":"anu"', seen_by=INSIDE, kept=False),
    Datum(
        name="when the offer lapses", plant=of_circle(turn=given("anu offered 180 for 9.125").turn),
        trace=str(NOW + 9.125), seen_by=f"self {FACILITATORS}",
    ),
    Datum(name="that they may take it back", plant=undone, trace='"not_done_until"', seen_by="self", kept=False),
    Datum(name="heard in this round", plant=of_circle(heard=frozenset({ANU})), trace='"heard":true', seen_by=FACILITATORS, kept=False),
    Datum(name="how long they held the floor", plant=on(ANU, floor_seconds=9876.0), trace='"floor":9876', seen_by=FACILITATORS, kept=False),
    Datum(name="how often they shared", plant=on(ANU, shares=9876), trace='"shares":9876', seen_by=FACILITATORS),
    Datum(name="that they only listen today", plant=on(ANU, listens=True), trace='"listens":true', seen_by=f"self {FACILITATORS}"),
    Datum(name="that they are muted", plant=on(ANU, muted=True), trace='"muted":true', seen_by=f"self {FACILITATORS}"),
    Datum(name="milestone", plant=of_circle(milestones={ANU: "59y"}), trace='"59y"', seen_by=INSIDE),
    Datum(name="which worker carries the voices", plant=of_circle(voices=VOICES), trace=VOICES.worker, seen_by=""),
    Datum(name="that another worker carries the voices", plant=of_circle(voices=VOICES), trace=VOICES.mark, seen_by=INSIDE),
    Datum(name="with whom they are", plant=of_circle(warmth=frozenset({ANU})), trace='"with":true', seen_by="self", kept=False),
    Datum(name="how many are with somebody", plant=of_circle(warmth=frozenset({ANU})), trace='"with_you":1', seen_by=INSIDE, kept=False),
    # join and leave times
    Datum(
        name="that the connection is lost", plant=on(ANU, presence=Presence.AWAY),
        trace='"anu":{"name":[2,7],"role":"member","at":200,"away":true', seen_by=INSIDE, kept=False,
    ),
    Datum(name="when the connection was lost", plant=on(ANU, presence=Presence.AWAY, since=LONG_AGO), trace=LONG_AGO_SENT, seen_by=""),
    Datum(name="when they came", plant=on(ANU, since=LONG_AGO), trace=LONG_AGO_SENT, seen_by=""),
    Datum(name="when they were let in", plant=on(ANU, admitted_at=LONG_AGO), trace=LONG_AGO_SENT, seen_by=""),
    Datum(name="when they spoke last", plant=on(ANU, heard_at=LONG_AGO), trace=LONG_AGO_SENT, seen_by=""),
    Datum(name="when they knocked", of=WIM, plant=on(WIM, since=LONG_AGO), trace=LONG_AGO_SENT, seen_by=""),
    Datum(name="in which minute they knocked", of=WIM, plant=on(WIM, since=LONG_AGO), trace=THAT_MINUTE_SENT, seen_by=FACILITATORS, kept=False),
    # lobby greeting
    Datum(name="lobby greeting", of=WIM, plant=on(WIM, greeting=WORDS), trace=WORDS, seen_by=FACILITATORS, typed=True),
    Datum(name="that the greeting was read", of=WIM, plant=on(WIM, greeting=WORDS), trace='"greeted":true', seen_by="self", kept=False),
    Datum(name="name typed after I was here", of=WIM, plant=on(WIM, claims=WORDS), trace=WORDS, seen_by=FACILITATORS, typed=True),
    Datum(name="that I was here was said", of=WIM, plant=on(WIM, claims=WORDS), trace='"claims":true', seen_by="self", kept=False),
    Datum(name="whose seats are empty", of=BELA, plant=on(WIM, claims=""), trace='"empty":{"bela"', seen_by=FACILITATORS, kept=False),
    # written words
    Datum(name="written share", plant=of_circle(written=Written(seat=ANU, text=WORDS)), trace=WORDS, seen_by=INSIDE, typed=True),
    Datum(
        name="written share to be read first", plant=of_circle(unread=(Unread(number=1, seat=ANU, mine=1, text=WORDS),)),
        trace=WORDS, seen_by=FACILITATORS, typed=True,
    ),
    Datum(
        name="written share that was put off", plant=of_circle(unread=(Unread(number=1, seat=ANU, mine=1, text=WORDS, put_off=True),)),
        trace=WORDS, seen_by="self", typed=True,
    ),
    Datum(name="written question", plant=of_circle(questions={ANU: WORDS}), trace=WORDS, seen_by=f"self {FACILITATORS}", typed=True),
    # a request for help, a follow-up
    Datum(
        name="request for help", plant=of_circle(help={ANU: Help(state=HelpState.ASKED, since=NOW)}),
        trace='"state":"asked"', seen_by=f"self {FACILITATORS}",
    ),
    Datum(
        name="words in a side room", trace=WORDS, seen_by="self deputy", typed=True,
        plant=of_circle(help={ANU: Help(state=HelpState.TOGETHER, since=NOW, by=DEV, lines=(Line(by=ANU, text=WORDS),))}),
    ),
    Datum(name="message to one", plant=on(ANU, message=WORDS), trace=WORDS, seen_by=f"self {FACILITATORS}", typed=True),
    Datum(name="follow-up that was proposed", plant=on(ANU, follow_up=True), trace='"follow_up":true', seen_by=f"self {FACILITATORS}"),
    Datum(name="their own wish for a call", plant=on(ANU, wants_call=True), trace='"wants_call":true', seen_by="self"),
    Datum(name="that somebody wants a call", plant=on(ANU, wants_call=True, calls=987), trace='"wants_call":987', seen_by=FACILITATORS, kept=False),
    Datum(
        name="use of power", plant=of_circle(acts=(Act(number=1, by=KIM, did="kanari", seat=ANU, at=NOW),)),
        trace='"kanari"', seen_by=FACILITATORS,
    ),
    # invitation secrets, resume tokens, and what else proves or predicts something
    Datum(name="hash of a resume token", plant=on(ANU, token=hash_secret(WORDS)), trace=hash_secret(WORDS), seen_by=""),
    Datum(name="nonce of the join", plant=on(ANU, nonce=Nonce("kanari-nonce")), trace="kanari-nonce", seen_by=""),
    Datum(name="hash of their own link", plant=on(ANU, link=hash_secret(WORDS)), trace=hash_secret(WORDS), seen_by=""),
    Datum(name="number of their last command", plant=on(ANU, last=987654), trace="987654", seen_by=""),
    Datum(name="lot of the circle", plant=of_circle(lot=1987654321), trace="1987654321", seen_by=""),
]  # fmt: skip


def got(circle: Circle, where: str, me: SeatId) -> str:
    """Everything that this reader is sent, or all that is written down."""
    if where in ("store", "ended"):
        return encode(evolve(circle, CircleEnded()) if where == "ended" else circle).decode()
    id = me if where == "self" else READERS[where]
    seat = circle.seats[id]
    audience = audience_of(seat)
    sent = [] if audience is None else [view_for(circle, audience), you_for(circle, id)]
    return msgspec.json.encode(sent).decode()


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("datum", DATA, ids=lambda datum: datum.name)
def test_who_sees(datum: Datum, where: str) -> None:
    circle = datum.plant(basis())
    me = datum.of
    expected = {"store": datum.kept, "ended": False}.get(where, where in datum.seen_by.split())
    found = datum.trace in got(circle, where, me)
    if where == "store" and not datum.kept:
        return  # it is kept in another shape; what matters there is that nothing of it outlives the circle
    assert found == expected
    assert me not in basis().seats or datum.trace not in got(basis(), where, me), "the trace is of nothing else"


@pytest.mark.parametrize("datum", [datum for datum in DATA if datum.typed], ids=lambda datum: datum.name)
def test_what_people_type_is_printed_by_nothing(datum: Datum) -> None:
    """A log line, a traceback or a failed assertion prints values as they print themselves."""
    circle = datum.plant(basis())
    assert WORDS in encode(circle).decode()
    assert WORDS not in f"{circle!r} {circle}"


def test_a_link_is_kept_as_a_hash_and_sent_to_nobody() -> None:
    secret = "kanari-secret-of-a-link"
    circle = replace(basis(), links=(*basis().links, Link(secret=hash_secret(secret), role=Role.MEMBER, personal=True)))
    for where in WHERE:
        sent = got(circle, where, ANU)
        assert secret not in sent
        assert (hash_secret(secret) in sent) == (where in ("store", "ended")), "who holds a link is told that the circle ended"


def test_only_who_has_the_floor_is_heard_whoever_listens() -> None:
    """Audio: the floor is the same for members, listeners and facilitators, and nobody else's packets go anywhere."""
    busy = replace(basis(), turn=given("anu sharing 40").turn, queue=given("queue chand").queue, speaking=KIM)
    assert audible(busy) == {Slot.PIECE: ANU, Slot.KEEPER: KIM}
    assert audible(replace(busy, turn=given("anu offered 40 for 9").turn, speaking=None)) == {}
    assert audible(replace(busy, stage=Stage.PAUSED, speaking=None)) == {}


TEXTS = {
    "Circle": {"title"},
    "Seat": {"called", "greeting", "claims", "message"},
    "Written": {"text"},
    "Unread": {"text"},
    "Line": {"text"},
    "Act": {"did"},
    "Voices": {"mark"},
    "Format": {"id"},
    "Phase": {"id"},
}
"""Every field of the state that is free text. A new one is put here, with a row above that says who sees it."""

NEVER = ("address", "ip", "port", "host", "agent", "browser", "device", "screen", "locale", "timezone", "phone", "number_of", "email", "account")


def kinds(kind: object, found: dict[str, type[Any]]) -> dict[str, type[Any]]:
    """Every dataclass that the state is made of."""
    if isinstance(kind, type) and is_dataclass(kind) and kind.__name__ not in found:
        found[kind.__name__] = kind
        for hint in get_type_hints(kind).values():
            kinds(hint, found)
    for inner in get_args(kind):
        kinds(inner, found)
    return found


def test_the_state_has_no_place_for_an_address_or_a_browser() -> None:
    """What is never in the state can be in no view, no file and no log of it. Sockets and packets are the server's own tests."""
    made_of = kinds(Circle, {})
    assert {"Circle", "Seat", "Turn", "Undo", "Help", "Line", "Unread", "Format"} <= made_of.keys()
    for name, kind in made_of.items():
        texts = {field.name for field in fields(kind) if get_type_hints(kind)[field.name] in (str, str | None)}
        assert texts == TEXTS.get(name, set()), name
        for field in fields(kind):
            assert not any(part in NEVER for part in field.name.split("_")), (name, field.name)


def test_the_only_language_is_the_circles() -> None:
    found = [(name, field.name) for name, kind in kinds(Circle, {}).items() for field in fields(kind) if "language" in field.name]
    assert found == [("Circle", "language")]


def test_a_seat_shows_what_is_listed_and_nothing_else() -> None:
    """The avatar is drawn from the pseudonym in each browser: nothing else of a face is sent, so there is nothing to upload, to guess or to leak."""
    circle = basis()
    for datum in DATA:
        circle = datum.plant(circle)
    circle = replace(circle, stage=Stage.OPEN, format=Format(id="circle", phases=(Phase(id="sharing", minutes=90, questions=True),), minutes=90))
    shown: set[str] = set()
    for reader in (CHAND, LIS):
        seats = view_for(circle, audience_of(circle.seats[reader]) or pytest.fail("sees nothing"))["seats"]
        assert isinstance(seats, dict)
        shown |= {key for seat in seats.values() if isinstance(seat, dict) for key in seat}
    assert shown <= {"name", "role", "at", "away", "place", "called"}


def test_nobody_who_is_gone_is_sent_anything() -> None:
    for id, seat in basis().seats.items():
        if seat.standing in (Standing.LEFT, Standing.REMOVED, Standing.TURNED_AWAY):
            assert (audience_of(seat), you_for(basis(), id)) == (None, None)


def test_the_table_names_every_field_of_a_seat() -> None:
    """What a seat holds is planted above or named here, so that a new field cannot come without its cell."""
    planted = {field.name for datum in DATA for field in fields(Seat) if _differs(datum, field.name)}
    assert {field.name for field in fields(Seat)} - planted == {"role", "only_waited", "id", "standing"}


def _differs(datum: Datum, field: str) -> bool:
    before, now = basis(), datum.plant(basis())
    return any(getattr(now.seats[id], field) != getattr(seat, field) for id, seat in before.seats.items())
