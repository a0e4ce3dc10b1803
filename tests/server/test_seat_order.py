"""Where somebody sits tells nobody when they came: drawn for each seat, the same for as long as the circle lasts, and turns go by it."""

from dataclasses import replace
from statistics import mean

from rooms.circle import Circle
from rooms.commands import Join, Leave, Return, StartCircle
from rooms.formats import Order
from rooms.ids import Instant, Nonce, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Role
from rooms.views import Audience, view_for
from tests.fakes import SureChance
from tests.rooms.words import NOW, after, given
from tests.server.house import FACILITATOR, leave, open_house

CIRCLES, PEOPLE = 200, 12


def filled(chance: SureChance) -> Circle:
    """Twelve who came one after the other by the shared link. Seat and place are chance of the server, as its gateway draws them."""
    circle = replace(given("gathering; round"), seats={}, deputies=(), lobby=False)
    for number in range(PEOPLE):
        came = Join(
            seat=chance.seat_id(), at=chance.at(), link=SecretHash("link-m"), nonce=Nonce(f"nonce-{number}"),
            name=Pseudonym(adjective=number, thing=number), token=SecretHash(f"token-{number}"),
        )  # fmt: skip
        circle = after(circle, came, now=Instant(NOW + number))
    return circle


def ring(circle: Circle) -> list[str]:
    """As it is sent, and as a browser sorts it."""
    seats = view_for(circle, Audience.MEMBERS)["seats"]
    assert isinstance(seats, dict)
    return list(seats)


def correlation(ranks: list[int]) -> float:
    """Spearman's, of ranks without ties with the order of joining."""
    n = len(ranks)
    return 1 - 6 * sum((rank - place) ** 2 for place, rank in enumerate(ranks)) / (n * (n * n - 1))


def test_two_hundred_circles_tell_nothing_of_who_came_when() -> None:
    """By chance one circle's correlation spreads by 0.30, and the mean of 200 by 0.02."""
    found: list[float] = []
    first: list[int] = []
    for number in range(CIRCLES):
        circle = filled(SureChance(seed=number * 1000))
        order = ring(circle)
        found.append(correlation([order.index(seat) for seat in circle.seats]))
        first.append(order.index(next(iter(circle.seats))))
    assert abs(mean(found)) < 0.08
    assert max(map(abs, found)) < 1
    assert abs(mean(first) - (PEOPLE - 1) / 2) < 1, "who opened the circle sits anywhere"
    assert set(first) == set(range(PEOPLE))


def test_the_measure_finds_the_order_of_joining_when_it_is_there() -> None:
    assert correlation(list(range(PEOPLE))) == 1
    assert correlation(list(reversed(range(PEOPLE)))) == -1


def test_a_seat_stays_where_it_is_whoever_comes_and_goes() -> None:
    circle = filled(SureChance(seed=5))
    before = ring(circle)
    someone = circle.seats[next(iter(circle.seats))]
    back = after(circle, Return(token=someone.token, next=SecretHash("next")))
    assert ring(back) == before
    left = after(circle, Leave(by=someone.id))
    assert ring(left) == [seat for seat in before if seat != someone.id]
    again = after(left, _joining(9_999))
    assert [seat for seat in ring(again) if seat in before] == ring(left)


def _joining(number: int) -> Join:
    seat, name = SureChance(number).seat_id(), Pseudonym(adjective=90, thing=1)
    return Join(seat=seat, at=0, link=SecretHash("link-m"), nonce=Nonce("n"), name=name, token=SecretHash("t"))


def test_a_round_goes_by_the_ring() -> None:
    circle = filled(SureChance(seed=9))
    assert [place.seat for place in circle.queue] == ring(circle)
    assert circle.order is Order.ROUND
    keeper = replace(circle.seats[next(iter(circle.seats))], role=Role.FACILITATOR)
    started = after(replace(circle, seats={**circle.seats, keeper.id: keeper}), StartCircle())
    assert started.turn is not None
    assert started.turn.seat == ring(circle)[0]


async def test_the_gateway_draws_the_place_for_everybody_who_joins() -> None:
    async with open_house() as house:
        await house.open()
        kim = await house.joined(secret=FACILITATOR)
        others = [await house.joined() for _ in range(7)]
        await kim.until(lambda kim: len(kim.view["seats"]) == 8)
        places = [kim.view["seats"][member.seat]["at"] for member in (kim, *others)]
        assert len(set(places)) == 8
        assert places != sorted(places)
        assert min(places) >= 0
        assert max(places) < 2**31
        await leave(kim, *others)
