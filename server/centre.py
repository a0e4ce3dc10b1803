"""The centre's key: made on the first start, kept in the data folder, shown to nobody."""

import hashlib
import hmac
import os
from pathlib import Path

from server.clock import Chance

NAME = "centre.key"
KEY_BYTES = 32

KEY_AT_LEAST = 16
"""Characters, of one that somebody has written. With an empty one everybody would be the centre."""


class CentreKey:
    """Proves that a request comes from the centre. Prints as nothing."""

    __slots__ = ("_digest",)

    def __init__(self, key: str) -> None:
        self._digest = hashlib.sha256(key.encode()).digest()

    def __repr__(self) -> str:
        return "CentreKey(…)"

    def derived(self, word: str) -> bytes:
        """Another key, for another purpose: from it nobody learns this one."""
        return hmac.digest(self._digest, word.encode(), hashlib.sha256)

    def fits(self, authorization: str) -> bool:
        """Whether a header `Authorization: Bearer KEY` carries this key, told in the same time for every wrong one."""
        scheme, _, key = authorization.partition(" ")
        given = hashlib.sha256(key.strip().encode("utf-8", "surrogateescape")).digest()
        return hmac.compare_digest(given, self._digest) and scheme.lower() == "bearer"


def read_key(data: Path) -> str:
    """The key in the data folder, empty where the file is no text. Raises OSError when there is none."""
    try:
        return (data / NAME).read_text("ascii").strip()
    except UnicodeDecodeError:
        return ""


def read_or_make_key(data: Path, chance: Chance) -> str:
    """The key, made if there is none yet, readable by the server's user alone. Raises OSError."""
    if not (data / NAME).exists():
        _make(data, chance)
    return read_key(data)


def _make(data: Path, chance: Chance) -> None:
    """Under its name only when it is whole: of workers that start at once, the second must not read what the first has not written yet."""
    draft = data / f".{NAME}.{chance.token_bytes(8).hex()}"
    # 0600 from the first byte: a chmod afterwards leaves a moment in which others may read.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(chance.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, data / NAME)
        except FileExistsError:
            pass  # another worker was quicker
        except OSError:
            draft.replace(data / NAME)  # a file system without links; who was quicker has another key then, and one of the two is told
    finally:
        draft.unlink(missing_ok=True)
