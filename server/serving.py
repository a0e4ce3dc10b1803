"""One process from its first line to its last: start, say where, wait for the signal, stop in time."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TextIO

import uvloop

from rooms.formats import Format, Language
from rooms.ids import Instant
from server import logs, notify
from server.app import App, running
from server.clock import Clock, SystemClock
from server.dumps import forbid_dumps
from server.opening import Opening
from server.printing import links_of, said
from server.settings import Settings
from server.surroundings import settle

STOP_SECONDS = 5.0
"""From the signal to the end of the process, whatever hangs: a supervisor kills after 10."""

DRAIN_SECONDS = 9.0
"""The same for one worker of many: 3 s until others carry its voices, 1 s in which people are told, 3 s until they are gone, 1 s to leave."""

WELCOME_TITLE = "First circle"

_log = logging.getLogger("circlekeeper")


def serve(settings: Settings, out: TextIO, err: TextIO) -> None:
    """Serves until SIGTERM, SIGINT, or a SIGHUP that is not ignored. Raises WrongSetting when it cannot start."""
    settle()
    logs.install(err)
    forbid_dumps()
    try:
        uvloop.run(_serve(settings, out, err))
    except ExceptionGroup:  # a part broke, and the others were stopped: through the log, which hides addresses
        _log.critical("broken", exc_info=True)
        sys.exit(1)


async def _serve(settings: Settings, out: TextIO, err: TextIO) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        notify.tell(notify.STOPPING)
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # by nohup
            loop.add_signal_handler(number, end)

    async def announced(app: App) -> None:
        await _announce(app, settings, out, err)
        notify.tell(notify.READY)

    await serve_until(told, running(settings), announced)


async def serve_until(told: asyncio.Event, server: AbstractAsyncContextManager[App], begun: Callable[[App], Awaitable[None]]) -> None:
    """Until the event is set; `begun` is called once it serves."""
    late: asyncio.TimerHandle | None = None
    async with server as app:
        await begun(app)
        await told.wait()
        _log.info("stopping")
        seconds = STOP_SECONDS if app.membership is None else DRAIN_SECONDS
        late = asyncio.get_running_loop().call_later(seconds, _give_up)
    late.cancel()
    _log.info("stopped")


def _give_up() -> None:
    """Something hangs. What was acknowledged is stored, so ending here loses nothing."""
    _log.error("stop-late")
    os._exit(1)


async def _announce(app: App, settings: Settings, out: TextIO, err: TextIO) -> None:
    for warning in app.addresses.warnings:  # not logged: the log would hide the address
        said(f"circlekeeper: warning: {warning}", err)
    said(f"Circlekeeper serves at {app.addresses.url}/ (voices: UDP port {app.audio_port}). Ctrl-C stops it.", out)
    await welcome(app, settings, out)


async def welcome(app: App, settings: Settings, out: TextIO) -> None:
    """The first circle, where that is wanted and there is none."""
    if settings.welcome and not await app.store.circles():
        opened = await app.api.open(first_circle(app.presets["circle"].format, SystemClock()))
        said(links_of({"code": opened.circle.id, "links": opened.links}, qr=False).removesuffix("\n"), out)


def first_circle(form: Format, clock: Clock) -> Opening:
    """For a look around, opened as a centre opens one: with the waiting room that members meet."""
    return Opening(title=WELCOME_TITLE, format=form, language=Language.ENGLISH, minutes=form.minutes, lobby=True, starts_at=Instant(clock.now()))
