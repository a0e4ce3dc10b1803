"""People from outside: `python -m tests.installation.visit PAGES_HOST RELAY_HOST ADDRESS`, where they are. Says what it saw, a line each.

One person reaches the server's voices as browsers do; each of the others only by one of the relay's doors, as in networks that block voices.
Everybody speaks, and all others hear. After an empty line it waits for one on its standard input, and then all that again.
"""

import asyncio
import os
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from shutil import which

import aiohttp
import aiohttp.abc
from cryptography import x509

from tests.browser.people import House, Person, people
from tests.browser.test_relays import BLOCKED
from tests.certificates import pin_of, trusting
from tests.meetings.people import secret_of
from tests.member import Dropped, Member

DIRECT = "past the relay"
SECONDS = 60.0


def doors(relay: str) -> dict[str, str]:
    """The relay's URLs, as the server gives them to browsers, by what an operator calls them."""
    return {
        "by UDP 443": f"turn:{relay}:443?transport=udp",
        "by UDP 3478": f"turn:{relay}:3478?transport=udp",
        "by TCP 3478": f"turn:{relay}:3478?transport=tcp",
        "by TLS on 443": f"turns:{relay}:443?transport=tcp",
    }


async def visit(pages: str, relay: str, address: str, key: str, folder: Path) -> None:
    pins = [await asyncio.to_thread(_pin, name, address) for name in (pages, relay)]
    connector = aiohttp.TCPConnector(ssl=False, resolver=There(address))
    async with aiohttp.ClientSession(connector=connector) as session, people(which("chromium"), 0, folder) as house:
        # A relay's name is looked up with a dot at its end.
        rules = ", ".join(f"MAP {name} {address}" for name in (pages, relay, f"{relay}."))
        house.flags = (f"--host-resolver-rules={rules}", f"--ignore-certificate-errors-spki-list={','.join(pins)}",)
        facilitator, member = await _open_circle(session, pages, key)
        async with Member(session, f"https://{pages}") as keeper:
            assert (await keeper.join(*secret_of(facilitator)))["ok"]
            await keeper.until(lambda keeper: keeper.view.get("seats"))
            everybody = dict([await _comes(house, keeper, member, way, url) for way, url in ({DIRECT: ""} | doors(relay)).items()])
            assert (await keeper.do("start_circle"))["ok"]
            for words in ("is heard by all others", "still is"):
                for seat, person in everybody.items():
                    given = await keeper.do("give", seat=seat)
                    assert given["ok"], (person.name, given, keeper.view)
                    await _is_heard(person, [other for other in everybody.values() if other is not person])
                    print(f"who comes {person.name} {words}", flush=True)
                print(flush=True)
                await _until_a_line(keeper)


async def _until_a_line(keeper: Member) -> None:
    """Whose browser would come back by itself when a worker goes: a circle without a facilitator becomes a quiet place after a while."""
    line = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    while not line.done():
        if not keeper.online:
            with suppress(aiohttp.ClientError, Dropped, TimeoutError):
                await keeper.come_back()
        await asyncio.wait([line], timeout=0.5)
    await line


async def _comes(house: House, keeper: Member, link: str, way: str, url: str) -> tuple[str, Person]:
    """Their seat, and themselves."""
    before = set(keeper.view["seats"])
    person = await house.person(way, hertz=440 + 500 * len(before))
    if url:
        await person.context.add_init_script(BLOCKED % url)
    await person.open(link)
    await person.enter()
    await keeper.until(lambda keeper: len(keeper.view["seats"]) > len(before))
    return (set(keeper.view["seats"]) - before).pop(), person


async def _is_heard(speaker: Person, listeners: list[Person]) -> None:
    await speaker.sees("Begin")
    await speaker.by_voice("Begin")
    for listener in listeners:
        await listener.hears(speaker.hertz, seconds=SECONDS)
    await speaker.press("I'm done")


class There(aiohttp.abc.AbstractResolver):
    """Every name leads to the installation."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[aiohttp.abc.ResolveResult]:
        return [{"hostname": host, "host": self._address, "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None: ...


async def _open_circle(session: aiohttp.ClientSession, pages: str, key: str) -> tuple[str, str]:
    """The facilitator's link and the members', as the centre's own software gets them."""
    body = {"title": "Evening circle", "format": "circle", "lobby": False}
    async with session.post(f"https://{pages}/api/circles", json=body, headers={"Authorization": f"Bearer {key}"}) as answer:
        assert answer.status == 201, await answer.text()
        links = (await answer.json())["links"]
        return links["facilitator"], links["member"]


def _pin(name: str, address: str) -> str:
    """Of the certificate that is shown to who asks for that name: nobody here knows who signed it."""
    context = trusting()
    ends = time.monotonic() + SECONDS
    while True:
        try:
            with socket.create_connection((address, 443), timeout=SECONDS) as plain, context.wrap_socket(plain, server_hostname=name) as connection:
                shown = connection.getpeercert(binary_form=True)
            break
        except OSError:  # listening, but still without a certificate
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
    assert shown is not None
    certificate = x509.load_der_x509_certificate(shown)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    assert names == [name], f"asked for {name}, shown {names}"
    return pin_of(certificate)


def main() -> None:
    pages, relay, address = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(visit(pages, relay, address, os.environ["CENTRE_KEY"], Path(folder)))


if __name__ == "__main__":
    main()
