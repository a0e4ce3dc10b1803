"""No address reaches a log, however it was logged."""

import io
import logging
import sys
from collections.abc import Callable, Iterator

import pytest

from server import logs

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


def test_libraries_may_not_tell_what_they_carry(written: Callable[[], str]) -> None:
    for name in ("aioice", "aiortc", "engineio", "socketio"):
        logging.getLogger(name).info("sdp")
        logging.getLogger(f"{name}.inside").debug("sdp")
    assert written() == ""
