"""The first circle: three members and a facilitator in real Chromium, real microphones, one person heard at a time."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession

from tests.bounds import TOLERANCE
from tests.browser.people import House, Person
from tests.serving import ServerProcess

FIRST_TONE_SECONDS = 0.5
"""From the tap on Begin to the first tone at a listener."""
SILENCE_SECONDS = 0.3
"""From the tap on Mute to silence at a listener."""
BANNER_SECONDS = 12.0
"""A loss that nothing tells of is shown within 10 s; the picture needs a moment."""


@dataclass(slots=True)
class Room:
    """A (440 Hz) has a personal link and a network that can be cut; B plays 1000 Hz; F keeps."""

    a: Person
    b: Person
    c: Person
    f: Person
    personal: str
    name_of_a: str
    name_of_b: str

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.a, self.b, self.c, self.f


@pytest.fixture
async def room(served: ServerProcess, house: House) -> Room:
    """Everyone came in: F by the facilitator's link, A by a personal one, B and C by the shared one and the lobby. The circle has started."""
    links = await served.centre.open_circle()
    (personal,) = await served.centre.invite(links.code)
    a, b = await house.person("A", hertz=440, network=True), await house.person("B", hertz=1000)
    c, f = await house.person("C"), await house.person("F")
    for person, link in ((f, links.facilitator), (a, personal), (b, links.member), (c, links.member)):
        await person.open(link)
        await person.enter()
    for person in (b, c):
        await person.reads("You are in the waiting room")
    await f.press("Admit all")
    await f.press("Start circle")
    for person in (a, b, c):
        await person.sees("Raise hand")
    return Room(a=a, b=b, c=c, f=f, personal=personal, name_of_a=await own_name(a), name_of_b=await own_name(b))


async def own_name(person: Person) -> str:
    text = await person.page.locator("body").inner_text()
    found = re.search(r"^(.+) · you", text, re.MULTILINE)
    assert found, text
    return found[1]


async def share(speaker: Person) -> None:
    """Raise a hand, be offered, begin."""
    await speaker.press("Raise hand")
    await speaker.has_microphone()
    await speaker.by_voice("Begin")


async def first_tone(speaker: Person, listeners: Iterable[Person]) -> float:
    """Seconds from the tap on Begin until the last of them hears the speaker's tone. The speaker has the piece then."""
    await share(speaker)
    tap = await speaker.pressed("Begin")
    return max([await listener.hears(speaker.hertz, since=tap) - tap for listener in listeners])


async def bounded(bound: float, measured: Callable[[], Awaitable[float]], again: Callable[[], Awaitable[None]]) -> None:
    """One of three tries keeps the bound: it is about what a person feels, and four browsers share this machine with other tests."""
    tries: list[float] = []
    for _ in range(3):
        if tries:
            await again()
        tries.append(await measured())
        if tries[-1] < bound * TOLERANCE:
            return
    raise AssertionError(f"{tries} s, never below {bound * TOLERANCE} s")


async def audio_packets(served: ServerProcess) -> dict[str, int]:
    """What the server counted: packets that came `in`, that were `carried` on, and that went `out`."""
    async with ClientSession() as session, session.get(f"{served.url}/metrics") as answer:
        counted = re.findall(r'^circlekeeper_audio_packets_total\{kind="(\w+)"\} (\S+)$', await answer.text(), re.MULTILINE)
    return {kind: int(float(count)) for kind, count in counted}


async def remaining(person: Person) -> int:
    """Seconds left, as this person's screen says."""
    words = await person.page.get_by_role("timer").first.inner_text()
    found = re.search(r"(\d+):(\d\d)", words)
    assert found, words
    return 60 * int(found[1]) + int(found[2])


