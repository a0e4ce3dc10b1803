"""Whoever has recorded a meeting word by word can do nothing with it: neither to the circle nor to those who sit in it."""

from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest

from rooms.ids import CircleId
from server.store.port import Version
from server.store.sqlite import SqliteStore
from server.wire import COMMANDS, Asked
from tests.member import Member, hashed, made_up
from tests.server.house import FACILITATOR, LISTENER, MEMBER, PERSONAL, House, HurriedClock, leave, open_house
from tests.server.recording import Recorded, Recording, play_again

CODE = CircleId("ABCD2345")


class Meeting:
    """Everybody in a circle whose store is a file, and what each of them sent."""

    def __init__(self, house: House, store: SqliteStore) -> None:
        self.house = house
        self.store = store
        self.tape = Recording()

    async def comes(self, secret: str | None, **more: object) -> Recorded:
        member = Recorded(self.house.session, self.house.url, self.tape)
        await member.connect()
        answer = await member.join(CODE, secret, **more)
        assert answer["ok"], answer
        await member.until(lambda member: member.view)
        return member

    async def state(self) -> tuple[Version, object, dict[str, list[tuple[Any, ...]]]]:
        """Version, circle, and every row of every table but the server's own heartbeat."""
        kept = await self.store.load(CODE)
        return kept.version, kept.circle, await cast(Any, self.store)._desk.run(rows)


def rows(connection: Any) -> dict[str, list[tuple[Any, ...]]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}


async def everything(meeting: Meeting) -> list[Recorded]:
    """A meeting in which every message of the protocol is sent, by people who come in every way, drop, come back and go. Who is left."""
    kim, dev = await meeting.comes(FACILITATOR), await meeting.comes(FACILITATOR)
    anu, bela, chand = await meeting.comes(PERSONAL), await meeting.comes(MEMBER), await meeting.comes(MEMBER)
    lis = await meeting.comes(LISTENER, listens=True)
    wim, lea, tom, rem = await meeting.comes(None), await meeting.comes(None), await meeting.comes(None), await meeting.comes(MEMBER)
    await wim.do("greet", text="From the Tuesday group")
    await wim.do("was_here", text="Calm River")
    await kim.do("admit", seat=wim.seat)
    await lea.do("leave")
    await kim.do("turn_away", seat=tom.seat)
    await kim.do("remove", seat=rem.seat)
    for gone in (lea, tom, rem):
        await gone.gone()
    await bela.do("raise_hand")
    await kim.do("start_circle")
    await bela.do("begin")
    await bela.drop()
    await bela.come_back()
    await bela.do("begin")
    await kim.do("mute", seat=bela.seat)
    await bela.do("done")
    await chand.do("raise_hand")
    await chand.do("share_written", text="It was a hard week.")
    await kim.do("put_off_written", share=1)
    await kim.do("show_written", share=1)
    await chand.do("ask_help")
    await dev.do("answer_help", seat=chand.seat)
    await chand.do("write_line", seat=chand.seat, text="I am not well.")
    await kim.do("new_link")
    await kim.do("message", seat=chand.seat, text="Breathe.")
    for event, arguments in {"offer": [{"sdp": "v=0"}], "cards": [{"language": "hi"}], "relays": [], "resync": [], "time": [], "calls": []}.items():
        await kim.ask(event, *arguments)
    await chand.ask("call", {"number": "98765 43210", "when": "after seven", "may_name": False})
    await lis.ask("call", {"number": "98765 43210", "when": "after seven", "may_name": False})
    await lis.ask("uncall")
    # a link of her own with another browser, which ends the first one
    again = await meeting.comes(PERSONAL)
    assert again.seat == anu.seat
    await anu.gone()
    # an answer that was lost: the same return under another socket, then the one after it
    await chand.drop()
    coming = made_up("token")
    await chand.connect()
    await chand.ask("return", {"circle": CODE, "token": chand.token, "next": hashed(coming)})
    await chand.drop()
    chand.token = coming
    assert (await chand.come_back())["ok"]
    here = [kim, dev, again, bela, chand, lis, wim]
    await the_rest(kim, again, bela)
    return here


