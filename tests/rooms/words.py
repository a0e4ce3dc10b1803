"""A circle in few words, both ways, so that a table of decisions can be read.

    "anu sharing 100; queue bela chand/30/again; muted bela"

Whoever is not named sits there, present, as in `CAST`. Words of a turn: `offered`, `sharing`, `writing` or `held`, seconds left,
and `for` how long an offer or a held piece waits. A place may carry the seconds of an interrupted share and `again`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec

from rooms.circle import Circle, Link, Stage
from rooms.commands import Command
from rooms.deadlines import firm_at
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.evolving.seats import with_deputies
from rooms.formats import Format, Language, Order, Phase
from rooms.ids import CircleId, Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.refusals import Refusal
from rooms.seat import Presence, Role, Seat, Standing
from rooms.turn import Place, Response, Turn, TurnState, Unread, Written

NOW = Instant(1_000_000.0)
PAUSED_FOR = 10.0

SHARING = Phase(id="sharing", minutes=90, order=Order.HANDS)
CIRCLE = Format(id="circle", phases=(SHARING,), minutes=90, listeners=True)
FIRM = replace(CIRCLE, phases=(replace(SHARING, firm_after_seconds=30.0),))
BY_NEXT = replace(CIRCLE, offers_by_itself=False)

CAST = {
    "kim": (Role.FACILITATOR, Standing.SEATED),
    "dev": (Role.DEPUTY, Standing.SEATED),
    "anu": (Role.MEMBER, Standing.SEATED),
    "bela": (Role.MEMBER, Standing.SEATED),
    "chand": (Role.MEMBER, Standing.SEATED),
    "lis": (Role.LISTENER, Standing.SEATED),
    "wim": (Role.MEMBER, Standing.WAITING),
    "lea": (Role.MEMBER, Standing.LEFT),
    "rem": (Role.MEMBER, Standing.REMOVED),
    "tom": (Role.MEMBER, Standing.TURNED_AWAY),
}
"""In ring order. Each has a token and a nonce of their own, anu and lea a personal link too."""

PERSONAL = ("anu", "lea")

LINKS = (
    Link(secret=SecretHash("link-f"), role=Role.FACILITATOR),
    Link(secret=SecretHash("link-m"), role=Role.MEMBER),
    Link(secret=SecretHash("link-l"), role=Role.LISTENER),
    *(Link(secret=SecretHash(f"link-{name}"), role=Role.MEMBER, personal=True) for name in (*PERSONAL, "new")),
)


def name_of(name: str) -> Pseudonym:
    return Pseudonym(adjective=list(CAST).index(name), thing=7)


def given(words: str = "", format: Format = CIRCLE) -> Circle:
    """The circle these words tell of."""
    circle = Circle(
        id=CircleId("ABCD2345"),
        title="Evening circle",
        format=format,
        language=Language.ENGLISH,
        opened_at=Instant(NOW - 600),
        ends_at=Instant(NOW + 4800),
        lobby=True,
        links=LINKS,
        stage=Stage.OPEN,
        seats={SeatId(name): _cast(name) for name in CAST},
        deputies=(SeatId("dev"),),
    )
    for part in filter(None, (part.strip() for part in words.split(";"))):
        first, *rest = part.split()
        circle = _WORDS[first](circle, rest) if first in _WORDS else _with_turn(circle, first, rest)
    return circle


def _cast(name: str) -> Seat:
    role, standing = CAST[name]
    return Seat(
        id=SeatId(name),
        role=role,
        name=name_of(name),
        standing=standing,
        presence=Presence.PRESENT if standing in (Standing.SEATED, Standing.WAITING) else Presence.GONE,
        at=list(CAST).index(name) * 100,
        since=Instant(NOW - 300),
        token=SecretHash(f"token-{name}"),
        nonce=Nonce(f"nonce-{name}"),
        link=SecretHash(f"link-{name}") if name in PERSONAL else None,
        only_waited=standing in (Standing.WAITING, Standing.TURNED_AWAY),
    )


def _stage(stage: Stage) -> Callable[[Circle, list[str]], Circle]:
    paused_at = Instant(NOW - PAUSED_FOR) if stage is Stage.PAUSED else None
    return lambda circle, _: replace(circle, stage=stage, paused_at=paused_at)


def _each(change: Callable[[Seat], Seat]) -> Callable[[Circle, list[str]], Circle]:
    def changed(circle: Circle, names: list[str]) -> Circle:
        return replace(circle, seats={id: change(seat) if id in names else seat for id, seat in circle.seats.items()})

    return changed


def _queue(circle: Circle, names: list[str]) -> Circle:
    return replace(circle, queue=tuple(map(_place, names)))


def _place(words: str) -> Place:
    name, *marks = words.split("/")
    rest = next((float(mark) for mark in marks if mark != "again"), None)
    return Place(seat=SeatId(name), since=Instant(NOW - 60), rest=rest, again="again" in marks)


def _with_turn(circle: Circle, name: str, words: list[str]) -> Circle:
    state, left = words[0], float(words[1])
    clock = NOW if circle.paused_at is None else circle.paused_at
    runs = state in ("sharing", "writing") and circle.stage is Stage.OPEN
    turn = Turn(
        place=_place(name),
        state=TurnState.SHARING if state == "writing" else TurnState(state),
        seconds=180.0,
        left=180.0 if runs else left,
        ends_at=Instant(clock + left) if runs else None,
        lapses_at=Instant(clock + float(words[3])) if "for" in words else None,
        written=state == "writing",
    )
    return replace(circle, turn=turn)


_WORDS: dict[str, Callable[[Circle, list[str]], Circle]] = {
    "gathering": _stage(Stage.GATHERING),
    "paused": _stage(Stage.PAUSED),
    "ended": _stage(Stage.ENDED),
    "round": lambda circle, _: replace(circle, order=Order.ROUND),
    "queue": _queue,
    # the door, and who keeps it
    "locked": lambda circle, _: replace(circle, locked=True),
    "guarded": lambda circle, words: replace(circle, guarded=True, guarded_until=Instant(NOW + float(words[0]))),
    "deputies": lambda circle, names: replace(circle, deputies=tuple(map(SeatId, names))),
    "kept": lambda circle, names: replace(circle, kept_before=SeatId(names[0])),
    "role": lambda circle, words: _with_role(circle, SeatId(words[0]), Role(words[1])),
    # where in the format, and what others do around a share
    "phase": lambda circle, words: _in_phase(circle, int(words[0]) - 1, float(words[1])),
    "time": lambda circle, words: replace(circle, round=int(words[0]), prompt=int(words[0]) - 1),
    "fresh": lambda circle, _: replace(circle, going=False),
    "order": lambda circle, words: replace(circle, order=Order(words[0])),
    "claims": _each(lambda seat: replace(seat, claims="")),
    "listens": _each(lambda seat: replace(seat, listens=True)),
    "with": lambda circle, names: replace(circle, warmth=frozenset(map(SeatId, names))),
    "shared": lambda circle, words: _having_shared(circle, words),
    "responding": lambda circle, words: _responding(circle, *words),
    "responses": lambda circle, words: replace(circle, turn=circle.turn and replace(circle.turn, responses=int(words[0]))),
    "safe": lambda circle, _: replace(circle, safe_since=Instant(NOW - 30)),
    "closed": lambda circle, _: replace(circle, queue_open=False),
    "heard": lambda circle, names: replace(circle, heard=frozenset(map(SeatId, names))),
    "muted": _each(lambda seat: replace(seat, muted=True)),
    "hushed": lambda circle, _: replace(circle, muted_all=True),
    "speaking": lambda circle, names: replace(circle, speaking=SeatId(names[0])),
    "away": _each(lambda seat: replace(seat, presence=Presence.AWAY, since=Instant(NOW - 100))),
    "gone": _each(lambda seat: replace(seat, presence=Presence.GONE, since=Instant(NOW - 100))),
    "waiting": _each(lambda seat: replace(seat, standing=Standing.WAITING)),
    "seated": _each(lambda seat: replace(seat, standing=Standing.SEATED, presence=Presence.PRESENT)),
    "left": _each(lambda seat: replace(seat, standing=Standing.LEFT, presence=Presence.GONE)),
    "admitted": lambda circle, words: _admitted(circle, SeatId(words[0]), float(words[1])),
    "unread": lambda circle, names: _unread(circle, names, put_off=False),
    "put-off": lambda circle, names: _unread(circle, names, put_off=True),
    "wrote": lambda circle, names: replace(circle, written=Written(seat=SeatId(names[0]), text="I am here.")),
}


def _admitted(circle: Circle, id: SeatId, ago: float) -> Circle:
    return replace(circle, seats={**circle.seats, id: replace(circle.seats[id], admitted_at=Instant(NOW - ago))})


def _unread(circle: Circle, names: list[str], *, put_off: bool) -> Circle:
    """Numbered in the order in which they are named, and their authors' own in theirs."""
    for name in names:
        number, mine = circle.unread_so_far + 1, 1 + sum(share.seat == name for share in circle.unread)
        share = Unread(number=number, seat=SeatId(name), mine=mine, text=f"Words of {name}.", put_off=put_off)
        circle = replace(circle, unread=(*circle.unread, share), unread_so_far=number)
    return circle


