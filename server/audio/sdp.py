"""Reads an SDP offer within limits and writes the answer that makes voices cheap and their packets all one length."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rooms.slots import Slot
from server.audio.port import OfferRefused
from server.audio.settings import AudioSettings

LONGEST_OFFER = 8 * 1024
_MOST_LINES = 400
_SLOTS = tuple(Slot)
"""Section 1 of an offer is the piece, 2 the keeper, 3 the crosstalk."""
_HASHES = {"sha-256": 32, "sha-384": 48, "sha-512": 64}
_ICE_CHARACTERS = re.compile(r"[A-Za-z0-9+/]+")
_MID = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,32}")  # an RFC 8866 token
_MEDIA = re.compile(r"(\w{1,20}) (\d{1,5})(?:/\d{1,3})? (\S{1,40}) (.{1,600})", re.ASCII)
_OPUS = re.compile(r"(\d{1,3}) opus/48000/2", re.ASCII | re.IGNORECASE)
_FINGERPRINT = re.compile(r"(\S{1,20}) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*)")
_DIRECTIONS = {"sendrecv": (True, True), "sendonly": (True, False), "recvonly": (False, True), "inactive": (False, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One audio section of an offer."""

    mid: str
    payload_type: int
    sends: bool
    receives: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All that this host takes from an offer. Candidates are not in it: the host answers whoever shows the password."""

    sections: tuple[Section, ...]
    ufrag: str
    fingerprints: tuple[tuple[str, str], ...]

    @property
    def listening(self) -> Mapping[Slot, int]:
        """The slots the browser wants to hear, each with its number for Opus."""
        return {slot: section.payload_type for slot, section in zip(_SLOTS, self.sections, strict=False) if section.receives}

    @property
    def voice_type(self) -> int | None:
        """Opus in the section the browser sends in; None when it sends nothing."""
        return next((section.payload_type for section in self.sections if section.sends), None)


class _Attributes:
    """The a= lines of the session or of one section; those of a section go before the session's."""

    def __init__(self, lines: list[str], above: "_Attributes | None" = None) -> None:
        self._values: dict[str, list[str]] = {}
        self._above = above
        for line in lines:
            if line.startswith("a="):
                name, _, value = line[2:].partition(":")
                self._values.setdefault(name, []).append(value.strip())

    def all(self, name: str) -> list[str]:
        own = self._values.get(name, [])
        return own or (self._above.all(name) if self._above else [])

    def one(self, name: str) -> str | None:
        values = self.all(name)
        return values[0] if values else None

    def has_own(self, name: str) -> bool:
        return name in self._values


def _malformed() -> OfferRefused:
    return OfferRefused("offer-malformed")


def _unsupported() -> OfferRefused:
    return OfferRefused("offer-unsupported")


def read(text: str) -> Offer:
    """Raises `OfferRefused` with the codes of `port.AudioHost.answer`. Unknown attributes are passed over."""
    if len(text) > LONGEST_OFFER or len(text.encode("utf-8", "replace")) > LONGEST_OFFER:
        raise OfferRefused("offer-too-large")
    session_lines, *media = _divided(text)
    session = _Attributes(session_lines)
    if not media:
        raise _malformed()
    if len(media) > len(_SLOTS):
        raise _unsupported()
    attributes = [_Attributes(lines[1:], session) for lines in media]
    sections = tuple(_section(lines[0], own) for lines, own in zip(media, attributes, strict=True))
    mids = [section.mid for section in sections]
    if len(set(mids)) != len(mids):
        raise _malformed()
    if sum(section.sends for section in sections) > 1:
        raise _unsupported()
    if len(sections) > 1 and not any(group.split()[:1] == ["BUNDLE"] and set(mids) <= set(group.split()[1:]) for group in session.all("group")):
        raise _unsupported()  # one transport carries all, or the host would need a port for each
    return Offer(sections=sections, ufrag=_ufrag(attributes[0]), fingerprints=_fingerprints(attributes[0]))


