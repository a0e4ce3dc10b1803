"""What one worker says to another is signed, requests and answers: an answer carries the fingerprint by which a browser knows whom it talks to."""

import hmac
from collections.abc import Callable
from hashlib import sha256

from rooms.ids import Instant

WINDOW_SECONDS = 30.0
"""A request may be so old, or so far ahead of this worker's clock."""

NONCES_AT_MOST = 100_000
"""Only other workers have the key, so this many in a window is a fault of theirs, and then the oldest are forgotten."""

NONCE_BYTES = 12

_SCHEME = "Circlekeeper"


class Signing:
    """One worker's pen and its glasses. `key`: derived from the centre's, the same for all workers. Prints as nothing."""

    def __init__(self, key: bytes, now: Callable[[], Instant], token_bytes: Callable[[int], bytes]) -> None:
        self._key = key
        self._now = now
        self._token_bytes = token_bytes
        self._taken: dict[str, float] = {}
        """Nonces, and until when each would still be believed."""

    def __repr__(self) -> str:
        return "Signing(…)"

    def request(self, method: str, path: str, body: bytes) -> str:
        """The header `Authorization` of a request."""
        at, nonce = f"{self._now():.3f}", self._token_bytes(NONCE_BYTES).hex()
        return f"{_SCHEME} {at} {nonce} {self._mac('request', method, path, at, nonce, body)}"

    def take(self, header: str, method: str, path: str, body: bytes) -> bool:
        """Whether a worker asked this, lately, and for the first time."""
        parts = header.split(" ")
        if len(parts) != 4 or parts[0] != _SCHEME:
            return False
        _, at, nonce, mac = parts
        if not _same(mac, self._mac("request", method, path, at, nonce, body)):
            return False
        # What follows was written by somebody who has the key.
        return abs(float(at) - self._now()) <= WINDOW_SECONDS and self._is_new(nonce, float(at) + WINDOW_SECONDS)

    def answer(self, header: str, status: int, body: bytes) -> str:
        """What goes with the answer to a request that came with `header`."""
        return self._mac("answer", str(status), header, "", "", body)

    def believes(self, mac: str, header: str, status: int, body: bytes) -> bool:
        """Whether a worker answered this to the request that was sent with `header`."""
        return _same(mac, self.answer(header, status, body))

    def _mac(self, kind: str, method: str, path: str, at: str, nonce: str, body: bytes) -> str:
        # None of them but the body can hold a new line: HTTP ends them there.
        said = "\n".join((kind, method, path, at, nonce, ""))
        return hmac.digest(self._key, said.encode("utf-8", "surrogateescape") + body, sha256).hex()

    def _is_new(self, nonce: str, until: float) -> bool:
        now = self._now()
        while self._taken and (next(iter(self._taken.values())) < now - WINDOW_SECONDS or len(self._taken) >= NONCES_AT_MOST):
            del self._taken[next(iter(self._taken))]
        if nonce in self._taken:
            return False
        self._taken[nonce] = until
        return True


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode())
