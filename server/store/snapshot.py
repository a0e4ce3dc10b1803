"""A circle as bytes, and back. Each snapshot says the number of the shape it was written in."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from rooms.circle import SCHEMA, Circle, Stage
from rooms.formats import Format, Order, Phase
from rooms.seat import Role
from server.store.port import UnknownSchema

READABLE = (SCHEMA - 1, SCHEMA)
"""A release reads its own shape and the one before."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Circle)


def encode(circle: Circle) -> bytes:
    """In the shape of `SCHEMA`."""
    return _encoder.encode(circle)


def decode(schema: int, state: bytes) -> Circle:
    """Raises UnknownSchema for a shape this release does not read, and for bytes that are not in the shape they claim."""
    if schema not in READABLE:
        raise UnknownSchema(f"snapshot of schema {schema}, this release reads {SCHEMA - 1} and {SCHEMA}")
    try:
        return _decoder.decode(state) if schema == SCHEMA else _from_1(state)
    except msgspec.ValidationError as error:
        raise UnknownSchema(f"snapshot of schema {schema} is damaged{_where(error)}") from None
    except msgspec.DecodeError:
        raise UnknownSchema(f"snapshot of schema {schema} is damaged") from None


def _where(error: msgspec.ValidationError) -> str:
    """The field alone, so that it can be logged: the rest of the message may tell its value."""
    return "".join(str(error).rpartition(" - ")[1:])


# ----------------------------------------------------------------------------------------------------------------------- schema 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format1:
    """It had no phases: one order for the whole meeting. Its question's words are in the preset of the same name."""

    id: str
    order: Order
    turn_seconds: float
    firm: bool
    offers_by_itself: bool
    minutes: int
    listeners: bool


_FIRM_SECONDS_1 = 30.0


def _from_1(state: bytes) -> Circle:
    """A meeting under way goes on in a single phase; what was not counted then begins with nothing."""
    fields = msgspec.json.decode(state, type=dict[str, Any])
    format = _format_from_1(msgspec.convert(fields.get("format"), _Format1))
    circle = msgspec.convert(fields | {"format": msgspec.to_builtins(format)}, Circle)
    if circle.stage is Stage.ENDED:
        return circle
    turn = circle.turn
    if turn is not None and turn.ends_at is not None:
        turn = replace(turn, runs_since=turn.ends_at - turn.left)
    deputies = tuple(seat.id for seat in circle.seats.values() if seat.role is Role.DEPUTY)
    circle = replace(circle, turn=turn, deputies=deputies)
    if circle.stage is Stage.GATHERING:
        return circle
    return replace(circle, started_at=circle.opened_at, phase_began=circle.opened_at, phase_ends_at=circle.ends_at)


def _format_from_1(old: _Format1) -> Format:
    firm = _FIRM_SECONDS_1 if old.firm else None
    sharing = Phase(id="sharing", minutes=old.minutes, order=old.order, share_seconds=old.turn_seconds, firm_after_seconds=firm)
    return Format(id=old.id, phases=(sharing,), minutes=old.minutes, offers_by_itself=old.offers_by_itself, listeners=old.listeners)
