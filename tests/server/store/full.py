"""A circle with something in every field, so that a snapshot that loses one is noticed."""

from dataclasses import MISSING, fields, replace

from rooms.circle import Act, Circle, Link, Stage, Voices
from rooms.formats import Crosstalk, Language, Order, Phase, Range
from rooms.help import Help, HelpState, Line
from rooms.ids import Instant, Nonce, SeatId, SecretHash, WorkerId
from rooms.names import Pseudonym
from rooms.seat import Names, Presence, Role, Seat, Standing
from rooms.turn import Place, Regret, Response, Turn, TurnState, Undo, Unread, Written
from tests.fakes import EVENING, SureChance, a_circle


def a_full_circle() -> Circle:
    chance = SureChance(7)
    seats = [_seat(chance, role, standing, presence) for role in Role for standing in Standing for presence in Presence]
    holder, first, second = seats[0].id, seats[1].id, seats[2].id
    circle = a_circle(stage=Stage.PAUSED)
    return replace(
        circle,
        title="संध्याकाळ \"'\\ \u2028",
        format=replace(
            circle.format,
            phases=(
                Phase(
                    id="rounds", minutes=40.5, order=Order.EQUAL_SLOTS, share_seconds=90.5, firm_after_seconds=30.0, crosstalk=Crosstalk.AFTER_SHARE,
                    rounds=3, keeper_first=True, bell=True, applause=True, questions=True, milestones=True, call=True, prompts=3,
                ),
                Phase(id="quiet", minutes=5, silent=True, beyond=True),
            ),
            people_least=3, people_most=11, longer=(Range(people=15, minutes=120),), offers_by_itself=False, listeners=True,
            deputy_required=True, opens_before_minutes=15, closes_after_minutes=10,
        ),
        language=Language.MARATHI,
        lobby=True,
        links=tuple(Link(secret=SecretHash(chance.secret()), role=role, personal=personal) for role in Role for personal in (False, True)),
        paused_at=Instant(EVENING + 0.1),
        order=Order.ROUND,
        queue=(Place(seat=first, since=EVENING, rest=33.3, again=True), Place(seat=second, since=Instant(EVENING + 1 / 3))),
        queue_open=False,
        heard=frozenset({holder, first}),
        turn=Turn(
            place=Place(seat=holder, since=EVENING), state=TurnState.HELD, seconds=240.0, left=-12.5, ends_at=None,
            lapses_at=Instant(EVENING + 45), written=True, runs_since=Instant(EVENING + 2),
            response=Response(seat=first, runs_since=EVENING, ends_at=Instant(EVENING + 60)), responses=2,
        ),
        speaking=second,
        muted_all=True,
        written=Written(seat=first, text="line\nline", late=True),
        unread=(Unread(number=3, seat=second, mine=2, text="पहली बार", put_off=True),),
        unread_so_far=4,
        seats={seat.id: seat for seat in seats},
        spent=(Nonce(chance.secret()),),
        lot=2**31 - 1,
        names=Names.KNOWN_TO_FACILITATOR,
        people_most=15,
        phase=1,
        phase_began=EVENING,
        phase_ends_at=Instant(EVENING + 300),
        round=2,
        prompt=1,
        going=False,
        undo=Undo(
            what=Regret.GO_TO, until=Instant(EVENING + 5), turn=Turn(
                place=Place(seat=second, since=EVENING), state=TurnState.SHARING, seconds=60.0, left=6.6, ends_at=None, lapses_at=None,
            ), queue=(Place(seat=holder, since=EVENING),), order=Order.TAG, heard=frozenset({second}), going=True, phase=0, round=1, prompt=2,
            phase_began=EVENING, phase_ends_at=EVENING, shares=3, heard_at=EVENING, written=Written(seat=holder, text="before"),
        ),
        milestones={first: "90d"},
        questions={first: "How do I help at home?"},
        warmth=frozenset({second}),
        started_at=EVENING,
        locked=True,
        door_timed=True,
        guarded=True,
        guarded_until=Instant(EVENING + 600),
        deputies=(first, second),
        kept_before=holder,
        safe_since=EVENING,
        help={
            state_of: Help(state=state, since=EVENING, by=holder, lines=(Line(by=first, text="here"),))
            for state_of, state in zip((first, second, holder, seats[3].id), HelpState, strict=True)
        },
        acts=(Act(number=7, by=holder, did="mute", seat=first, at=EVENING),),
        voices=Voices(worker=WorkerId("0123456789abcdef"), mark="AbCdEfGhIjK"),
    )  # fmt: skip


def _seat(chance: SureChance, role: Role, standing: Standing, presence: Presence) -> Seat:
    return Seat(
        id=SeatId(chance.seat_id()), role=role, name=Pseudonym(adjective=255, thing=0), standing=standing, presence=presence, at=chance.at(),
        since=EVENING, token=SecretHash(chance.secret()), nonce=Nonce(chance.secret()), link=SecretHash(chance.secret()),
        only_waited=True, muted=True, last=41, called="आशा", greeting="from the workshop", listens=True,
        admitted_at=EVENING, claims="Old Kite",
        shares=2, floor_seconds=61.5, heard_at=EVENING, message="Breathe.", follow_up=True, wants_call=True, calls=3,
    )  # fmt: skip


def empty_fields(circle: Circle) -> set[str]:
    """Of the circle, a seat, and its turn: those that hold no more than their default, so that losing them would not show."""
    values = (circle, next(iter(circle.seats.values())), circle.turn)
    return {
        field.name
        for value in values
        for field in fields(value)  # pyright: ignore[reportArgumentType]  # the turn is there
        if field.default is not MISSING and getattr(value, field.name) == field.default
    }
