"""A WebSocket as bytes: for saying what no library would."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Self

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "A" * 22 + "=="}


def frame(opcode: int, payload: bytes, *, final: bool = True, reserved: int = 0, masked: bool = True, length: int | None = None) -> bytes:
    """A frame of a client; `length` is what it says of itself. The mask is zero, so the payload stays readable."""
    says = len(payload) if length is None else length
    size = bytes((says,)) if says < 126 else b"\x7e" + says.to_bytes(2, "big") if says < 65536 else b"\x7f" + says.to_bytes(8, "big")
    first = (0x80 if final else 0) | reserved << 4 | opcode
    return bytes((first, size[0] | (0x80 if masked else 0))) + size[1:] + (bytes(4) if masked else b"") + payload


class Bare:
    """`async with Bare(url) as bare`: the upgrade is asked for, `status` is the answer."""

    def __init__(
        self, url: str, *, origins: tuple[str, ...] | None = None, query: str = "EIO=4&transport=websocket", headers: Mapping[str, str] = UPGRADE
    ) -> None:
        self._host = url.removeprefix("http://")
        lines = [f"GET /socket.io/?{query} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"Origin: {origin}" for origin in ((url,) if origins is None else origins)]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._request = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.status = 0

    async def __aenter__(self) -> Self:
        host, port = self._host.split(":")
        self.reader, self.writer = await asyncio.open_connection(host, int(port), limit=1 << 22)
        self.writer.write(self._request)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        self.status = int(answer.split(b" ")[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.transport.abort()
        try:
            await self.writer.wait_closed()
        except OSError:
            pass

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def say(self, text: str) -> None:
        self.send(frame(TEXT, text.encode("utf-8", "surrogatepass")))

    async def next(self) -> tuple[int, bytes] | None:
        """The next frame. None: the connection is over."""
        try:
            first, size = await self.reader.readexactly(2)
            if size in (126, 127):
                size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
            return first & 15, await self.reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def says(self, start: str, seconds: float = 30.0) -> Any:
        """The JSON behind the next text that begins so; what comes before is read over."""
        async with asyncio.timeout(seconds):
            while (heard := await self.next()) is not None:
                if heard[0] == TEXT and heard[1].startswith(start.encode()):
                    rest = heard[1][len(start) :]
                    return json.loads(rest) if rest else None
        raise AssertionError(f"it ended without {start}")

    async def end(self, seconds: float = 30.0) -> list[tuple[int, bytes]]:
        """All frames until the server ends the connection, answering its close as a browser does."""
        heard: list[tuple[int, bytes]] = []
        async with asyncio.timeout(seconds):
            while (one := await self.next()) is not None:
                heard.append(one)
                if one[0] == CLOSE:
                    self.send(frame(CLOSE, one[1][:2]))
        return heard

    async def connected(self) -> Self:
        """After the Socket.IO CONNECT."""
        assert self.status == 101
        self.say("40")
        await self.says("40")
        return self

    async def ask(self, *message: object, number: int = 1) -> Any:
        self.say(f"42{number}" + json.dumps(message))
        return (await self.says(f"43{number}"))[0]
