"""The disguise, as the server hears it: another voice, or none; whatever breaks, never the person's own."""

import array
import asyncio
import io
import json
import os
import time
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast

import av
import pytest
from aiortc.codecs.opus import OpusDecoder
from aiortc.jitterbuffer import JitterFrame
from playwright.async_api import BrowserContext, Page

from tests.bench import disguise as bench
from tests.bench.disguise import delay_ms, excerpt, render
from tests.browser.people import PATIENCE_SECONDS, House, Person
from tests.browser.sound import likeness, loudness, power, speech, thin, tone, wav
from tests.browser.stage import browser, pages
from tests.meetings.people import People, Person as Peer
from tests.serving import ServerProcess
from tests.voice import Voice

RATE = 48_000
OFTEN = int(os.environ.get("CIRCLEKEEPER_DISGUISE_FAULTS", "1"))
"""How often each fault is planted in a meeting; ten is what was promised, and takes some minutes."""
FAULTS = ("throw", "end", "stall", "mute", "suspend", "close", "device")
LOOP_SECONDS = 4.0
HEARD_SECONDS = 1.5
LATEST_MS = 20
NOT_THEIRS = 0.2
"""Likeness to what went into the microphone. The same voice through Opus and the browser's noise suppression is alike by 0.5 and more."""
SILENT = 0.001
BLOCK = 128
"""Samples that an audio thread makes at a time."""
NOTICED_SECONDS = 0.5
"""Without a packet: eight of them would have come."""
HERE = Path(__file__).parent


@pytest.fixture
async def peers(served: ServerProcess) -> AsyncIterator[People]:
    async with People(served.url) as people:
        yield people


class Listener:
    """What a voice hears, decoded."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._decoder = OpusDecoder()
        self._done = 0
        self.sound: list[float] = []

    @property
    def packets(self) -> int:
        return len(self._voice.packets)

    def listen(self) -> list[float]:
        """All so far, at 48 kHz; pauses between packets are left out."""
        for packet in self._voice.packets[self._done :]:
            for frame in self._decoder.decode(JitterFrame(packet[12:], 0)):
                stereo = array.array("h", bytes(cast(av.AudioFrame, frame).planes[0]))
                self.sound += [sample / 2**15 for sample in stereo[: 2 * cast(av.AudioFrame, frame).samples : 2]]
        self._done = self.packets
        return self.sound

    async def silence(self, after: str) -> None:
        """Until nothing has come for a while: what was on its way when the fault was noticed is still the disguised voice."""
        limit, packets = time.monotonic() + PATIENCE_SECONDS, -1
        while self.packets != packets:
            assert time.monotonic() < limit, f"{after}: something is sent"
            packets = self.packets
            await asyncio.sleep(NOTICED_SECONDS)

    async def more(self, seconds: float) -> list[float]:
        """The next so many seconds of it."""
        begin = len(self.listen())
        async with asyncio.timeout(15):
            while len(self.listen()) - begin < seconds * RATE:  # noqa: ASYNC110  # packets come from a socket's reader
                await asyncio.sleep(0.05)
        return self.sound[begin : begin + int(seconds * RATE)]


@dataclass(slots=True)
class Meeting:
    """A keeper who listens, and somebody in a browser whose microphone plays a file over and over."""

    keeper: Peer
    person: Person
    ears: Listener
    seat: str

    @classmethod
    async def begin(cls, served: ServerProcess, house: House, peers: People, file: Path, *, breaks: bool = False) -> Self:
        links = await served.centre.open_circle(lobby=False)
        keeper = peers.person(voice=True)
        assert (await keeper.come(links.facilitator))["ok"]
        assert (await keeper.do("start_circle"))["ok"]
        person = await house.person("A", sound=file, policy=not breaks)
        await (breakable(person.context) if breaks else person.context.add_init_script(path=HERE / "disguise.js"))
        await person.open(links.member)
        await person.enter()
        await person.sees("Raise hand")
        await keeper.member.until(lambda seen: len(seen.view["seats"]) == 2)
        (seat,) = keeper.member.view["seats"].keys() - {keeper.member.seat}
        assert keeper.voice is not None
        return cls(keeper=keeper, person=person, ears=Listener(keeper.voice), seat=seat)

    async def share(self, voice: str) -> None:
        """By voice, from the raised hand on."""
        await self.person.press("Raise hand")
        await self.person.has_microphone(voice)
        await self.person.by_voice("Begin", voice)
        await self.person.sees("I'm done")

    async def attached(self) -> int:
        """How often a microphone's own track was given to the connection, by whatever door."""
        return await self.person.page.evaluate("() => broken.raw()")


