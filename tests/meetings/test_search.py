"""The control of every proof by search: what is planted is found, in each way of writing it, wherever it stands."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.meetings.canaries import Canary, forms, hits

VALUE = "Nomka+Zéru?127"
WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda text: text,
    "hex": lambda text: text.hex().encode(),
    "HEX": lambda text: text.hex().upper().encode(),
    "base64": base64.b64encode,
    "base64url": base64.urlsafe_b64encode,
    "percent": lambda text: quote(text.decode(), safe="").encode(),
    "json": lambda text: json.dumps(text.decode()).encode(),
    "utf-16-le": lambda text: text.decode().encode("utf-16-le"),
    "utf-16-be": lambda text: text.decode().encode("utf-16-be"),
    "lower case": lambda text: text.decode().lower().encode(),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "abcd"])
def test_a_planted_value_is_found_at_every_place(writer: str, before: str) -> None:
    canary = Canary(kind="name", owner="anu", value=VALUE)
    content = b"\0\1" * 40 + WRITERS[writer](f"{before}{VALUE}z".encode()) + b"\2" * 40
    assert hits([canary], {"frames": content}), f"{VALUE} as {writer}"
    assert not hits([canary], {"frames": WRITERS[writer](f"{before}another one?128".encode())})


def test_every_form_can_be_told_from_the_others() -> None:
    written = [text for form, text in forms(VALUE) if form != "lower case"]
    assert len(set(written)) >= 13
    assert all(len(text) >= len(VALUE) - 1 for text in written), "a form that was cut to a stump finds itself everywhere"


def test_bytes_are_found_too() -> None:
    address = Canary(kind="packed address", owner="anu", value=bytes((203, 0, 113, 77)))
    assert hits([address], {"datagrams": b"abc\xcb\0\x71\x4dxyz"})
    assert hits([address], {"log": b"peer cb00714d"})
