"""The door and the limits of one socket, each from outside."""

import asyncio
import json
from typing import Any, cast

import pytest

from moderation.actors import Actor
from moderation.limits import MESSAGES_AT_ONCE
from rooms.commands import Command
from rooms.ids import CircleId, SeatId
from server.attendance import Sitting
from server.circles import Answer
from server.sockets.connection import Goodbye
from server.sockets.frames import Event, Message
from server.sockets.limits import BUFFERED_BYTES_AT_MOST, MESSAGE_BYTES_AT_MOST, REFUSED_AT_ONCE, Patience
from tests.fakes import FakeClock
from tests.leaping import leaping
from tests.member import Member, made_up
from tests.server.house import FACILITATOR, MEMBER, eventually, open_house
from tests.server.sockets.bare import CLOSE, PING, PONG, TEXT, UPGRADE, Bare, frame

SHORT = Patience(ping_every=0.2, pong_within=0.2, connect_within=0.3, join_within=0.3, close_within=0.2)


def origins(right: str) -> list[tuple[str, ...]]:
    """Sixty ways to come from somewhere else, or from nowhere."""
    host, port = right.removeprefix("http://").split(":")
    other = str(int(port) % 65535 + 1)
    one = [
        "", " ", "null", "undefined", "*", "http://", "https://", f"https://{host}:{port}", f"http://{host}", f"http://{host}:{other}",
        f"http://{host}:{port}/", f"http://{host}:{port}/socket.io/", f"http://{host}:{port}?", f"http://{host}:{port}#", f"{host}:{port}",
        host, f"//{host}:{port}", f"HTTP://{host}:{port}", f"Http://{host}:{port}", f"http:/{host}:{port}", f"http:{host}:{port}",
        f"http:\\\\{host}:{port}", f"http://{host}:0{port}", f"http://{host}:{port}0", f"http://{host}:{port[:-1]}", f"http://{host}.:{port}",
        f"http://www.{host}:{port}", f"http://{host}.evil.example:{port}", f"http://evil.example/{host}:{port}",
        f"http://evil.example#{host}:{port}", f"http://{host}:{port}@evil.example", f"http://evil.example@{host}:{port}",
        f"http://user@{host}:{port}", f"http://:@{host}:{port}", f"http://localhost:{port}", f"http://[::1]:{port}",
        f"http://[::ffff:{host}]:{port}", f"http://2130706433:{port}", f"http://0x7f.1:{port}", f"http://127.1:{port}", f"http://0:{port}",
        f"http://127.0.0.2:{port}", f"ws://{host}:{port}", f"wss://{host}:{port}", f"file://{host}:{port}", f"blob:http://{host}:{port}",
        f"data:text/html,{right}", f"http://{host}:{port} http://evil.example", f"http://evil.example {right}", f"{right},http://evil.example",
        f"http://evil.example,{right}", f"{right};", f'"{right}"', f"<{right}>", f"{right}%00", f"{right}%0d", f"http%3A%2F%2F{host}:{port}",
        "http://evil.example", "https://evil.example", "chrome-extension://abcdefghijklmnop",
    ]  # fmt: skip
    assert len(set(one)) == 60
    return [*((origin,) for origin in one), (), (right, right), (right, "http://evil.example")]


async def test_only_our_own_page_may_connect() -> None:
    async with open_house() as house:
        for wrong in origins(house.url):
            async with Bare(house.url, origins=wrong) as bare:
                assert bare.status == 403, wrong
            async with Bare(house.url, origins=wrong, query="EIO=4&transport=polling", headers={}) as bare:
                assert bare.status == 403, wrong
        assert house.edge.counts["opened"] == 0
        async with Bare(house.url) as bare:
            await bare.connected()
        assert house.edge.counts["opened"] == 1


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("EIO=4&transport=polling", {}),
        ("EIO=4&transport=polling", UPGRADE),
        ("EIO=4", UPGRADE),
        ("EIO=3&transport=websocket", UPGRADE),
        ("transport=websocket", UPGRADE),
        ("EIO=4&transport=websocket&sid=AAAA", UPGRADE),
        ("EIO=4&transport=websocket&transport=polling", UPGRADE),
        ("EIO=4&transport=websocket", {}),
        ("EIO=4&transport=websocket", UPGRADE | {"Upgrade": "h2c"}),
        ("EIO=4&transport=websocket", UPGRADE | {"Sec-WebSocket-Version": "12"}),
        ("EIO=4&transport=websocket", UPGRADE | {"Sec-WebSocket-Key": "short"}),
        ("EIO=4&transport=websocket", UPGRADE | {"Sec-WebSocket-Protocol": "chat"}),
    ],
)
async def test_only_a_websocket_may_connect(query: str, headers: dict[str, str]) -> None:
    async with open_house() as house, Bare(house.url, query=query, headers=headers) as bare:
        assert bare.status == 400


async def test_a_hint_for_proxies_means_nothing_to_the_server() -> None:
    async with open_house() as house, Bare(house.url, query="r=ab&EIO=4&transport=websocket") as bare:
        await bare.connected()


