"""Relays: a name and a password for an hour, with nothing of the person in them."""

import base64
import hashlib
import hmac
from pathlib import Path

import pytest
from aiohttp import ClientSession

from rooms.ids import Instant
from server.clock import Chance
from server.relays import LASTS_SECONDS, Relays
from server.settings import WrongSetting
from tests.fakes import SureChance
from tests.member import Member
from tests.server.house import MEMBER, leave, open_house
from tests.serving import plain_pages, running_server

URLS = ("turn:relay.example.org:3478", "turns:relay.example.org:443?transport=tcp")
SECRET = "of-the-centre-and-its-relay"
NOW = Instant(1_790_000_000.7)


def test_a_name_says_when_it_ends_and_the_password_is_its_proof() -> None:
    (server,) = Relays(URLS, SECRET, SureChance().token_bytes).servers(NOW)
    assert server["urls"] == list(URLS)
    name = str(server["username"])
    ends, _, word = name.partition(":")
    assert int(ends) == int(NOW) + LASTS_SECONDS
    assert len(word) >= 12
    assert server["credential"] == base64.b64encode(hmac.new(SECRET.encode(), name.encode(), hashlib.sha1).digest()).decode()


def test_two_answers_share_nothing_that_tells_whose_they_are() -> None:
    relays = Relays(URLS, SECRET, Chance().token_bytes)
    (one,), (other,) = relays.servers(NOW), relays.servers(NOW)
    assert one["username"] != other["username"]
    assert one["credential"] != other["credential"]


def test_where_there_are_none_there_is_nothing_to_guess() -> None:
    assert Relays((), "", Chance().token_bytes).servers(NOW) == []


async def test_only_who_sits_in_the_circle_is_told() -> None:
    async with open_house() as house:
        await house.open()
        anu, wim, stranger = await house.joined(secret=MEMBER), await house.joined(secret=None), house.member()
        assert await anu.ask("relays") == {"ok": True, "servers": []}
        assert await anu.ask("relays", {"for": "ever"}) == {"ok": False, "code": "bad-message"}
        assert await wim.ask("relays") == {"ok": False, "code": "seated-only"}
        await stranger.connect()
        assert await stranger.ask("relays") == {"ok": False, "code": "not-joined"}
        await leave(anu, wim, stranger)


async def test_a_server_with_relays_tells_them(tmp_path: Path) -> None:
    secret = tmp_path / "turn.secret"
    secret.write_text(SECRET + "\n")
    async with (
        running_server(tmp_path / "data", static=plain_pages(tmp_path / "pages"), turn=URLS, turn_secret=secret) as served,
        ClientSession() as session,
        Member(session, served.url) as kim,
    ):
        links = await served.open_circle()
        assert (await kim.join(links.code, links.facilitator.rpartition(".")[2]))["ok"]
        (server,) = (await kim.ask("relays"))["servers"]
        assert server["urls"] == list(URLS)
        assert hmac.digest(SECRET.encode(), server["username"].encode(), "sha1") == base64.b64decode(server["credential"])


@pytest.mark.parametrize(("holds", "says"), [(None, "cannot be read: No such file"), ("short", "holds 5 characters; 16 at least, by chance")])
async def test_a_secret_that_is_none_is_told_at_the_start(tmp_path: Path, holds: str | None, says: str) -> None:
    secret = tmp_path / "turn.secret"
    if holds is not None:
        secret.write_text(holds)
    with pytest.raises(WrongSetting, match=says):
        async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "pages"), turn=URLS, turn_secret=secret):
            pass