async def test_one_person_is_heard_at_a_time(served: ServerProcess, room: Room) -> None:
    a, b, c, f = room.everybody
    began = time.time()
    await share(a)
    for listener in (b, c, f):
        await listener.hears(440)

    # B sends without the floor: packets leave the device, nobody hears them.
    stolen = time.time()
    await b.send_without_asking()
    await b.sends(20)
    for listener in (a, c, f):
        await listener.never_heard(1000, stolen)
    await b.stop_sending()
    await a.never_heard(440, began)  # nobody hears themselves

    # What came in from the holder went out to each listener, packet by packet.
    await a.press("I'm done")
    for listener in (b, c, f):
        await listener.hears(None)
    packets = await audio_packets(served)
    assert packets["carried"] > 10
    assert [await listener.packets("inbound-rtp") for listener in (b, c, f)] == [packets["carried"]] * 3
    assert packets["out"] == 3 * packets["carried"]

    # Whose turn is over sends nothing, although the microphone is still there.
    sent = await a.packets("outbound-rtp")
    await share(b)
    for listener in (a, c, f):
        await listener.hears(1000)
    assert await a.packets("outbound-rtp") == sent


async def test_a_tap_is_heard_at_once(room: Room) -> None:
    a, b, c, f = room.everybody
    await bounded(FIRST_TONE_SECONDS, lambda: first_tone(a, (b, c, f)), lambda: a.press("I'm done"))
    await a.press("I'm done")
    await bounded(FIRST_TONE_SECONDS, lambda: first_tone(b, (a, c, f)), lambda: b.press("I'm done"))

    # Mute: not a packet after 300 ms, and silence at the listeners' ears; the turn goes on, and so does the voice when it is unmuted.
    async def silence() -> float:
        await f.press(f"Mute {room.name_of_b}")
        tap = await f.pressed(f"Mute {room.name_of_b}")
        took = [await listener.hears(None, since=tap) - tap for listener in (a, c, f)]
        for listener in (a, c, f):
            assert await listener.newest_packet() - tap < SILENCE_SECONDS * TOLERANCE
        return max(took)

    async def unmute() -> None:
        await f.press(f"Unmute {room.name_of_b}")
        for listener in (a, c, f):
            await listener.hears(1000)

    await bounded(SILENCE_SECONDS, silence, unmute)
    await unmute()


async def test_a_drop_loses_nothing(room: Room, house: House) -> None:
    a, b, c, f = room.everybody
    await share(a)
    await b.hears(440)

    # A reloads: the piece waits, the clock stands, Begin goes on.
    left = await remaining(b)
    await a.page.reload()
    await a.sees("Begin")
    left = await standing(b, room.name_of_a, left)
    await a.by_voice("Begin")
    left = await going_on(b, left, await a.pressed("Begin"))
    assert await own_name(a) == room.name_of_a

    # A loses the network for 20 s: A's own screen says so, and A goes on by itself, since the tap was made.
    assert a.network is not None
    cut = time.time()
    a.network.cut()
    await a.reads("Your place is kept", seconds=BANNER_SECONDS)
    for listener in (b, c, f):
        await listener.hears(None, since=cut)
    left = await standing(b, room.name_of_a, left)
    await asyncio.sleep(max(0.0, cut + 20 - time.time()))
    mended = time.time()
    a.network.mend()
    left = await going_on(b, left, mended)
    for listener in (c, f):
        await listener.hears(440)

    # A opens the personal link in another browser: the same seat, the rest of the time; the first window is quiet.
    elsewhere = await house.person("A elsewhere", hertz=440)
    await elsewhere.open(room.personal)
    await elsewhere.enter()
    await elsewhere.sees("Begin")
    left = await standing(b, room.name_of_a, left)
    await elsewhere.by_voice("Begin")
    await going_on(b, left, await elsewhere.pressed("Begin"))
    for listener in (c, f):
        await listener.hears(440)
    assert await own_name(elsewhere) == room.name_of_a
    await a.reads("You are here in another window")


async def standing(person: Person, whose: str, before: int) -> int:
    """Seconds left, while the piece waits, as this person's screen says by now: not more than before, and the clock stands still."""
    await person.reads(f"{whose} lost the connection")
    left = await remaining(person)
    await asyncio.sleep(2.5)  # long enough for a running clock to show
    assert await remaining(person) == left <= before
    return left


async def going_on(person: Person, left: int, since: float) -> int:
    """Seconds left, once A is heard again: what was left, and the clock has run since then at most."""
    await person.hears(440, since=since, seconds=30)
    now = await remaining(person)
    assert left - (time.time() - since) - 1 <= now <= left, f"{left} s were left, now {now}"
    return now
