"""Text from a browser: the few Engine.IO and Socket.IO packets that our page sends, and nothing else.

The library's own parsers accept upgrades, binary attachments and namespaces, and raise on what they do not know: 12 of 20
kinds of malformed frames made tracebacks. Here whatever is not one of five forms is `Malformed`.
"""

import re
from dataclasses import dataclass

import msgspec

from server.sockets.limits import DEPTH_AT_MOST


class Malformed(Exception):
    """Not a packet that our page could have sent. The socket is closed; nothing of it is logged."""


@dataclass(frozen=True, slots=True)
class Pong:
    """Engine.IO: the answer to our ping."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Socket.IO CONNECT to the main namespace, without auth."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Socket.IO DISCONNECT, or the end of the Engine.IO session."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Socket.IO EVENT: a name, its arguments and the number under which the browser waits for an answer."""

    event: str
    arguments: tuple[object, ...]
    answer: int | None


Packet = Pong | Connect | Disconnect | Heard

_PLAIN: dict[str, Packet] = {"3": Pong(), "40": Connect(), "40{}": Connect(), "41": Disconnect(), "1": Disconnect()}
_EVENT = re.compile(r"42([0-9]{0,9})(?=\[)", re.ASCII)
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""A JSON string, closed or not. Possessive, so that hostile quotes cost linear time."""

_decoder = msgspec.json.Decoder(list[object])


def parse(text: str) -> Packet:
    """What the browser said. Raises Malformed."""
    if plain := _PLAIN.get(text):
        return plain
    match = _EVENT.match(text)
    if match is None:
        raise Malformed
    body = text[match.end() :]
    _measure(body)
    try:
        said = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise Malformed from None
    if not said or not isinstance(said[0], str):
        raise Malformed
    return Heard(said[0], tuple(said[1:]), int(match[1]) if match[1] else None)


def answer_number(text: str) -> int | None:
    """The number under which an event wants its answer, without reading further: for refusing it unread."""
    match = _EVENT.match(text)
    return int(match[1]) if match and match[1] else None


def _measure(body: str) -> None:
    """Refuse what is nested too deeply before it is parsed."""
    if body.count("[") + body.count("{") <= DEPTH_AT_MOST:
        return
    depth = 0
    for sign in _STRING.sub("", body):
        if sign in "[{":
            depth += 1
            if depth > DEPTH_AT_MOST:
                raise Malformed
        elif sign in "]}":
            depth -= 1
