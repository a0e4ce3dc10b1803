"""Between workers nothing is believed that was changed in a single bit, that is late, or that was heard before."""

import pytest

from server.workers.signing import WINDOW_SECONDS, Signing
from tests.fakes import FakeClock, SureChance

KEY = bytes(range(32))
BODY = b'{"circle":"ABCD2345","seats":["a"]}'


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def a_signing(clock: FakeClock, key: bytes = KEY, seed: int = 0) -> Signing:
    return Signing(key, clock.now, SureChance(seed).token_bytes)


def test_what_a_worker_signs_another_takes_once(clock: FakeClock) -> None:
    asking, hearing = a_signing(clock), a_signing(clock, seed=100)
    signed = asking.request("POST", "/narrow", BODY)
    assert hearing.take(signed, "POST", "/narrow", BODY)
    assert not hearing.take(signed, "POST", "/narrow", BODY), "a replay"
    assert hearing.take(asking.request("POST", "/narrow", BODY), "POST", "/narrow", BODY), "the same question, asked again"


def test_every_bit_of_it_counts(clock: FakeClock) -> None:
    signed = a_signing(clock).request("POST", "/narrow", BODY)
    hearing = a_signing(clock)
    for place in range(len(signed)):
        for bit in range(7):
            changed = signed[:place] + chr(ord(signed[place]) ^ (1 << bit)) + signed[place + 1 :]
            assert not hearing.take(changed, "POST", "/narrow", BODY), (place, bit)
    for place in range(len(BODY)):
        changed = BODY[:place] + bytes([BODY[place] ^ 1]) + BODY[place + 1 :]
        assert not hearing.take(signed, "POST", "/narrow", changed)
    for method, path, body in (("GET", "/narrow", BODY), ("POST", "/drop", BODY), ("POST", "/narrow", b""), ("POST", "/narrow", BODY + b" ")):
        assert not hearing.take(signed, method, path, body)
    assert hearing.take(signed, "POST", "/narrow", BODY), "it was good"


@pytest.mark.parametrize("header", ["", "Bearer x", "Circlekeeper", "Circlekeeper 1 2", "Circlekeeper a b c", "Circlekeeper 1 2 \udcff"])
def test_what_is_no_signature_is_refused(clock: FakeClock, header: str) -> None:
    assert not a_signing(clock).take(header, "POST", "/narrow", BODY)


def test_another_centres_workers_are_strangers(clock: FakeClock) -> None:
    assert not a_signing(clock).take(a_signing(clock, b"another").request("GET", "/ready", b""), "GET", "/ready", b"")


@pytest.mark.parametrize(("seconds", "taken"), [(0.0, True), (WINDOW_SECONDS - 1, True), (WINDOW_SECONDS + 1, False)])
def test_it_is_good_for_a_while(clock: FakeClock, seconds: float, taken: bool) -> None:
    hearing, signed = a_signing(clock), a_signing(clock).request("GET", "/ready", b"")
    clock.advance(seconds)
    assert hearing.take(signed, "GET", "/ready", b"") is taken


@pytest.mark.parametrize(("seconds", "taken"), [(WINDOW_SECONDS - 1, True), (WINDOW_SECONDS + 1, False)])
def test_a_clock_may_be_ahead_a_little(clock: FakeClock, seconds: float, taken: bool) -> None:
    ahead = FakeClock()
    ahead.advance(seconds)
    assert a_signing(clock).take(a_signing(ahead).request("GET", "/ready", b""), "GET", "/ready", b"") is taken


def test_a_replay_is_refused_for_as_long_as_it_would_be_believed(clock: FakeClock) -> None:
    ahead = FakeClock()
    ahead.advance(WINDOW_SECONDS - 1)
    hearing, asking = a_signing(clock), a_signing(clock, seed=7)
    signed = a_signing(ahead).request("GET", "/ready", b"")
    assert hearing.take(signed, "GET", "/ready", b"")
    for _ in range(11):
        clock.advance(5.0)
        hearing.take(asking.request("GET", "/ready", b""), "GET", "/ready", b"")
        assert not hearing.take(signed, "GET", "/ready", b"")


def test_an_answer_belongs_to_its_question(clock: FakeClock) -> None:
    asking, hearing = a_signing(clock), a_signing(clock)
    question, other = asking.request("POST", "/offer", BODY), asking.request("POST", "/offer", BODY)
    answer = b'{"sdp":"a=fingerprint"}'
    mac = hearing.answer(question, 200, answer)
    assert asking.believes(mac, question, 200, answer)
    assert not asking.believes(mac, other, 200, answer)
    assert not asking.believes(mac, question, 404, answer)
    for place in range(len(answer)):
        assert not asking.believes(mac, question, 200, answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :])
    for place in range(len(mac)):
        assert not asking.believes(mac[:place] + chr(ord(mac[place]) ^ 1) + mac[place + 1 :], question, 200, answer)
    assert not asking.believes("", question, 200, answer)
    assert not asking.believes(question.rpartition(" ")[2], question, 200, answer), "a question is no answer"


def test_it_prints_as_nothing(clock: FakeClock) -> None:
    assert KEY.hex() not in repr(a_signing(clock))
