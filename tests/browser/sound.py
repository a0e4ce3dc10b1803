"""Sound for tests of the disguise: something like speech, a WAV of it, how alike two sounds are. Without libraries: for seconds, not for minutes."""

import array
import cmath
import io
import itertools
import math
import random
import struct
import wave
from collections.abc import Iterable, Sequence

VOWELS = ((730.0, 1090.0, 2440.0), (270.0, 2290.0, 3010.0), (300.0, 870.0, 2240.0), (530.0, 1840.0, 2480.0))
"""The first three resonances of a, i, u, e, in hertz."""

Sound = Sequence[float]


def speech(rate: int, seconds: float) -> list[float]:
    """Vowels on a pitch that glides, hisses, pauses. The same each time."""
    chance = random.Random(4)
    said: list[float] = []
    while len(said) < seconds * rate:
        for formants in chance.sample(VOWELS, 3):
            said += level(resonate([chance.uniform(-1, 1) for _ in range(int(0.09 * rate))], rate, ((5000.0, 900.0),)), 0.04)
            begin, end = chance.uniform(95, 150), chance.uniform(85, 120)
            count = int(chance.uniform(0.18, 0.3) * rate)
            pulses, phase = [0.0] * count, 0.0
            for n in range(count):
                phase += (begin + (end - begin) * n / count) / rate
                if phase >= 1:
                    phase, pulses[n] = phase - 1, 1.0
            said += level(resonate(pulses, rate, [(hertz, 60.0 + 40 * n) for n, hertz in enumerate(formants)]), 0.12)
        said += [0.0] * int(0.2 * rate)
    return said[: int(seconds * rate)]


def resonate(sound: list[float], rate: int, formants: Iterable[tuple[float, float]]) -> list[float]:
    """Through a resonator for each (hertz, width), one after the other (D. Klatt, 1980)."""
    for hertz, width in formants:
        c = -math.exp(-2 * math.pi * width / rate)
        b = 2 * math.exp(-math.pi * width / rate) * math.cos(2 * math.pi * hertz / rate)
        one = two = 0.0
        for n, sample in enumerate(sound):
            one, two = (1 - b - c) * sample + b * one + c * two, one
            sound[n] = one
    return sound


def level(sound: list[float], loud: float) -> list[float]:
    """At that root of the mean square, faded in and out."""
    factor = loud / max(loudness(sound), 1e-9)
    fade = len(sound) / 12
    return [sample * factor * min(1.0, n / fade, (len(sound) - n) / fade) for n, sample in enumerate(sound)]


def tone(rate: int, seconds: float, hertz: float = 440.0) -> list[float]:
    """With pauses: what never stops counts as the room's."""
    return [0.3 * math.sin(2 * math.pi * hertz * n / rate) if n % rate < 0.7 * rate else 0.0 for n in range(int(seconds * rate))]


def loudness(sound: Sound) -> float:
    return math.sqrt(sum(sample * sample for sample in sound) / max(len(sound), 1))


def power(sound: Sound, rate: int, hertz: float) -> float:
    """How much there is of one frequency, per sample, through a Hann window (G. Goertzel)."""
    turn, one, two = 2 * math.cos(2 * math.pi * hertz / rate), 0.0, 0.0
    for n, sample in enumerate(sound):
        one, two = sample * (0.5 - 0.5 * math.cos(2 * math.pi * n / len(sound))) + turn * one - two, one
    return (one * one + two * two - turn * one * two) / len(sound) ** 2


def likeness(whole: Sound, part: Sound) -> float:
    """The largest correlation of the part with any stretch of the whole, by magnitude: 1 where it is that stretch, louder, softer or upside down."""
    count, length = len(whole), len(part)
    size = 1 << (count - 1).bit_length()
    a, b = (_fourier([complex(sample) for sample in sound] + [0j] * (size - len(sound))) for sound in (whole, part))
    together = _fourier([(x * y.conjugate()).conjugate() for x, y in zip(a, b, strict=True)])
    sums = [0.0, *itertools.accumulate(sample * sample for sample in whole)]
    own, least = sum(sample * sample for sample in part), 0.05 * sums[-1] * length / count
    strengths = (math.sqrt(own * max(sums[at + length] - sums[at], least)) for at in range(count - length + 1))
    return max((abs(one) / size / strength for one, strength in zip(together, strengths, strict=False) if strength > 0), default=0.0)


def thin(sound: Sound, rate: int) -> list[float]:
    """At 4000 samples a second or a little more, for comparing: what is above 2 kHz has little of a voice's strength."""
    step = max(1, rate // 4000)
    return [sum(sound[at : at + step]) / step for at in range(0, len(sound) - step + 1, step)]


def _fourier(values: list[complex]) -> list[complex]:
    count = len(values)
    if count == 1:
        return values
    even, odd = _fourier(values[::2]), _fourier(values[1::2])
    turned = [cmath.exp(-2j * math.pi * n / count) * value for n, value in enumerate(odd)]
    return [x + y for x, y in zip(even, turned, strict=True)] + [x - y for x, y in zip(even, turned, strict=True)]


def wav(rate: int, sound: Sound) -> bytes:
    """16 bit, mono."""
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array.array("h", [round(32767 * max(-1.0, min(1.0, sample))) for sample in sound]).tobytes())
    return body.getvalue()


def rate_of(file: bytes) -> int:
    """Samples a second, as the WAV's own header says. Raises ValueError for what is no WAV."""
    at = 12
    while file[:4] == b"RIFF" and file[8:12] == b"WAVE" and at + 16 <= len(file):
        name, size = struct.unpack_from("<4sI", file, at)
        if name == b"fmt ":
            return int(struct.unpack_from("<I", file, at + 12)[0])
        at += 8 + size + size % 2
    raise ValueError("no WAV")
