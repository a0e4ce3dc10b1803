"""Says once of each circle that this release cannot read it: it stays as it is, for who can; people are told `unavailable`, and the operator why."""

import logging

from rooms.circle import Circle
from rooms.ids import CircleId
from server.store.port import UnknownSchema
from server.store.snapshot import decode

log = logging.getLogger(__name__)


class Unread:
    def __init__(self) -> None:
        self._told: set[CircleId] = set()

    def decoded(self, circle: CircleId, schema: int, state: bytes) -> Circle:
        """Raises UnknownSchema."""
        try:
            read = decode(schema, state)
        except UnknownSchema as error:
            if circle not in self._told:
                log.error("circle-unreadable", extra={"circle": circle, "code": str(error)})
            self._told.add(circle)
            raise
        self._told.discard(circle)
        return read
