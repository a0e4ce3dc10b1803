"""Who is counted together when guesses are counted: a keyed hash of a network, never an address."""

import hashlib
import ipaddress

from aiohttp import web

from server.settings import Network

_V4_BITS, _V6_BITS = 24, 48
"""One household or one small provider's corner: narrower lets a guesser hop, wider lets one guesser spend a town's tries."""


class Callers:
    """Tells callers apart without keeping who they are. The salt lives in memory: after a restart no bucket means anything."""

    def __init__(self, *, trusted: tuple[Network, ...], salt: bytes) -> None:
        self._trusted = trusted
        self._salt = salt

    def bucket(self, request: web.BaseRequest) -> bytes:
        """The same for everybody of a network (/24 or /48), different after every start."""
        return self.bucket_of(request.remote, request.headers.get("X-Forwarded-For"))

    def bucket_of(self, peer: str | None, forwarded: str | None) -> bytes:
        address = self._address(peer, forwarded)
        network = "unknown" if address is None else str(ipaddress.ip_network((address, _V4_BITS if address.version == 4 else _V6_BITS), strict=False))
        return hashlib.blake2b(network.encode(), key=self._salt, digest_size=16).digest()

    def is_here(self, request: web.BaseRequest, besides: tuple[Network, ...] = ()) -> bool:
        """Whether the request comes from this machine, or from one of `besides`. What a stranger's proxy forwards does not."""
        forwarded = request.headers.get("X-Forwarded-For")
        peer = _parsed(request.remote)
        if forwarded is not None and (peer is None or not _within(peer, self._trusted)):
            return False
        address = self._address(request.remote, forwarded)
        return address is not None and (address.is_loopback or _within(address, besides))

    def _address(self, peer: str | None, forwarded: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """The nearest address that no trusted proxy stands at, read from the right: what is left of it anybody could have written."""
        address = _parsed(peer)
        for claimed in reversed((forwarded or "").split(",")):
            if address is None or not _within(address, self._trusted):
                break
            address = _parsed(claimed.strip()) or address
        return address


def _parsed(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address((text or "").partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