def _with_role(circle: Circle, id: SeatId, role: Role) -> Circle:
    return with_deputies(replace(circle, seats={**circle.seats, id: replace(circle.seats[id], role=role)}))


def _in_phase(circle: Circle, index: int, seconds: float) -> Circle:
    """That phase, begun a minute ago, with so many seconds left of its time."""
    order = circle.format.phases[index].order
    began, ends_at = Instant(NOW - 60), Instant(NOW + seconds)
    return replace(circle, phase=index, phase_began=began, phase_ends_at=ends_at, order=order or Order.HANDS, going=order is not None)


def _having_shared(circle: Circle, words: list[str]) -> Circle:
    """`shared anu/90 bela/30`: one share each, of so many seconds, the first named the longest ago."""
    seats = dict(circle.seats)
    for ago, word in enumerate(reversed(words), start=1):
        name, _, seconds = word.partition("/")
        seats[SeatId(name)] = replace(seats[SeatId(name)], shares=1, floor_seconds=float(seconds or 60), heard_at=Instant(NOW - 10 * ago))
    return replace(circle, seats=seats)


def _responding(circle: Circle, name: str, left: str) -> Circle:
    assert circle.turn is not None
    response = Response(seat=SeatId(name), runs_since=Instant(NOW + float(left) - 60), ends_at=Instant(NOW + float(left)))
    return replace(circle, turn=replace(circle.turn, response=response, responses=max(1, circle.turn.responses)))


