"""People in real Chromium: each opens a link, presses buttons by their names, speaks a tone and says what they hear.

async with people(chromium, audio_port, folder) as house:
    a = await house.person("A", hertz=440)
    await a.open(link); await a.enter(); await a.press("Raise hand"); await a.by_voice("Begin")
    await b.hears(440)
"""

import asyncio
import math
import struct
import time
import wave
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from playwright.async_api import Browser, BrowserContext, Locator, Page, Playwright, async_playwright, expect

from tests.browser.network import Network

RATE = 48000
FLAGS = (
    "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--autoplay-policy=no-user-gesture-required", "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding", "--force-webrtc-ip-handling-policy=default",
)  # fmt: skip
NOWHERE = "127.0.0.1:1"
QUIET = (
    f"--component-updater=url-source=http://{NOWHERE}/", f"--gaia-url=http://{NOWHERE}/",
    "--disable-features=AutofillServerCommunication,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,SegmentationPlatform,Translate",
)  # fmt: skip
"""What Chromium asks its maker by itself, whatever page it shows: for updates, the time, who is signed in, what kind of form that is.
Switched off, or sent where nobody is, so that a proxy sees the pages' own requests alone."""
DRAWS = """(number) => {
  const draw = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (array) => array.length === 2 ? (array.set([draw(array)[0], 128 + number % 128]), array) : draw(array);
}"""
"""A name is a pair of bytes. Two who draw the same are told so and draw again, which is a press more than a test makes: once in some hundred runs."""
PATIENCE_SECONDS = 15.0
"""For anything a person waits for. Four browsers share two cores."""
STEADY = 8
"""Measurements in a row, 80 ms, that make a tone or a silence and not a click."""
NEAR_HERTZ = 60
"""The spectrum's bins are 47 Hz apart."""


@dataclass(slots=True)
class Person:
    """One browser window."""

    name: str
    hertz: int
    page: Page
    context: BrowserContext
    network: Network | None = None
    problems: list[str] = field(default_factory=list[str])
    """What the page's console complained of."""

    async def open(self, link: str) -> None:
        await self.page.goto(link)

    async def enter(self) -> None:
        """Agree and come in."""
        await self.page.get_by_role("checkbox", name="I agree").check()
        await self.press("Enter")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def press(self, name: str) -> None:
        await self.button(name).first.click(timeout=PATIENCE_SECONDS * 1000)

    async def unfold(self, title: str) -> None:
        """What is behind a heading that opens."""
        await self.page.locator("summary", has_text=title).click()

    async def sees(self, name: str, seconds: float = PATIENCE_SECONDS) -> None:
        """A button of that name."""
        await expect(self.button(name).first).to_be_visible(timeout=seconds * 1000)

    async def reads(self, words: str, seconds: float = PATIENCE_SECONDS) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible(timeout=seconds * 1000)

    async def pressed(self, name: str) -> float:
        """When that button was pressed last, in seconds of this machine's clock."""
        times = await self.page.evaluate("name => ears.presses.filter((press) => press.what === name).map((press) => press.at)", name)
        assert times, f"{self.name} never pressed {name}"
        return times[-1] / 1000

    # ------------------------------------------------------------------------------------------------------- the voice

    async def heard(self, since: float) -> list[tuple[float, float, float]]:
        """(time, loudness, hertz) of everything since then."""
        return cast(
            list[tuple[float, float, float]],
            await self.page.evaluate("since => ears.heard.filter(([at]) => at >= since * 1000).map(([at, ...rest]) => [at / 1000, ...rest])", since),
        )

    async def hears(self, hertz: int | None, *, since: float | None = None, seconds: float = PATIENCE_SECONDS) -> float:
        """When the tone (or with None the silence) began that is heard now. Looks from `since` on, by default from now on."""
        began = time.time() if since is None else since
        limit = time.monotonic() + seconds
        while True:
            found = steady(await self.heard(began), hertz)
            if found is not None:
                return found
            if time.monotonic() > limit:
                last = (await self.heard(time.time() - 0.5))[-STEADY:]
                raise AssertionError(f"{self.name} expected {hertz} Hz, heard {last}; {await self.state()}")
            await asyncio.sleep(0.05)

    async def never_heard(self, hertz: int, since: float) -> None:
        found = steady(await self.heard(since), hertz)
        assert found is None, f"{self.name} heard {hertz} Hz"

    async def packets(self, kind: str) -> int:
        """Packets of the one call there was: `inbound-rtp` of all voices together, or `outbound-rtp`."""
        assert await self.page.evaluate("() => ears.calls.length") == 1, f"{self.name} had to connect again"
        return cast(int, await self.page.evaluate("kind => ears.packets(kind)", kind))

    async def connects_again(self, seconds: float) -> None:
        """Until a second call was made."""
        async with asyncio.timeout(seconds):
            while await self.page.evaluate("() => ears.calls.length") < 2:  # noqa: ASYNC110  # in another process, which sends no event
                await asyncio.sleep(0.05)

    async def newest_packet(self) -> float:
        """When it came, in seconds of this machine's clock."""
        return cast(float, await self.page.evaluate("() => ears.newest()")) / 1000

    async def has_microphone(self, voice: str = "My own voice") -> None:
        """Until it is open, with that answer to how they want to be heard. A person reads the screen meanwhile; a test on a busy machine
        would press too early."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (asked := await self.button(voice).is_visible()) or not await self.page.evaluate("() => ears.open()"):
                if asked:
                    await self.press(voice)
                await asyncio.sleep(0.05)

    async def by_voice(self, what: str, voice: str = "My own voice") -> None:
        """Presses what needs the microphone: whoever is asked first how they want to be heard says so, and presses again."""
        await self.press(what)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self.button(voice).is_visible() and await self.button(what).is_visible():  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)
        if await self.button(voice).is_visible():  # it may have come between the two looks
            await self.has_microphone(voice)
            await self.press(what)

    async def sends(self, packets: int) -> None:
        """Until so many left the device."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.packets("outbound-rtp") < packets:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0.05)

    async def send_without_asking(self) -> None:
        """What a modified client does: the microphone is attached although nobody gave it the floor."""
        await self.page.evaluate("""async () => {
            const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
            await ears.calls.at(-1).getSenders()[0].replaceTrack(stream.getAudioTracks()[0]); }""")

    async def stop_sending(self) -> None:
        await self.page.evaluate("() => ears.calls.at(-1).getSenders()[0].replaceTrack(null)")

    async def state(self) -> dict[str, Any]:
        """For a failure's message."""
        return {**await self.page.evaluate("() => ears.state()"), "problems": self.problems}


