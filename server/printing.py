"""The links of a circle as a terminal shows them."""

import io
from collections.abc import Mapping
from typing import Any

import segno

_WORDS = {"facilitator": "Who runs it", "member": "To share", "listener": "Only to listen"}


def links_of(opened: Mapping[str, Any], *, qr: bool) -> str:
    """The answer to an opening: code, links, and the member link as a QR code that a phone can take from the screen."""
    links: Mapping[str, str] = opened["links"]
    lines = [f"Code            {opened['code']}"] + [f"{_WORDS.get(role, role):<15} {link}" for role, link in links.items()]
    return "\n".join(lines) + "\n" + (_drawn(links["member"]) if qr else "")


def _drawn(link: str) -> str:
    out = io.StringIO()
    segno.make(link, micro=False, error="m").terminal(out, compact=True, border=2)  # pyright: ignore[reportUnknownMemberType]  # segno has no types
    return "\n" + out.getvalue()
