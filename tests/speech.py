"""A WAV that has what speech has: vowels of a moving pitch, hissing consonants, short and long pauses. The same in every run."""

import math
import wave
from array import array
from pathlib import Path
from random import Random

RATE = 16000
_VOWELS = ((700, 1220, 2600), (310, 2020, 2960), (400, 1900, 2560), (450, 1030, 2380), (330, 870, 2240))
"""The first three formants of a, i, e, o and u, in hertz."""


def write_speech(path: Path, seconds: float, seed: int = 7) -> None:
    """Words of one to four syllables, a pause after each, a longer one after some. 16-bit mono."""
    chance = Random(seed)
    samples: list[float] = []
    while len(samples) < seconds * RATE:
        for _ in range(chance.randint(1, 4)):
            if chance.random() < 0.6:
                samples += _hiss(chance, chance.uniform(0.04, 0.12))
            samples += _vowel(chance, chance.uniform(0.08, 0.25))
        samples += [0.0] * int(RATE * (chance.uniform(0.6, 1.5) if chance.random() < 0.25 else chance.uniform(0.05, 0.3)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", [int(max(-1.0, min(1.0, sample)) * 30000) for sample in samples[: int(seconds * RATE)]]).tobytes())


def _vowel(chance: Random, seconds: float) -> list[float]:
    """Pulses of the voice through three resonances, one after the other."""
    count, pitch = int(seconds * RATE), chance.uniform(110, 200)
    made, phase = [0.0] * count, 0.0
    for at in range(count):
        phase += pitch * (1 + 0.1 * math.sin(at / count * math.pi)) / RATE
        if phase >= 1:
            phase -= 1
            made[at] = 1.0
    for hertz in chance.choice(_VOWELS):
        made = _resonance(made, hertz, 90)
    return _even(made, 0.5)


def _hiss(chance: Random, seconds: float) -> list[float]:
    return _even(_resonance([chance.uniform(-1, 1) for _ in range(int(seconds * RATE))], chance.uniform(2500, 6000), 1500), 0.15)


def _resonance(samples: list[float], hertz: float, width: float) -> list[float]:
    radius = math.exp(-math.pi * width / RATE)
    first, second = 2 * radius * math.cos(2 * math.pi * hertz / RATE), -radius * radius
    one = two = 0.0
    made: list[float] = []
    for sample in samples:
        one, two = sample + first * one + second * two, one
        made.append(one)
    return made


def _even(samples: list[float], peak: float) -> list[float]:
    """At one loudness, swelling and fading."""
    loudest = max(map(abs, samples), default=0.0) or 1.0
    count = len(samples)
    return [sample * peak / loudest * math.sin(math.pi * (at + 1) / (count + 1)) ** 0.5 for at, sample in enumerate(samples)]