def steady(heard: list[tuple[float, float, float]], hertz: int | None) -> float | None:
    """When the first run of `STEADY` measurements that agree began."""
    run = 0
    for index, (_, loudness, measured) in enumerate(heard):
        agrees = measured == 0 if hertz is None else measured > 0 and abs(measured - hertz) < NEAR_HERTZ and loudness > 0
        run = run + 1 if agrees else 0
        if run == STEADY:
            return heard[index - STEADY + 1][0]
    return None


@dataclass(slots=True)
class House:
    """Where the people sit: one browser process for each sound, since Chromium takes its microphone's file on the command line."""

    playwright: Playwright
    chromium: str | None
    audio_port: int
    folder: Path
    stack: AsyncExitStack
    browsers: dict[Path, Browser] = field(default_factory=dict[Path, Browser])
    flags: tuple[str, ...] = ()
    """For browsers that are opened from now on."""
    names: int = 0
    """So many windows there were: each draws a name that no other window and no `Member` has."""

    async def person(self, name: str, *, hertz: int = 2500, network: bool = False, sound: Path | None = None, policy: bool = True) -> Person:
        """A new window, with nothing remembered. With `network`, on a road that can be cut. `sound`: a WAV to speak, in place of the tone.
        Without `policy` a test may run scripts of its own where the pages' policy forbids them."""
        road = await self.stack.enter_async_context(Network(self.audio_port).working()) if network else None
        spoken = sound or self._tone(hertz)
        browser = self.browsers.get(spoken)
        if browser is None:
            browser = self.browsers[spoken] = await self._launch(spoken)
        proxy: Any = {"server": f"http://127.0.0.1:{road.proxy}", "bypass": "<-loopback>"} if road else None
        context = await browser.new_context(permissions=["microphone"], locale="en-IN", proxy=proxy, bypass_csp=not policy)
        await context.add_init_script(path=Path(__file__).with_name("ears.js"))
        self.names += 1
        await context.add_init_script(f"({DRAWS})({self.names})")
        if road:
            await context.add_init_script(f"ears.relay = {road.relay};")
        page = await context.new_page()
        person = Person(name=name, hertz=hertz, page=page, context=context, network=road)
        page.on("console", lambda message: person.problems.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: person.problems.append(str(error)))
        return person

    def _tone(self, hertz: int) -> Path:
        tone = self.folder / f"{hertz}.wav"
        if not tone.exists():  # or what the test has put there
            write_tone(tone, hertz)
        return tone

    async def watched_person(self, name: str) -> tuple[Person, Network]:
        """A new window in a browser of its own, all of whose requests go through a proxy that notes them: its pages' and its own."""
        road = await self.stack.enter_async_context(Network(self.audio_port).working())
        proxied = f"--proxy-server=127.0.0.1:{road.proxy}", "--proxy-bypass-list=<-loopback>", *QUIET
        own = self.folder / f"watched-{road.proxy}.wav"
        self.browsers[own] = await self._launch(self._tone(440), *proxied)
        return await self.person(name, hertz=440, sound=own), road

    async def _launch(self, spoken: Path, *more: str) -> Browser:
        flags = [*FLAGS, *self.flags, f"--use-file-for-fake-audio-capture={spoken}", *more]
        return await self.playwright.chromium.launch(executable_path=self.chromium, args=flags)


@asynccontextmanager
async def people(chromium: str | None, audio_port: int, folder: Path) -> AsyncGenerator[House]:
    async with async_playwright() as playwright, AsyncExitStack() as stack:
        house = House(playwright=playwright, chromium=chromium, audio_port=audio_port, folder=folder, stack=stack)
        try:
            yield house
        finally:
            for browser in house.browsers.values():
                await browser.close()


def write_tone(path: Path, hertz: int) -> None:
    """Two seconds that join without a click when they are played in a circle."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", int(16000 * math.sin(2 * math.pi * hertz * n / RATE))) for n in range(2 * RATE)))
