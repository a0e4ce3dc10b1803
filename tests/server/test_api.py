"""The centre's door: the right key opens circles, every mistake has its own code, and none has a traceback."""

import asyncio
import gzip
import json
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rooms.bounds import SEATS_AT_MOST
from rooms.circle import Stage
from rooms.formats import Language
from rooms.ids import CODE_ALPHABET, CircleId
from rooms.seat import Names, Role
from server.bodies import Fields, instant
from server.clock import SystemClock
from server.identity import hash_secret
from server.opening import KNOWN, opened, read_opening
from server.presets import presets, with_own
from server.qr import picture
from server.store.follow_up import FollowUpKind
from server.store.port import Unavailable
from tests.fakes import EVENING, SureChance, a_follow_up
from tests.serving import FORMATS, Served, plain_pages, running_server

GOOD: dict[str, Any] = {"title": "Evening circle", "format": "circle"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server:
        yield server


async def test_a_circle_is_opened_with_its_links(served: Served) -> None:
    status, answer = await served.ask("/api/circles", {**GOOD, "language": "hi", "minutes": 60, "lobby": False})
    assert status == 201
    assert answer.keys() == {"code", "links"}
    assert answer["links"].keys() == {"facilitator", "member"}
    code = answer["code"]
    assert len(code) == 8
    assert set(code) <= set(CODE_ALPHABET)
    circle = (await served.app.store.load(CircleId(code))).circle
    assert (circle.title, circle.format.id, circle.language, circle.lobby) == ("Evening circle", "circle", Language.HINDI, False)
    assert circle.ends_at - circle.opened_at == 3600
    for role in ("facilitator", "member"):
        head, _, secret = answer["links"][role].rpartition(".")
        assert head == f"{served.url}/circle?language=hi#{code}"
        assert len(secret) == 22
        assert {link.role for link in circle.links if link.secret == hash_secret(secret)} == {Role(role)}


async def test_what_is_left_out_has_a_sensible_default(served: Served) -> None:
    links = await served.open_circle()
    circle = (await served.app.store.load(CircleId(links.code))).circle
    assert (circle.language, circle.lobby, circle.ends_at - circle.opened_at) == (Language.ENGLISH, True, 90 * 60)
    assert links.member.startswith(f"{served.url}/circle#{links.code}.")


async def test_names_and_people_are_the_centre_s_to_decide(served: Served) -> None:
    links = await served.open_circle(names="known_to_facilitator", people_most=12)
    circle = (await served.app.store.load(CircleId(links.code))).circle
    assert (circle.names, circle.people_most) == (Names.KNOWN_TO_FACILITATOR, 12)
    plain = (await served.app.store.load(CircleId((await served.open_circle()).code))).circle
    assert (plain.names, plain.people_most) == (Names.PSEUDONYMS, SEATS_AT_MOST)


DOORS: list[tuple[dict[str, Any], tuple[int | None, int | None]]] = [
    ({}, (15, 10)),
    ({"door": "format"}, (15, 10)),
    ({"door": "open"}, (None, None)),
    ({"opens_before": 30}, (30, 10)),
    ({"door": "format", "closes_after": 0}, (15, 0)),
    ({"door": "open", "closes_after": 20}, (None, 20)),
    ({"door": "open", "opens_before": 0, "closes_after": 240}, (0, 240)),
]


@pytest.mark.parametrize(("asked", "window"), DOORS, ids=str)
def test_the_door_is_the_format_s_until_the_centre_says_otherwise(asked: dict[str, Any], window: tuple[int | None, int | None]) -> None:
    preset = presets()["circle"]
    guarded = replace(preset, format=replace(preset.format, opens_before_minutes=15, closes_after_minutes=10))
    opening = read_opening(Fields({**GOOD, **asked}, KNOWN), {"circle": guarded}, EVENING)
    assert (opening.format.opens_before_minutes, opening.format.closes_after_minutes) == window
    assert opened(opening, SureChance(), "").circle.format == opening.format


async def test_every_link_is_drawn_for_who_asks(served: Served) -> None:
    status, answer = await served.ask("/api/circles", {**GOOD, "language": "mr", "qr": True})
    assert status == 201
    assert answer["qr"].keys() == answer["links"].keys() == {"facilitator", "member"}
    for role, drawing in answer["qr"].items():
        assert drawing == picture(answer["links"][role])
        assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
        assert len(drawing) < 4000
        assert answer["links"][role] not in drawing


def test_different_links_are_different_pictures() -> None:
    assert picture("https://x.example/circle#ABCD2345.a") != picture("https://x.example/circle#ABCD2345.b")


async def test_formats_are_told_for_choosing_to_who_has_the_key(served: Served) -> None:
    status, answer = await served.look("/api/formats")
    assert status == 200
    found = {choice["id"]: choice for choice in answer["formats"]}
    assert found.keys() == with_own(FORMATS).keys(), "a centre's own among them"
    for id, preset in presets().items():
        choice, format = found[id], preset.format
        assert (choice["minutes"], choice["people"]) == (format.minutes, [format.people_least, format.people_most])
        assert (choice["listeners"], choice["deputy_required"]) == (format.listeners, format.deputy_required)
        assert (choice.get("opens_before"), choice.get("closes_after")) == (format.opens_before_minutes, format.closes_after_minutes)
        assert [phase["minutes"] for phase in choice["phases"]] == [phase.minutes for phase in format.phases]
        for said in (choice["title"], choice["about"], *(phase["title"] for phase in choice["phases"])):
            assert said.keys() == {"en", "hi", "mr"}
            assert all(said.values())
    assert "script" not in json.dumps(answer), "what is read aloud is for who runs the circle"


async def test_formats_are_not_told_without_the_key(served: Served) -> None:
    assert await served.look("/api/formats", key="wrong") == (401, {"code": "wrong-key"})


WRONG: list[tuple[dict[str, Any], str, str | None]] = [
    ({"title": None}, "wrong-value", "title"),
    ({"title": ""}, "wrong-value", "title"),
    ({"title": "  "}, "wrong-value", "title"),
    ({"title": "x" * 61}, "wrong-value", "title"),
    ({"title": "a\nb"}, "wrong-value", "title"),
    ({"title": "a\u202eb"}, "wrong-value", "title"),
    ({"title": "a\u200bb"}, "wrong-value", "title"),
    ({"title": "a\ud800b"}, "not-json", None),
    ({"title": 7}, "wrong-value", "title"),
    ({"title": ["x"]}, "wrong-value", "title"),
    ({"format": "nothing"}, "unknown-format", "format"),
    ({"format": None}, "unknown-format", "format"),
    ({"format": {}}, "unknown-format", "format"),
    ({"language": "fr"}, "wrong-value", "language"),
    ({"language": None}, "wrong-value", "language"),
    ({"minutes": 4}, "wrong-value", "minutes"),
    ({"minutes": 721}, "wrong-value", "minutes"),
    ({"minutes": "60"}, "wrong-value", "minutes"),
    ({"minutes": 60.5}, "wrong-value", "minutes"),
    ({"minutes": True}, "wrong-value", "minutes"),
    ({"minutes": 10**400}, "wrong-value", "minutes"),
    ({"lobby": 1}, "wrong-value", "lobby"),
    ({"lobby": "no"}, "wrong-value", "lobby"),
    ({"names": "typed"}, "wrong-value", "names"),
    ({"names": None}, "wrong-value", "names"),
    ({"people_most": 1}, "wrong-value", "people_most"),
    ({"people_most": 501}, "wrong-value", "people_most"),
    ({"people_most": None}, "wrong-value", "people_most"),
    ({"door": "closed"}, "wrong-value", "door"),
    ({"opens_before": -1}, "wrong-value", "opens_before"),
    ({"opens_before": 241}, "wrong-value", "opens_before"),
    ({"closes_after": None}, "wrong-value", "closes_after"),
    ({"closes_after": 2.5}, "wrong-value", "closes_after"),
    ({"qr": "yes"}, "wrong-value", "qr"),
    ({"starts_at": "19:00"}, "wrong-value", "starts_at"),
    ({"starts_at": "2026-11-22T19:00:00"}, "wrong-value", "starts_at"),
    ({"starts_at": 1790000000}, "wrong-value", "starts_at"),
    ({"starts_at": "0001-01-01T00:00:00+14:00"}, "wrong-value", "starts_at"),
    ({"starts_at": "2999-01-01T19:00:00+05:30"}, "wrong-value", "starts_at"),
    ({"starts_at": "1999-01-01T00:00:00Z"}, "wrong-value", "starts_at"),
    ({"colour": "red"}, "unknown-field", "colour"),
    ({"Title": "x"}, "unknown-field", "Title"),
    ({"x" * 5000: 1}, "unknown-field", "x" * 60),
]


@pytest.mark.parametrize(("change", "code", "field"), WRONG, ids=lambda value: str(value)[:30])
async def test_every_mistake_has_its_own_code_and_opens_nothing(served: Served, change: dict[str, Any], code: str, field: str | None) -> None:
    status, answer = await served.ask("/api/circles", {**GOOD, **change})
    assert (status, answer) == (400, {"code": code} if field is None else {"code": code, "field": field})
    assert await served.app.store.circles() == []


async def test_a_title_in_devanagari_keeps_its_joiners(served: Served) -> None:
    links = await served.open_circle(title=" संध्याकाळची मीटिंग र\u200dय ")
    assert (await served.app.store.load(CircleId(links.code))).circle.title == "संध्याकाळची मीटिंग र\u200dय"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"", {}, 400, "not-json"),
        (b"{", {}, 400, "not-json"),
        (b"[]", {}, 400, "not-json"),
        (b"null", {}, 400, "not-json"),
        (b'"x"', {}, 400, "not-json"),
        (b"\xff\xfe", {}, 400, "not-json"),
        (b"[" * 16000, {}, 400, "not-json"),
        (b'{"a":' * 3000, {}, 400, "not-json"),
        (b'{"title": "' + b"x" * 17000 + b'"}', {}, 413, "body-too-large"),
        (gzip.compress(b'{"title": "' + b"x" * 5_000_000 + b'"}'), {"Content-Encoding": "gzip"}, 400, "not-json"),
        (b"no gzip", {"Content-Encoding": "gzip"}, 400, "not-json"),
    ],
    ids=range(11),
)
async def test_bodies_are_bounded_and_must_be_json(served: Served, body: bytes, headers: dict[str, str], status: int, code: str) -> None:
    sent = {"Authorization": f"Bearer {served.key}", **headers}
    async with aiohttp.ClientSession() as session, session.post(f"{served.url}/api/circles", data=body, headers=sent) as answer:
        assert (answer.status, await answer.json()) == (status, {"code": code})


