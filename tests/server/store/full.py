"""A circle with something in every field, so that a snapshot that loses one is noticed."""

from dataclasses import replace

from rooms.circle import Circle, Link, Place, Presence, Role, Seat, Stage, Standing, Turn, TurnState, Written
from rooms.formats import Crosstalk, Language, Order, Phase, Range
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
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
                    rounds=3, keeper_first=True, bell=True, applause=True, milestones=True, call=True, prompts=3,
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
            lapses_at=Instant(EVENING + 45), written=True,
        ),
        speaking=second,
        muted_all=True,
        written=Written(seat=first, text="line\nline"),
        seats={seat.id: seat for seat in seats},
    )  # fmt: skip


def _seat(chance: SureChance, role: Role, standing: Standing, presence: Presence) -> Seat:
    return Seat(
        id=SeatId(chance.seat_id()), role=role, name=Pseudonym(adjective=255, thing=0), standing=standing, presence=presence, at=chance.at(),
        since=EVENING, token=SecretHash(chance.secret()), nonce=Nonce(chance.secret()), link=SecretHash(chance.secret()), muted=True, last=41,
    )  # fmt: skip
