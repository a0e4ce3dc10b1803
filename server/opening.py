"""A new circle, from what the centre asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from rooms.circle import Circle, Link, Role
from rooms.formats import Format, Language, Order
from rooms.ids import CircleId, Instant
from server.clock import Chance
from server.identity import hash_secret
from server.links import link

TITLE_AT_MOST = 60
MINUTES_LEAST, MINUTES_MOST = 5, 720


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a centre may decide about a circle."""

    title: str
    format: Format
    language: Language
    minutes: int
    lobby: bool
    starts_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The circle, and its links: the only time that their secrets are known to the server."""

    circle: Circle
    links: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Opened({self.circle.id})"


def opened(opening: Opening, chance: Chance, public_url: str) -> Opened:
    """A circle in gathering. Its code may be taken: then ask again."""
    code = chance.code()
    roles = (Role.FACILITATOR, Role.MEMBER, *((Role.LISTENER,) if opening.format.listeners else ()))
    secrets = {role: chance.secret() for role in roles}
    circle = Circle(
        id=code,
        title=opening.title,
        format=opening.format,
        language=opening.language,
        opened_at=opening.starts_at,
        ends_at=Instant(opening.starts_at + 60 * opening.minutes),
        lobby=opening.lobby,
        links=tuple(Link(secret=hash_secret(secret), role=role) for role, secret in secrets.items()),
        order=opening.format.phases[0].order or Order.HANDS,
        lot=chance.at(),
    )
    return Opened(circle=circle, links={role.value: link(public_url, code, secret, opening.language) for role, secret in secrets.items()})


def invitations(count: int, circle: CircleId, language: Language, chance: Chance, public_url: str) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """So many personal links for members: what the circle keeps, and what people are given."""
    secrets = [chance.secret() for _ in range(count)]
    kept = tuple(Link(secret=hash_secret(secret), role=Role.MEMBER, personal=True) for secret in secrets)
    return kept, tuple(link(public_url, circle, secret, language) for secret in secrets)
