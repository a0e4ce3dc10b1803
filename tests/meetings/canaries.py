"""Planted values that nobody else may receive, and a search that finds them however they are written."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

SHORTEST_IN_BASE64 = 6
"""Bytes. What is left of a shorter value between the edges of its base64 is found in any random text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One value that only its owner has."""

    kind: str
    owner: str
    value: str | bytes
    seen_by: frozenset[str] = frozenset()
    """Who else is to receive it, by the first table of the privacy page. It is then also checked that they do."""
    kept: bool | None = False
    """Whether the data folder is to hold it while the meeting goes on. None: it may."""
    outlives: bool = False
    """It stays until the centre has fetched it, by consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A canary where it was found."""

    kind: str
    owner: str
    form: str
    where: str


def forms(value: str | bytes) -> Iterator[tuple[str, bytes]]:
    """Every way of writing the value that is searched for: plain, escaped, hex, base64 at each alignment, UTF-16."""
    plain = value.encode() if isinstance(value, str) else value
    yield "plain", plain
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    if isinstance(value, str):
        yield "percent", quote(value, safe="").encode()
        yield "percent, all", "".join(f"%{byte:02X}" for byte in plain).encode()
        yield "json", json.dumps(value)[1:-1].encode()
        yield "json, all", "".join(f"\\u{unit:04x}" for unit in _units(value)).encode()
        yield "utf-16-le", value.encode("utf-16-le")
        yield "utf-16-be", value.encode("utf-16-be")
        if value.lower() != value:
            yield "lower case", value.lower().encode()
    if len(plain) >= SHORTEST_IN_BASE64:
        for shift in range(3):
            yield f"base64+{shift}", _core(base64.b64encode(bytes(shift) + plain), shift, len(plain))
            yield f"base64url+{shift}", _core(base64.urlsafe_b64encode(bytes(shift) + plain), shift, len(plain))


def _units(text: str) -> Iterator[int]:
    wide = text.encode("utf-16-be")
    return (int.from_bytes(wide[at : at + 2], "big") for at in range(0, len(wide), 2))


def _core(written: bytes, shift: int, length: int) -> bytes:
    """Without the characters at both ends that also hold bits of whatever stands beside the value."""
    return written[-(-8 * shift // 6) : 8 * (shift + length) // 6]


def hits(canaries: Iterable[Canary], received: Mapping[str, bytes]) -> list[Hit]:
    """Where any of them is, by the names of what was received."""
    found: list[Hit] = []
    for canary in canaries:
        written = {form: text for form, text in forms(canary.value)}
        for where, content in received.items():
            found += [Hit(kind=canary.kind, owner=canary.owner, form=form, where=where) for form, text in written.items() if text in content]
    return found
