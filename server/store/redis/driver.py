"""What is used of the redis library, with types: its own leave most of it open."""

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


class Pipeline(Protocol):
    def execute_command(self, *parts: Part) -> object: ...

    async def execute(self, *, raise_on_error: bool) -> list[Any]: ...


class Single(Protocol):
    """One Redis."""

    async def info(self, section: str) -> dict[str, Any]: ...

    def pipeline(self, *, transaction: bool) -> Pipeline: ...

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
