"""No address reaches a log, however it was logged."""

import base64
import io
import logging
import sys
from collections.abc import Callable, Iterator

import pytest

from server import logs
from tests.fakes import SureChance
from tests.member import hashed

ADDRESSES = ["192.0.2.77", "10.1.2.3", "2001:db8::77", "fe80::1%eth0", "::ffff:192.0.2.77", "::1", "2001:0db8:0000:0000:0000:0000:0000:0077"]


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    root = logging.getLogger()
    before = (root.handlers, root.filters, root.level)
    stream = io.StringIO()
    logs.install(stream)
    yield stream.getvalue
    root.handlers, root.filters = before[0], before[1]
    root.setLevel(before[2])


def bare(address: str) -> str:
    return address.partition("%")[0]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_replaced_wherever_it_stands(written: Callable[[], str], address: str) -> None:
    log = logging.getLogger("somewhere.deep")
    log.error(f"from {address} port 4")
    log.error("from %s", address)
    log.error("from %r", (address, 50000))
    log.error("[%s]:443, %s.", address, address)
    log.error("fields", extra={"peer": address, "url": f"http://[{address}]:80/"})
    try:
        raise OSError(f"connect to {address}")
    except OSError:
        log.exception("broken", stack_info=True)
    logging.getLogger().error("at the root %s", address)
    assert bare(address) not in written()
    assert written().count(logs.HIDDEN) >= 9
    assert "Traceback" in written()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_record_keeps_no_address_for_whoever_formats_it_next(address: str) -> None:
    try:
        raise OSError(f"connect to {address}")
    except OSError:
        record = logging.LogRecord("here", logging.ERROR, "x.py", 1, "from %s", (address,), sys.exc_info(), sinfo=f"stack {address}")
    assert logs.Redaction().filter(record)
    assert bare(address) not in logging.Formatter().format(record)


def test_what_is_no_address_stays(written: Callable[[], str]) -> None:
    logging.getLogger("here").warning("stopped", extra={"circle": "ABCD2345", "version": "1.2.3", "at": "18:51:37", "seconds": 4.5, "code": "a::"})
    assert "WARNING here stopped circle=ABCD2345 version=1.2.3 at=18:51:37 seconds=4.5" in written()


def test_a_line_with_wrong_arguments_is_written_and_hidden(written: Callable[[], str]) -> None:
    logging.getLogger("here").error("%d of %s", "192.0.2.77")
    assert "192.0.2.77" not in written()
    assert "%d of %s" in written()


def drawn(what: str) -> str:
    """A hexadecimal nonce of 43 characters, the same in every run."""
    return hashed(what)[:43]


SECRETS = [
    *(SureChance(number).secret() for number in range(300)),
    *(base64.urlsafe_b64encode(SureChance(number).token_bytes(32)).decode().rstrip("=") for number in range(300)),
    *(drawn(f"t{number}") for number in range(50)),
    *(hashed(str(number)) for number in range(50)),
]


def test_secrets_are_replaced_wherever_they_stand(written: Callable[[], str]) -> None:
    """Of links (22 characters), tokens and nonces (43), hashes (64): in words, in addresses, in a traceback of a message that was not understood."""
    log = logging.getLogger("here")
    for secret in SECRETS:
        log.error("of %s", secret)
        log.error("https://circles.example/circle#ABCD2345.%s", secret, extra={"token": secret, "said": {"secret": secret}})
        try:
            raise ValueError(f'42["return",{{"token":"{secret}"}}]')
        except ValueError:
            log.exception("broken")
    everything = written()
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "ABCD2345" in everything


@pytest.mark.parametrize("name", ["test_who_comes_is_seen_and_sees_at_the_tick", "/srv/lib/python3.11/site-packages/aiohttp/web_protocol.py",
    "InvalidStateErrorOfTheFuture", "circlekeeper.sockets.library", "sqlite3.OperationalError", "offers-refused-as-malformed-and-more"])  # fmt: skip
def test_names_in_a_traceback_stay(name: str) -> None:
    assert logs.redacted(f'  File "{name}", line 3, in {name}') == f'  File "{name}", line 3, in {name}'


def test_what_an_offer_says_of_a_browser_is_replaced(written: Callable[[], str]) -> None:
    print_ = ":".join(["AB"] * 32)
    offer = f"a=ice-ufrag:Wq3x\r\na=ice-pwd:tooShort\r\na=fingerprint:sha-256 {print_}\r\na=ssrc:305419896 cname:{{b7f9c2}}\r\nc=IN IP4 192.0.2.77"
    logging.getLogger("here").error(offer)
    try:
        raise ValueError(repr(offer))
    except ValueError:
        logging.getLogger("here").exception("broken")
    for planted in ("Wq3x", "tooShort", "AB:AB", "b7f9c2", "192.0.2.77"):
        assert planted not in written(), planted


def test_debug_of_the_libraries_cannot_be_turned_on(written: Callable[[], str]) -> None:
    """Not for one of their loggers either, and not by the root's level."""
    logging.getLogger().setLevel(logging.DEBUG)
    inner = [logging.getLogger(f"{name}.deep.inside") for name in logs.NEVER_BELOW_INFO]
    try:
        for logger in inner:
            logger.setLevel(logging.DEBUG)
            logger.debug("datagram")
            logger.info("sdp")
            logger.warning("gone wrong")
    finally:
        for logger in inner:
            logger.setLevel(logging.NOTSET)
    assert "datagram" not in written()
    assert "sdp" not in written()
    assert written().count("gone wrong") == len(inner)


def test_libraries_may_not_tell_what_they_carry(written: Callable[[], str]) -> None:
    for name in ("aioice", "aiortc", "engineio", "socketio"):
        logging.getLogger(name).info("sdp")
        logging.getLogger(f"{name}.inside").debug("sdp")
    assert written() == ""
