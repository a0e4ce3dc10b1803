"""What a centre asks for over HTTP, by its own software or the page that opens circles: formats, new circles, personal links, whom to call."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from aiohttp import web

from moderation.actors import Actor, System
from moderation.policy import Denial
from rooms.circle import Circle, Stage
from rooms.commands import AddLinks, Command
from rooms.doors import LINKS_AT_MOST
from rooms.ids import CODE_ALPHABET, CODE_LENGTH, CircleId
from rooms.preset import Preset
from rooms.refusals import Refusal
from server.bodies import Fields, Wrong, one_of, read_object, whole, yes_or_no
from server.callers import Callers
from server.centre import CentreKey
from server.choosing import choice
from server.clock import Chance, Clock
from server.follow_ups import FollowUps
from server.guesses import Guesses
from server.opening import KNOWN, Opened, Opening, invitations, opened, read_opening
from server.pseudonyms import NameWords, name_words
from server.qr import picture
from server.store.follow_up import FollowUp
from server.store.port import CodeTaken, NoSuchCircle, Unavailable, Versioned

INVITATIONS_AT_ONCE = 100
"""A circle has 500 seats at most; a centre that needs more links asks again."""

_CODES_TRIED = 8
"""40 random bits: with a million circles a second try is needed once in a million."""


class Road(Protocol):
    """What the API needs of the road."""

    async def open(self, circle: Circle) -> Versioned: ...

    async def load(self, circle: CircleId) -> Versioned: ...

    async def submit(self, circle: CircleId, actor: Actor, command: Command) -> object: ...


class Api:
    def __init__(
        self,
        *,
        road: Road,
        follow_ups: FollowUps,
        key: CentreKey,
        presets: Mapping[str, Preset],
        callers: Callers,
        clock: Clock,
        chance: Chance,
        public_url: str,
    ) -> None:
        self._road = road
        self._follow_ups = follow_ups
        self._key = key
        self._presets = presets
        self._callers = callers
        self._clock = clock
        self._chance = chance
        self._public_url = public_url
        self._wrong_keys = Guesses()
        self._choices = [choice(preset) for preset in presets.values()]

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/formats", self._answering(self._formats)),
            web.post("/api/circles", self._answering(self._open)),
            web.post("/api/circles/{code}/invitations", self._answering(self._invite)),
            web.post("/api/follow-ups/take", self._answering(self._take_follow_ups)),
        ]

    async def open(self, opening: Opening) -> Opened:
        """A new circle. Raises Unavailable."""
        for _ in range(_CODES_TRIED):
            new = opened(opening, self._chance, self._public_url)
            try:
                await self._road.open(new.circle)
            except CodeTaken:
                continue
            return new
        raise Unavailable("no free code")

    async def _open(self, request: web.Request) -> web.Response:
        fields = Fields(await read_object(request), KNOWN)
        draws = fields.take("qr", yes_or_no, False)
        new = await self.open(read_opening(fields, self._presets, self._clock.now()))
        drawn = {"qr": {role: picture(link) for role, link in new.links.items()}} if draws else {}
        return web.json_response({"code": new.circle.id, "links": new.links, **drawn}, status=201)

    async def _formats(self, _request: web.Request) -> web.Response:
        return web.json_response({"formats": self._choices})

    async def _invite(self, request: web.Request) -> web.Response:
        circle = _code(request.match_info["code"])
        fields = Fields(await read_object(request), frozenset({"count", "role"}))
        count = fields.take("count", whole(1, INVITATIONS_AT_ONCE))
        fields.take("role", one_of({"member": "member"}), "member")
        current = (await self._road.load(circle)).circle
        if current.stage is Stage.ENDED:
            raise Wrong(409, "ended")
        if len(current.links) + count > LINKS_AT_MOST:
            raise Wrong(409, "too-many-invitations")
        kept, links = invitations(count, circle, current.language, self._chance, self._public_url)
        match await self._road.submit(circle, System(), AddLinks(links=kept)):
            case Refusal(reason=reason):
                raise Wrong(409, reason.value)
            case Denial() as denial:
                raise Wrong(403, denial.value)
            case _:
                return web.json_response({"links": links}, status=201)

    async def _take_follow_ups(self, request: web.Request) -> web.Response:
        """Told once: what is in this answer is kept nowhere else any more."""
        Fields(await read_object(request), frozenset())
        words = name_words()  # before: what is taken must not be lost over a missing file
        return web.json_response({"follow_ups": [_told(one, words[one.language]) for one in await self._follow_ups.take()]})

    def _answering(self, handler: Callable[[web.Request], Awaitable[web.Response]]) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler for who has the key, and every mistake as an answer with its code."""

        async def answering(request: web.Request) -> web.Response:
            try:
                self._demand_key(request)
                return await handler(request)
            except Wrong as wrong:
                return wrong.response()
            except NoSuchCircle:
                return Wrong(404, "no-such-circle").response()
            except Unavailable:
                return Wrong(503, "unavailable", headers={"Retry-After": "2"}).response()

        return answering

    def _demand_key(self, request: web.Request) -> None:
        """The right key always passes: somebody who guesses from the centre's own network must not lock it out."""
        if self._key.fits(request.headers.get("Authorization", "")):
            return
        caller, now = self._callers.bucket(request), self._clock.monotonic()
        if not self._wrong_keys.may(caller, now):
            raise Wrong(429, "too-many-tries", headers={"Retry-After": "60"})
        self._wrong_keys.failed(caller, now)
        raise Wrong(401, "wrong-key", headers={"WWW-Authenticate": "Bearer"})


def _told(one: FollowUp, words: NameWords) -> dict[str, object]:
    """For a person to read, who calls: the name as they were called in the circle, in its language."""
    told: dict[str, object] = {"circle": one.circle, "kind": one.kind.value, "name": words.say(one.name)}
    if one.called is not None:
        told["called"] = one.called
    at = datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds")
    return told | {"number": one.number, "when": one.when, "may_name": one.may_name, "at": at}


def _code(typed: str) -> CircleId:
    code = typed.upper()
    if len(code) != CODE_LENGTH or any(character not in CODE_ALPHABET for character in code):
        raise NoSuchCircle(code)
    return CircleId(code)