async def the_rest(kim: Member, anu: Member, bela: Member) -> None:
    """What has not been said yet, whatever the answer; by a facilitator and by a member."""
    fields: dict[str, object] = {"seat": bela.seat, "text": "Take your time.", "number": 1, "seconds": 60, "place": 1, "phase": 1, "prompt": 1}
    fields |= {"share": 1, "to": bela.seat, "order": "hands", "on": True, "yes": False, "milestone": "1d"}
    needed = {
        "add_time": ("seconds",), "go_to": ("phase",), "choose_prompt": ("prompt",), "set_order": ("order",), "listen_only": ("on",),
        "claim_milestone": ("milestone",), "write_question": ("text",), "move": ("seat", "place"), "move_deputy": ("seat", "place"),
        "answer_support": ("yes",), "answer_follow_up": ("yes",), "message": ("seat", "text"), "write_line": ("seat", "text"),
        "greet": ("text",), "was_here": ("text",), "share_written": ("text",), "show_written": ("share",), "put_off_written": ("share",),
        "take_back_written": ("share",), "reseat": ("seat", "to"),
    }  # fmt: skip
    about = {
        "pass_on", "give", "move_to_end", "mute", "unmute", "remove", "admit", "turn_away", "rename", "make_listener", "make_member", "make_deputy",
        "hand_over", "answer_help", "offer_support", "end_help", "propose_follow_up",
    }  # fmt: skip
    last = {"leave", "end_circle", "remove", "hand_over", "make_deputy", "make_listener", "keep"}
    for member in (anu, kim):
        for command in COMMANDS:
            if command not in last:
                said = {name: fields[name] for name in needed.get(command, ("seat",) if command in about else ())}
                assert (await member.do(command, **said)).get("code") not in ("bad-message", "unknown-command"), command
    for command in sorted(last - {"end_circle", "leave"}):
        await anu.do(command, **({"seat": kim.seat} if command in about else {}))
    await anu.do("end_circle")


def told(members: list[Recorded]) -> list[tuple[int, str | None]]:
    return [(sum(map(len, member.history.seen)), member.bye) for member in members]


async def nothing_has_changed(meeting: Meeting, here: list[Recorded], messages: list[tuple[str, tuple[object, ...]]], *, one_by_one: bool) -> None:
    """Played by a stranger: on one connection in the order of the meeting, or each on a connection of its own."""
    before, heard, count = await meeting.state(), told(here), meeting.house.attendance.count()
    stranger = meeting.house.member()
    answers = Counter[str]()
    for part in [[message] for message in messages] if one_by_one else [messages]:
        answers += await play_again(stranger, part)
    allowed = {"joined-before", "no-such-token", "not-joined", "no-such-circle", "ended"}
    assert {answer for answer in answers if answer.split()[1] not in allowed} <= {"time yes"}, answers
    # those who came by the links that the keeper has replaced since, the listener among them, are refused for that
    assert (answers["join joined-before"], answers["join no-such-circle"]) == (7, 4)
    assert answers["return no-such-token"] >= 3
    assert await meeting.state() == before
    assert told(here) == heard
    assert all(member.online for member in here)
    assert meeting.house.attendance.count() == count


@pytest.mark.parametrize("one_by_one", [False, True], ids=["as it was", "each alone"])
async def test_every_recorded_message_of_a_meeting_played_again_changes_nothing(tmp_path: Path, one_by_one: bool) -> None:
    store = SqliteStore(tmp_path)
    async with open_house(store=store, clock=HurriedClock()) as house:
        await house.open()
        meeting = Meeting(house, store)
        here = await everything(meeting)
        messages = meeting.tape.messages
        assert {event for event, _ in messages} == set(Asked)
        assert {cast(Any, said[1])["command"] for event, said in messages if event == "do"} == set(COMMANDS)
        await house.quiet(*here)
        await nothing_has_changed(meeting, here, messages, one_by_one=one_by_one)
        for member in here:
            await member.drop()
            assert (await member.come_back())["ok"], "nobody lost their proof by it"
        await house.quiet(*here)
        # one more round: now the tokens of before have been changed as well
        await nothing_has_changed(meeting, here, meeting.tape.messages, one_by_one=False)
        await leave(*here)


async def test_a_join_recorded_before_its_person_left_opens_no_seat_afterwards(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    async with open_house(store=store, clock=HurriedClock()) as house:
        await house.open()
        meeting = Meeting(house, store)
        kim = await meeting.comes(FACILITATOR)
        for secret in (PERSONAL, MEMBER, None):
            member = await meeting.comes(secret)
            await member.do("leave")
            await member.gone()
        await house.quiet(kim)
        before = await meeting.state()
        answers = await play_again(house.member(), meeting.tape.messages)
        assert answers["join joined-before"] == 4
        assert await meeting.state() == before
        await kim.do("end_circle")
        await kim.gone()
        before = await meeting.state()
        answers = await play_again(house.member(), meeting.tape.messages)
        assert await meeting.state() == before
        await leave(kim)


async def test_a_join_cannot_carry_the_proof_of_anothers_seat() -> None:
    """The hash of a token is seen by whoever sees the line. With a nonce of one's own it is still somebody else's."""
    async with open_house() as house:
        await house.open()
        anu = await house.joined()
        thief = house.member()
        thief.token = anu.token
        await thief.connect()
        assert (await thief.join(CODE, MEMBER)) == {"ok": False, "code": "joined-before"}
        bela = await house.joined()
        await bela.drop()
        await bela.connect()
        again = {"circle": CODE, "token": bela.token, "next": hashed(anu.token)}
        assert (await bela.ask("return", again)) == {"ok": False, "code": "no-such-token"}
        assert (await bela.ask("return", again | {"next": hashed(bela.token)})) == {"ok": False, "code": "bad-message"}
        assert (await bela.return_())["ok"]
        assert (await anu.do("raise_hand"))["ok"]
        await leave(anu, bela, thief)
