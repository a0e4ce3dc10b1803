"""A process that the supervisor starts: serves from the socket it is handed, says that it lives, and ends with its parent."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import uvloop

from server import logs
from server.app import App, running
from server.dumps import forbid_dumps
from server.place import Place
from server.serving import serve_until, welcome
from server.settings import Settings, WrongSetting

BEAT_SECONDS = 1.0
"""Between two signs of life."""

BEAT, WITHOUT, UP, WRONG, SHUT = b".", b"-", b"up", b"wrong ", b"shut"
"""Lines: the last from the parent, the others to it. The second is a sign of life too, while the store does not answer."""

_WRONG_CODE = 2
"""As of `circlekeeper`."""

_log = logging.getLogger("circlekeeper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the parent says first, on standard input: arguments are shown to everybody on the machine, and these hold the password of Redis."""

    settings: Settings
    index: int
    listening: int
    """Descriptor of the socket that all workers accept from."""
    telling: int
    """Descriptor of a pipe to the parent."""
    static: Path


def written(orders: Orders) -> bytes:
    """As one line."""
    return msgspec.json.encode(orders, enc_hook=str) + b"\n"


def read(line: bytes) -> Orders:
    return msgspec.json.decode(line, type=Orders, dec_hook=lambda kind, value: kind(value))


def main() -> None:
    logs.install(sys.stderr)
    forbid_dumps()
    orders = read(_first_line(sys.stdin.fileno()))
    os.set_blocking(orders.telling, False)
    try:
        uvloop.run(_work(orders))
    except WrongSetting as wrong:
        _tell(orders.telling, WRONG + str(wrong).encode())
        sys.exit(_WRONG_CODE)
    except ExceptionGroup:  # as in `serve`
        _log.critical("broken", exc_info=True)
        sys.exit(1)


def _first_line(descriptor: int) -> bytes:
    """And not a byte more: the rest is read by the loop."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            sys.exit(1)  # the parent is gone already
        line += byte
    return bytes(line)


async def _work(orders: Orders) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    loop.add_signal_handler(signal.SIGHUP, _ignore)
    place = Place(index=orders.index, socket=socket.socket(fileno=orders.listening))
    apps: list[App] = []
    shut = asyncio.Event()

    async def begun(app: App) -> None:
        apps.append(app)
        if shut.is_set():  # while it started
            app.doors.shut_all()
        _tell(orders.telling, UP)
        await welcome(app, orders.settings, sys.stdout)

    async with _beating(orders.telling, apps), _hearing(told, shut, apps):
        await serve_until(told, running(orders.settings, orders.static, place), begun)


def _ignore() -> None:
    """SIGHUP is for the parent. Sent to all of a service, it must not end a worker."""


@asynccontextmanager
async def _beating(telling: int, apps: list[App]) -> AsyncGenerator[None]:
    async def beat() -> None:
        while True:
            _tell(telling, BEAT if all(app.store.ready() for app in apps) else WITHOUT)
            await asyncio.sleep(BEAT_SECONDS)

    task = asyncio.get_running_loop().create_task(beat())
    try:
        yield
    finally:
        task.cancel()


def _tell(telling: int, line: bytes) -> None:
    with suppress(BlockingIOError, BrokenPipeError):  # the parent is stopped, or gone: standard input tells that
        os.write(telling, line + b"\n")


@asynccontextmanager
async def _hearing(told: asyncio.Event, shut: asyncio.Event, apps: list[App]) -> AsyncGenerator[None]:
    """The parent's words while entered; its end is a SIGTERM too, even when it was killed and could send none."""
    reader = asyncio.StreamReader()

    async def hear() -> None:
        while line := await reader.readline():
            if line.strip() == SHUT:
                shut.set()
                for app in apps:
                    app.doors.shut_all()
        told.set()

    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    task = loop.create_task(hear())
    try:
        yield
    finally:
        task.cancel()
        transport.close()


if __name__ == "__main__":
    main()
