"""A circle as bytes, and back. Each snapshot says the number of the shape it was written in."""

import msgspec

from rooms.circle import SCHEMA, Circle
from server.store.port import UnknownSchema

READABLE = (SCHEMA - 1, SCHEMA)
"""A release reads its own shape and the one before."""

_SINCE_2 = frozenset({"voices"})
"""Without it a meeting goes on: whoever needs to know where the voices are names a worker anew."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Circle)


def encode(circle: Circle, schema: int = SCHEMA) -> bytes:
    """In one of the shapes of `READABLE`: in that of the release before as long as a worker of it is there."""
    if schema == SCHEMA:
        return _encoder.encode(circle)
    assert schema == SCHEMA - 1, schema
    return _encoder.encode({name: value for name, value in msgspec.to_builtins(circle).items() if name not in _SINCE_2})


def decode(schema: int, state: bytes) -> Circle:
    """Raises UnknownSchema for a shape this release does not read, and for bytes that are not in the shape they claim."""
    if schema not in READABLE:
        raise UnknownSchema(f"snapshot of schema {schema}, this release reads {SCHEMA - 1} and {SCHEMA}")
    try:
        return _decoder.decode(state)  # what the shape before did not have stays as in a new circle
    except msgspec.ValidationError as error:
        raise UnknownSchema(f"snapshot of schema {schema} is damaged{_where(error)}") from None
    except msgspec.DecodeError:
        raise UnknownSchema(f"snapshot of schema {schema} is damaged") from None


def _where(error: msgspec.ValidationError) -> str:
    """The field alone, so that it can be logged: the rest of the message may tell its value."""
    return "".join(str(error).rpartition(" - ")[1:])
