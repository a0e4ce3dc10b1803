"""Logs that name no one: events with fields, and every network address and every secret replaced before anything is written."""

import ipaddress
import logging
import re
import sys
from typing import TextIO

HIDDEN = "<address>"
SECRET = "<secret>"

_V4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
_V6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]{0,4}:(?:[0-9A-Fa-f]{0,4}:)+[0-9A-Fa-f]{0,4}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?:%[\w.-]+)?(?![\w:])")

_LONG = re.compile(r"[A-Za-z0-9_-]{22,}")
"""What a link's secret, a resume token, a nonce or a hash looks like: 22 characters are the fewest of 128 bits in base64."""
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_SDP = re.compile(r"(ice-ufrag|ice-pwd|fingerprint|cname|msid|ssrc)(\S*?[:=] ?)[^\s\\'\"]+( [0-9A-Fa-f:]{32,})?", re.IGNORECASE)
"""What ties an audio connection to a browser, should a library ever print an offer."""

NEVER_BELOW_INFO = ("aioice", "aiortc", "engineio", "socketio")
"""Libraries whose DEBUG lines carry datagrams, SDP and messages: not even an operator may turn that on."""


def redacted(text: str) -> str:
    """The text without addresses and secrets. What only looks like one (a version of four numbers) goes too."""
    return _V4.sub(HIDDEN, _V6.sub(_if_address, _LONG.sub(_if_secret, _SDP.sub(rf"\1\2{SECRET}", text))))


def _if_secret(match: re.Match[str]) -> str:
    """Names are long too. They are made of words: letters of one kind, or pieces of some length; of 10,000 drawn secrets 7 are."""
    text = match[0]
    if not any(map(str.isdigit, text)) and text.islower():
        return text
    if _HEX.fullmatch(text):
        return SECRET
    pieces = _PIECE.findall(text)
    return SECRET if pieces and sum(map(len, pieces)) < 4 * len(pieces) else text


def _if_address(match: re.Match[str]) -> str:
    """Two colons do not make an address: a time of day stays."""
    try:
        ipaddress.ip_address(match[0].partition("%")[0])
    except ValueError:
        return match[0]
    return HIDDEN


class Redaction(logging.Filter):
    """Rewrites the record itself, message, arguments, traceback and stack, so that whoever formats it later finds no address."""

    _formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING and record.name.split(".")[0] in NEVER_BELOW_INFO:
            return False  # also where one of their own loggers was told to
        record.msg, record.args = redacted(_message(record)), ()
        if record.exc_info:
            record.exc_text = self._formatter.formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = redacted(record.exc_text)
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # a library's line with the wrong number of arguments is no reason to lose it
        return f"{record.msg} {record.args}"


class Lines(logging.Formatter):
    """One event a line with its fields; the last look for addresses is at what is written."""

    _ordinary = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        fields = "".join(f" {name}={value}" for name, value in vars(record).items() if name not in self._ordinary)
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {record.message}{fields}"
        trace = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else "")
        return redacted("\n".join(part for part in (line, trace, record.stack_info) if part))


def install(stream: TextIO = sys.stderr) -> None:
    """Log to `stream` from now on, through the redaction. Calling it again replaces the stream."""
    root = logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    # On the handler too: a logger's own filter does not see what its children hand up.
    handler.addFilter(Redaction())
    root.handlers = [handler]
    root.filters = [Redaction()]
    root.setLevel(logging.INFO)
    for name in NEVER_BELOW_INFO:
        logging.getLogger(name).setLevel(logging.WARNING)
