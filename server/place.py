"""A worker's place among those of one machine: which ports are its own, and the socket that all of them accept from."""

import socket as sockets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The settings are the same for all workers; what differs follows from here."""

    index: int = 0
    """Added to the number of the audio port, of the worker's own port and of the one where others reach it."""
    socket: sockets.socket | None = None
    """Bound by the parent. None: this process is alone at --port, and binds it."""

    def port(self, first: int | None) -> int:
        """This worker's, where the first has the port `first`. 0, any that is free, stays 0."""
        return first + self.index if first else 0


ALONE = Place()