def told(circle: Circle, now: Instant = NOW) -> str:
    """The words for this circle, as of `now`."""
    return "; ".join(_told(circle, now))


def _told(circle: Circle, now: Instant) -> Iterator[str]:
    if circle.stage is not Stage.OPEN:
        yield circle.stage.value
    yield from _told_course(circle, now)
    if circle.order is not Order.HANDS:
        yield "round" if circle.order is Order.ROUND else f"order {circle.order.value}"
    if circle.turn is not None:
        yield _told_turn(circle, circle.turn, now)
        if circle.turn.response is not None:
            yield f"responding {circle.turn.response.seat} {circle.turn.response.ends_at - now:g}"
    yield from _named("queue", map(_told_place, circle.queue))
    yield from _named("heard", sorted(circle.heard))
    if not circle.queue_open:
        yield "closed"
    if circle.muted_all:
        yield "hushed"
    yield from _told_keeping(circle, now)
    if circle.speaking is not None:
        yield f"speaking {circle.speaking}"
    if circle.written is not None:
        yield f"wrote {circle.written.seat}"
    yield from _named("unread", (share.seat for share in circle.unread if not share.put_off))
    yield from _named("put-off", (share.seat for share in circle.unread if share.put_off))
    yield from _told_seats(circle)


def _told_keeping(circle: Circle, now: Instant) -> Iterator[str]:
    """Where it is not as in `CAST`: the door, who keeps the circle, and who does next."""
    if circle.locked:
        yield "locked"
    if circle.guarded:
        yield f"guarded {(circle.guarded_until or now) - now:g}"
    for seat in circle.seats.values():
        if seat.standing in (Standing.SEATED, Standing.WAITING) and seat.id in CAST and seat.role is not CAST[seat.id][0]:
            yield f"role {seat.id} {seat.role.value}"
    if circle.deputies != (SeatId("dev"),) and circle.stage is not Stage.ENDED:
        yield " ".join(("deputies", *circle.deputies))
    if circle.kept_before is not None:
        yield f"kept {circle.kept_before}"
    if circle.safe_since is not None:
        yield "safe"


