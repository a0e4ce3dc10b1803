"""Messages made into commands, strictly."""

from dataclasses import fields
from typing import Any, get_args

import pytest

from moderation.policy import Denial
from rooms import commands as c
from rooms.formats import Order
from rooms.ids import SeatId, SecretHash
from rooms.refusals import Reason, Refusal
from server import wire
from server.wire import BadMessage, Code

ME = SeatId("AAAAAAAAAAA")
SECRET = SecretHash("f" * 64)
LISTENER = SecretHash("1" * 64)
MADE = {"secret": SECRET, "listener": LISTENER}
JOIN: dict[str, Any] = {"circle": "ABCD2345", "secret": "s" * 22, "nonce": "n" * 22, "name": [0, 255], "token": "a" * 64, "agreed": True}
RETURN: dict[str, Any] = {"circle": "ABCD2345", "token": "t" * 43, "next": "b" * 64}


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ({"command": "raise_hand"}, c.RaiseHand(by=ME)),
        ({"command": "begin"}, c.Begin(by=ME)),
        ({"command": "begin", "written": True}, c.Begin(by=ME, written=True)),
        ({"command": "pass"}, c.Pass(by=ME)),
        ({"command": "pass_for_now"}, c.PassForNow(by=ME)),
        ({"command": "share_written", "text": "न"}, c.ShareWritten(by=ME, text="न")),
        ({"command": "next"}, c.Next()),
        ({"command": "give", "seat": "B"}, c.Give(seat=SeatId("B"))),
        ({"command": "move", "seat": "B", "place": 3}, c.Move(seat=SeatId("B"), place=3)),
        ({"command": "set_order", "order": "round"}, c.SetOrder(order=Order.ROUND)),
        ({"command": "add_time", "seconds": 120}, c.AddTime(seconds=120)),
    ],
)
def test_a_command_as_asked(said: dict[str, Any], command: c.Command) -> None:
    assert wire.command((7, said), ME, MADE.__getitem__) == (7, command)


def test_every_command_of_a_person_has_a_name_and_none_of_the_system_has() -> None:
    assert len(wire.COMMANDS) == len(get_args(c.Command)) - 8
    for name in ("mark_away", "let_time_pass", "resume_service", "name_audio_worker", "add_links", "join", "return", "want_call"):
        assert name not in wire.COMMANDS


@pytest.mark.parametrize("kind", wire.COMMANDS.values())
def test_nobody_speaks_for_another(kind: type[c.Command]) -> None:
    """`by` comes from the connection in every command that has it, and from no message."""
    name = next(name for name, known in wire.COMMANDS.items() if known is kind)
    given: dict[str, Any] = {
        "seat": "B", "text": "x", "place": 1, "seconds": 60, "order": "round", "confirmed": True, "phase": 1, "prompt": 1, "on": True, "yes": True,
        "milestone": "1y", "to": "C", "share": 1,
    }  # fmt: skip
    said = {"command": name} | {field.name: given[field.name] for field in fields(kind) if field.name in given}
    _, command = wire.command((1, said), ME, MADE.__getitem__)
    assert getattr(command, "by", ME) == ME
    assert getattr(command, "secret", SECRET) == SECRET
    assert getattr(command, "listener", LISTENER) == LISTENER
    with pytest.raises(BadMessage):
        wire.command((1, said | {"secret": "0" * 64}), ME, MADE.__getitem__)
    with pytest.raises(BadMessage):
        wire.command((1, said | {"by": "B"}), ME, MADE.__getitem__)