async def test_a_body_without_a_length_is_bounded_too(served: Served) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 1000

    sent = {"Authorization": f"Bearer {served.key}"}
    async with aiohttp.ClientSession() as session, session.post(f"{served.url}/api/circles", data=endless(), headers=sent) as answer:
        assert (answer.status, await answer.json()) == (413, {"code": "body-too-large"})


async def test_a_caller_who_leaves_in_mid_sentence_is_no_fault(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    head = f"POST /api/circles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.key}\r\nContent-Length: 500\r\n\r\n"
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", served.app.port)
        writer.write(head.encode() + b'{"title"')
        await writer.drain()
        writer.transport.abort()
    chunked = head.replace("Content-Length: 500", "Transfer-Encoding: chunked")
    reader, writer = await asyncio.open_connection("127.0.0.1", served.app.port)
    writer.write(chunked.encode() + b"zz\r\n\r\n")
    assert b" 400 " in await reader.readline()
    writer.close()
    await served.open_circle()
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic {key}", "{key}", "Bearer {key}x", "Bearer x{key}", "Bearer ключ"]
)
async def test_a_wrong_key_opens_nothing(served: Served, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.format(key=served.key)}
    async with aiohttp.ClientSession() as session:
        for path in ("/api/circles", "/api/circles/ABCD2345/invitations"):
            async with session.post(served.url + path, json=GOOD, headers=headers) as answer:
                assert (answer.status, await answer.json()) == (401, {"code": "wrong-key"})
                assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert await served.app.store.circles() == []


