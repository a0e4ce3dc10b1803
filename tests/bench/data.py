"""What a listener pays for an hour: every byte of the voice and of the socket, both ways, with the headers that a mobile network counts."""

import asyncio
import socket
import struct
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast

import aiohttp

from tests.bench.results import Result
from tests.meetings.people import secret_of
from tests.member import Member
from tests.serving import plain_pages, server_process
from tests.voice import Voice

MEMBERS = 12
SECONDS = 30.0
COMMANDS_EVERY = 5.0
"""Somebody's hand goes up or down."""
MEGABYTES = 12.0
PAYLOAD = bytes(120)
"""Opus at 16 kbit/s and a constant rate in packets of 60 ms, as the answer asks for. What is longer or shorter is carried at another fixed length."""
_IP_UDP, _IP_TCP = 28, 52
_TLS_RECORD = 22
"""Of TLS 1.3, for each segment with something in it."""
_INFO = struct.Struct("=QQII")
_INFO_AT = 120
"""In Linux's `tcp_info`: bytes acknowledged and received, segments out and in."""


class Metered(Voice):
    """Counts what it sends."""

    bytes_sent = 0

    def transmit(self, datagram: bytes) -> None:
        self.bytes_sent += len(datagram) + _IP_UDP
        super().transmit(datagram)


async def run() -> AsyncIterator[Result]:
    """One listener in an ordinary circle while somebody speaks all the time."""
    voices, sockets = await _measure()
    print(f"# {voices:.2f} MB an hour for the voice, {sockets:.2f} for the socket", file=sys.stderr, flush=True)
    case = f"listener in a circle of {MEMBERS}, somebody speaks all the time"
    yield Result(bench="data", case=case, ours=(voices + sockets,), peer=(MEGABYTES,), peer_name="budget", unit="MB/hour", goal=1.0)


async def _measure() -> tuple[float, float]:
    with tempfile.TemporaryDirectory(prefix="circlekeeper-data-") as folder:
        static = plain_pages(Path(folder) / "static")
        async with server_process(Path(folder) / "data", static=static) as server, AsyncExitStack() as stack:
            links = await server.centre.open_circle(lobby=False)
            session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
            people = [await stack.enter_async_context(Member(session, server.url)) for _ in range(MEMBERS)]
            for number, person in enumerate(people):
                answer = await person.join(*secret_of(links.member if number else links.facilitator))
                assert answer["ok"], answer
            keeper, listener, *others = people
            speaking = await _voice(stack, keeper)
            hearing = await _voice(stack, listener)
            for command in ("start_circle", "raise_hand", "begin"):
                answer = await keeper.do(command)
                assert answer["ok"], (command, answer)
            tcp = _tcp(listener)
            hearing.datagrams, hearing.bytes_sent = [], 0
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(speaking.send(round(SECONDS * 1000 / speaking.ptime), payload=PAYLOAD))
                tasks.create_task(_hands(others))
            received = sum(len(datagram) + _IP_UDP for datagram in hearing.datagrams)
            hour = 3600 / SECONDS / 1e6
            return (received + hearing.bytes_sent) * hour, (_tcp(listener) - tcp) * hour


async def _voice(stack: AsyncExitStack, member: Member) -> Metered:
    voice = Metered()
    stack.callback(voice.drop)
    answer = await member.offer(voice.offer())
    assert answer["ok"], answer
    await voice.connect(answer["sdp"])
    return voice


async def _hands(people: list[Member]) -> None:
    for number in range(round(SECONDS / COMMANDS_EVERY)):
        answer = await people[number // 2 % len(people)].do("lower_hand" if number % 2 else "raise_hand")
        assert answer["ok"], answer
        await asyncio.sleep(COMMANDS_EVERY)


def _tcp(member: Member) -> int:
    """Bytes on the wire so far, as the kernel counts them, with what TLS would add."""
    transport = cast(Any, member)._socket._response.connection.transport
    info = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    acknowledged, received, out, into = _INFO.unpack_from(info, _INFO_AT)
    return acknowledged + received + (out + into) * _IP_TCP + (out + into) // 2 * _TLS_RECORD
