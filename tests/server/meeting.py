"""A circle on the road, for the tests of what travels on it."""

from dataclasses import replace

from moderation.actors import Seated, System, Visitor
from rooms.circle import Circle, Link
from rooms.commands import Command, Join, StartCircle
from rooms.ids import CircleId, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Role
from server.circles import Accepted, Answer, Circles
from tests.fakes import SureChance, a_circle

FACILITATORS = Link(secret=SecretHash("f" * 64), role=Role.FACILITATOR)
MEMBERS = Link(secret=SecretHash("a" * 64), role=Role.MEMBER)


def circle_with_links(code: str = "ABCD2345") -> Circle:
    return replace(a_circle(code), links=(FACILITATORS, MEMBERS))


def join(n: int, link: Link = MEMBERS) -> Join:
    """The same `n`, the same browser."""
    chance = SureChance(1000 * n)
    name, token = Pseudonym(adjective=n % 128, thing=n // 128), SecretHash(f"{n:064d}")
    return Join(seat=chance.seat_id(), at=n, link=link.secret, nonce=Nonce(f"nonce{n}"), name=name, token=token)


def seat_of(n: int) -> SeatId:
    return join(n).seat


def accepted(answer: Answer) -> Circle:
    assert isinstance(answer, Accepted), answer
    return answer.versioned.circle


class Table:
    """Somebody who asks for things in one circle."""

    def __init__(self, circles: Circles, circle: CircleId) -> None:
        self._circles = circles
        self.id = circle

    async def visit(self, command: Command) -> Answer:
        return await self._circles.submit(self.id, Visitor(), command)

    async def serve(self, command: Command) -> Answer:
        return await self._circles.submit(self.id, System(), command)

    async def ask(self, seat: SeatId, command: Command, number: int | None = None) -> Answer:
        return await self._circles.submit(self.id, Seated(seat), command, number)


async def table_for(circles: Circles, members: int, code: str = "ABCD2345") -> Table:
    """A started circle: seat 0 facilitates, 1 to `members` are members."""
    await circles.open(circle_with_links(code))
    table = Table(circles, CircleId(code))
    accepted(await table.visit(join(0, FACILITATORS)))
    for n in range(1, members + 1):
        accepted(await table.visit(join(n)))
    accepted(await table.ask(seat_of(0), StartCircle(), 1))
    return table
