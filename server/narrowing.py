"""While the store is away nothing is decided, but whom a facilitator silences must not be heard a moment longer."""

from moderation.actors import Seated
from moderation.policy import denial
from rooms.circle import Circle, seated
from rooms.commands import Command, Mute, MuteAll, Remove
from rooms.decide import decide
from rooms.evolve import evolve_all
from rooms.floor import audible
from rooms.ids import CircleId, Instant, SeatId
from rooms.refusals import Refusal
from rooms.seat import facilitating
from rooms.slots import Floor
from server.store.port import Version

HELD_SECONDS = 5.0
"""After the store is back. The browser sends the command again at once, and then the state says it."""


def silenced(circle: Circle, actor: Seated, command: Command, now: Instant) -> frozenset[SeatId]:
    """Who is not to be heard any more if the facilitator's command is done, as far as this state knows. Of anybody else: nobody."""
    seat = circle.seats.get(actor.seat)
    if seat is None or not facilitating(seat) or denial(circle, actor, command) is not None:
        return frozenset()
    events = decide(circle, command, now)
    if isinstance(events, Refusal):
        return frozenset()
    before, after = audible(circle), audible(evolve_all(circle, events))
    return frozenset(before.values()) - frozenset(after.values()) | _named(circle, command)


def _named(circle: Circle, command: Command) -> frozenset[SeatId]:
    """They are not heard now, and would be if their turn came before the command is done."""
    if isinstance(command, Mute | Remove):
        return frozenset({command.seat})
    if isinstance(command, MuteAll):
        return frozenset(seat.id for seat in seated(circle) if not facilitating(seat))
    return frozenset()


class Held:
    """Who was silenced so, by circle: until a newer state does it itself, or some seconds after the first newer one. `now`: monotonic."""

    def __init__(self) -> None:
        self._held: dict[CircleId, dict[SeatId, float | None]] = {}
        """Until when. None: no newer state has come."""
        self._since: dict[CircleId, Version | None] = {}
        self._floors: dict[CircleId, Floor] = {}

    def hold(self, circle: CircleId, seats: frozenset[SeatId], version: tuple[int, int] | None, floor: Floor) -> None:
        """`version` and `floor` are those in force."""
        self._held.setdefault(circle, {}).update(dict.fromkeys(seats))
        self._since[circle] = None if version is None else Version(*version)
        self._floors[circle] = floor

    def let_through(self, circle: CircleId, version: tuple[int, int], floor: Floor, now: float) -> Floor:
        """What of the floor may be heard."""
        held = self._held.get(circle)
        if held is None:
            return floor
        since = self._since[circle]
        if since is None or version > since:
            was_heard = self._floors[circle].values()
            for seat, until in list(held.items()):
                if seat in was_heard and seat not in floor.values():
                    del held[seat]
                elif until is None:
                    held[seat] = now + HELD_SECONDS
        return {slot: seat for slot, seat in floor.items() if seat not in held}

    def over(self, now: float) -> list[CircleId]:
        """Where somebody is let go now. Their floor is to be set again."""
        found: list[CircleId] = []
        for circle, held in list(self._held.items()):
            past = [seat for seat, until in held.items() if until is not None and until <= now]
            for seat in past:
                del held[seat]
            if past:
                found.append(circle)
            if not held:
                self.forget(circle)
        return found

    def forget(self, circle: CircleId) -> None:
        for kept in (self._held, self._since, self._floors):
            kept.pop(circle, None)
