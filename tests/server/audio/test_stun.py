"""The hand-written STUN against aioice's: the same requests understood, the same answers given."""

from typing import cast

import pytest
from aioice import stun as oracle
from hypothesis import given, strategies as st

from server.audio import stun

_KEY = b"0123456789abcdef0123456789abcdef"


def _request(username: str = "abcd:efgh", *, key: bytes | None = _KEY, nominate: bool = False) -> bytes:
    message = oracle.Message(oracle.Method.BINDING, oracle.Class.REQUEST)
    message.attributes["USERNAME"] = username
    message.attributes["PRIORITY"] = 1
    message.attributes["ICE-CONTROLLING"] = 2
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    if key is not None:
        message.add_message_integrity(key)
    return bytes(message)


@given(st.text("abcdefgh:/+0123456789", min_size=1, max_size=60), st.booleans())
def test_what_aioice_asks_is_understood_and_authentic(username: str, nominate: bool) -> None:
    request = stun.read(_request(username, nominate=nominate))
    assert request is not None
    assert request.username == username.encode()
    assert request.nominated is nominate
    assert request.authentic(_KEY)
    assert not request.authentic(_KEY[1:])


@given(st.data())
def test_a_changed_byte_is_never_authentic(data: st.DataObject) -> None:
    whole = bytearray(_request())
    signed = len(whole) - 8  # what follows the signature is the fingerprint, which no decision rests on
    at = data.draw(st.integers(0, signed - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    request = stun.read(bytes(whole))
    assert request is None or not request.authentic(_KEY)


@pytest.mark.parametrize("length", range(len(_request())))
def test_truncated_requests_are_nothing(length: int) -> None:
    assert stun.read(_request()[:length]) is None


@given(st.binary(max_size=600))
def test_noise_is_nothing(noise: bytes) -> None:
    assert stun.read(noise) is None
    assert stun.read(b"\0\1" + len(noise).to_bytes(2, "big") + stun.COOKIE + bytes(12) + noise) is None or len(noise) > 30


def test_without_integrity_or_name_it_is_nothing() -> None:
    assert stun.read(_request(key=None)) is None
    assert stun.read(_request("")) is None


@pytest.mark.parametrize("source", [("192.0.2.7", 1), ("127.0.0.1", 65535), ("2001:db8::9", 3478), ("fe80::1%eth0", 9)])
def test_the_answer_is_what_aioice_accepts(source: tuple[str, int]) -> None:
    answer = oracle.parse_message(stun.success(b"x" * 12, source, _KEY))  # it checks the fingerprint
    assert answer.message_class == oracle.Class.RESPONSE
    assert answer.transaction_id == b"x" * 12
    assert answer.check_message_integrity(_KEY)
    mapped = cast(tuple[str, int], answer.attributes["XOR-MAPPED-ADDRESS"])
    assert mapped == (source[0].partition("%")[0], source[1])
