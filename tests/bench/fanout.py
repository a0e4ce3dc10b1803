"""One circle of 500: what one delivery of one change costs the server, beside a stock python-socketio room that only echoes.

The server is a process of its own with uvloop, as served; its CPU is read from the system. The clients are bare sockets in
this process, which count what reaches them. Ours runs all rules, the gate, both audiences and a store in memory.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any, cast

import psutil
import uvloop
from aiohttp import ClientSession, web

from server.sockets.limits import Patience
from tests.bench.results import Result
from tests.member import Member, hashed, made_up
from tests.server.house import FACILITATOR, MEMBER, open_house

SOCKETS = 500
CHANGES = 100
ROUNDS = 3
MASK = bytes(4)
"""A client must mask; with zeros the frame stays as it is."""


async def serve_ours() -> None:
    async with open_house(patience=Patience(ping_every=60, pong_within=60, join_within=600)) as house:
        await house.open()
        print(house.url, flush=True)
        await asyncio.Event().wait()


async def serve_stock() -> None:
    import socketio

    library: Any = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*", ping_interval=60, ping_timeout=60)

    async def join(sid: str, data: object) -> dict[str, object]:
        await library.enter_room(sid, "circle")
        return {"ok": True, "seat": sid, "last": 0, "now": 0}

    async def do(sid: str, number: int, command: object) -> dict[str, object]:
        await library.emit("patch", (number, PATCH), room="circle")
        return {"ok": True}

    library.on("join", join)
    library.on("do", do)
    app = web.Application()
    library.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


PATCH = {"queue_open": False}
"""What is sent when a facilitator closes the queue, as ours."""


class Client(asyncio.Protocol):
    """Connects, joins, and counts patches."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.patches = self.bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        lines = (
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: {self._host}", f"Origin: http://{self._host}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", "",
        )  # fmt: skip
        transport.write("\r\n".join(lines).encode())

    def say(self, text: str) -> None:
        assert self._transport
        data = text.encode()
        head = bytes((0x81, 0x80 | len(data))) if len(data) < 126 else bytes((0x81, 0xFE)) + len(data).to_bytes(2, "big")
        self._transport.write(head + MASK + data)

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        self.patches += data.count(b'["patch"')
        if b'0{"sid"' in data and b'40{"sid"' not in data:
            self.say("40")
        if b'40{"sid"' in data:
            number = next(_numbers)
            asked = {"circle": "ABCD2345", "secret": MEMBER, "nonce": made_up("n"), "name": [number % 128, number // 128], "agreed": True}
            self.say("420" + json.dumps(["join", asked | {"token": hashed(made_up("t"))}]))
        if b'430[{"ok":true' in data and not self.joined.done():
            self.joined.set_result(None)


_numbers = iter(range(128 * 256))


async def measure(kind: str, sockets: int, changes: int) -> tuple[float, float]:
    """Microseconds of server CPU per delivery, and bytes of one delivery."""
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.fanout", f"--{kind}"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        host, port = url.removeprefix("http://").split(":")
        loop = asyncio.get_running_loop()
        async with ClientSession() as session, Member(session, url, name=(127, 255)) as kim:
            await kim.join("ABCD2345", FACILITATOR)
            clients: list[Client] = []
            for _ in range(sockets - 1):
                _, client = await loop.create_connection(lambda: Client(f"{host}:{port}"), host, int(port))
                clients.append(client)
                async with asyncio.timeout(30):
                    await client.joined
            return await _changed(kim, psutil.Process(server.pid), clients, changes)
    finally:
        server.kill()
        server.wait()


async def _changed(kim: Member, server: psutil.Process, clients: list[Client], changes: int) -> tuple[float, float]:
    await kim.do("close_queue")
    await asyncio.sleep(1)
    cpu, patches, size = _cpu(server), sum(client.patches for client in clients), sum(client.bytes for client in clients)
    for number in range(changes):
        answer = await kim.do("open_queue" if number % 2 == 0 else "close_queue")
        assert answer["ok"], answer
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    delivered = sum(client.patches for client in clients) - patches
    assert delivered == changes * len(clients), (delivered, changes * len(clients))
    return (_cpu(server) - cpu) / delivered * 1e6, (sum(client.bytes for client in clients) - size) / delivered


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


async def run() -> AsyncIterator[Result]:
    """Ours and the peer in turns, in the same run."""
    found: dict[str, list[float]] = {"ours": [], "stock": []}
    for _ in range(ROUNDS):
        for kind, costs in found.items():
            cost, size = await measure(kind, SOCKETS, CHANGES)
            print(f"# {kind}: {cost:.1f} us CPU and {size:.0f} bytes per delivery", file=sys.stderr, flush=True)
            costs.append(cost)
    yield Result(
        bench="fanout", case=f"1 x {SOCKETS}, 10 changes a second", ours=tuple(found["ours"]), peer=tuple(found["stock"]),
        peer_name="stock python-socketio room emit, echo only", unit="us CPU/delivery", goal=0.25,
    )  # fmt: skip


def main() -> None:
    """A server in a process of its own."""
    match sys.argv[1:]:
        case ["--ours"]:
            uvloop.run(serve_ours())
        case ["--stock"]:
            uvloop.run(serve_stock())
        case _:
            sys.exit("run `python -m tests.bench fanout`")


if __name__ == "__main__":
    main()
