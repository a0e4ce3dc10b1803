"""Messages of browsers made into commands, and what became of them made into codes. Knows no circle."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, TypeVar, cast, get_args

import msgspec

from moderation.policy import Denial
from rooms.commands import AddLinks, Command, Join, LetTimePass, MarkAway, NameAudioWorker, ResumeService, Return, WantCall, wire_name
from rooms.formats import Language
from rooms.ids import CODE_ALPHABET, CODE_LENGTH, CircleId, Nonce, SeatId, SecretHash
from rooms.names import ADJECTIVES, THINGS
from rooms.refusals import Reason, Refusal

Kind = TypeVar("Kind")


class Asked(StrEnum):
    """The events a browser may send."""

    JOIN = "join"
    RETURN = "return"
    DO = "do"
    OFFER = "offer"
    RELAYS = "relays"
    CALL = "call"
    UNCALL = "uncall"
    CALLS = "calls"
    CARDS = "cards"
    RESYNC = "resync"
    TIME = "time"


class Code(StrEnum):
    """Why a message came to nothing before any circle was asked."""

    BAD_MESSAGE = "bad-message"
    UNKNOWN_COMMAND = "unknown-command"
    NOT_JOINED = "not-joined"
    ALREADY_JOINED = "already-joined"
    TOO_FAST = "too-fast"
    UNAVAILABLE = "unavailable"
    """The store does not answer. It is not known whether it happened: send it again under the same number."""
    INTERNAL = "internal"
    """Our fault. The answer carries the `id` under which it is in the log."""


class BadMessage(Exception):
    """Not what PROTOCOL.md says. `code` goes to the browser."""

    def __init__(self, code: Code = Code.BAD_MESSAGE) -> None:
        super().__init__(code)
        self.code = code


TEXT_AT_MOST = 8000
"""Characters of any text in a command. What a written share may hold is the circle's rule; this only bounds the work before."""

INTEGER_AT_MOST = 3600
"""Of any whole number in a command: a place in the queue or seconds of more time."""

NUMBER_AT_MOST = 2**53 - 1
"""The largest whole number that a browser counts to without error."""

DIGITS_AT_MOST = 40
"""Characters of a telephone number, with what people put between the digits."""

WHEN_AT_MOST = 80
"""Characters of a safe time to call, in the person's words."""

