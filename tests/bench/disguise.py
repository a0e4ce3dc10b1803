"""`python -m tests.bench disguise IN_DIR OUT_DIR`: every WAV of a folder through the disguise as it is built, in Chromium's OfflineAudioContext.

The same names come out, 16 bit, mono, at the input's rate; each file's parameters are drawn anew by the browser's own cryptographic
randomness, as in a circle. For listening, and for whoever wants to attack it.
"""

import asyncio
import base64
import json
import math
import sys
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError, Page

from server.bundle import STATIC, NoBundle
from tests.browser.sound import likeness, loudness, rate_of, thin, wav
from tests.browser.stage import browser, pages

RENDER = """async ({ script, rate, file, chance, more }) => {
  const context = new OfflineAudioContext(1, 1, rate);
  const buffer = await context.decodeAudioData(Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0)).buffer);
  const offline = new OfflineAudioContext(1, buffer.length, rate);
  await offline.audioWorklet.addModule(script);
  const drawn = chance ?? [...crypto.getRandomValues(new Uint32Array(5))];
  const node = new AudioWorkletNode(offline, "disguise", {
    outputChannelCount: [1], channelCount: 1, channelCountMode: "explicit", processorOptions: { chance: drawn, ...more } });
  const character = new Promise((resolve) => { node.port.onmessage = ({ data }) => { if (data.pitch) resolve(data); }; });
  const source = new AudioBufferSourceNode(offline, { buffer });
  source.connect(node).connect(offline.destination);
  source.start();
  const made = (await offline.startRendering()).getChannelData(0);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) => buffer.getChannelData(channel));
  const heard = made.map((_, n) => channels.reduce((sum, channel) => sum + channel[n], 0) / channels.length);
  const packed = (samples) => {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  };
  return { ...(await character), before: packed(heard), after: packed(made) };
}"""

LATEST_MS = 60
LOOKED_AT_SECONDS = 3.0
"""For the likeness and the delay: the loudest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What went in, several channels as their mean, and what came out."""

    rate: int
    before: list[float]
    after: list[float]
    warp: float
    pitch: float


async def render(page: Page, file: bytes, chance: list[int] | None = None, **more: object) -> Rendered:
    """A WAV through the built worklet, on any page of ours. `chance` in place of the browser's own, `more` for a test's own processor.
    Raises ValueError for what is no WAV."""
    rate = rate_of(file)
    asked = {"script": script(), "rate": rate, "file": base64.b64encode(file).decode(), "chance": chance, "more": more}
    try:
        made: dict[str, Any] = await page.evaluate(RENDER, asked)
    except PlaywrightError as error:
        raise ValueError(error.message.splitlines()[0]) from None
    return Rendered(rate=rate, before=_samples(made["before"]), after=_samples(made["after"]), warp=made["warp"], pitch=made["pitch"])


def _samples(packed: str) -> list[float]:
    samples = array("f")
    samples.frombytes(base64.b64decode(packed))
    return samples.tolist()


def script() -> str:
    """The address of the audio thread's script."""
    entries: dict[str, dict[str, Any]] = json.loads((STATIC / "dist" / "manifest.json").read_bytes())["entries"]
    return f"/static/dist/{entries['disguise/processor.js']['file']}"


def delay_ms(rate: int, before: list[float], after: list[float]) -> int:
    """By how much the envelope of what comes out lies behind that of what went in, where they are most alike."""
    first, second = (_envelope(rate, sound) for sound in (before, after))
    return max(range(LATEST_MS), key=lambda late: _correlation(first[: len(first) - late], second[late:]))


def _envelope(rate: int, sound: list[float]) -> list[float]:
    """Logarithms of the loudness of each millisecond."""
    edges = [round(ms * rate / 1000) for ms in range(int(len(sound) * 1000 / rate) + 1)]
    return [math.log(loudness(sound[begin:end]) + 1e-3) for begin, end in zip(edges, edges[1:], strict=False)]


def _correlation(first: list[float], second: list[float]) -> float:
    count = min(len(first), len(second))
    if count == 0:
        return 0.0
    a, b = sum(first[:count]) / count, sum(second[:count]) / count
    both = sum((x - a) * (y - b) for x, y in zip(first, second, strict=False))
    strength = math.sqrt(sum((x - a) ** 2 for x in first[:count]) * sum((y - b) ** 2 for y in second[:count]))
    return both / strength if strength > 0 else 0.0


def excerpt(made: Rendered) -> tuple[list[float], list[float]]:
    """The same seconds of both, where something is said."""
    length = int(LOOKED_AT_SECONDS * made.rate)
    starts = range(0, max(1, len(made.before) - length + 1), max(1, made.rate // 2))
    begin = max(starts, key=lambda at: loudness(made.before[at : at + length]))
    return made.before[begin : begin + length], made.after[begin : begin + length]


async def run(inside: Path, outside: Path) -> int:
    """A line for each file; how many could not be read, each named on standard error."""
    unread = 0
    print(f"{'file':32} {'seconds':>7} {'rate':>6} {'warp':>5} {'pitch':>5} {'delay ms':>8} {'likeness':>8}")
    async with pages() as base, browser() as chromium:
        page = await chromium.new_page()
        await page.goto(f"{base}/?language=en")
        for path in _files(inside):
            try:
                made = await render(page, path.read_bytes())
            except ValueError as error:
                print(f"{path.name}: not a WAV that can be read ({error})", file=sys.stderr)
                unread += 1
                continue
            (outside / path.name).write_bytes(wav(made.rate, made.after))
            before, after = excerpt(made)
            late = delay_ms(made.rate, before, after)
            shifted = round(LATEST_MS / 1000 * made.rate)
            alike = likeness(thin(before, made.rate), thin(after[shifted:-shifted] or after, made.rate))
            numbers = f"{len(made.before) / made.rate:7.2f} {made.rate:6} {made.warp:5.2f} {made.pitch:5.0f} {late:8} {alike:8.3f}"
            print(f"{path.name:32} {numbers}", flush=True)
    return unread


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".wav" and path.is_file())


def main(arguments: list[str]) -> int:
    """0; 1 when a file could not be read; 2, with one line, for what was asked wrongly."""
    if len(arguments) != 2:
        return _wrong("usage: python -m tests.bench disguise IN_DIR OUT_DIR")
    inside, outside = map(Path, arguments)
    if not inside.is_dir():
        return _wrong(f"{inside}: no such folder")
    if not _files(inside):
        return _wrong(f"{inside}: no .wav in it")
    if outside.resolve() == inside.resolve():
        return _wrong("the two folders are the same: the voices that go in would be lost")
    try:
        outside.mkdir(parents=True, exist_ok=True)
        return 1 if asyncio.run(run(inside, outside)) else 0
    except (NoBundle, OSError) as error:
        return _wrong(str(error))


def _wrong(line: str) -> int:
    print(line, file=sys.stderr)
    return 2
