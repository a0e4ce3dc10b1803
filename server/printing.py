"""The links of a circle, and whom to call, as a terminal shows them."""

from collections.abc import Mapping
from typing import Any

from server.qr import for_terminal

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