def _told_course(circle: Circle, now: Instant) -> Iterator[str]:
    """The phase, where there are several; the round, after the first; and whether the piece waits for the facilitator's first offer."""
    if len(circle.format.phases) > 1 and circle.phase_ends_at is not None:
        yield f"phase {circle.phase + 1} {circle.phase_ends_at - now:g}"
    if circle.round > 1:
        yield f"time {circle.round}"
    if not circle.going and circle.format.phases[circle.phase].order is not None:
        yield "fresh"


def _told_seats(circle: Circle) -> Iterator[str]:
    present = [seat for seat in circle.seats.values() if seat.standing in (Standing.SEATED, Standing.WAITING)]
    yield from _named("claims", (seat.id for seat in circle.seats.values() if seat.claims is not None))
    yield from _named("listens", (seat.id for seat in circle.seats.values() if seat.listens))
    yield from _named("muted", (seat.id for seat in circle.seats.values() if seat.muted))
    yield from _named("away", (seat.id for seat in present if seat.presence is Presence.AWAY))
    yield from _named("gone", (seat.id for seat in present if seat.presence is Presence.GONE))
    for standing in Standing:
        changed = (seat.id for seat in circle.seats.values() if seat.standing is standing and standing is not CAST.get(seat.id, (0, 0))[1])
        yield from _named(standing.value, changed)


def _told_turn(circle: Circle, turn: Turn, now: Instant) -> str:
    clock = now if circle.paused_at is None else circle.paused_at
    state = "writing" if turn.written else turn.state.value
    left = turn.left if turn.ends_at is None else turn.ends_at - now
    lapse = "" if turn.lapses_at is None else f" for {turn.lapses_at - clock:g}"
    firm = firm_at(circle, turn)
    return f"{_told_place(turn.place)} {state} {left:g}{lapse}" + ("" if firm is None else f" firm {firm - now:g}")


def _told_place(place: Place) -> str:
    rest = () if place.rest is None else (f"{place.rest:g}",)
    return "/".join((place.seat, *rest, *(("again",) if place.again else ())))


def _named(word: str, names: Iterator[str] | list[str]) -> Iterator[str]:
    listed = " ".join(names)
    if listed:
        yield f"{word} {listed}"


def answered(circle: Circle, command: Command, now: Instant = NOW) -> str:
    """What is told of the circle after the command; of a refusal, its code. Whatever the answer, the given circle is as it was."""
    before = msgspec.json.encode(circle)
    decision = decide(circle, command, now)
    after = None if isinstance(decision, Refusal) else evolve_all(circle, decision)
    assert msgspec.json.encode(circle) == before
    return f"refused: {decision.reason.value}" if isinstance(decision, Refusal) else told(after or circle, now)


def after(circle: Circle, *commands: Command, now: Instant = NOW) -> Circle:
    """The circle after commands that it must not refuse."""
    for command in commands:
        decision = decide(circle, command, now)
        assert not isinstance(decision, Refusal), f"{command} was refused: {decision.reason}"
        circle = evolve_all(circle, decision)
    return circle
