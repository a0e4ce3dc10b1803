"""The insides of python-socketio and python-engineio that we override or call are those we read. When this fails: read them again."""

import hashlib
import inspect
import logging
from importlib import import_module
from importlib.metadata import version
from typing import Any, cast

import pytest

from server.sockets.library import Register, SocketIo
from server.sockets.socket import Socket
from tests.server.house import open_house
from tests.server.sockets.bare import Bare

READ = {
    "engineio.base_server:BaseServer.__init__": "a06b17502fbd",
    "engineio.base_server:BaseServer.generate_id": "b6a591454237",
    "engineio.base_server:BaseServer._get_socket": "ae2f99e66d63",
    "engineio.async_server:AsyncServer.send": "ff1fdb18f1c3",
    "engineio.async_server:AsyncServer.send_packet": "c54317440865",
    "engineio.async_server:AsyncServer.disconnect": "8bb6448caae4",
    "engineio.base_socket:BaseSocket.__init__": "8532b631a4dc",
    "socketio.base_server:BaseServer.__init__": "6b998e091b34",
    "socketio.async_server:AsyncServer._handle_eio_connect": "76704886d944",
    "socketio.async_server:AsyncServer._handle_eio_message": "bef50fc0e163",
    "socketio.async_server:AsyncServer._handle_eio_disconnect": "9344593148b6",
    "socketio.async_server:AsyncServer._handle_connect": "c97c480cf777",
    "socketio.async_server:AsyncServer._handle_disconnect": "c0b32ada5b37",
    "socketio.async_server:AsyncServer._trigger_event": "01ba90cfa09b",
    "socketio.async_server:AsyncServer._send_packet": "a00022b42c1c",
    "socketio.async_server:AsyncServer.disconnect": "7d2f76686c12",
    "socketio.async_manager:AsyncManager.connect": "f505d3077052",
    "socketio.async_manager:AsyncManager.pre_connect": "84f2cdf2a4dd",
    "socketio.async_manager:AsyncManager.disconnect": "88bed2cbade0",
    "socketio.base_manager:BaseManager.__init__": "bfee992d912f",
    "socketio.base_manager:BaseManager.pre_connect": "bfdba4c0c8f1",
    "socketio.base_manager:BaseManager.connect": "a0214ac7cb24",
    "socketio.base_manager:BaseManager.pre_disconnect": "18a8d01ed87a",
    "socketio.base_manager:BaseManager.basic_disconnect": "2933b50bc4b2",
    "socketio.base_manager:BaseManager.basic_enter_room": "3f509586d2d7",
    "socketio.base_manager:BaseManager.basic_leave_room": "e27f3eea06d1",
    "socketio.base_manager:BaseManager.is_connected": "d37721466718",
    "socketio.base_manager:BaseManager.eio_sid_from_sid": "b0c0aeb5430d",
}
"""The source of each, as a digest. Between our overrides and the library's calls of them lies exactly this code."""


@pytest.mark.parametrize("name", READ)
def test_the_insides_are_those_we_read(name: str) -> None:
    assert digest(name) == READ[name], f"{name} is not what it was: compare it with what server/sockets expects"


def digest(name: str) -> str:
    module, _, path = name.partition(":")
    value: Any = import_module(module)
    for part in path.split("."):
        value = getattr(value, part)
    return hashlib.sha256(inspect.getsource(value).encode()).hexdigest()[:12]


def test_the_versions_are_exact() -> None:
    assert (version("python-socketio"), version("python-engineio")) == ("5.18.1", "4.15.1")


@pytest.mark.parametrize(
    ("ours", "method"), [(Register, "basic_disconnect"), (Socket, "send"), (Socket, "close"), (SocketIo, "_handle_eio_message")]
)
def test_what_we_override_is_there_with_the_same_arguments(ours: type, method: str) -> None:
    theirs = getattr(ours.__mro__[1], method)
    assert list(inspect.signature(getattr(ours, method)).parameters) == list(inspect.signature(theirs).parameters)


async def test_nothing_of_a_socket_is_left_in_the_library() -> None:
    async with open_house() as house:
        for polite in (True, False):
            async with Bare(house.url) as bare:
                await bare.connected()
                if polite:
                    bare.say("41")
                    await bare.end()
        async with Bare(house.url) as never_connected:
            assert never_connected.status == 101
        await house.edge.stop()
        library = cast(Any, house.edge)._library
        manager = library.manager
        assert (library.eio.sockets, library.environ, manager.rooms, manager.pending_connect, manager.pending_disconnect, manager.callbacks) == (
            {}, {}, {}, {}, {}, {},
        )  # fmt: skip


async def test_the_library_adds_no_handler_and_logs_nothing_below_errors() -> None:
    async with open_house():
        for name in ("socketio", "socketio.server", "engineio", "engineio.server"):
            assert logging.getLogger(name).handlers == []


async def test_the_library_keeps_no_request() -> None:
    """It would keep every header of it, and through the connection the address, as long as the socket lives."""
    async with open_house() as house:
        async with Bare(house.url) as bare:
            await bare.connected()
            assert list(cast(Any, house.edge)._library.environ.values()) == [{}]
