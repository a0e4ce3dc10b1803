"""A new circle, from what the centre asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rooms.bounds import SEATS_AT_MOST
from rooms.circle import Circle, Link
from rooms.formats import Format, Language, Order
from rooms.ids import CircleId, Instant
from rooms.preset import Preset
from rooms.seat import Names, Role
from server.bodies import Fields, Wrong, instant, line, one_of, whole, yes_or_no
from server.clock import Chance
from server.identity import hash_secret
from server.links import link

TITLE_AT_MOST = 60
MINUTES_LEAST, MINUTES_MOST = 5, 720
PEOPLE_LEAST = 2

DOOR_MINUTES_MOST = 240
"""Before the start, and after it. A door that opens earlier than that may as well be open."""

STARTS_WITHIN_SECONDS = 366 * 86400.0
"""A circle planned further ahead is a slip of the pen: a wrong year."""

STARTED_AT_MOST_SECONDS = 86400.0
"""Before now. A script may run late, but not by more than a day."""

KNOWN = frozenset(
    {"title", "format", "language", "minutes", "starts_at", "names", "people_most", "lobby", "door", "opens_before", "closes_after", "qr"}
)
"""The fields of a request. `qr` is about the answer."""

_LANGUAGES = {language.value: language for language in Language}
_NAMES = {names.value: names for names in Names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a centre may decide about a circle."""

    title: str
    format: Format
    """With the entry window of this circle."""
    language: Language
    minutes: int
    lobby: bool
    starts_at: Instant
    names: Names = Names.PSEUDONYMS
    people_most: int = SEATS_AT_MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The circle, and its links: the only time that their secrets are known to the server."""

    circle: Circle
    links: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Opened({self.circle.id})"


def read_opening(fields: Fields, presets: Mapping[str, Preset], now: Instant) -> Opening:
    """What the request asks for. Raises Wrong: `unknown-format`, `wrong-value`."""
    title = fields.take("title", line(TITLE_AT_MOST))
    try:
        preset = fields.take("format", one_of(presets)).format
    except Wrong:
        raise Wrong(400, "unknown-format", field="format") from None
    starts_at = fields.take("starts_at", instant, now)
    if not now - STARTED_AT_MOST_SECONDS <= starts_at <= now + STARTS_WITHIN_SECONDS:
        raise Wrong(400, "wrong-value", field="starts_at")
    return Opening(
        title=title,
        format=_with_door(preset, fields),
        language=fields.take("language", one_of(_LANGUAGES), Language.ENGLISH),
        minutes=fields.take("minutes", whole(MINUTES_LEAST, MINUTES_MOST), preset.minutes),
        lobby=fields.take("lobby", yes_or_no, True),
        starts_at=Instant(starts_at),
        names=fields.take("names", one_of(_NAMES), Names.PSEUDONYMS),
        people_most=fields.take("people_most", whole(PEOPLE_LEAST, SEATS_AT_MOST), SEATS_AT_MOST),
    )


def _with_door(preset: Format, fields: Fields) -> Format:
    """`door` is the format's entry window or none at all; each of the two numbers, where it is given, is that side of it instead."""
    never = replace(preset, opens_before_minutes=None, closes_after_minutes=None)
    door = fields.take("door", one_of({"format": preset, "open": never}), preset)
    minutes = whole(0, DOOR_MINUTES_MOST)
    return replace(
        door,
        opens_before_minutes=fields.take("opens_before", minutes) if fields.has("opens_before") else door.opens_before_minutes,
        closes_after_minutes=fields.take("closes_after", minutes) if fields.has("closes_after") else door.closes_after_minutes,
    )


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
        names=opening.names,
        people_most=opening.people_most,
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
