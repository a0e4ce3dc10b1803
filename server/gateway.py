"""The entrance for browsers: what a connection says, as whom, and the answer. Every yes is given after the commit."""

import asyncio
from typing import Protocol, assert_never

from moderation.actors import Actor, Seated, Visitor
from moderation.policy import Denial
from rooms.circle import Circle
from rooms.commands import Command, Join, Remove, Return
from rooms.deadlines import opens_at
from rooms.ids import CircleId, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.refusals import Reason, Refusal
from rooms.seat import Standing, facilitating
from server import wire
from server.announce import Announce
from server.attendance import Attendance, Sitting
from server.audio.port import OfferRefused
from server.bugs import Bugs
from server.cards import Cards
from server.circles import Accepted
from server.clock import Chance, Clock
from server.follow_ups import FollowUps
from server.guesses import Guesses
from server.identity import hash_secret, seat_of
from server.narrowing import silenced
from server.newest import newest
from server.relays import Relays
from server.sockets.connection import Connection
from server.store.port import NoSuchCircle, Unavailable, Versioned
from server.wire import Asked, BadMessage, Code

REFUSAL_SECONDS = 0.25
"""Every answer that a guesser could learn from takes this long, whatever was looked up for it."""

SLOW_SECONDS = 0.15
"""A store that stands still answers nothing for seconds, not even a no: from then on nobody is heard whom a command that waits would silence."""

_ASKED = frozenset(Asked)


class Circles(Protocol):
    """The road, as far as the gateway goes."""

    async def submit(self, circle: CircleId, actor: Actor, command: Command, number: int | None = None) -> Accepted | Denial | Refusal: ...

    async def load(self, circle: CircleId) -> Versioned: ...

    def known(self, circle: CircleId) -> Versioned | None: ...


class Voices(Protocol):
    """The audio hosts: the one of this process, or those of many workers."""

    async def answer(self, current: Versioned, seat: SeatId, sdp: str) -> tuple[str, str | None]:
        """And the mark of who carries the voices, where there are many. Raises OfferRefused, NoSuchCircle, Unavailable."""
        ...

    async def narrow(self, circle: Circle, seats: frozenset[SeatId], removed: SeatId | None = None) -> None:
        """None of these is heard from now on, though the store does not know."""
        ...


