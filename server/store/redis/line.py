"""One connection to one Redis: commands go out together and are answered in their order, and what is published comes in between.

The library's own does the same at three times the cost: a task for each write, a time limit and some coroutines for each reply, statistics for each
of both. Here bytes go from the socket into hiredis, and replies to whoever waits. The library still opens the connection: it knows addresses,
certificates and users.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from server.store.redis import driver
from server.store.redis.driver import Part

ANSWER_SECONDS = driver.ANSWER_SECONDS


class Link(asyncio.Protocol):
    """An open connection. Every reply goes to `heard`; how it ended to `lost`, once."""

    def __init__(self, heard: Callable[[Any], None], lost: Callable[[Exception], None]) -> None:
        self._heard = heard
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._reader = driver.reader()
        self._writer: asyncio.StreamWriter | None = None
        self._ended = False
        self.heard_at = self._loop.time()
        """When anything came, by the loop's clock."""

    async def open(self, url: str, node: tuple[str, int] | None = None) -> None:
        """Raises FAULTS."""
        async with asyncio.timeout(ANSWER_SECONDS):
            self._writer = await driver.open_line(url, node, self)
        self.heard_at = self._loop.time()

    def say(self, commands: Iterable[tuple[Part, ...]]) -> None:
        if self._writer is not None and not self._ended:
            self._writer.transport.write(driver.pack(commands))

    def close(self) -> None:
        """Nothing is heard any more, and `lost` is not called."""
        self._ended = True
        if self._writer is not None:
            self._writer.transport.abort()

    def data_received(self, data: bytes) -> None:
        self.heard_at = self._loop.time()
        self._reader.feed(data)
        try:
            while not self._ended and (reply := self._reader.gets()) is not False:
                self._heard(reply)
        except driver.Garbled as error:
            self._end(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or ConnectionError("Redis hung up"))

    def _end(self, error: Exception) -> None:
        if not self._ended:
            self.close()
            self._lost(error)


class Line:
    """A connection for questions, opened when the first is asked. Whatever ends a round trip early ends it: no reply is taken for another's."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._link: Link | None = None
        self._replies: list[Any] = []
        self._asked = 0
        self._answer: asyncio.Future[None] | None = None

    async def together(self, commands: Sequence[tuple[Part, ...]]) -> list[Any]:
        """The replies, errors of single commands among them. Raises FAULTS."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._link is None:
                    self._link = await self._opened()
                self._replies, self._asked = [], len(commands)
                self._answer = asyncio.get_running_loop().create_future()
                self._link.say(commands)
                await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer = None
        return self._replies

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None

    async def _opened(self) -> Link:
        link = Link(self._heard, self._lost)
        await link.open(self._url)
        return link

    def _heard(self, reply: Any) -> None:
        self._replies.append(reply)
        if self._answer is not None and len(self._replies) == self._asked and not self._answer.done():
            self._answer.set_result(None)

    def _lost(self, error: Exception) -> None:
        self._link = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
