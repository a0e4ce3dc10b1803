"""What is wrong with an installation, found without serving: one line each, with what to do."""

import asyncio
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from server.addresses import Addresses, Resolve, addresses, resolve
from server.app import redis_tried
from server.bundle import STATIC, NoBundle, load
from server.centre import NAME
from server.clock import Clock, SystemClock
from server.dumps import handed_on, swaps
from server.listening import bound, tls
from server.place import Place
from server.presets import with_own
from server.settings import Settings, WrongSetting, checked, helplines
from server.tls_pair import TlsPair, looked_at

PROBE_SECONDS = 1.0
"""How long a datagram to ourselves may take. By way of the router in front it takes 10 ms."""

EXPIRES_SOON_SECONDS = 14 * 86400.0
"""Certificates are renewed 30 days ahead; with 14 left nobody renewed it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    fine: bool
    words: str

    def line(self) -> str:
        return f"{'ok' if self.fine else 'WRONG':<6} {self.name:<9} {self.words}"


def check(settings: Settings, *, clock: Clock | None = None, static: Path = STATIC, resolve: Resolve = resolve) -> Iterator[Finding]:
    """Every finding, in the order in which one would mend them."""
    clock = clock or SystemClock()
    try:
        settings = checked(settings)
        reach = addresses(settings, settings.port, resolve)
    except WrongSetting as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", not reach.warnings, "; ".join(reach.warnings) or f"people open {reach.url}/")
    yield _numbers(settings)
    yield _data(settings.data)
    yield _memory()
    if settings.formats is not None:
        yield _formats(settings.formats)
    yield _pages(static)
    yield _clock(clock, (settings.data / NAME, static / "dist" / "manifest.json"))
    if settings.tls_cert is not None:
        yield _tls(settings, reach, clock)
    serves = _serves(reach.local_url)
    yield _port(settings, serves)
    if settings.redis:
        yield _redis(settings)
    first = settings.port if settings.audio_port is None else settings.audio_port
    if serves and settings.workers > 1 and settings.worker_port is None:
        yield Finding("voices", False, "the workers that serve can be told apart by --worker-port alone: stop them and check again")
        return
    for index in range(settings.workers + (settings.workers > 1)):
        place = Place(index=index)
        url = _own_url(settings, place) if settings.workers > 1 else reach.local_url
        if serves and settings.workers > 1 and not _serves(url):
            continue  # one number is always free: a rolling restart takes it
        for address in reach.audio:
            yield _voices(address, place.port(first), reach.audio_hosts, _dropped(url) if serves else None)


def _numbers(settings: Settings) -> Finding:
    """For a person to read: only they can tell whether somebody answers there."""
    shown = ", ".join(f"{label} {number}" for label, number in helplines(settings.helpline))
    centre = settings.centre_number or "none: set --centre-number"
    return Finding("numbers", True, f"people may call {shown}; the centre's own: {centre}")


def _data(folder: Path) -> Finding:
    probe = folder / ".check"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Finding("data", False, f"cannot write in {folder} ({error.strerror}): let the server's user own it, or choose another --data")
    return Finding("data", True, f"{folder} can be written to")


def _memory() -> Finding:
    """For a person to read: the server cannot tell whether the swap is encrypted, nor what another program does with a dump."""
    words = ["serve forbids itself core dumps"]
    if handed_on():
        words.append("but this machine hands them to a program (kernel.core_pattern): see that it keeps none")
    words.append("swap is on: let it be encrypted, or turn it off" if swaps() else "swap is off")
    return Finding("memory", True, "; ".join(words))


def _formats(folder: Path) -> Finding:
    try:
        return Finding("formats", True, f"{len(with_own(folder))} formats with those in {folder}")
    except WrongSetting as error:
        return Finding("formats", False, str(error))


def _pages(static: Path) -> Finding:
    try:
        bundle = load(static)
    except NoBundle as error:
        return Finding("pages", False, str(error))
    return Finding("pages", True, f"built, {len(bundle.wanted())} files")


def _clock(clock: Clock, files: tuple[Path, ...]) -> Finding:
    """A machine without a battery wakes up in the past: behind its own files. Circles would then begin and end at odd hours."""
    newest = max((file.stat().st_mtime for file in files if file.exists()), default=0.0)
    if clock.now() < newest - 1:
        return Finding("clock", False, "is behind this installation's own files: set it, and let chrony or systemd-timesyncd keep it")
    return Finding("clock", True, "is not behind this installation's own files")


def _tls(settings: Settings, reach: Addresses, clock: Clock) -> Finding:
    try:
        context = tls(settings.tls_cert, settings.tls_key)
    except WrongSetting as error:
        return Finding("TLS", False, str(error))
    assert context is not None, "a certificate was given"
    assert settings.tls_cert is not None
    host = urlsplit(reach.url).hostname or ""
    match looked_at(context, settings.tls_cert, host):
        case TlsPair(expires_at=expires_at) if expires_at - clock.now() > EXPIRES_SOON_SECONDS:
            return Finding("TLS", True, f"the certificate is for {host}, for {(expires_at - clock.now()) / 86400:.0f} more days")
        case TlsPair():
            return Finding("TLS", False, "the certificate expires within 14 days: renew it, and restart the server")
        case why:
            return Finding("TLS", False, f"browsers will refuse the certificate: {why}")


def _redis(settings: Settings) -> Finding:
    try:
        asyncio.run(redis_tried(settings))
    except WrongSetting as error:
        return Finding("redis", False, str(error))
    return Finding("redis", True, "can be used")


def _own_url(settings: Settings, place: Place) -> str:
    """At the worker's own port."""
    host = f"[{settings.worker_host}]" if ":" in settings.worker_host else settings.worker_host
    return f"http://{host}:{place.port(settings.worker_port)}"