class Gateway:
    """Hears all browsers of this worker."""

    def __init__(
        self,
        circles: Circles,
        announce: Announce,
        attendance: Attendance,
        voices: Voices,
        follow_ups: FollowUps,
        clock: Clock,
        chance: Chance,
        bugs: Bugs,
        *,
        cards: Cards,
        relays: Relays,
        refusal_seconds: float = REFUSAL_SECONDS,
    ) -> None:
        self._circles = circles
        self._announce = announce
        self._attendance = attendance
        self._voices = voices
        self._follow_ups = follow_ups
        self._clock = clock
        self._chance = chance
        self._bugs = bugs
        self._cards = cards
        self._relays = relays
        self._refusal_seconds = refusal_seconds
        self._guesses = Guesses()

    # ----------------------------------------------------------------------------------------- what the edge reports

    def opened(self, connection: Connection) -> None:
        """Nothing yet: a connection without a seat sees and may do nothing."""

    async def heard(self, connection: Connection, event: str, arguments: tuple[object, ...]) -> bytes:
        answer = b""
        with self._bugs.caught("message") as met:
            answer = await self._answer(connection, event, arguments)
        return answer if met.id is None else wire.no(Code.INTERNAL, id=met.id)

    def closed(self, connection: Connection) -> None:
        self._announce.detach(connection)
        self._attendance.rise(connection)

    # ------------------------------------------------------------------------------------------------------- messages

    async def _answer(self, connection: Connection, event: str, arguments: tuple[object, ...]) -> bytes:
        if event not in _ASKED:
            return wire.no(Code.BAD_MESSAGE)
        try:
            return await self._turn_to(connection, Asked(event), arguments)
        except (BadMessage, OfferRefused) as error:
            return wire.no(error.code)
        except NoSuchCircle:
            return wire.no(Reason.NO_SUCH_CIRCLE)
        except Unavailable:
            return wire.no(Code.UNAVAILABLE)

    async def _turn_to(self, connection: Connection, asked: Asked, arguments: tuple[object, ...]) -> bytes:
        match asked:
            case Asked.JOIN:
                return await self._join(connection, wire.joining(arguments))
            case Asked.RETURN:
                return await self._return(connection, wire.returning(arguments))
            case Asked.DO:
                return await self._do(connection, self._sitting(connection), arguments)
            case Asked.OFFER:
                return await self._offer(self._sitting(connection), wire.offering(arguments))
            case Asked.RELAYS:
                wire.nothing(arguments)
                return await self._tell_relays(self._sitting(connection))
            case Asked.CALL | Asked.UNCALL | Asked.CALLS:
                return await self._call(self._sitting(connection), asked, arguments)
            case Asked.CARDS:
                return await self._tell_cards(self._sitting(connection), wire.reading(arguments))
            case Asked.RESYNC:
                wire.nothing(arguments)
                self._sitting(connection)
                self._announce.resync(connection)
                return wire.ok()
            case Asked.TIME:
                wire.nothing(arguments)
                return wire.ok(now=self._clock.now())
            case _:
                assert_never(asked)

    def _sitting(self, connection: Connection) -> Sitting:
        sitting = self._attendance.sitting(connection)
        if sitting is None:
            raise BadMessage(Code.NOT_JOINED)
        return sitting

    async def _join(self, connection: Connection, message: wire.Joining) -> bytes:
        link = hash_secret(message.secret) if isinstance(message.secret, str) else None
        command = Join(
            seat=self._chance.seat_id(),
            at=self._chance.at(),
            link=link,
            nonce=message.nonce,
            name=Pseudonym(adjective=message.name[0], thing=message.name[1]),
            token=message.token,
            called=message.called if isinstance(message.called, str) else None,
            listens=message.listens,
        )
        return await self._come(connection, message.circle, command, message.token)

    async def _return(self, connection: Connection, message: wire.Returning) -> bytes:
        link = hash_secret(message.secret) if isinstance(message.secret, str) else None
        command = Return(token=hash_secret(message.token), next=message.next, link=link, moved=message.moved)
        return await self._come(connection, message.circle, command, message.next)

    async def _come(self, connection: Connection, circle: CircleId, command: Join | Return, token: SecretHash) -> bytes:
        if self._attendance.sitting(connection):
            raise BadMessage(Code.ALREADY_JOINED)
        began = self._clock.monotonic()
        typed = isinstance(command, Join) and command.link is None
        answer, code = await (self._try_code if typed else self._try)(connection, circle, command, token)
        if code in wire.TELLS_A_GUESSER:
            await asyncio.sleep(self._refusal_seconds - (self._clock.monotonic() - began))
        return answer

    async def _try_code(self, connection: Connection, circle: CircleId, command: Join | Return, token: SecretHash) -> tuple[bytes, str | None]:
        """A typed code. One of a network at a time, and counted before the refusal is waited for, so that guesses made at once count too."""
        async with self._guesses.alone(connection.source):
            if not self._guesses.may(connection.source, self._clock.monotonic()):
                return wire.no(Code.TOO_FAST), Code.TOO_FAST
            answer, code = await self._try(connection, circle, command, token)
            if code in wire.TELLS_A_GUESSER:
                self._guesses.failed(connection.source, self._clock.monotonic())
            return answer, code

    async def _try(self, connection: Connection, circle: CircleId, command: Join | Return, token: SecretHash) -> tuple[bytes, str | None]:
        """The answer, and its code when it is a no."""
        with self._attendance.arriving(circle):
            try:
                outcome = await self._circles.submit(circle, Visitor(), command)
            except NoSuchCircle:
                # A token that proves nothing is told the same in every circle, also in none.
                outcome = Refusal(Reason.NO_SUCH_CIRCLE if isinstance(command, Join) else Reason.NO_SUCH_TOKEN)
            if isinstance(outcome, Accepted):
                return self._seat(connection, circle, token, outcome.versioned), None
        code = wire.code_of(outcome)
        return wire.no(code, **await self._told(circle, code)), code

    async def _told(self, circle: CircleId, code: str) -> dict[str, object]:
        """What whoever may come in must know beside the no: which name is asked for, when to come again."""
        if code not in (Reason.NAME_NEEDED, Reason.NOT_OPEN_YET):
            return {}
        current = (await self._circles.load(circle)).circle
        return {"names": current.names.value} if code == Reason.NAME_NEEDED else {"opens": opens_at(current)}

    def _seat(self, connection: Connection, circle: CircleId, token: SecretHash, current: Versioned) -> bytes:
        """Bind the connection to the seat it proved. From here on that is who speaks, whatever a message says."""
        seat = seat_of(current.circle, token)
        if seat is None:  # in the same moment somebody else came back to it
            return wire.no(Reason.NO_SUCH_TOKEN)
        connection.unsure = None
        self._attendance.sit(connection, Sitting(circle, seat.id), token)
        self._announce.attach(connection, circle, seat.id, current.version, token)
        connection.stay()
        return wire.ok(seat=seat.id, last=seat.last, now=self._clock.now())

    async def _do(self, connection: Connection, sitting: Sitting, arguments: tuple[object, ...]) -> bytes:
        drawn: dict[str, str] = {}

        def make(name: str) -> SecretHash:
            drawn[name] = self._chance.secret()
            return hash_secret(drawn[name])

        number, command = wire.command(arguments, sitting.seat, make)
        try:
            if connection.unsure is not None and number > connection.unsure:
                # Done now, it would make the one before look done: the seat keeps the highest number alone.
                raise Unavailable("out-of-turn")
            if number == connection.unsure:
                connection.unsure = None
            outcome = await self._submit(sitting, command, number)
        except Unavailable:
            connection.unsure = min(number, connection.unsure or number)
            await self._silence(sitting, command)
            raise
        if not isinstance(outcome, Accepted):
            return wire.no(wire.code_of(outcome))
        # A number that was applied before made its links then; these secrets open nothing.
        links = {link.secret for link in outcome.versioned.circle.links} if drawn else set[SecretHash]()
        return wire.ok(**{name: secret for name, secret in drawn.items() if hash_secret(secret) in links})

    async def _submit(self, sitting: Sitting, command: Command, number: int) -> Accepted | Denial | Refusal:
        asked = self._circles.submit(sitting.circle, Seated(sitting.seat), command, number)
        known = self._circles.known(sitting.circle)
        seat = known.circle.seats.get(sitting.seat) if known else None
        if seat is None or not facilitating(seat):
            return await asked
        submitting = asyncio.ensure_future(asked)
        try:
            answered, _ = await asyncio.wait({submitting}, timeout=SLOW_SECONDS)
            if not answered:
                await self._silence(sitting, command)
            return await submitting
        finally:
            submitting.cancel()

    async def _silence(self, sitting: Sitting, command: Command) -> None:
        """The browser sends a facilitator's command again until it is done; whom it silences is not heard until then."""
        known = self._circles.known(sitting.circle)
        seats = silenced(known.circle, Seated(sitting.seat), command, self._clock.now()) if known else frozenset[SeatId]()
        if known and seats:
            await self._voices.narrow(known.circle, seats, command.seat if isinstance(command, Remove) else None)

    async def _offer(self, sitting: Sitting, message: wire.Offering) -> bytes:
        current = await newest(self._circles, sitting.circle)
        seat = current.circle.seats.get(sitting.seat)
        if seat is None or seat.standing is not Standing.SEATED:
            return wire.no(Denial.SEATED_ONLY)
        sdp, mark = await self._voices.answer(current, sitting.seat, message.sdp)
        return wire.ok(sdp=sdp, **({} if mark is None else {"voices": mark}))

    async def _tell_relays(self, sitting: Sitting) -> bytes:
        seat = (await self._circles.load(sitting.circle)).circle.seats.get(sitting.seat)
        if seat is None or seat.standing is not Standing.SEATED:
            return wire.no(Denial.SEATED_ONLY)
        return wire.ok(servers=self._relays.servers(self._clock.now()))

    async def _call(self, sitting: Sitting, asked: Asked, arguments: tuple[object, ...]) -> bytes:
        if asked is Asked.CALL:
            no = await self._follow_ups.call(*sitting, wire.calling(arguments))
            return wire.ok() if no is None else wire.no(wire.code_of(no))
        wire.nothing(arguments)
        if asked is Asked.UNCALL:
            no = await self._follow_ups.uncall(*sitting)
            return wire.ok() if no is None else wire.no(wire.code_of(no))
        calls = await self._follow_ups.calls(*sitting)
        return wire.no(wire.code_of(calls)) if isinstance(calls, Denial) else wire.ok(calls=calls)

    async def _tell_cards(self, sitting: Sitting, message: wire.Reading) -> bytes:
        circle = (await self._circles.load(sitting.circle)).circle
        seat = circle.seats.get(sitting.seat)
        if seat is None or seat.standing is not Standing.SEATED:
            return wire.no(Denial.SEATED_ONLY)
        return wire.ok(cards=self._cards.of(circle.format, message.language, for_facilitators=facilitating(seat)))
