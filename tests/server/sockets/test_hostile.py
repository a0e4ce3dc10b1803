"""Whatever a socket says: no traceback, nothing left behind, and the others do not notice."""

import asyncio
import gc
import json
import logging
import os
import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from server.sockets.limits import DEPTH_AT_MOST, MESSAGE_BYTES_AT_MOST, Patience
from server.sockets.packets import Malformed, parse
from tests.member import hashed
from tests.server.house import FACILITATOR, MEMBER, House, HurriedClock, eventually, open_house
from tests.server.sockets.bare import BINARY, CLOSE, PING, PONG, TEXT, Bare, frame

MESSAGES = 20_000
AT_ONCE = 8
"""Sockets open at the same time."""


def texts(chance: random.Random) -> str:
    """One hostile text: from noise to what almost is a command."""
    deep = chance.choice("[{") * chance.randrange(1, 3000)
    values: list[Any] = [None, True, -1, 2**63, 2**70, 1e308, float("inf"), "", "x" * 9000, "\u202e\x00", "' OR 1=1 --"]
    values += [[], {}, [[]], {"seat": None}, {"__proto__": {}}]
    value = chance.choice(values)
    event = chance.choice(["join", "return", "do", "offer", "resync", "time", "connect", "disconnect", "*", "message", "", "view", "__init__"])
    commands = ["raise_hand", "give", "mark_away", "let_time_pass", "join", "add_links", "Pass", "move", "share_written", "begin", "__class__", ""]
    command = chance.choice(commands)
    field = chance.choice(["seat", "by", "text", "place", "seconds", "order", "written", "links", "number", "token"])
    join = {"circle": "ABCD2345", "secret": MEMBER, "nonce": "n" * 22, "name": [1, 2], "token": hashed("t"), "agreed": True}
    makers: list[Callable[[], str]] = [
        lambda: "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(40))),
        lambda: f"{chance.randrange(10)}" * chance.randrange(1, 5),
        lambda: f"4{chance.choice('01234567890-/')}" + json.dumps(value),
        lambda: f"42{chance.randrange(10**12)}" + json.dumps([event, value]),
        lambda: "42" + json.dumps([event]),
        lambda: "42" + json.dumps([event, *[value] * chance.randrange(5)]),
        lambda: "421" + json.dumps(["do", value, {"command": command}]),
        lambda: "421" + json.dumps(["do", 1, {"command": command, field: value}]),
        lambda: "421" + json.dumps(["do", chance.randrange(-3, 9), {"command": value}]),
        lambda: "421" + json.dumps(["join", join | {chance.choice([*join, "more"]): value}]),
        lambda: "421" + json.dumps(["return", {"circle": "ABCD2345", "token": value, "next": value}]),
        lambda: "421" + json.dumps(["offer", {"sdp": chance.choice(["v=0", "break", value])}]),
        lambda: "42[" + deep,
        lambda: '42["do",' + deep + "1" + deep.replace("[", "]").replace("{", "}") + "]",
        lambda: '42["' + "\\" * chance.randrange(1, 9000),
        lambda: '42["' + '\\"' * chance.randrange(1, 7000) + "[" * 20,
        lambda: f"45{chance.randrange(9)}-" + json.dumps([event, {"_placeholder": True, "num": 0}]),
        lambda: f"40/{chance.choice(['admin,', 'x', ''])}{json.dumps(value)}",
        lambda: "2probe",
        lambda: "5",
        lambda: "b" + "QUJD" * chance.randrange(9),
        lambda: "4" * chance.randrange(1, 20_000),
    ]
    return chance.choice(makers)()


def frames(chance: random.Random) -> bytes:
    """One hostile frame: mostly text, sometimes no proper WebSocket at all."""
    if chance.random() < 0.85:
        return frame(TEXT, texts(chance).encode("utf-8", "surrogatepass"))
    noise = chance.randbytes(chance.randrange(60))
    return chance.choice(
        [
            frame(BINARY, noise),
            frame(TEXT, b"\xff\xfe" + noise),
            frame(TEXT, noise, masked=False),
            frame(chance.randrange(3, 8), noise),
            frame(0, noise),
            frame(TEXT, b'42["time"', final=False) + frame(0, b"]"),
            frame(TEXT, b"42", final=False) + frame(TEXT, b"42"),
            frame(TEXT, noise, reserved=chance.randrange(1, 8)),
            frame(TEXT, b"4" * (MESSAGE_BYTES_AT_MOST + 1)),
            frame(TEXT, noise, length=2**62),
            frame(PING, noise),
            frame(PING, bytes(126)),
            frame(PONG, noise),
            frame(CLOSE, noise),
            frame(CLOSE, b"\x03"),
            noise,
        ]
    )


