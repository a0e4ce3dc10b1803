"""Relays for networks that let no voice through: who sits in a circle gets a name and a password for them, good for an hour.

TURN (RFC 8656) with credentials made from a secret that this server and the relay share, as coturn's `use-auth-secret` takes them:
the name is the instant at which it ends and a word by chance, the password its HMAC. Nothing of the circle or the seat is in it.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence

from rooms.ids import Instant

LASTS_SECONDS = 3600
"""For the calls that begin within it; a call under way keeps its relay."""

SECRET_AT_LEAST = 16
"""Characters. It can be guessed at away from the relay by anybody who was given a password."""

_WORD_BYTES = 9


class Relays:
    """`urls` as RFC 7065 writes them; none: there are no relays."""

    def __init__(self, urls: Sequence[str], secret: str, random_bytes: Callable[[int], bytes]) -> None:
        self._urls = list(urls)
        self._secret = secret.encode()
        self._random_bytes = random_bytes

    def servers(self, now: Instant) -> list[dict[str, object]]:
        """As the browser's `iceServers` takes them, drawn anew each time."""
        if not self._urls:
            return []
        name = f"{int(now) + LASTS_SECONDS}:{base64.urlsafe_b64encode(self._random_bytes(_WORD_BYTES)).decode()}"
        password = base64.b64encode(hmac.digest(self._secret, name.encode(), hashlib.sha1)).decode()
        return [{"urls": self._urls, "username": name, "credential": password}]
