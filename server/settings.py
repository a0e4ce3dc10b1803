"""What an operator may choose: one table of settings, checked as a whole before anything starts."""

import ipaddress
import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Literal, TypeVar, cast
from urllib.parse import urlsplit

PREFIX = "CIRCLEKEEPER_"
"""Of the environment variable of each setting: `--audio-port` is CIRCLEKEEPER_AUDIO_PORT."""

TITLE_AT_MOST = 40
"""Characters of the page's title: what a phone shows of a tab, and of a shortcut."""

HELPLINES = ("Tele-MANAS=14416", "De-addiction=14446", "Emergency=112", "Women=181", "Children=1098")
"""For India. The first is always on the screen."""

HELPLINES_AT_MOST = 8
LABEL_AT_MOST = 40

NOT_CARE = {"1933": "it is a narcotics tip line, not care; for de-addiction there is 14446"}
"""Numbers that are mistaken for a helpline, and why nobody should be sent there."""

_BLOCKED = frozenset(
    map(
        int,
        """1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139 143 161 179
        389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061
        6000 6566 6665 6666 6667 6668 6669 6679 6697 10080""".split(),
    )
)
"""Browsers refuse to open a page there, whoever serves it: these are other protocols' (Fetch Standard, "port blocking")."""
_RELAY = re.compile(r"turns?:(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?(\?transport=(udp|tcp))?")
"""RFC 7065, 3.1."""

WORKERS_AT_MOST = 64
"""On one machine: more than it has cores helps nobody."""

_REDIS = re.compile(r"(rediss?://[^/?#\s]+(/[0-9]*)?(\?[^@#\s]*)?)|(unix://\S+)")
_REDIS_PREFIX = re.compile(r"[A-Za-z0-9_.-]{1,40}")
"""No braces: those of a shelf's name are the hash tag."""

_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{1,23}")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Value = TypeVar("Value")


class WrongSetting(ValueError):
    """The server cannot start like this. The message is one line: what is wrong and what would be right."""


def setting(default: Value, words: str, *, given: str = "") -> Value:
    """A field with its line of help. `given` names the default where the value does not say it."""
    return field(default=default, metadata={"words": words, "given": given})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """As asked for. What follows from it (the public URL, the audio addresses) is in `server/addresses.py`."""

    host: str = setting("127.0.0.1", "Address to listen on; 0.0.0.0 or :: for all of them.")
    port: int = setting(8080, "TCP port of pages, API and sockets.")
    audio_port: int | None = setting(None, "UDP port of the voices, published under the same number.", given="the number of --port")
    audio_address: tuple[str, ...] = setting((), "Where browsers reach the audio port; repeat for IPv4, IPv6, LAN.", given="those of --public-url")
    audio_ptime: int = setting(60, "Milliseconds of voice in one packet: 20, 40 or 60. 60 costs least data.")
    audio_bitrate: int = setting(16, "Kilobits of voice a second: 16, 24 or 32.")
    data: Path = setting(Path("data"), "Folder of the live circles and the centre's key.")
    formats: Path | None = setting(None, "Folder of the centre's own formats; docs/formats.md says how to write one.", given="only those shipped")
    public_url: str = setting("", "The address people open, such as https://circles.example.org.", given="host and port")
    tls_cert: Path | None = setting(None, "Certificate chain, PEM.", given="no TLS")
    tls_key: Path | None = setting(None, "Private key of the certificate, PEM.", given="no TLS")
    trusted_proxy: tuple[str, ...] = setting((), "Address or network of a proxy whose X-Forwarded-For counts; repeatable.", given="nobody")
    metrics_from: tuple[str, ...] = setting((), "Address or network that may read /metrics besides this machine; repeatable.", given="this machine")
    turn: tuple[str, ...] = setting((), "Relay for networks that block voices, such as turn:relay.example.org:3478; repeatable.", given="none")
    turn_secret: Path | None = setting(None, "File with the secret that the relays share (static-auth-secret of coturn).", given="none")
    redis: str = setting(
        "", "Redis where many workers share circles, such as rediss://user:password@host:6379; better in the variable.", given="one process alone"
    )
    redis_prefix: str = setting("circlekeeper", "What every key in Redis begins with.")
    workers: int = setting(1, "Worker processes that share the port; more than one needs --redis.")
    worker_host: str = setting("127.0.0.1", "Address of this machine at which a proxy and workers on other machines reach its workers.")
    worker_port: int | None = setting(None, "TCP port of the first worker's own, for a proxy that routes by ?r=; each next adds one.", given="none")
    peer_port: int | None = setting(None, "TCP port at which the first worker hears other workers; each next adds one.", given="any that is free")
    helpline: tuple[str, ...] = setting(
        HELPLINES, "LABEL=NUMBER, the first always in sight, _ for a space; repeatable, in place of these.", given=", ".join(HELPLINES)
    )
    centre_number: str = setting("", "The centre's own number, for people who ask for a call.", given="none")
    title: str = setting("Circlekeeper", "What browser tabs show. Neutral, because phones are shared.")
    dev: bool = setting(False, "For development: modules as written, the story page.")
    welcome: bool = setting(False, "Open a first circle when none is open, and print its links.")