async def test_no_compression_is_agreed_to() -> None:
    """It would cost 92 KB a connection."""
    async with open_house() as house, Bare(house.url, headers=UPGRADE | {"Sec-WebSocket-Extensions": "permessage-deflate"}) as bare:
        assert bare.status == 101
        assert json.loads((await bare.next() or (0, b""))[1][1:])["maxPayload"] == MESSAGE_BYTES_AT_MOST


@leaping
async def test_who_does_not_connect_or_join_is_let_go() -> None:
    async with open_house(patience=SHORT) as house:
        async with Bare(house.url) as silent:
            assert [opcode for opcode, _ in await silent.end()][-1] == CLOSE
        async with Bare(house.url) as undecided:
            await undecided.connected()
            while (heard := await undecided.next()) is not None and heard[0] != CLOSE:
                if heard == (TEXT, b"2"):
                    undecided.say("3")
            assert heard is not None
        assert house.edge.counts["idle"] == 2


@leaping
async def test_who_has_a_seat_may_stay() -> None:
    async with open_house(patience=SHORT) as house:
        await house.open()
        member = await house.joined()
        await asyncio.sleep(3 * SHORT.join_within)
        assert (await member.do("raise_hand"))["ok"]
        await member.close()


@leaping
async def test_a_half_open_connection_is_noticed() -> None:
    async with open_house(patience=SHORT) as house:
        await house.open()
        member, other = await house.joined(), await house.joined()
        member.answers_pings = False
        await other.until(lambda other: other.view["seats"][member.seat].get("away"), 5)
        assert house.edge.counts["silent"] == 1
        await member.gone()
        await other.close()


@leaping
async def test_a_slow_commit_is_not_taken_for_silence() -> None:
    async with open_house(patience=SHORT) as house:
        await house.open()
        member = await house.joined()
        slow = house.circles.submit

        async def submit(circle: CircleId, actor: Actor, command: Command, number: int | None = None) -> Answer:
            await asyncio.sleep(4 * SHORT.pong_within)
            return await slow(circle, actor, command, number)

        house.circles.submit = submit
        assert (await member.do("raise_hand"))["ok"]
        assert house.edge.counts["silent"] == 0
        await member.close()


async def test_a_slow_reader_is_cut_off_and_costs_no_more_than_a_megabyte() -> None:
    async with open_house() as house:
        await house.open()
        kim, slow = await house.joined(secret=FACILITATOR), await house.joined()
        slow.stall()
        connection = house.attendance.connection(Sitting(CircleId("ABCD2345"), SeatId(slow.seat)))
        assert connection is not None
        transport: Any = cast(Any, connection)._wire._transport
        most = 0
        filler = "x" * 2000
        async with asyncio.timeout(60):
            number = 0
            while not connection.over:
                # What a big circle sends in an hour, in a second: the same road to the socket as announce takes.
                number += 1
                connection.send(_message(filler))
                most = max(most, transport.get_write_buffer_size())
                if number % 50 == 0:
                    await asyncio.sleep(0)
        assert BUFFERED_BYTES_AT_MOST / 2 < most <= BUFFERED_BYTES_AT_MOST
        assert house.edge.counts["slow"] == 1
        slow.go_on()
        await kim.until(lambda kim: kim.view["seats"].get(slow.seat, {}).get("away"))
        assert (await slow.come_back())["ok"]
        await slow.until(lambda slow: slow.view == {key: value for key, value in kim.view.items() if key not in ("code", "turns")})
        for member in (kim, slow):
            await member.close()


async def test_a_message_has_less_than_16_kilobytes() -> None:
    async with open_house() as house:
        async with Bare(house.url) as bare:
            await bare.connected()
            most = "x" * (MESSAGE_BYTES_AT_MOST - len('421["time", ""]') - 1)
            assert (await bare.ask("time", most)) == {"ok": False, "code": "bad-message"}
            bare.say("4" * (MESSAGE_BYTES_AT_MOST + 1))
            opcode, reason = (await bare.end())[-1]
            assert (opcode, reason[:2]) == (CLOSE, b"\x03\xf1")
        assert house.edge.counts["malformed"] == 1


async def test_who_asks_too_fast_is_told_and_then_shown_out() -> None:
    async with open_house(clock=FakeClock()) as house, Bare(house.url) as bare:
        await bare.connected()
        for _ in range(MESSAGES_AT_ONCE + REFUSED_AT_ONCE + 20):
            bare.say('425["time"]')
        heard = [text for opcode, text in await bare.end() if opcode == TEXT]
        answers = [text for text in heard if text.startswith(b"435")]
        # One was spent on the CONNECT, and the clock stands still, so that the buckets gain nothing.
        assert sum(b'"ok":true' in answer for answer in answers) == MESSAGES_AT_ONCE - 1
        assert sum(answer == b'435[{"ok":false,"code":"too-fast"}]' for answer in answers) == REFUSED_AT_ONCE + 1
        assert heard[-2:] == [b'42["bye",1,{"code":"flood"}]', b"41"]


