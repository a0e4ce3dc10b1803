"""Where people find this server: the address of its pages, and those of its voices. Worked out once, at start."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.settings import Settings, WrongSetting

Resolve = Callable[[str], tuple[str, ...]]
"""The numeric addresses of a name, none when nobody knows it."""

_LOOPBACK = "127.0.0.1"
_PRIVATE_ENDINGS = (".local", ".lan", ".internal", ".home.arpa", ".localhost")
"""Names that no public directory answers for (RFC 6762, RFC 8375, RFC 6761)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    url: str
    """What every link begins with; also the one Origin that sockets accept."""
    local_url: str
    """Where commands on this machine find the server."""
    origins: tuple[str, ...]
    """`url`, and on loopback its other names, which a person may type as well."""
    audio: tuple[str, ...]
    """Written into every audio answer, the preferred one first."""
    audio_hosts: tuple[str, ...]
    """What the audio port listens on."""
    warnings: tuple[str, ...]
    """Not wrong, but somebody should know."""

    @property
    def https(self) -> bool:
        return self.url.startswith("https:")


def resolve(name: str) -> tuple[str, ...]:
    """By the machine's own resolver; IPv4 first, because more phones have it."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)
    except OSError:
        return ()
    return tuple(dict.fromkeys(str(address[0]) for _, _, _, _, address in sorted(found, key=lambda entry: entry[0] != socket.AF_INET)))


def addresses(settings: Settings, port: int, resolve: Resolve = resolve) -> Addresses:
    """For checked settings and the TCP port that was bound. Raises WrongSetting where browsers could not reach the voices."""
    scheme = "https" if settings.tls_cert else "http"
    if settings.tls_cert and settings.public_url.startswith("http:"):
        raise WrongSetting("--public-url must begin with https:// because --tls-cert is given")
    shown = "localhost" if _unspecified(settings.host) else settings.host
    url = settings.public_url or _url(scheme, shown, port)
    local = _url("http", _LOOPBACK if _unspecified(settings.host) else settings.host, port) if scheme == "http" else url
    known = _of_host(urlsplit(url).hostname or "", resolve)
    audio = _audio(settings, url, known)
    return Addresses(
        url=url,
        local_url=local,
        origins=(url,) if settings.public_url else tuple(dict.fromkeys((url, *_loopback_names(url, scheme, port)))),
        audio=audio,
        audio_hosts=_hosts(audio, settings.host),
        warnings=tuple(_warnings(settings, url)),
    )


def _audio(settings: Settings, url: str, known: tuple[str, ...]) -> tuple[str, ...]:
    host = urlsplit(url).hostname or ""
    if not settings.audio_address:
        if not known:
            raise WrongSetting(f"--audio-address is needed: {host} of --public-url has no address that this machine can find")
        return known
    # One private address beside a public one serves people in the house; private ones alone mean silence for everybody else.
    if _public(host, known) and not any(_global(address) for address in settings.audio_address):
        raise WrongSetting(f"--audio-address {settings.audio_address[0]} is private, but {url} is public: nobody outside would hear anything")
    return settings.audio_address


def _of_host(host: str, resolve: Resolve) -> tuple[str, ...]:
    if host == "localhost":
        return (_LOOPBACK,)
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        return resolve(host)


def _public(host: str, known: tuple[str, ...]) -> bool:
    """Whether people elsewhere are meant to come: a name that this machine cannot find counts as one that they can."""
    if host == "localhost" or host.endswith(_PRIVATE_ENDINGS):
        return False
    return any(_global(address) for address in known) or not known


def _global(address: str) -> bool:
    """Documentation networks count as public: they stand for public ones, in tests and in examples."""
    value = ipaddress.ip_address(address)
    return value.is_global or any(value in network for network in _DOCUMENTATION if network.version == value.version)


_DOCUMENTATION = tuple(map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))


def _hosts(audio: tuple[str, ...], host: str) -> tuple[str, ...]:
    """Where voices arrive: on loopback when everything is there, else on every address of the family, since a router may translate it."""
    if _is_loopback(host) and all(map(_is_loopback, audio)):
        return audio
    return tuple(dict.fromkeys("::" if ":" in address else "0.0.0.0" for address in audio))


def _warnings(settings: Settings, url: str) -> list[str]:
    found: list[str] = []
    loopback = _is_loopback(urlsplit(url).hostname or "")
    if url.startswith("http:") and not loopback:
        found.append(f"NO TLS: browsers give no microphone to {url}. Use --tls-cert and --tls-key, or a proxy with https and --public-url.")
    if loopback and not _is_loopback(settings.host):
        found.append(f"links begin with {url} and open on this machine only; set --public-url for everybody else")
    if settings.public_url.startswith("https:") and not settings.tls_cert and not settings.trusted_proxy:
        found.append("https is somebody else's: set --trusted-proxy, or all people share one limit on wrong codes")
    return found


def _loopback_names(url: str, scheme: str, port: int) -> tuple[str, ...]:
    if not _is_loopback(urlsplit(url).hostname or ""):
        return ()
    return tuple(_url(scheme, name, port) for name in (_LOOPBACK, "localhost", "::1"))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unspecified(host: str) -> bool:
    return host != "localhost" and ipaddress.ip_address(host).is_unspecified


def _url(scheme: str, host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" + ("" if port == {"http": 80, "https": 443}[scheme] else f":{port}")