async def breakable(at: BrowserContext | Page) -> None:
    """Its disguise can be broken, in the audio thread too. Chromium lets no test change a worklet's script on its way, so one is loaded before it."""
    await at.add_init_script(path=HERE / "disguise.js")
    await at.add_init_script(f"broken.before = {json.dumps((HERE / 'faulty.js').read_text('utf-8'))};")


def looped(sound: list[float]) -> list[float]:
    """Wherever in the file an excerpt begins, it is in here."""
    return thin(sound + sound[: int((HEARD_SECONDS + 0.1) * RATE)], RATE)


@pytest.mark.parametrize("what", ["tone", "speech"])
async def test_the_server_hears_another_voice(served: ServerProcess, house: House, peers: People, tmp_path: Path, what: str) -> None:
    """And it would have heard the person's own: the second share is without the disguise."""
    said = tone(RATE, LOOP_SECONDS) if what == "tone" else speech(RATE, LOOP_SECONDS)
    (tmp_path / "said.wav").write_bytes(wav(RATE, said))
    meeting = await Meeting.begin(served, house, peers, tmp_path / "said.wav")

    await meeting.share("Disguised")
    heard = await meeting.ears.more(HEARD_SECONDS)
    assert loudness(heard) > 10 * SILENT, "something is heard"
    assert await meeting.attached() == 0
    await meeting.person.press("I'm done")

    await meeting.person.unfold("Settings")
    await meeting.person.press("Change")
    await meeting.share("My own voice")
    own = await meeting.ears.more(HEARD_SECONDS)
    assert await meeting.attached() > 0

    if what == "tone":
        assert peak(own) > 30, "the person's own tone"
        assert peak(heard) < 3, "no tone of theirs"
    else:
        reference = looped(said)
        assert likeness(reference, thin(own, RATE)) > 0.5
        assert likeness(reference, thin(heard, RATE)) < NOT_THEIRS


def peak(sound: list[float]) -> float:
    """How far 440 Hz stands out of what is around it."""
    around = max(power(sound, RATE, hertz) for hertz in (405, 415, 425, 455, 465, 475))
    return power(sound, RATE, 440) / max(around, 1e-15)


async def test_whatever_breaks_there_is_silence_and_it_comes_back_disguised(
    served: ServerProcess, house: House, peers: People, tmp_path: Path
) -> None:
    said = speech(RATE, LOOP_SECONDS)
    (tmp_path / "said.wav").write_bytes(wav(RATE, said))
    meeting = await Meeting.begin(served, house, peers, tmp_path / "said.wav", breaks=True)
    person, ears = meeting.person, meeting.ears
    await meeting.share("Disguised")
    reference = looped(said)
    heard = await ears.more(HEARD_SECONDS)
    assert likeness(reference, thin(heard, RATE)) < NOT_THEIRS
    for fault in FAULTS * OFTEN:
        await person.page.evaluate("fault => broken.by[fault]()", fault)
        await person.reads("Your disguise stopped. Nothing is sent.")
        await ears.silence(fault)
        assert await meeting.person.page.evaluate("() => broken.microphones.every(track => track.readyState === 'ended')"), fault
        ears.listen()
        await meeting.keeper.do("add_time", seconds=60)
        await person.press("Try again")
        assert loudness(await ears.more(0.5)) > SILENT, fault
        assert await meeting.attached() == 0, fault
    back = await ears.more(HEARD_SECONDS)
    assert likeness(reference, thin(back, RATE)) < NOT_THEIRS