def _divided(text: str) -> list[list[str]]:
    """The lines, split before each m= line."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(lines) > _MOST_LINES or lines[0] != "v=0":
        raise _malformed()
    parts: list[list[str]] = [[]]
    for line in lines:
        if len(line) < 2 or line[1] != "=" or not "a" <= line[0] <= "z" or not line.isprintable():
            raise _malformed()
        if line.startswith("m="):
            parts.append([])
        parts[-1].append(line)
    return parts


def _section(line: str, attributes: _Attributes) -> Section:
    media = _MEDIA.fullmatch(line[2:])
    mid = attributes.one("mid")
    if media is None or mid is None or not _MID.fullmatch(mid):
        raise _malformed()
    kind, _, protocol, formats = media.groups()
    if kind != "audio" or protocol != "UDP/TLS/RTP/SAVPF" or not attributes.has_own("rtcp-mux"):
        raise _unsupported()
    if attributes.one("setup") not in ("actpass", "active"):
        raise _unsupported()  # the host never opens a handshake
    opus = next((match[1] for match in map(_OPUS.fullmatch, attributes.all("rtpmap")) if match), None)
    if opus is None or opus not in formats.split():
        raise _unsupported()
    payload_type = int(opus)
    if payload_type > 127 or 64 <= payload_type <= 95:  # RFC 5761: those would look like RTCP
        raise _malformed()
    direction = next((name for name in _DIRECTIONS if attributes.has_own(name)), "sendrecv")
    sends, receives = _DIRECTIONS[direction]
    return Section(mid=mid, payload_type=payload_type, sends=sends, receives=receives)


def _ufrag(attributes: _Attributes) -> str:
    ufrag, password = attributes.one("ice-ufrag"), attributes.one("ice-pwd")
    if ufrag is None or password is None or not 4 <= len(ufrag) <= 256 or not 22 <= len(password) <= 256:
        raise _malformed()
    if not _ICE_CHARACTERS.fullmatch(ufrag) or not _ICE_CHARACTERS.fullmatch(password):
        raise _malformed()
    return ufrag


def _fingerprints(attributes: _Attributes) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for line in attributes.all("fingerprint")[:4]:
        match = _FINGERPRINT.fullmatch(line)
        if match is None:
            raise _malformed()
        name, value = match[1].lower(), match[2].upper()
        if name in _HASHES:
            if len(value) != 3 * _HASHES[name] - 1:
                raise _malformed()
            found.append((name, value))
    if not found:
        raise _unsupported()
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What every answer of this host says about itself."""

    fingerprint: str
    addresses: tuple[str, ...]
    port: int


def write(offer: Offer, host: Host, settings: AudioSettings, *, ufrag: str, password: str, ssrc: Callable[[Slot], int], cname: str) -> str:
    """The answer: each section mirrored, one SSRC signalled for each the browser hears.

    Constant bit rate and no pauses on purpose: the lengths of encrypted variable-rate speech reveal phrases. No header extension, no RED
    and no transport-wide feedback, because nothing here reads them and every byte is a member's mobile data.
    """
    first = host.addresses[0]
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite"]
    lines.append("a=group:BUNDLE " + " ".join(section.mid for section in offer.sections))
    lines.append("a=msid-semantic: WMS *")
    for slot, section in zip(_SLOTS, offer.sections, strict=False):
        lines += [
            f"m=audio {host.port} UDP/TLS/RTP/SAVPF {section.payload_type}",
            f"c=IN IP{6 if ':' in first else 4} {first}",
            f"a=mid:{section.mid}",
            f"a={_answered(section)}",
            "a=rtcp-mux",
            f"a=ice-ufrag:{ufrag}",
            f"a=ice-pwd:{password}",
            f"a=fingerprint:sha-256 {host.fingerprint}",
            "a=setup:passive",
            *_opus(section.payload_type, settings),
        ]
        if section.receives:
            lines += [f"a=msid:{slot} {slot}", f"a=ssrc:{ssrc(slot)} cname:{cname}", f"a=ssrc:{ssrc(slot)} msid:{slot} {slot}"]
        if section is offer.sections[0]:
            lines += [_candidate(number, address, host.port) for number, address in enumerate(host.addresses, 1)]
            lines.append("a=end-of-candidates")
    return "\r\n".join([*lines, ""])


def _answered(section: Section) -> str:
    mirrored = (section.receives, section.sends)
    return next(name for name, pair in _DIRECTIONS.items() if pair == mirrored)


def _opus(payload_type: int, settings: AudioSettings) -> list[str]:
    return [
        f"a=rtpmap:{payload_type} opus/48000/2",
        f"a=fmtp:{payload_type} minptime={settings.ptime};maxaveragebitrate={settings.bitrate};cbr=1;usedtx=0;useinbandfec=1;stereo=0",
        f"a=ptime:{settings.ptime}",
        f"a=maxptime:{settings.ptime}",
    ]


def _candidate(number: int, address: str, port: int) -> str:
    # RFC 8445, 5.1.2.1: type preference 126 for a host candidate, then the order the operator gave, component 1.
    priority = (126 << 24) + ((65536 - number) << 8) + 255
    return f"a=candidate:{number} 1 udp {priority} {address} {port} typ host"