def _serves(url: str) -> bool:
    """Whether a Circlekeeper answers there already."""
    return _get(url, "/healthz") == "ok\n"


def _get(url: str, path: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url + path, timeout=PROBE_SECONDS) as answer:
            return answer.read(1_000_000).decode("utf-8", "replace")
    except (OSError, ValueError, urllib.error.HTTPError):
        return ""


def _port(settings: Settings, serves: bool) -> Finding:
    if serves:
        return Finding("port", True, f"{settings.port}: a Circlekeeper serves there now")
    try:
        bound(settings).close()
    except WrongSetting as error:
        return Finding("port", False, str(error))
    return Finding("port", True, f"{settings.port} is free")


def _voices(address: str, port: int, hosts: tuple[str, ...], dropped: Callable[[], float | None] | None) -> Finding:
    """A datagram to ourselves by way of the address that browsers are told."""
    remedy = f"open UDP {port} in the firewall and forward it to this machine, or set --audio-address"
    arrived = _arrives_here(address, port, hosts) if dropped is None else _arrives_there(address, port, dropped)
    match arrived:
        case True:
            return Finding("voices", True, f"UDP {port} of {address} leads here")
        case False:
            # Not every router leads back in what comes from inside: then only somebody outside can tell.
            return Finding("voices", False, f"nothing came back from UDP {port} of {address}: {remedy}")
        case str():
            return Finding("voices", False, arrived)


def _arrives_here(address: str, port: int, hosts: tuple[str, ...]) -> bool | str:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    host = address if address in hosts else ("::" if ":" in address else "0.0.0.0")
    with socket.socket(family, socket.SOCK_DGRAM) as listener, socket.socket(family, socket.SOCK_DGRAM) as sender:
        listener.settimeout(PROBE_SECONDS)
        try:
            listener.bind((host, port))
        except OSError as error:
            return f"UDP {port} on {host} cannot be used ({error.strerror}): another program has it, or choose another --audio-port"
        try:
            sender.sendto(b"circlekeeper check", (address, listener.getsockname()[1]))
            return listener.recv(64) == b"circlekeeper check"
        except OSError:
            return False


def _arrives_there(address: str, port: int, dropped: Callable[[], float | None]) -> bool | str:
    """The server that serves now counts what it throws away: one more, and our datagram was it."""
    before = dropped()
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(b"circlekeeper check", (address, port))
        except OSError:
            return False
    after = dropped()
    if before is None or after is None:
        return "the running server shows no /metrics to this machine: stop it and check again"
    return after > before


def _dropped(url: str) -> Callable[[], float | None]:
    def count() -> float | None:
        lines = [line for line in _get(url, "/metrics").splitlines() if line.startswith("circlekeeper_")]
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("circlekeeper_audio_dropped_total")) if lines else None

    return count
