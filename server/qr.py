"""QR codes of links: for a terminal, and as a picture for a page. Drawn here, so that no link ever goes to somebody else's server."""

import io

import segno

QUIET = 4
"""Modules of white around the code: fewer, and some phones do not find it on a dark page."""


def picture(link: str) -> str:
    """SVG, dark on white whatever is around it; about 3 KB."""
    out = io.BytesIO()
    segno.make(link, micro=False, error="m").save(  # pyright: ignore[reportUnknownMemberType]  # segno has no types
        out, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None, omitsize=True, nl=False
    )
    return out.getvalue().decode("utf-8")


def for_terminal(link: str) -> str:
    out = io.StringIO()
    segno.make(link, micro=False, error="m").terminal(out, compact=True, border=2)  # pyright: ignore[reportUnknownMemberType]  # as above
    return out.getvalue()
