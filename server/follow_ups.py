"""Who wants to be called: that they do goes the road, what they typed is kept apart, and only the keeper and the centre read it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from moderation.actors import Actor, Seated
from moderation.policy import Denial
from rooms.circle import Circle
from rooms.commands import AnswerFollowUp, Command, WantCall
from rooms.ids import CircleId, Instant, SeatId
from rooms.refusals import Refusal
from rooms.seat import Role, Seat, Standing
from rooms.writing import written_words
from server.clock import Clock
from server.store.follow_up import KEPT_SECONDS, FollowUp, FollowUpKind
from server.store.port import Unavailable, Versioned
from server.wire import WHEN_AT_MOST, Calling


class Road(Protocol):
    """What is needed of it."""

    async def load(self, circle: CircleId) -> Versioned: ...

    async def submit(self, circle: CircleId, actor: Actor, command: Command) -> object: ...


class Kept(Protocol):
    """What is needed of the store."""

    async def keep_follow_up(self, follow_up: FollowUp) -> None: ...

    async def drop_follow_up(self, circle: CircleId, seat: SeatId) -> None: ...

    async def follow_ups(self, circle: CircleId) -> list[FollowUp]: ...

    async def take_follow_ups(self, now: Instant) -> list[FollowUp]: ...


class FollowUps:
    def __init__(self, road: Road, kept: Kept, clock: Clock) -> None:
        self._road = road
        self._kept = kept
        self._clock = clock

    async def call(self, circle: CircleId, seat: SeatId, wish: Calling) -> Denial | Refusal | None:
        """Keeps what was typed; to a facilitator's proposal it is the yes. None: done. Raises Unavailable: then no call is wanted, as before.

        The road first, since it knows whether this person may; the proposal last, so that it still stands when the store does not answer.
        """
        before = (await self._road.load(circle)).circle
        no = await self._ask(circle, seat, WantCall(by=seat, on=True))
        if no is not None:
            return no
        you = before.seats[seat]
        try:
            await self._kept.keep_follow_up(self._follow_up(before, you, wish))
        except Unavailable:
            if not you.wants_call:
                await self._take_back(circle, seat)
            raise
        return await self._ask(circle, seat, AnswerFollowUp(by=seat, yes=True)) if you.follow_up else None

    async def uncall(self, circle: CircleId, seat: SeatId) -> Denial | Refusal | None:
        """What was typed is gone, and no call is wanted. None: done. Raises Unavailable."""
        await self._kept.drop_follow_up(circle, seat)
        return await self._ask(circle, seat, WantCall(by=seat, on=False))

    async def calls(self, circle: CircleId, seat: SeatId) -> Mapping[SeatId, Mapping[str, object]] | Denial:
        """For who keeps the circle, by seat. Raises Unavailable."""
        you = (await self._road.load(circle)).circle.seats.get(seat)
        if you is None or you.standing is not Standing.SEATED or you.role is not Role.FACILITATOR:
            return Denial.FACILITATORS_ONLY
        kept, now = await self._kept.follow_ups(circle), self._clock.now()
        return {
            one.seat: {"number": one.number, "when": one.when, "may_name": one.may_name, "kind": one.kind.value} for one in kept if one.expires > now
        }

    async def take(self) -> list[FollowUp]:
        """Of all circles, for the centre: once. Raises Unavailable."""
        return await self._kept.take_follow_ups(self._clock.now())

    async def _take_back(self, circle: CircleId, seat: SeatId) -> None:
        """As far as it can be: it is not known whether what was typed is kept, and the road may be cut off too."""
        with suppress(Unavailable):
            await self._ask(circle, seat, WantCall(by=seat, on=False))
        with suppress(Unavailable):
            await self._kept.drop_follow_up(circle, seat)

    async def _ask(self, circle: CircleId, seat: SeatId, command: Command) -> Denial | Refusal | None:
        answer = await self._road.submit(circle, Seated(seat), command)
        return answer if isinstance(answer, Denial | Refusal) else None

    def _follow_up(self, circle: Circle, you: Seat, wish: Calling) -> FollowUp:
        now = self._clock.now()
        return FollowUp(
            circle=circle.id,
            seat=you.id,
            kind=FollowUpKind.FOLLOW_UP if you.follow_up else FollowUpKind.CALL,
            name=you.name,
            called=you.called,
            language=circle.language,
            number=_one_line(wish.number),
            when=_one_line(written_words(wish.when, WHEN_AT_MOST) or ""),
            may_name=wish.may_name,
            at=now,
            expires=Instant(now + KEPT_SECONDS),
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
