"""What others were sent of one meeting, as single words; and what two meetings share that a third does not."""

import json
import re
import struct
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

CHARACTERS, HEX_DIGITS, DIGITS = 6, 7, 8
"""What is shorter is found in anything: two meetings have some 30 runs of six digits each, of a million that there are."""
_HEX = re.compile(r"[0-9a-f]+")
_DAY = 86400.0
_SENDER_REPORT = 200


def words_of_frames(frames: Iterable[str]) -> Iterator[str]:
    """Keys and values of every message, one by one: which came together is chance. Instants are left out, they are the server's own."""
    for frame in frames:
        body = frame.lstrip("0123456789")
        if body:
            yield from _leaves(json.loads(body))


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in cast(dict[str, Any], value).items():
                yield key
                yield from _leaves(inner)
        case list():
            for inner in cast(list[Any], value):
                yield from _leaves(inner)
        case str():
            yield from re.split(r"[\s:=;]+", value)  # an SDP's names must not lend their ends to its values
        case int() | float() if abs(value - time.time()) < _DAY:
            pass
        case _:
            yield json.dumps(value)


def words_of_rtp(packets: Iterable[bytes]) -> Iterator[str]:
    """The headers, field by field. The voice itself can be recognised, and no wire can help that.

    Of the timestamps of one stream the first, then their steps: hundreds of numbers that follow from one would meet another's by chance.
    """
    before: dict[int, int] = {}
    for packet in packets:
        first, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", packet)
        step = abs(timestamp - before.get(ssrc, 0))
        before[ssrc] = timestamp
        yield from (f"{first:02x}{second & 0x7F:02x}", f"{sequence:x}", f"{step:x}", f"{ssrc:x}")


def words_of_rtcp(compounds: Iterable[bytes]) -> Iterator[str]:
    """Word by word, without the wall clock of a sender report, and counts without their leading zeros."""
    for compound in compounds:
        at = 0
        while at < len(compound):
            end = at + 4 + 4 * int.from_bytes(compound[at + 2 : at + 4], "big")
            body = compound[at + 4 : end]
            if compound[at + 1] == _SENDER_REPORT:
                body = body[:4] + body[12:]
            yield from (body[word : word + 4].hex().lstrip("0") for word in range(0, len(body), 4))
            at = end


def shared(first: Iterable[str], second: Iterable[str], *controls: Iterable[str]) -> set[str]:
    """Every run of characters that both have and no control has: six long, of hex digits seven, of digits eight."""
    return (_runs(first) & _runs(second)).difference(*map(_runs, controls))


def _runs(words: Iterable[str]) -> set[str]:
    return {run for word in set(words) for run in _runs_of(word)}


def _runs_of(word: str) -> Iterator[str]:
    """Those that are long enough for the signs they are made of; a word that is not, as a whole."""
    for length in (CHARACTERS, HEX_DIGITS, DIGITS):
        runs = (word[at : at + length] for at in range(len(word) - length + 1))
        yield from (run for run in runs if _least(run) == length)
    if CHARACTERS <= len(word) < _least(word):
        yield word


def _least(run: str) -> int:
    if run.isdecimal():
        return DIGITS
    return HEX_DIGITS if _HEX.fullmatch(run) else CHARACTERS
