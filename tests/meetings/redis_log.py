"""Every write of a Redis as its own log on disk has it: also those that were done while nobody could listen."""

from collections.abc import Iterator
from pathlib import Path


def commands(folder: Path) -> Iterator[list[bytes]]:
    """In their order. The last one may have been cut off by a kill: it was never answered."""
    for file in sorted(folder.glob("appendonlydir/*.incr.aof"), key=_number):
        yield from _commands(file.read_bytes())


def _number(file: Path) -> int:
    return int(file.name.split(".")[-3])


def _commands(log: bytes) -> Iterator[list[bytes]]:
    at = 0
    while at < len(log):
        try:
            count, at = _count(log, at, b"*")
            words: list[bytes] = []
            for _ in range(count):
                length, at = _count(log, at, b"$")
                words.append(log[at : at + length])
                at += length + 2
        except ValueError:
            return
        if at > len(log):
            return
        yield words


def _count(log: bytes, at: int, mark: bytes) -> tuple[int, int]:
    """The number of a line, and where the next begins."""
    end = log.index(b"\r\n", at)
    if log[at : at + 1] != mark:
        raise ValueError(log[at:end])
    return int(log[at + 1 : end]), end + 2
