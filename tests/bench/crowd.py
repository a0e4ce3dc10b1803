"""Bare WebSockets by the thousand in this process: they join circles, say commands, and note when what was said has reached the last member."""

import asyncio
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol, cast

from tests.member import hashed, made_up

MASK = bytes(4)
"""A client must mask; with zeros the frame stays as it is."""
TEXT, PING, PONG = 0x1, 0x9, 0xA
COMMAND = "x" * 300
"""What the servers that only echo are given to echo."""
JOIN_SECONDS = 60.0
JOINING_AT_ONCE = 20


class Dialect(Protocol):
    """How one kind of server is spoken to."""

    path: str
    """With `{circle}` where the server is told so early."""
    arrives: bytes
    """What a frame that carries a change to a member begins with."""

    def joining(self, circle: str, number: int) -> str | None:
        """What is said to enter. None: to be connected is enough."""
        ...

    def command(self, number: int, *, up: bool) -> str:
        """The `number`-th of this socket."""
        ...


@dataclass(frozen=True, slots=True)
class Ours:
    """A hand raised or lowered: each changes what everybody sees. `secrets`: of the facilitators' and the members' link of each circle."""

    secrets: dict[str, tuple[str, str]]
    path = "/socket.io/?EIO=4&transport=websocket"
    arrives = b'42["patch"'

    def joining(self, circle: str, number: int) -> str:
        """The first of a circle keeps it."""
        secret, token, name = self.secrets[circle][min(number, 1)], hashed(made_up("token")), [number % 128, number // 128]
        asked = {"circle": circle, "secret": secret, "nonce": made_up("nonce"), "name": name, "agreed": True, "token": token}
        return "420" + json.dumps(["join", asked])

    def command(self, number: int, *, up: bool) -> str:
        return f'421["do",{number},{{"command":"{"raise_hand" if up else "lower_hand"}"}}]'


class Echoes:
    """Socket.IO servers that only echo."""

    path = "/socket.io/?EIO=4&transport=websocket"
    arrives = b'42["patch"'

    def joining(self, circle: str, number: int) -> str:
        return f'420["join","{circle}"]'

    def command(self, number: int, *, up: bool) -> str:
        return f'421["do",{number},"{COMMAND}"]'


class Nchan:
    """One channel a circle; whoever is connected is a member, and what they say is sent to all."""

    path = "/circle/{circle}"
    arrives = COMMAND[:10].encode()

    def joining(self, circle: str, number: int) -> None:
        return None

    def command(self, number: int, *, up: bool) -> str:
        return COMMAND


@dataclass(slots=True)
class Circle:
    """One circle's sockets. The first keeps it, and the others raise their hands in turn."""

    code: str
    seats: "list[Seat]" = field(default_factory=lambda: list[Seat]())
    asked: list[float] = field(default_factory=list[float])
    """When each command was said."""
    waits: list[float] = field(default_factory=list[float])
    """Seconds from each command to the last member."""
    _left: list[int] = field(default_factory=list[int])

    def ask(self, now: float) -> None:
        """The next command: somebody raises a hand, and then lowers it."""
        turn, down = divmod(len(self.asked), 2)
        speakers = self.seats[1:] or self.seats
        self.expect(now)
        speakers[turn % len(speakers)].ask(up=not down)

    def expect(self, now: float) -> None:
        """The next change is everybody's, asked for at `now`."""
        self.asked.append(now)
        self.waits.append(0.0)
        self._left.append(len(self.seats))

    def arrived(self, index: int, now: float) -> None:
        """The `index`-th change, at one member. Changes that no command made come before the first or are noticed as too many."""
        if index < len(self._left):
            self._left[index] -= 1
            if not self._left[index]:
                self.waits[index] = now - self.asked[index]

    def forget(self) -> None:
        """Begin to count anew. Everything has arrived."""
        self.asked, self.waits, self._left = [], [], []
        for seat in self.seats:
            seat.changes = seat.bytes = 0

    @property
    def missing(self) -> int:
        """Deliveries that did not come; below zero, changes that nobody asked for."""
        return len(self.asked) * len(self.seats) - sum(seat.changes for seat in self.seats)


class Seat(asyncio.Protocol):
    """One WebSocket. RFC 6455 as far as these servers use it: whole, short, unmasked frames."""

    def __init__(self, dialect: Dialect, circle: Circle, number: int, host: str) -> None:
        self._dialect = dialect
        self._circle = circle
        self._number = number
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._upgraded = False
        self._commands = 0
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.changes = self.bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        lines = (
            f"GET {self._dialect.path.format(circle=self._circle.code)} HTTP/1.1", f"Host: {self._host}", f"Origin: http://{self._host}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", "",
        )  # fmt: skip
        transport.write("\r\n".join(lines).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.joined.done():
            self.joined.set_exception(ConnectionError("the server hung up on a member that came"))

    def ask(self, *, up: bool) -> None:
        self._commands += 1
        self._say(self._dialect.command(self._commands, up=up).encode())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if not self._upgraded:
            head, found, rest = self._rest.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.joined.set_exception(ConnectionError(head[:100].decode("latin-1")))
                return
            self._upgraded, self._rest = True, rest
            if self._dialect.joining(self._circle.code, self._number) is None:
                self.joined.set_result(None)
        for opcode, payload in self._frames():
            self._hear(opcode, payload)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        data, at = self._rest, 0
        while len(data) - at >= 2:
            size, begin = data[at + 1], at + 2
            if size == 126:
                if len(data) < begin + 2:
                    break
                size, begin = struct.unpack_from("!H", data, begin)[0], begin + 2
            elif size == 127:
                if len(data) < begin + 8:
                    break
                size, begin = struct.unpack_from("!Q", data, begin)[0], begin + 8
            if len(data) < begin + size:
                break
            yield data[at] & 0x0F, data[begin : begin + size]
            at = begin + size
        self._rest = data[at:]

    def _hear(self, opcode: int, payload: bytes) -> None:
        if payload.startswith(self._dialect.arrives):
            self._circle.arrived(self.changes, perf_counter())
            self.changes += 1
            self.bytes += len(payload)
        elif opcode == PING:
            self._say(payload, PONG)
        elif payload == b"2":
            self._say(b"3")
        elif payload.startswith(b"0{"):
            self._say(b"40")
        elif payload.startswith(b"40"):
            self._say((self._dialect.joining(self._circle.code, self._number) or "").encode())
        elif payload.startswith(b"430[") and not self.joined.done():
            if b'"ok":true' in payload:
                self.joined.set_result(None)
            else:
                self.joined.set_exception(ConnectionError(payload.decode()))
        elif payload.startswith(b'431[{"ok":false'):
            raise AssertionError(payload.decode())

    def _say(self, payload: bytes, opcode: int = TEXT) -> None:
        assert self._transport
        size = bytes((0x80 | len(payload),)) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
        self._transport.write(bytes((0x80 | opcode,)) + size + MASK + payload)


async def seated(dialect: Dialect, addresses: list[list[str]], codes: list[str], members: int) -> list[Circle]:
    """Circles with all their members. `addresses`: for each circle, the servers (host:port) over which its members are spread."""
    circles = [Circle(code) for code in codes]
    gate = asyncio.Semaphore(JOINING_AT_ONCE)

    async def sit(circle: Circle, number: int, at: str) -> None:
        async with gate, asyncio.timeout(JOIN_SECONDS):
            host, _, port = at.rpartition(":")
            _, seat = await asyncio.get_running_loop().create_connection(lambda: Seat(dialect, circle, number, at), host, int(port))
            circle.seats.append(seat)
            await seat.joined

    for number in range(members):
        where = zip(circles, addresses, strict=True)
        await asyncio.gather(*(sit(circle, number, workers[number % len(workers)]) for circle, workers in where))
    return circles


async def ask_all(circles: list[Circle], every: float, seconds: float) -> None:
    """Each circle says a command `every` so many seconds, all evenly spread."""
    loop = asyncio.get_running_loop()
    begun, count = loop.time(), round(seconds / every)
    for turn in range(count):
        for place, circle in enumerate(circles):
            due = begun + every * (turn + place / len(circles))
            if (wait := due - loop.time()) > 0:
                await asyncio.sleep(wait)
            circle.ask(perf_counter())
