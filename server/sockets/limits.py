"""What one socket may cost the server, beside the rate in `moderation/limits.py`. Every number has its line in PROTOCOL.md."""

from dataclasses import dataclass

MESSAGE_BYTES_AT_MOST = 16 * 1024
"""One message of a browser, refused before it is parsed. The largest honest one is an SDP offer of 8 KB."""

DEPTH_AT_MOST = 8
"""Nested lists and objects in one message. The deepest honest one has 3."""

BUFFERED_BYTES_AT_MOST = 1024 * 1024
"""Written but not yet taken by a slow reader. Beyond it the connection is aborted: it comes back and gets the whole view."""

REFUSED_A_SECOND = 1.0
"""Messages refused as too fast that are forgiven, in the long run."""

REFUSED_AT_ONCE = 60
"""Messages refused as too fast before the socket counts as flooding and is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the server waits for a browser, in seconds. A setting, so that tests need not."""

    ping_every: float = 5.0
    """Between an answered ping and the next."""
    pong_within: float = 5.0
    """A browser that does not answer a ping in this time is gone: noticed after at most 10 s, where the library's defaults take 45."""
    connect_within: float = 5.0
    """From the WebSocket to the Socket.IO CONNECT."""
    join_within: float = 30.0
    """From the CONNECT to a seat. The page connects when *Enter* is tapped; what is left is a second try with another name."""
    close_within: float = 2.0
    """From our goodbye to the browser's. After that the connection is aborted."""


PATIENCE = Patience()
