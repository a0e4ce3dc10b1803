"""Asks other workers: to answer an offer, to silence somebody, whether a floor is in force. By HTTP: that works while the store is away."""

from typing import Self, cast

import aiohttp
import msgspec

from rooms.ids import CircleId, SeatId
from server.store.roster import Worker
from server.workers.signing import Signing

ANSWER_SECONDS = 2.0
"""An answer to an offer takes a millisecond; a worker that is given up meanwhile is asked no longer than that."""

CONNECT_SECONDS = 0.5

ANSWER_AT_MOST = 64 * 1024
"""Bytes. An SDP answer has 2 KB."""

SIGNED = "Circlekeeper-Signed"
"""The header of an answer that says who gave it."""


class NoAnswer(Exception):
    """Nobody is there, or not one of us."""


class Peers:
    """While it is entered. One session, whose connections stay open between questions."""

    def __init__(self, signing: Signing) -> None:
        self._signing = signing

    async def __aenter__(self) -> Self:
        # No proxy from the environment, no cookies: it is a machine next door.
        self._session = aiohttp.ClientSession(
            trust_env=False, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS, sock_connect=CONNECT_SECONDS),
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def offer(self, worker: Worker, circle: CircleId, seat: SeatId, sdp: str) -> tuple[str, str]:
        """The SDP answer of the worker that carries the circle, and ""; or "" and the code of its no. Raises NoAnswer."""
        answer = await self._ask(worker, "POST", "/offer", {"circle": circle, "seat": seat, "sdp": sdp})
        answered, code = answer.get("sdp", ""), answer.get("code", "")
        if not isinstance(answered, str) or not isinstance(code, str) or bool(answered) is bool(code):
            raise NoAnswer
        return answered, code

    async def gated(self, worker: Worker, circle: CircleId, version: tuple[int, int]) -> bool:
        """Whether nobody is heard there but whom this version lets be heard, or a newer one. It waits a moment for that. Raises NoAnswer."""
        epoch, number = version
        return (await self._ask(worker, "POST", "/gated", {"circle": circle, "epoch": epoch, "version": number})).get("gated") is True

    async def narrow(self, worker: Worker, circle: CircleId, seats: list[SeatId]) -> None:
        """None of these is heard there from now on. Raises NoAnswer."""
        await self._ask(worker, "POST", "/narrow", {"circle": circle, "seats": seats})

    async def drop(self, worker: Worker, circle: CircleId, seat: SeatId) -> None:
        """The seat neither speaks nor hears there from now on. Raises NoAnswer."""
        await self._ask(worker, "POST", "/drop", {"circle": circle, "seat": seat})

    async def ready(self, worker: Worker) -> bool | None:
        """Whether the store answers that worker. None when the worker does not; raises nothing."""
        try:
            return (await self._ask(worker, "GET", "/ready", None)).get("ready") is True
        except NoAnswer:
            return None

    async def _ask(self, worker: Worker, method: str, path: str, said: dict[str, object] | None) -> dict[str, object]:
        body = b"" if said is None else msgspec.json.encode(said)
        signed = self._signing.request(method, path, body)
        try:
            async with self._session.request(
                method, worker.address + path, data=body or None, headers={"Authorization": signed}, allow_redirects=False
            ) as answer:
                content = await answer.content.read(ANSWER_AT_MOST)
                while more := await answer.content.read(ANSWER_AT_MOST):
                    content += more
                    if len(content) > ANSWER_AT_MOST:
                        raise NoAnswer
                if answer.status != 200 or not self._signing.believes(answer.headers.get(SIGNED, ""), signed, answer.status, content):
                    raise NoAnswer
                decoded = msgspec.json.decode(content)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, msgspec.DecodeError):
            raise NoAnswer from None
        if not isinstance(decoded, dict):
            raise NoAnswer
        return cast(dict[str, object], decoded)
