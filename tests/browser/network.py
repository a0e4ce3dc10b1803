"""The road between one browser and the server, which a test can cut: an HTTP proxy for the page and its socket, a relay for the voices.

A cut stops all that travels, both ways, and says nothing: as a phone in a lift. Connections stay open; their bytes wait, their datagrams are lost.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.browser.travellers import carrying

CHUNK = 65536


class Network:
    """Of one browser. `proxy` is the TCP port of its HTTP proxy, `relay` the UDP port that stands for the server's voices."""

    def __init__(self, audio_port: int) -> None:
        self._audio = ("127.0.0.1", audio_port)
        self._open = asyncio.Event()
        self._open.set()
        self._carries_voices = True
        self._front = _udp()
        self._front.bind(("127.0.0.1", 0))
        self._ways: dict[tuple[str, int], socket.socket] = {}
        self.relay: int = self._front.getsockname()[1]
        self.proxy = 0
        self.asked: list[str] = []
        """Host and port of every request, also of those that are not let through: to anywhere but this machine."""

    def cut(self) -> None:
        self._open.clear()

    def lose_voices(self) -> None:
        """Datagrams alone, as when a router forgets them; the page goes on."""
        self._carries_voices = False

    def mend(self) -> None:
        self._open.set()
        self._carries_voices = True

    @asynccontextmanager
    async def working(self) -> AsyncGenerator["Network"]:
        loop = asyncio.get_running_loop()
        async with carrying(self._forward) as self.proxy:
            loop.add_reader(self._front, self._out)
            try:
                yield self
            finally:
                for way in (self._front, *self._ways.values()):
                    loop.remove_reader(way)
                    way.close()

    # ------------------------------------------------------------------------------------------------------------ TCP

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser: CONNECT for a socket, a whole address for a page."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        await self._open.wait()
        method, target, _ = head.split(" ", 2)
        at = urlsplit(f"//{target}" if method == "CONNECT" else target)
        self.asked.append(at.netloc)
        if at.hostname != "127.0.0.1":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        upstream, to_server = await asyncio.open_connection(at.hostname, at.port or 80)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = (at.path or "/") + (f"?{at.query}" if at.query else "")
            lines = [line for line in head.split("\r\n")[1:] if not line.lower().startswith(("proxy-connection", "connection"))]
            to_server.write("\r\n".join([f"{method} {path} HTTP/1.1", "Connection: close", *lines]).encode())
        await asyncio.gather(self._pipe(reader, to_server), self._pipe(upstream, writer))

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(CHUNK):
                await self._open.wait()
                writer.write(chunk)
                await writer.drain()
        finally:
            writer.close()

    # ------------------------------------------------------------------------------------------------------------ UDP

    def _out(self) -> None:
        """Each of the browser's ports is another one towards the server, as a NAT does it."""
        data, source = self._front.recvfrom(CHUNK)
        if source not in self._ways:
            way = self._ways[source] = _udp()
            way.connect(self._audio)
            asyncio.get_running_loop().add_reader(way, self._back, way, source)
        if self._open.is_set() and self._carries_voices:
            _send(self._ways[source].send, data)

    def _back(self, way: socket.socket, source: tuple[str, int]) -> None:
        try:
            data = way.recv(CHUNK)
        except ConnectionError:  # nobody listens there just now
            return
        if self._open.is_set() and self._carries_voices:
            _send(lambda datagram: self._front.sendto(datagram, source), data)


def _udp() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    return made


def _send(send: Callable[[bytes], int], datagram: bytes) -> None:
    try:
        send(datagram)
    except (BlockingIOError, ConnectionError):
        pass  # lost, as datagrams are
