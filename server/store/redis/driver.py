"""What is used of the redis library, with types: its own leave most of it open."""

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol, cast

import hiredis
from redis import asyncio as _library, exceptions
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

ANSWER_SECONDS = 2.0
"""How long a round trip may take. Longer, and what was asked is unknown: whoever asked reads again before they say anything."""

Part = str | bytes | float

FAULTS = (exceptions.RedisError, exceptions.RedisClusterException, OSError, TimeoutError, RuntimeError)
"""The last is what uvloop says, and the library lets pass, when the other side hung up before something was written."""

LATE = (exceptions.TimeoutError, TimeoutError)
"""Those that came only after ANSWER_SECONDS."""

AuthenticationError = exceptions.AuthenticationError
NoPermissionError = exceptions.NoPermissionError
ResponseError = exceptions.ResponseError
NoScriptError = exceptions.NoScriptError
ReadOnlyError = exceptions.ReadOnlyError

_library_class = cast(Any, _library)
_hiredis = cast(Any, hiredis)


class Single(Protocol):
    """One Redis."""

    async def info(self, section: str) -> dict[str, Any]: ...

    async def eval(self, text: str, keys: int, *parts: Part) -> Any: ...

    async def aclose(self) -> None: ...


class Reader(Protocol):
    """Makes replies of bytes."""

    def feed(self, data: bytes) -> None: ...

    def gets(self) -> Any:
        """A reply (an error among them is one too), or False while none is whole."""
        ...


class Node(Protocol):
    host: str
    port: int


class Cluster(Protocol):
    async def initialize(self) -> object: ...

    async def execute_command(self, *parts: Part, **where: object) -> Any: ...

    def get_primaries(self) -> list[Node]: ...

    def get_node_from_key(self, key: str) -> Node | None: ...

    async def aclose(self) -> None: ...


def single(url: str) -> Single:
    """No retries by itself: a command sent twice without our knowing is what the road has to be told of."""
    return cast(Single, _one(url, None))


async def open_line(url: str, node: tuple[str, int] | None, protocol: asyncio.Protocol) -> asyncio.StreamWriter:
    """A connection on which the library has said who we are, and from which `protocol` reads from now on. It ends with the writer. `node`: where,
    with all else as `url` says. Raises FAULTS.
    """
    pool = _one(url, node).connection_pool
    connection = pool.make_connection()
    await connection.connect()
    writer: asyncio.StreamWriter
    writer, connection._writer, connection._reader = connection._writer, None, None
    if writer.is_closing():
        raise exceptions.ConnectionError("hung up")
    writer.transport.set_protocol(protocol)
    return writer


def _one(url: str, node: tuple[str, int] | None) -> Any:
    made = _library_class.Redis.from_url(url, **_limits(), retry=Retry(NoBackoff(), 0))
    if node is not None:
        made.connection_pool.connection_kwargs.update(host=node[0], port=node[1])
    return made


Garbled = cast(type[Exception], hiredis.ProtocolError)
"""What came is nothing that Redis says."""


def reader() -> Reader:
    return cast(Reader, _hiredis.Reader(replyError=_refusal))


def pack(commands: Iterable[tuple[Part, ...]]) -> bytes:
    """As Redis reads them."""
    return b"".join(map(_hiredis.pack_command, commands))


def _refusal(text: str) -> exceptions.ResponseError:
    """What a command is answered by when it is not done."""
    return _REFUSALS.get(text.partition(" ")[0], exceptions.ResponseError)(text)


_REFUSALS: dict[str, type[exceptions.ResponseError]] = {
    "NOSCRIPT": exceptions.NoScriptError,
    "NOPERM": exceptions.NoPermissionError,
    "OOM": exceptions.OutOfMemoryError,
    "READONLY": exceptions.ReadOnlyError,
}


def cluster(url: str) -> Cluster:
    return cast(Cluster, _library_class.RedisCluster.from_url(url, **_limits()))


def _limits() -> dict[str, Any]:
    """The second version of the protocol: the third is slower for what is published, with this library."""
    return {"protocol": 2, "socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
