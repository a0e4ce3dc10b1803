"""The names of everything kept in Redis.

A circle lies on one of sixteen shelves. A shelf's name is the hash tag of all its keys, so in a Cluster they share a slot, and one script
may change a circle, its deadline and the lists it stands in, or nothing. Sixteen spread over as many masters as anybody runs for this.
"""

from dataclasses import dataclass
from zlib import crc32

from rooms.ids import CircleId

SHELVES = 16


@dataclass(frozen=True, slots=True)
class Shelf:
    prefix: str
    number: int

    @property
    def due(self) -> str:
        """Sorted set: circles by their next deadline."""
        return self._key("due")

    @property
    def expiry(self) -> str:
        """Sorted set: circles by the instant from which they are forgotten."""
        return self._key("expiry")

    @property
    def live(self) -> str:
        """Set: circles that have not ended."""
        return self._key("live")

    @property
    def boot(self) -> str:
        """A word drawn when the shelf was first used. Gone: Redis has lost its memory, and with it the circles."""
        return self._key("boot")

    @property
    def follow_ups(self) -> str:
        """Hash: one person's wish by circle and seat."""
        return self._key("follow-ups")

    @property
    def follow_up_expiry(self) -> str:
        """Sorted set: the same fields by the instant from which they are forgotten."""
        return self._key("follow-up-expiry")

    def circle(self, circle: CircleId) -> str:
        """Hash: epoch, version, schema, state; after a loss of memory also the version it was restored from."""
        return self._key(f"circle:{circle}")

    def channel(self, circle: CircleId) -> str:
        return self._key(f"changed:{circle}")

    def _key(self, name: str) -> str:
        return f"{self.prefix}:{{{self.number:02}}}:{name}"


@dataclass(frozen=True, slots=True)
class Keys:
    prefix: str
    """What every key and every channel begins with: an access rule needs no other pattern than `PREFIX:*`."""

    @property
    def beat(self) -> str:
        """When service was last given."""
        return f"{self.prefix}:beat"

    @property
    def wiping(self) -> str:
        """There while no further rewrite of the log on disk is asked for."""
        return f"{self.prefix}:wiping"

    def shelf(self, circle: CircleId) -> Shelf:
        return Shelf(self.prefix, crc32(circle.encode()) % SHELVES)

    def shelves(self) -> list[Shelf]:
        return [Shelf(self.prefix, number) for number in range(SHELVES)]
