"""Coming, coming back, leaving, waiting."""

from dataclasses import dataclass, field

from rooms.ids import Nonce, SeatId, SecretHash
from rooms.names import Pseudonym


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Take a seat or a place in the lobby, by a link (`link`) or by the typed code alone (`link` is None).

    `seat` and `at` are fresh chance from the server, used when a new seat is taken. A `nonce` works once; a personal link
    gets the seat it was first used for.
    """

    seat: SeatId
    at: int
    link: SecretHash | None
    nonce: Nonce
    name: Pseudonym
    token: SecretHash
    called: str | None = field(default=None, repr=False)
    """The typed name. Dropped where names are drawn; needed where they are chosen or known to the facilitator."""
    listens: bool = False
    """*I only listen today*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Come back to the seat that `token` proves, and prove it by `next` from now on. Who holds a `link` is told that the circle has ended."""

    token: SecretHash
    next: SecretHash
    link: SecretHash | None = None
    moved: bool = False
    """The same page, sent to another server: its microphone is as it was, so nobody needs to tap again, unless they were missed meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Greet:
    """Who waits in the lobby says how the facilitator knows them. 1 to `GREETING_AT_MOST` characters, gone with the decision."""

    by: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WasHere:
    """Who waits in the lobby lost the seat that they had. `text`: how they were called, as they type it; empty: they do not say.

    Gone with the decision.
    """

    by: SeatId
    text: str = field(default="", repr=False)
