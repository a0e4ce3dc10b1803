"""What people type or paste into the code field, made into the end of a circle's address."""

import re

from rooms.ids import CODE_ALPHABET, CODE_LENGTH

_LINK = re.compile(rf"#([A-Za-z0-9]{{{CODE_LENGTH}}}(?:\.[A-Za-z0-9_-]{{1,64}})?)")
_BETWEEN = re.compile(r"[\s.\-–—]+")  # people write codes in groups, with whatever dash their keyboard has


def fragment(typed: str) -> str:
    """`#CODE`, or `#CODE.SECRET` from a pasted link; empty when nothing in it could be a code."""
    if pasted := _LINK.search(typed):
        code, dot, secret = pasted[1].partition(".")
        return f"#{code.upper()}{dot}{secret}"
    code = _BETWEEN.sub("", typed).upper()
    kept = "".join(character for character in code if character in CODE_ALPHABET)[:CODE_LENGTH]
    return f"#{kept}" if kept else ""
