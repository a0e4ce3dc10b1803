"""What is used of the redis library, with types: its own leave most of it open."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol, cast

from redis import asyncio as _library, exceptions
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

ANSWER_SECONDS = 2.0
"""How long a round trip may take. Longer, and what was asked is unknown: whoever asked reads again before they say anything."""

Part = str | bytes | float

FAULTS = (exceptions.RedisError, exceptions.RedisClusterException, OSError, TimeoutError)

AuthenticationError = exceptions.AuthenticationError
NoPermissionError = exceptions.NoPermissionError
NoScriptError = exceptions.NoScriptError

_library_class = cast(Any, _library)


class PubSub(Protocol):
    async def ssubscribe(self, channel: str) -> None: ...

    async def sunsubscribe(self, channel: str) -> None: ...

    async def ping(self) -> None: ...

    async def get_message(self, *, timeout: float) -> dict[str, Any] | None:  # noqa: ASYNC109  the library's name
        """None after `timeout` seconds of silence."""
        ...

    async def aclose(self) -> None: ...


class Single(Protocol):
    """One Redis."""

    async def info(self, section: str) -> dict[str, Any]: ...

    def pubsub(self) -> PubSub: ...

    async def aclose(self) -> None: ...


class Node(Protocol):
    host: str
    port: int


class Cluster(Protocol):
    async def initialize(self) -> object: ...

    async def execute_command(self, *parts: Part, **where: object) -> Any: ...

    def get_primaries(self) -> list[Node]: ...

    def get_node_from_key(self, key: str) -> Node | None: ...

    async def aclose(self) -> None: ...


class Line:
    """One connection, on which commands go out together and are answered in their order.

    The library's pipeline does the same at two and a half times the cost: a task for each write, a time limit for each reply, statistics for each
    of both. Here one limit holds for all of it. Whatever ends a round trip early ends the connection, so no reply is taken for another's.
    """

    def __init__(self, url: str) -> None:
        self._library = _library_class.Redis.from_url(url, **_limits() | {"socket_timeout": None}, retry=Retry(NoBackoff(), 0))
        self._connection: Any = None

    async def together(self, commands: Sequence[tuple[Part, ...]]) -> list[Any]:
        """The replies, errors of single commands among them. Raises FAULTS."""
        async with asyncio.timeout(ANSWER_SECONDS):
            if self._connection is None:
                self._connection = await self._library.connection_pool.get_connection()
            connection = self._connection
            if _hung_up(connection):
                await connection.disconnect(nowait=True)  # sending connects anew: nothing has been asked yet that could be unknown
            await connection.send_packed_command(connection.pack_commands(commands), check_health=False)
            replies: list[Any] = []
            for _ in commands:
                try:
                    replies.append(await connection.read_response())
                except exceptions.ResponseError as error:
                    replies.append(error)
            return replies

    async def aclose(self) -> None:
        if self._connection is not None:
            await self._library.connection_pool.release(self._connection)
        await self._library.aclose()


def _hung_up(connection: Any) -> bool:
    """Whether Redis has closed it while nothing was asked: the library knows only when it reads."""
    reader = connection._reader
    return reader is not None and (reader.at_eof() or reader.exception() is not None)


def single(url: str, *, host: str | None = None, port: int | None = None) -> Single:
    """At `url`; with `host` and `port` at that node, with all else as `url` says.

    No retries by itself: a command sent twice without our knowing is what the road has to be told of.
    """
    made = _library_class.Redis.from_url(url, **_limits(), retry=Retry(NoBackoff(), 0))
    if host is not None:
        made.connection_pool.connection_kwargs.update(host=host, port=port)
    return cast(Single, made)


def cluster(url: str) -> Cluster:
    return cast(Cluster, _library_class.RedisCluster.from_url(url, **_limits()))


def _limits() -> dict[str, Any]:
    """The second version of the protocol: the third is slower for what is published, with this library."""
    return {"protocol": 2, "socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