def environment_name(name: str) -> str:
    return PREFIX + name.upper()


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def words_of(name: str) -> str:
    """The line of help of one setting."""
    return str(next(entry for entry in fields(Settings) if entry.name == name).metadata["words"])


def table() -> tuple[tuple[str, str, str, str], ...]:
    """Every setting in order: flag, environment variable, default, words."""
    return tuple(
        (flag(entry.name), environment_name(entry.name), _default(entry.default, entry.metadata["given"]), entry.metadata["words"])
        for entry in fields(Settings)
    )


def _default(value: object, given: str) -> str:
    if given:
        return given
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def checked(settings: Settings) -> Settings:
    """The same settings in their normal form. Raises WrongSetting for the first that is wrong. Looks at nothing but the values."""
    _number("port", settings.port, 0, 65535)
    if not settings.public_url:
        _opened("port", settings.port)
    if settings.audio_port is not None:
        _number("audio_port", settings.audio_port, 0, 65535)
    _one_of("audio_ptime", settings.audio_ptime, (20, 40, 60))
    _one_of("audio_bitrate", settings.audio_bitrate, (16, 24, 32))
    # Each address has one spelling from here on: as 0::0, the same would be told from ::.
    settings = replace(
        settings,
        host=settings.host if settings.host == "localhost" else str(_address("host", settings.host)),
        worker_host=str(_address("worker_host", settings.worker_host)),
        audio_address=tuple(str(_address("audio_address", address)) for address in settings.audio_address),
    )
    for address in settings.audio_address:
        if _address("audio_address", address).is_unspecified:
            raise WrongSetting(f"--audio-address must be an address that browsers can send to, not {address}")
    for name in ("trusted_proxy", "metrics_from"):
        networks(name, getattr(settings, name))
    helplines(settings.helpline)
    if settings.centre_number:
        _callable("centre_number", settings.centre_number)
    _relays(settings.turn)
    _shared(settings)
    _both("turn", "turn_secret", settings, "a relay takes only names and passwords that were made with its secret")
    _both("tls_cert", "tls_key", settings, "TLS takes a certificate and its key")
    if not 1 <= len(settings.title.strip()) <= TITLE_AT_MOST or not settings.title.isprintable():
        raise WrongSetting(f"--title must be 1 to {TITLE_AT_MOST} printable characters")
    return replace(settings, public_url=_origin(settings.public_url), title=settings.title.strip())


def ptime(settings: Settings) -> Literal[20, 40, 60]:
    """Of settings that were checked."""
    return cast(Literal[20, 40, 60], settings.audio_ptime)


def bitrate(settings: Settings) -> Literal[16000, 24000, 32000]:
    """Bits a second, of settings that were checked."""
    return cast(Literal[16000, 24000, 32000], settings.audio_bitrate * 1000)


