"""A circle as bytes, and back. Each snapshot says the number of the shape it was written in."""

import msgspec

from rooms.circle import SCHEMA, Circle
from server.store.port import UnknownSchema

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Circle)


def encode(circle: Circle) -> bytes:
    """In the shape of `SCHEMA`."""
    return _encoder.encode(circle)


def decode(schema: int, state: bytes) -> Circle:
    """Raises UnknownSchema for a shape this release does not read, and for bytes that are not in the shape they claim."""
    if schema != SCHEMA:
        raise UnknownSchema(f"snapshot of schema {schema}, this release reads {SCHEMA}")
    try:
        return _decoder.decode(state)
    except msgspec.ValidationError as error:
        # The message names the field, never its value: it can be logged.
        raise UnknownSchema(f"snapshot of schema {schema} is damaged: {error}") from None
    except msgspec.DecodeError:
        raise UnknownSchema(f"snapshot of schema {schema} is damaged") from None