_Circle = Annotated[CircleId, msgspec.Meta(pattern=rf"^[{CODE_ALPHABET}]{{{CODE_LENGTH}}}\Z")]
_Hash = Annotated[SecretHash, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Secret = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{22,86}\Z")]
_Nonce = Annotated[Nonce, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{22,86}\Z")]
_Adjective = Annotated[int, msgspec.Meta(ge=0, lt=ADJECTIVES)]
_Thing = Annotated[int, msgspec.Meta(ge=0, lt=THINGS)]


class Joining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a seat, or a place in the lobby."""

    circle: _Circle
    secret: _Secret | msgspec.UnsetType = msgspec.UNSET
    """Of the link. Absent: the code was typed."""
    nonce: _Nonce
    """The same when the join is sent again."""
    name: tuple[_Adjective, _Thing]
    token: _Hash
    """Of the resume token that the browser has made up and keeps."""
    agreed: bool
    """To the agreement. Must be true."""
    called: Annotated[str, msgspec.Meta(max_length=200)] | msgspec.UnsetType = msgspec.UNSET
    """The typed name, where the circle asks for one. What it may be is the circle's rule."""
    listens: bool = False
    """*I only listen today*."""


class Returning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Come back to the seat."""

    circle: _Circle
    token: _Secret
    """The resume token itself."""
    next: _Hash
    """Of the token that counts from now on. Another one: a token that goes over the wire works once."""
    secret: _Secret | msgspec.UnsetType = msgspec.UNSET
    """Of the link, if there is one: who holds it is told when the circle has ended."""
    moved: bool = False
    """Told to come back by `restarting`, and still the same page: a share goes on."""


class Offering(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An audio offer."""

    sdp: Annotated[str, msgspec.Meta(min_length=1)]


class Calling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody types who wants to be called. Prints as nothing."""

    number: Annotated[str, msgspec.Meta(max_length=DIGITS_AT_MOST, pattern=r"^[ +()-]*[0-9][0-9 +()-]*\Z")]
    when: Annotated[str, msgspec.Meta(max_length=WHEN_AT_MOST)]
    """A safe time."""
    may_name: bool
    """Whether the caller may say which centre they call from."""

    def __repr__(self) -> str:
        return "Calling(…)"


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Read the cards of the meeting."""

    language: Language


_SYSTEM: Final = (AddLinks, MarkAway, LetTimePass, ResumeService, NameAudioWorker)
_ENTRANCES: Final = (Join, Return)
_APART: Final = (WantCall,)
"""Said by an event of its own."""

COMMANDS: Mapping[str, type[Command]] = MappingProxyType(
    {wire_name(kind): kind for kind in get_args(Command) if kind not in _SYSTEM + _ENTRANCES + _APART}
)
"""What `do` may ask for, by the name it has on the wire."""

_MADE = ("secret", "listener")
_FIELDS = {kind: frozenset(field.name for field in fields(kind)) for kind in COMMANDS.values()}


def joining(arguments: tuple[object, ...]) -> Joining:
    """The one argument of `join`. Raises BadMessage."""
    message = _convert(_only(arguments), Joining)
    if not message.agreed:
        raise BadMessage
    return message


def returning(arguments: tuple[object, ...]) -> Returning:
    """The one argument of `return`. Raises BadMessage."""
    message = _convert(_only(arguments), Returning)
    if hashlib.sha256(message.token.encode()).hexdigest() == message.next:
        raise BadMessage
    return message


def offering(arguments: tuple[object, ...]) -> Offering:
    """The one argument of `offer`. Raises BadMessage."""
    return _convert(_only(arguments), Offering)


def calling(arguments: tuple[object, ...]) -> Calling:
    """The one argument of `call`. Raises BadMessage."""
    return _convert(_only(arguments), Calling)


def reading(arguments: tuple[object, ...]) -> Reading:
    """The one argument of `cards`. Raises BadMessage."""
    return _convert(_only(arguments), Reading)


def nothing(arguments: tuple[object, ...]) -> None:
    """`uncall`, `calls`, `resync` and `time` have no argument. Raises BadMessage."""
    if arguments:
        raise BadMessage


def command(arguments: tuple[object, ...], by: SeatId, make: Callable[[str], SecretHash]) -> tuple[int, Command]:
    """The two arguments of `do`: its number, and the command as asked by that seat. `make` is called with the name of each secret that goes into
    one that makes links. Raises BadMessage.
    """
    if len(arguments) != 2 or not isinstance(arguments[1], dict):
        raise BadMessage
    number = _convert(arguments[0], int)
    if not 1 <= number <= NUMBER_AT_MOST:
        raise BadMessage
    said = dict(cast(dict[str, object], arguments[1]))
    kind = COMMANDS.get(name) if isinstance(name := said.pop("command", None), str) else None
    if kind is None:
        raise BadMessage(Code.UNKNOWN_COMMAND)
    known = _FIELDS[kind]
    given: dict[str, object] = {"by": by} if "by" in known else {}
    given |= {name: make(name) for name in _MADE if name in known}
    if not said.keys() <= known - given.keys() or not all(_is_small(value) for value in said.values()):
        raise BadMessage
    return number, _convert(said | given, kind)


def _is_small(value: object) -> bool:
    match value:
        case bool():
            return True
        case int():
            return 0 <= value <= INTEGER_AT_MOST
        case str():
            return len(value) <= TEXT_AT_MOST
        case _:
            return False


def _only(arguments: tuple[object, ...]) -> object:
    if len(arguments) != 1:
        raise BadMessage
    return arguments[0]


def _convert(value: object, kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise BadMessage from None


def ok(**fields: object) -> bytes:
    return msgspec.json.encode({"ok": True, **fields})


def no(code: str, **fields: object) -> bytes:
    return msgspec.json.encode({"ok": False, "code": code, **fields})


def code_of(outcome: Denial | Refusal) -> str:
    """The stable code of a no."""
    match outcome:
        case Refusal(reason=reason):
            return reason.value
        case _:
            return outcome.value


TELLS_A_GUESSER: Final = frozenset[str]({Reason.NO_SUCH_CIRCLE, Reason.NO_SUCH_TOKEN, Reason.ENDED})
"""Answers that would tell a guesser something by the time they take."""