async def test_a_reload_forgets_the_choice_and_asks_before_anything_is_sent(
    served: ServerProcess, house: House, peers: People, tmp_path: Path
) -> None:
    (tmp_path / "said.wav").write_bytes(wav(RATE, speech(RATE, LOOP_SECONDS)))
    meeting = await Meeting.begin(served, house, peers, tmp_path / "said.wav")
    await meeting.share("Disguised")
    await meeting.ears.more(0.5)
    await meeting.person.page.reload()
    await meeting.person.press("Begin")
    await meeting.person.sees("Disguised")
    assert await meeting.person.page.evaluate("() => broken.microphones.length") == 0, "no microphone before the answer"
    assert await meeting.attached() == 0
    await meeting.person.press("Disguised")
    await meeting.person.by_voice("Begin", "Disguised")
    assert loudness(await meeting.ears.more(0.5)) > SILENT
    assert await meeting.attached() == 0


async def test_a_try_is_heard_by_nobody_else(served: ServerProcess, house: House, peers: People, tmp_path: Path) -> None:
    (tmp_path / "said.wav").write_bytes(wav(RATE, speech(RATE, LOOP_SECONDS)))
    meeting = await Meeting.begin(served, house, peers, tmp_path / "said.wav")
    await meeting.person.unfold("Settings")
    await meeting.person.press("Change")
    await meeting.person.press("Disguised")
    await meeting.person.press("Try my voice")
    await meeting.person.reads("Speak now")
    await meeting.person.reads("This is how you sound.")
    await meeting.person.reads("Speak for 4 seconds")
    await meeting.person.press("Good, keep it")
    assert meeting.ears.packets == 0
    assert await meeting.person.page.evaluate("() => [localStorage.length, Object.values(sessionStorage).join().includes('disguised')]") == [0, False]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """With the built worklet within reach, and no circle."""
    async with pages() as base, browser() as chromium:
        opened = await chromium.new_page(bypass_csp=True)
        await breakable(opened)
        await opened.goto(f"{base}/?language=en")
        yield opened


@pytest.mark.parametrize("rate", [44_100, 48_000])
async def test_the_built_worklet_is_late_by_less_than_20_ms(page: Page, rate: int) -> None:
    for chance in (0, 2**32 - 1):
        made = await render(page, wav(rate, speech(rate, 2.0)), [chance, chance, 1, 2, 3])
        before, after = excerpt(made)
        assert 0 < delay_ms(rate, before, after) <= LATEST_MS
        assert loudness(after) > 10 * SILENT
        late = round(0.05 * rate)
        assert likeness(thin(before, rate), thin(after[late:-late], rate)) < NOT_THEIRS


@pytest.mark.parametrize("fault", ["throw", "end"])
async def test_a_worklet_that_breaks_is_silent_ten_times_of_ten(page: Page, fault: str) -> None:
    file = wav(16_000, speech(16_000, 2.0))
    for number in range(10):
        at = 0.4 + 0.1 * number
        made = await render(page, file, fault=fault, at=at)
        assert loudness(made.after[: int(at * 16_000)]) > SILENT
        assert set(made.after[int(at * 16_000) + 2 * BLOCK :]) == {0.0}, "Chromium plays the last block once more"


def test_the_bench_leads_a_folder_through_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = speech(16_000, 1.0)
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    (inside / "mono.wav").write_bytes(wav(16_000, said))
    (inside / "two.WAV").write_bytes(stereo(22_050, said))
    assert bench.main([str(inside), str(outside)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["file", "mono.wav", "two.WAV"]
    for name, rate, count in (("mono.wav", 16_000, len(said)), ("two.WAV", 22_050, len(said))):
        with wave.open(str(outside / name)) as made:
            assert (made.getnchannels(), made.getsampwidth(), made.getframerate(), made.getnframes()) == (1, 2, rate, count)
    (inside / "no.wav").write_text("not a sound")
    assert bench.main([str(inside), str(outside)]) == 1
    assert "no.wav" in capsys.readouterr().err


def stereo(rate: int, sound: list[float]) -> bytes:
    """The same on both sides."""
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array.array("h", [round(32767 * sample) for sample in sound for _ in range(2)]).tobytes())
    return body.getvalue()


def test_the_bench_says_in_one_line_what_was_asked_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in (([], "usage"), ([str(tmp_path / "nowhere"), "out"], "no such folder"), ([str(tmp_path), "out"], "no .wav in it")):
        assert bench.main(arguments) == 2
        assert said in capsys.readouterr().err