def networks(name: str, given: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks that a repeatable setting names; a single address is a network of one."""
    try:
        return tuple(ipaddress.ip_network(network) for network in given)
    except ValueError as error:
        raise WrongSetting(f"{flag(name)} must be an address or a network such as 10.0.0.0/8: {error}") from None


def helplines(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Label and number of each, in order. Raises WrongSetting."""
    if not 1 <= len(given) <= HELPLINES_AT_MOST:
        raise WrongSetting(f"--helpline must be given 1 to {HELPLINES_AT_MOST} times, not {len(given)}")
    return tuple(_helpline(entry) for entry in given)


def _helpline(entry: str) -> tuple[str, str]:
    label, equals, number = entry.rpartition("=")
    label = " ".join(label.replace("_", " ").split())
    if not equals or not 1 <= len(label) <= LABEL_AT_MOST or not label.isprintable():
        raise WrongSetting(f'--helpline must be LABEL=NUMBER such as Tele-MANAS=14416, the label 1 to {LABEL_AT_MOST} characters, not "{entry}"')
    return label, _callable("helpline", number.strip())


def _callable(name: str, number: str) -> str:
    """A number that a telephone dials."""
    if not _NUMBER.fullmatch(number):
        raise WrongSetting(f'{flag(name)} must be a telephone number of digits, spaces, + - ( ), such as +91 22 5555 0100, not "{number}"')
    if why := NOT_CARE.get("".join(filter(str.isdigit, number)).removeprefix("91")):
        raise WrongSetting(f"{flag(name)} must not be {number}: {why}")
    return number


def _number(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise WrongSetting(f"{flag(name)} must be {least} to {most}, not {value}")


def _opened(name: str, port: int | None) -> None:
    """By a browser."""
    if port in _BLOCKED:
        raise WrongSetting(f"{flag(name)} must not be at port {port}, which is another protocol's: browsers refuse it, choose another")


def _one_of(name: str, value: int, allowed: tuple[int, ...]) -> None:
    if value not in allowed:
        raise WrongSetting(f"{flag(name)} must be {', '.join(map(str, allowed[:-1]))} or {allowed[-1]}, not {value}")


def _both(one: str, other: str, settings: Settings, why: str) -> None:
    """Both or none."""
    has_one, has_other = (bool(getattr(settings, name)) for name in (one, other))
    if has_one != has_other:
        there, missing = (one, other) if has_one else (other, one)
        raise WrongSetting(f"{flag(there)} needs {flag(missing)}: {why}")


def _relays(urls: tuple[str, ...]) -> None:
    for url in urls:
        if not _RELAY.fullmatch(url):
            raise WrongSetting(f'--turn must be turn:HOST:PORT or turns:HOST:PORT, maybe with ?transport=udp or ?transport=tcp, not "{url}"')


def _shared(settings: Settings) -> None:
    if settings.redis and not _REDIS.fullmatch(settings.redis):
        raise WrongSetting("--redis must be redis://HOST:PORT, rediss://HOST:PORT or unix://PATH, maybe with USER:PASSWORD@, # ? / as %23 %3F %2F")
    if not _REDIS_PREFIX.fullmatch(settings.redis_prefix):
        raise WrongSetting(f'--redis-prefix must be 1 to 40 letters, digits and - _ . and not "{settings.redis_prefix}"')
    _number("workers", settings.workers, 1, WORKERS_AT_MOST)
    if settings.workers > 1 and not settings.redis:
        raise WrongSetting(f"--workers {settings.workers} needs --redis: workers share their circles there; one process alone keeps them in --data")
    if _address("worker_host", settings.worker_host).is_unspecified:
        raise WrongSetting(f"--worker-host must be an address that others can reach, not {settings.worker_host}")
    for name in ("worker_port", "peer_port"):
        if (port := getattr(settings, name)) is not None:
            _number(name, port, 1, 65535)
            if not settings.redis:
                raise WrongSetting(f"{flag(name)} needs --redis: one process alone has no other port than --port")
    _ports_apart(settings)


def _ports_apart(settings: Settings) -> None:
    """One that meets another would be missed at the start, or only in a rolling restart, which takes one more of each."""
    count = settings.workers + (settings.workers > 1)
    taken = {settings.port: "port"} if settings.port and _everywhere(settings.host) in (None, settings.worker_host) else {}
    for name in ("worker_port", "peer_port"):
        first = getattr(settings, name)
        for port in range(first, first + count) if first is not None else ():
            if port in taken:
                whose = flag(name) if taken[port] == "port" else "each"
                why = f"{whose} is for {count} ports, one of them for a rolling restart" if count > 1 else "choose another"
                raise WrongSetting(f"{flag(taken[port])} and {flag(name)} meet at {port}: {why}")
            taken[port] = name


def _everywhere(host: str) -> str | None:
    """None: all addresses of this machine."""
    return "127.0.0.1" if host == "localhost" else None if _address("host", host).is_unspecified else host


def _address(name: str, value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(value)
    except ValueError:
        raise WrongSetting(f'{flag(name)} must be a numeric address such as 192.0.2.7 or 2001:db8::7, not "{value}"') from None


def _origin(url: str) -> str:
    """Scheme, host and port as a browser writes them in Origin: lower case, no default port, no path. Empty stays empty."""
    if not url:
        return ""
    wrong = WrongSetting(f'--public-url must be https://NAME or https://NAME:PORT without a path, not "{url}"')
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
        shown = f"[{ipaddress.ip_address(host)}]" if host and ":" in host else host
    except ValueError:
        raise wrong from None
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in ("http", "https") or not host or extra or not _plain(host):
        raise wrong
    _opened("public_url", port)
    return f"{parts.scheme}://{shown}" + ("" if port in (None, {"http": 80, "https": 443}[parts.scheme]) else f":{port}")


def _plain(host: str) -> bool:
    """A name in ASCII (an international one in its xn-- form, as Origin has it) or an address."""
    return host.isascii() and all(character.isalnum() or character in "-.:_" for character in host)