async def test_guessing_keys_is_slow_and_locks_nobody_out(served: Served) -> None:
    answers = [(await served.ask("/api/circles", GOOD, key=f"guess{n}"))[1]["code"] for n in range(8)]
    assert answers == ["wrong-key"] * 5 + ["too-many-tries"] * 3
    assert (await served.ask("/api/circles", GOOD))[0] == 201


def test_the_key_is_for_the_server_alone(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "data" / "centre.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(served.key) == 64


async def test_the_key_stays_over_a_restart(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    async with running_server(tmp_path / "data", static=static) as first:
        pass
    async with running_server(tmp_path / "data", static=static) as second:
        assert first.key == second.key


async def test_personal_links_enter_one_person_each(served: Served) -> None:
    code = (await served.open_circle()).code
    links = await served.invite(code, 3)
    assert len(set(links)) == 3
    kept = (await served.app.store.load(CircleId(code))).circle.links
    secrets = [link.rpartition(".")[2] for link in links]
    assert all(link.startswith(f"{served.url}/circle#{code}.") for link in links)
    assert [(link.role, link.personal) for link in kept if link.secret in map(hash_secret, secrets)] == [(Role.MEMBER, True)] * 3
    assert (await served.ask(f"/api/circles/{code.lower()}/invitations", {"count": 1, "role": "member"}))[0] == 201


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "wrong-value", "count"),
        ({"count": 0}, "wrong-value", "count"),
        ({"count": 101}, "wrong-value", "count"),
        ({"count": "3"}, "wrong-value", "count"),
        ({"count": True}, "wrong-value", "count"),
        ({"count": 3, "role": "facilitator"}, "wrong-value", "role"),
        ({"count": 3, "name": "A"}, "unknown-field", "name"),
    ],
)
async def test_a_wrong_invitation_has_its_code(served: Served, body: dict[str, Any], code: str, field: str) -> None:
    circle = (await served.open_circle()).code
    before = (await served.app.store.load(CircleId(circle))).circle
    assert await served.ask(f"/api/circles/{circle}/invitations", body) == (400, {"code": code, "field": field})
    assert (await served.app.store.load(CircleId(circle))).circle == before