@pytest.mark.parametrize(
    "arguments",
    [
        (), (1,), ({"command": "next"},), (1, {"command": "next"}, 2), (1, "next"), (1, ["next"]), (1, None),
        (0, {"command": "next"}), (-1, {"command": "next"}), (2**53, {"command": "next"}), ("1", {"command": "next"}), (1.5, {"command": "next"}),
        (True, {"command": "next"}), (None, {"command": "next"}),
        (1, {"command": "next", "seat": "B"}), (1, {"command": "give"}), (1, {"command": "give", "seat": 1}), (1, {"command": "give", "seat": None}),
        (1, {"command": "give", "seat": ["B"]}), (1, {"command": "give", "seat": "B" * 9000}), (1, {"command": "move", "seat": "B", "place": "1"}),
        (1, {"command": "move", "seat": "B", "place": -1}), (1, {"command": "move", "seat": "B", "place": 2**70}),
        (1, {"command": "move", "seat": "B", "place": True}),
        (1, {"command": "begin", "written": 1}), (1, {"command": "begin", "written": "true"}), (1, {"command": "set_order", "order": "dance"}),
        (1, {"command": "add_time", "seconds": 60.0}), (1, {"command": "add_time", "seconds": 99999}),
    ],
)  # fmt: skip
def test_anything_else_is_a_bad_message(arguments: tuple[object, ...]) -> None:
    with pytest.raises(BadMessage) as told:
        wire.command(arguments, ME, MADE.__getitem__)
    assert told.value.code is Code.BAD_MESSAGE


@pytest.mark.parametrize("name", ["", "Next", "mark_away", "join", "__class__", "raise-hand", 1, None, ["next"]])
def test_what_is_no_command_is_said_to_be_none(name: object) -> None:
    with pytest.raises(BadMessage) as told:
        wire.command((1, {"command": name}), ME, MADE.__getitem__)
    assert told.value.code is Code.UNKNOWN_COMMAND


def test_coming_and_coming_back() -> None:
    assert wire.joining((JOIN,)).name == (0, 255)
    typed = {key: value for key, value in JOIN.items() if key != "secret"}
    assert not isinstance(wire.joining((typed,)).secret, str)
    assert wire.returning((RETURN,)).circle == "ABCD2345"
    assert wire.offering(({"sdp": "v=0"},)).sdp == "v=0"


@pytest.mark.parametrize(
    "change",
    [
        {"circle": "abcd2345"}, {"circle": "ABCD234"}, {"circle": "ABCD23450"}, {"circle": "ABCD2345\n"}, {"circle": "ABCDO345"}, {"circle": None},
        {"secret": ""}, {"secret": "s" * 21}, {"secret": "s" * 87}, {"secret": "s" * 21 + "!"}, {"secret": None}, {"secret": "é" * 22},
        {"nonce": "n" * 21}, {"nonce": 1}, {"name": [0]}, {"name": [0, 256]}, {"name": [128, 0]},
        {"name": [-1, 0]}, {"name": [0, 0, 0]}, {"name": "aa"},
        {"name": [0.0, 1]},
        {"token": "A" * 64}, {"token": "a" * 63}, {"token": "a" * 64 + "\n"}, {"agreed": False}, {"agreed": 1}, {"agreed": None},
        {"role": "facilitator"}, {"by": "B"},
    ],
)  # fmt: skip
def test_a_wrong_join_is_a_bad_message(change: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        wire.joining((JOIN | change,))


@pytest.mark.parametrize("missing", [key for key in JOIN if key != "secret"])
def test_a_join_is_whole(missing: str) -> None:
    with pytest.raises(BadMessage):
        wire.joining(({key: value for key, value in JOIN.items() if key != missing},))


@pytest.mark.parametrize(
    "arguments",
    [(), (None,), ([],), (RETURN, RETURN), (RETURN | {"next": "x"},), (RETURN | {"token": ""},), (RETURN | {"seat": "B"},)],
)
def test_a_wrong_return_is_a_bad_message(arguments: tuple[object, ...]) -> None:
    with pytest.raises(BadMessage):
        wire.returning(arguments)


@pytest.mark.parametrize("arguments", [(), ("v=0",), ({},), ({"sdp": ""},), ({"sdp": 1},), ({"sdp": "v=0", "type": "offer"},)])
def test_a_wrong_offer_is_a_bad_message(arguments: tuple[object, ...]) -> None:
    with pytest.raises(BadMessage):
        wire.offering(arguments)


@pytest.mark.parametrize("outcome", [*map(Refusal, Reason), *Denial])
def test_every_no_has_its_code(outcome: Refusal | Denial) -> None:
    assert wire.code_of(outcome) == (outcome.reason.value if isinstance(outcome, Refusal) else outcome.value)


def test_answers() -> None:
    assert wire.ok(seat="A", last=0) == b'{"ok":true,"seat":"A","last":0}'
    assert wire.no(Code.INTERNAL, id="ff") == b'{"ok":false,"code":"internal","id":"ff"}'
