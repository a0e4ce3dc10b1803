"""What somebody typed who wants to be called: kept apart from every circle, for the centre alone, and not for long."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from rooms.formats import Language
from rooms.ids import CircleId, Instant, SeatId
from rooms.names import Pseudonym

KEPT_SECONDS = 72 * 3600.0
"""What the centre has not fetched by then is gone."""


class FollowUpKind(StrEnum):
    CALL = "call"
    """They asked by themselves."""
    FOLLOW_UP = "follow_up"
    """A facilitator asked them, and they said yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One person's wish. Prints as nothing: it must not get into a log by way of an exception."""

    circle: CircleId
    seat: SeatId
    kind: FollowUpKind
    name: Pseudonym
    called: str | None
    """The typed name, where there is one."""
    language: Language
    """Of the circle: the drawn name is told in it, and the circle may be forgotten by then."""
    number: str
    when: str
    """A safe time to call, in the person's words; empty: any."""
    may_name: bool
    """Whether the caller may say which centre they call from."""
    at: Instant
    expires: Instant

    def __repr__(self) -> str:
        return "FollowUp(…)"


_decoder = msgspec.json.Decoder(FollowUp)


def encode(follow_up: FollowUp) -> bytes:
    return msgspec.json.encode(follow_up)


def decode(state: bytes) -> FollowUp | None:
    """None: damaged. What cannot be read must not keep the centre from the rest."""
    try:
        return _decoder.decode(state)
    except msgspec.DecodeError:
        return None