async def test_an_ended_circle_invites_nobody(served: Served) -> None:
    code = (await served.open_circle()).code
    before = await served.app.store.load(CircleId(code))
    await served.app.store.commit(before.version, replace(before.circle, stage=Stage.ENDED), None)
    assert await served.ask(f"/api/circles/{code}/invitations", {"count": 1}) == (409, {"code": "ended"})
    assert (await served.app.store.load(CircleId(code))).circle.links == before.circle.links


async def test_invitations_do_not_grow_without_end(served: Served) -> None:
    code = (await served.open_circle()).code
    for _ in range(9):
        await served.invite(code, 100)
    assert await served.ask(f"/api/circles/{code}/invitations", {"count": 99}) == (409, {"code": "too-many-invitations"})
    await served.invite(code, 98)


@pytest.mark.parametrize("code", ["ABCD2345", "nothing", "ABCD234O", "ABCD23456", "ABCD234%C3%9F"])
async def test_no_such_circle(served: Served, code: str) -> None:
    assert await served.ask(f"/api/circles/{code}/invitations", {"count": 1}) == (404, {"code": "no-such-circle"})


async def test_whom_to_call_is_told_once(served: Served) -> None:
    store = served.app.store
    now = int(SystemClock().now())
    await store.keep_follow_up(replace(a_follow_up(at=now), called="Asha"))
    await store.keep_follow_up(replace(a_follow_up(seat="other", at=now + 1), language=Language.HINDI, kind=FollowUpKind.FOLLOW_UP, when=""))
    status, answer = await served.ask("/api/follow-ups/take", {})
    first, second = answer["follow_ups"]
    assert (status, set(answer)) == (200, {"follow_ups"})
    assert first == {
        "circle": "ABCD2345", "kind": "call", "name": "शांत कडुनिंब", "called": "Asha", "number": "+91 98765 43210", "when": "संध्याकाळी ७ नंतर",
        "may_name": False, "at": datetime.fromtimestamp(now, UTC).isoformat(),
    }  # fmt: skip
    assert instant(first["at"]) == now
    assert (second["name"], second["kind"], second["when"], "called" in second) == ("शांत नीम", "follow_up", "", False)
    assert await served.ask("/api/follow-ups/take", {}) == (200, {"follow_ups": []})


async def test_only_the_centre_takes_them(served: Served) -> None:
    kept = a_follow_up(at=SystemClock().now())
    await served.app.store.keep_follow_up(kept)
    assert await served.ask("/api/follow-ups/take", {}, key="wrong") == (401, {"code": "wrong-key"})
    assert await served.ask("/api/follow-ups/take", {"circle": "ABCD2345"}) == (400, {"code": "unknown-field", "field": "circle"})
    assert (await served.ask("/api/follow-ups/take", []))[1] == {"code": "not-json"}
    async with aiohttp.ClientSession() as session, session.get(f"{served.url}/api/follow-ups/take") as answer:
        assert answer.status == 405
    assert await served.app.store.follow_ups(kept.circle) == [kept]


async def test_a_store_that_does_not_answer_is_said(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("away")

    monkeypatch.setattr(served.app.circles, "open", away)
    assert await served.ask("/api/circles", GOOD) == (503, {"code": "unavailable"})


async def test_the_wrong_method_is_said(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{served.url}/api/circles") as answer:
            assert (answer.status, await answer.json(), answer.headers["Allow"]) == (405, {"code": "wrong-method"}, "POST")
        async with session.post(f"{served.url}/api/nothing") as answer:
            assert (answer.status, await answer.json()) == (404, {"code": "no-such-page"})


async def test_readiness_and_counts(served: Served) -> None:
    await served.open_circle()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{served.url}/readyz") as answer:
            assert (answer.status, json.loads(await answer.text())) == (200, {"ready": True, "store": True, "audio": True})
        async with session.get(f"{served.url}/metrics") as answer:
            text = await answer.text()
        assert "circlekeeper_circles 1.0" in text
        assert 'circlekeeper_bugs_total{kind="all"} 0.0' in text
        assert "127.0.0.1" not in text
        # A stranger behind somebody's proxy on this machine is not this machine.
        async with session.get(f"{served.url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
            assert answer.status == 404


async def test_metrics_name_no_circle_and_no_seat(served: Served) -> None:
    code = (await served.open_circle()).code
    async with aiohttp.ClientSession() as session, session.get(f"{served.url}/metrics") as answer:
        lines = [line for line in (await answer.text()).splitlines() if not line.startswith("#")]
    assert all(line.startswith("circlekeeper_") for line in lines)
    assert not any(code in line or "circle=" in line or "seat=" in line for line in lines)
