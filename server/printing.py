"""The links of a circle, and whom to call, as a terminal shows them; and what is said to it by who serves."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from server.qr import for_terminal

_log = logging.getLogger("circlekeeper")


def said(words: str, out: TextIO) -> None:
    """For who started the server. Nobody reads it any more, or it goes to a full disk: that is no reason to end."""
    try:
        print(words, file=out, flush=True)
    except OSError as error:
        if out is not sys.stderr:  # the log goes on there, and the disk may have room again
            # What is still to be written would fail again at the end, and be the exit code.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, out.fileno())
            os.close(nowhere)
        _log.warning("not-said", extra={"code": error.errno})


_WORDS = {"facilitator": "Who runs it", "member": "To share", "listener": "Only to listen"}


def links_of(opened: Mapping[str, Any], *, qr: bool) -> str:
    """The answer to an opening: code, links, and the member link as a QR code that a phone can take from the screen."""
    links: Mapping[str, str] = opened["links"]
    lines = [f"Code            {opened['code']}"] + [f"{_WORDS.get(role, role):<15} {link}" for role, link in links.items()]
    return "\n".join(lines) + "\n" + ("\n" + for_terminal(links["member"]) if qr else "")


NOBODY = "Nobody waits for a call.\n"

_WHY = {"call": "asked for a call", "follow_up": "said yes to a follow-up"}


def calls_of(taken: Mapping[str, Any]) -> str:
    """The answer to a taking: a paragraph for each person."""
    return "\n".join(_call(one) for one in taken["follow_ups"]) or NOBODY


def _call(one: Mapping[str, Any]) -> str:
    name = f"{one['called']} ({one['name']})" if "called" in one else one["name"]
    lines = {
        "Who": f"{name}, circle {one['circle']}, {_WHY.get(one['kind'], one['kind'])} at {one['at']}",
        "Number": one["number"],
        "When": one["when"] or "any time",
        "You may say": "which centre calls" if one["may_name"] else "NOT which centre calls, nor why",
    }
    return "".join(f"{what:<12} {words}\n" for what, words in lines.items())
