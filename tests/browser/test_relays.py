"""Networks that let no voice through: three people who reach the server only by a relay hear each other, by UDP, by TCP and by TLS."""

import hmac
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aioice import stun, turn

from rooms.ids import Instant
from server.clock import Chance
from server.relays import Relays
from tests.browser.coturn import HOST, SECRET, Relay, coturn
from tests.browser.people import House, Person, people
from tests.browser.test_first_circle import share
from tests.serving import server_process

WAYS = {"udp": 440, "tcp": 1000, "tls": 2500}
"""And the tone that each one speaks."""

BLOCKED = """
const url = %r;
const Plain = RTCPeerConnection;
const only = (config) => ({ ...config, iceTransportPolicy: "relay", iceServers: config.iceServers?.map((server) => ({ ...server, urls: [url] })) });
globalThis.RTCPeerConnection = class extends Plain {
  constructor(config) { super(only(config)); }
  setConfiguration(config) { super.setConfiguration(only(config)); }
};
"""
"""A network where no other way is open than this one."""


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    async with coturn(tmp_path / "relay") as running:
        yield running


async def blocked(house: House, relay: Relay, way: str) -> Person:
    person = await house.person(way, hertz=WAYS[way])
    await person.context.add_init_script(BLOCKED % relay.url(way))
    return person


async def test_people_who_reach_only_a_relay_hear_each_other(relay: Relay, chromium: str | None, tmp_path: Path) -> None:
    secret = tmp_path / "turn.secret"
    secret.write_text(SECRET)
    options = [part for way in WAYS for part in ("--turn", relay.url(way))]
    async with (
        server_process(tmp_path / "data", *options, "--turn-secret", str(secret)) as served,
        people(chromium, served.audio_port, tmp_path) as house,
    ):
        house.flags = (f"--ignore-certificate-errors-spki-list={relay.pin}",)
        links = await served.centre.open_circle(lobby=False)
        everybody = [await blocked(house, relay, way) for way in WAYS]
        for person, link in zip(everybody, (links.facilitator, links.member, links.member), strict=True):
            await person.open(link)
            await person.enter()
        keeper, one, other = everybody
        await keeper.press("Start circle")
        for speaker, listeners in ((one, (keeper, other)), (other, (keeper, one))):
            await share(speaker)
            for listener in listeners:
                await listener.hears(speaker.hertz, seconds=40)
            await speaker.press("I'm done")
    log = relay.log.read_text(errors="replace")
    assert log.count("ALLOCATE processed, success") >= len(WAYS)


async def test_an_expired_name_and_a_made_up_password_get_no_relay(relay: Relay) -> None:
    (good,) = Relays([relay.url("udp")], SECRET, Chance().token_bytes).servers(Instant(time.time()))
    name = str(good["username"])
    await allocate(relay, name, str(good["credential"]))
    expired = f"{int(time.time()) - 10}:{name.partition(':')[2]}"
    for wrong_name, password in ((expired, signed(expired)), (name, signed(name)[:-4] + "AAA="), (name.replace(":", "0:"), str(good["credential"]))):
        with pytest.raises(stun.TransactionFailed) as refused:
            await allocate(relay, wrong_name, password)
        assert refused.value.response.attributes["ERROR-CODE"][0] == 401


def signed(name: str) -> str:
    return b64encode(hmac.digest(SECRET.encode(), name.encode(), "sha1")).decode()


async def allocate(relay: Relay, name: str, password: str) -> None:
    from asyncio import DatagramProtocol

    transport, _ = await turn.create_turn_endpoint(DatagramProtocol, server_addr=(HOST, relay.port), username=name, password=password)
    transport.close()