async def test_control_frames_count_as_messages() -> None:
    async with open_house(clock=FakeClock()) as house, Bare(house.url) as bare:
        await bare.connected()
        for _ in range(MESSAGES_AT_ONCE + REFUSED_AT_ONCE + 60):
            bare.send(frame(PING, b"") + frame(PONG, b""))
        heard = await bare.end()
        assert sum(opcode == PONG for opcode, _ in heard) < MESSAGES_AT_ONCE
        assert house.edge.counts["flood"] == 1


async def test_a_flood_is_not_felt_by_others() -> None:
    async with open_house() as house:
        await house.open()
        member = await house.joined()
        async with Bare(house.url) as bare:
            await bare.connected()
            bare.send(frame(TEXT, b'425["time"]') * 20_000)
            assert (await member.do("raise_hand"))["ok"]
            await bare.end()
        assert house.edge.counts["flood"] == 1
        await member.close()


async def test_a_new_connection_takes_the_seat_over() -> None:
    async with open_house() as house:
        await house.open()
        first = await house.joined()
        second = house.member()
        second.circle, second.token = first.circle, first.token
        await second.connect()
        assert (await second.return_())["seat"] == first.seat
        await first.gone()
        assert first.bye == Goodbye.TAKEN_OVER
        await second.until(lambda second: second.view)
        assert (await second.do("raise_hand"))["ok"]
        await asyncio.sleep(0.1)
        assert house.attendance.count() == 1
        assert second.seat in second.view["seats"]
        assert "away" not in (await house.joined()).view["seats"][second.seat]
        await second.close()


async def test_twenty_tabs_of_one_seat_leave_one() -> None:
    async with open_house() as house:
        await house.open()
        tabs = [house.member() for _ in range(20)]
        nonce, token = made_up("nonce"), made_up("token")

        async def come(tab: Member) -> Any:
            tab.nonce, tab.token, tab.name = nonce, token, (1, 1)
            await tab.connect()
            return await tab.join("ABCD2345", MEMBER)

        answers = await asyncio.gather(*map(come, tabs))
        assert sorted(answer.get("code", "in") for answer in answers) == ["in"] + ["joined-before"] * 19
        for tab in tabs:
            if not tab.seat:
                tab.token = next(other.token for other in tabs if other.seat and other.online)
                assert (await tab.return_())["ok"]
        await eventually(lambda: sum(tab.online for tab in tabs) == 1)
        assert house.attendance.count() == 1
        (left,) = [tab for tab in tabs if tab.online]
        assert (await left.do("raise_hand"))["ok"]
        assert {tab.bye for tab in tabs} == {None, "taken-over"}
        await left.close()


async def test_a_second_connect_and_an_early_event_close_the_socket() -> None:
    async with open_house() as house:
        for texts in (["40", "40"], ['421["time"]'], ["40", '421["connect"]', "40"]):
            async with Bare(house.url) as bare:
                for text in texts:
                    bare.say(text)
                assert (await bare.end())[-1] == (CLOSE, b"\x03\xea")


async def test_events_named_like_the_librarys_own_reach_no_handler_of_it() -> None:
    async with open_house() as house, Bare(house.url) as bare:
        await bare.connected()
        for event in ("connect", "disconnect", "*", "message", "connect_error"):
            assert (await bare.ask(event, {})) == {"ok": False, "code": "bad-message"}
        assert (await bare.ask("time"))["ok"]


async def test_a_browser_that_leaves_politely_is_gone_at_once() -> None:
    async with open_house() as house:
        await house.open()
        member, other = await house.joined(), await house.joined()
        await member.say("41")
        await member.gone()
        await other.until(lambda other: other.view["seats"][member.seat].get("away"))
        await other.close()


async def test_descriptors_are_given_back_after_an_abrupt_end() -> None:
    async with open_house() as house:
        await house.open()
        for _ in range(10):
            member = await house.joined()
            await member.drop()
        await eventually(lambda: house.edge.open_sockets == 0)
        assert house.attendance.count() == 0


async def test_the_server_tells_everybody_when_it_restarts_and_admits_nobody() -> None:
    async with open_house() as house:
        await house.open()
        member = await house.joined()
        async with Bare(house.url) as bare:
            await house.edge.stop()
            await bare.end()
        await member.gone()
        assert member.bye == "restarting"
        async with Bare(house.url) as late:
            assert late.status == 503
        # Nobody is away: they come back.
        assert next(iter((await house.now()).seats.values())).presence == "present"


@leaping
async def test_the_end_of_the_server_waits_for_nobody_long() -> None:
    async with open_house(patience=SHORT) as house:
        await house.open()
        deaf = await house.joined()
        deaf.stall()
        async with asyncio.timeout(5):
            await house.edge.stop()
        assert house.edge.open_sockets == 0
        deaf.go_on()
        await deaf.drop()


def _message(text: str) -> Message:
    return Message(Event.PATCH, json.dumps({"title": text}).encode())