async def attack(house: House, chance: random.Random, count: int) -> int:
    """So many frames, over as many sockets as it takes; before CONNECT, after it, and with a seat. Returns the sockets."""
    sockets = 0
    joining = {"circle": "ABCD2345", "secret": MEMBER, "nonce": chance.randbytes(16).hex(), "name": [chance.randrange(128), 9], "agreed": True}
    joining["token"] = hashed(chance.randbytes(16).hex())
    while count > 0:
        sockets += 1
        async with Bare(house.url) as bare:
            if (stage := chance.randrange(3)) > 0:
                await bare.connected()
            if stage == 2:
                await bare.ask("join", joining)
            # Until it is closed: what is said to a closed socket is not heard.
            while count > 0 and not bare.reader.at_eof():
                bare.send(frames(chance))
                count -= 1
                if chance.random() < 0.5:
                    bare.send(frame(TEXT, b'429["time"]'))
                    try:
                        async with asyncio.timeout(0.25):
                            while (heard := await bare.next()) is not None and heard[0] != CLOSE and not heard[1].startswith(b"439"):
                                pass
                    except TimeoutError:  # it waits for the rest of a frame
                        break
                    if heard is None or heard[0] == CLOSE:
                        break
    return sockets


async def test_hostile_messages_leave_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    loop = asyncio.get_running_loop()
    unhandled: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: unhandled.append(context))
    async with open_house(clock=HurriedClock(), patience=Patience(close_within=0.3)) as house:
        await house.open()
        kim = await house.joined(secret=FACILITATOR)
        async with Bare(house.url) as bare:
            await bare.connected()
        await asyncio.sleep(0.1)
        tasks, descriptors = len(asyncio.all_tasks()), len(os.listdir("/proc/self/fd"))
        sockets = await asyncio.gather(*(attack(house, random.Random(seed), MESSAGES // AT_ONCE) for seed in range(AT_ONCE)))
        assert (await kim.do("start_circle")) == {"ok": True}
        await eventually(lambda: house.edge.open_sockets <= 1 and len(asyncio.all_tasks()) <= tasks)
        gc.collect()
        assert sum(sockets) > 1000
        assert house.edge.counts["malformed"] > 1000
        await eventually(lambda: len(os.listdir("/proc/self/fd")) <= descriptors)
        # The one bug planted in the audio host is all that was logged.
        bugs = [record for record in caplog.records if record.exc_info]
        assert {record.getMessage() for record in bugs} <= {"bug"}
        assert all("a bug in the audio host" in str(record.exc_info[1]) for record in bugs if record.exc_info)
        assert [record for record in caplog.records if "Traceback" in record.getMessage() or "127.0.0.1" in record.getMessage()] == []
        assert unhandled == []
        assert kim.online
        await kim.close()


def test_parsing_raises_nothing_but_malformed() -> None:
    chance = random.Random(2)
    for _ in range(MESSAGES):
        try:
            parse(texts(chance))
        except Malformed:
            pass


@pytest.mark.parametrize(
    "text",
    ["", "2", "5", "6", "0", "2probe", "4", "42", "42[]", "42[1]", "42{}", "43[1]", "4312[]", "44{}",
     '451-["a"]', "40/admin,", '40{"token":1}', "42 []", '42["a"', '42["a"]x', '42-1["a"]', '421234567890["a"]', "42[null]", '42["\ud800"]'],
)  # fmt: skip
def test_what_our_page_never_says_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_depth_is_counted_outside_of_strings() -> None:
    parse('42["do",1,"' + "[" * 100 + '"]')
    parse('42["do",1,"\\"' + "[" * 100 + '"]')
    deepest = "[" * (DEPTH_AT_MOST - 1) + "]" * (DEPTH_AT_MOST - 1)
    parse(f'42["do",{deepest}]')
    with pytest.raises(Malformed):
        parse(f'42["do",[{deepest}]]')


def test_hostile_quotes_hold_up_nobody() -> None:
    """With a pattern that is not possessive this text takes seconds, in which the whole server stands still."""
    text = "42" + "[" * 9 + '"' + '\\"' * (MESSAGE_BYTES_AT_MOST // 2 - 20)
    gc.disable()  # its turn might come in between, and takes as long in a process that has run thousands of tests
    try:
        began = time.process_time()
        with pytest.raises(Malformed):
            parse(text)
        assert time.process_time() - began < 0.25, "0.2 ms were measured"
    finally:
        gc.enable()
