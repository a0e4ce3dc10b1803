"""The links of a circle as a terminal shows them."""

from collections.abc import Mapping
from typing import Any

from server.qr import for_terminal

_WORDS = {"facilitator": "Who runs it", "member": "To share", "listener": "Only to listen"}


def links_of(opened: Mapping[str, Any], *, qr: bool) -> str:
    """The answer to an opening: code, links, and the member link as a QR code that a phone can take from the screen."""
    links: Mapping[str, str] = opened["links"]
    lines = [f"Code            {opened['code']}"] + [f"{_WORDS.get(role, role):<15} {link}" for role, link in links.items()]
    return "\n".join(lines) + "\n" + ("\n" + for_terminal(links["member"]) if qr else "")
