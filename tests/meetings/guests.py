"""Guests full of canaries: everything their device says of them is theirs alone, and everything they are sent is kept for a search."""

import hashlib
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, cast

import aiohttp
from aiohttp import ClientWebSocketResponse

from tests.meetings.canaries import Canary
from tests.meetings.people import secret_of
from tests.member import Json, Member, hashed
from tests.voice import Voice

SDES = ("CNAME", "name", "mail", "phone", "place", "tool", "note")
"""The items of a source's description (RFC 3550, 6.5), by their numbers from 1."""

COOKIE = 0x2112A442
"""What STUN hides addresses with from helpful routers (RFC 8489, 14.2)."""

PACKETS = 6
"""Of a voice in one turn."""


def marked(owner: str, kind: str, length: int = 14) -> str:
    """Letters that nobody else's have, the same in every run."""
    digest = hashlib.sha256(f"{owner} {kind}".encode()).digest()
    return "".join("bcdfghjklmnpqrstvwxz"[byte % 20] for byte in digest[:length])


def _number(address: str) -> int:
    return int.from_bytes(socket.inet_aton(address), "big")


@dataclass(slots=True)
class Received:
    """All that one guest was sent."""

    frames: list[str] = field(default_factory=list[str])
    http: list[bytes] = field(default_factory=list[bytes])
    datagrams: list[bytes] = field(default_factory=list[bytes])


class TappedMember(Member):
    """Keeps each frame as it came, and the headers of the answer before the first."""

    def __init__(self, session: aiohttp.ClientSession, url: str, received: Received) -> None:
        super().__init__(session, url)
        self.received = received

    async def connect(self) -> None:
        await super().connect()
        response = cast(Any, self._socket)._response
        self.received.http.append(repr(response.raw_headers).encode())

    async def _hear(self, socket: ClientWebSocketResponse, text: str) -> None:
        self.received.frames.append(text)
        await super()._hear(socket, text)


class Guest:
    """`async with Guest("anu", 3, url) as anu`: a member and a voice at an address of their own, behind a proxy, with a talkative device."""

    def __init__(self, name: str, number: int, url: str) -> None:
        self.name = name
        self.number = number
        self.url = url
        self.canaries: list[Canary] = []
        self.received = Received()
        self.answers: list[str] = []
        """To audio offers."""
        self.device = f"127.77.{number}.{100 + number}"
        proxied, v6 = f"203.0.113.{100 + number}", f"2001:db8:77:{number}::4d{number:02}"
        self.headers = {
            "X-Forwarded-For": self.plant("address behind the proxy", proxied),
            "Forwarded": f'for="[{self.plant("IPv6 address behind the proxy", v6)}]"',
            "User-Agent": f"Mozilla/5.0 ({self._mark('user agent')})",
            "Accept-Language": f"x-{self._mark('language', 8)}",
            "Sec-CH-UA": self._mark("client hint: brand"),
            "Sec-CH-UA-Model": self._mark("client hint: model"),
            "Sec-CH-Viewport-Width": self.plant("client hint: screen", f"{number:02}3717191"),
            "Referer": f"https://mail.example/{self._mark('page before')}",
            "X-Device-Id": self._mark("device id"),
        }
        self.plant("own address", self.device)
        for address in (self.device, proxied):
            self._remember("packed address", socket.inet_aton(address))

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(local_addr=(self.device, 0), limit=0)
        self.session = aiohttp.ClientSession(connector=connector, headers=self.headers)
        self.member = TappedMember(self.session, self.url, self.received)
        self.plant("join nonce", self.member.nonce, kept=None)
        self.voice = Voice(host=self.device)
        self.voice.datagrams = self.received.datagrams
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.voice.close()
        await self.member.close()
        await self.session.close()

    def plant(self, kind: str, value: str, *, seen_by: Iterable[str] = (), kept: bool | None = False, outlives: bool = False) -> str:
        """The value, remembered as this guest's own."""
        self._remember(kind, value, frozenset(seen_by), kept, outlives)
        return value

    def _remember(
        self, kind: str, value: str | bytes, seen_by: frozenset[str] = frozenset(), kept: bool | None = False, outlives: bool = False
    ) -> None:
        canary = Canary(kind=kind, owner=self.name, value=value, seen_by=seen_by, kept=kept, outlives=outlives)
        if canary not in self.canaries:
            self.canaries.append(canary)

    def _remember_token(self) -> None:
        self.plant("resume token", self.member.token)
        self.plant("resume token, hashed", hashed(self.member.token), kept=None)

    # ---------------------------------------------------------------------------------------------------- what it does

    async def look_around(self, *paths: str) -> None:
        """Asks for pages, and keeps what comes, the headers too."""
        for path in paths:
            async with self.session.get(self.url + path) as answer:
                self.received.http += [repr(answer.raw_headers).encode(), await answer.read()]

    async def come(self, link: str, *, by_code: bool = False, **more: object) -> None:
        """By a link, or by the code that is in it. The typed name is a canary."""
        code, secret = secret_of(link)
        await self.member.connect()
        answer = await self.member.join(code, None if by_code else secret, **more)
        assert answer["ok"], (self.name, answer)
        self._remember_token()
        await self.member.until(lambda member: member.you and member.view)

    async def come_back(self) -> None:
        """On a new connection, with the next token."""
        answer = await self.member.come_back()
        assert answer["ok"], answer
        self._remember_token()

    def socket_ids(self) -> None:
        """Of the transport and of the namespace, as the server told this guest and nobody else."""
        for text in self.received.frames:
            if text.startswith(("0{", "40{")):
                self.plant("socket id", text.partition('"sid":"')[2].partition('"')[0])

    async def do(self, command: str, **fields: object) -> Json:
        answer = await self.member.do(command, **fields)
        assert answer["ok"], (self.name, command, answer)
        return answer

    async def listen(self) -> None:
        """An offer that says all that a careless browser could say."""
        ufrag, password = self._mark("ufrag", 8), self._mark("ICE password", 24)
        offer = self.voice.offer(candidate=True, ufrag=ufrag, password=password)
        for plain, full in self._talkative_lines().items():
            assert plain in offer, plain
            offer = offer.replace(plain, full)
        self._remember("SSRC", struct.pack("!I", self.voice.ssrc))
        self.plant("SSRC in words", str(self.voice.ssrc))
        assert self.voice.socket is not None
        port = self.voice.socket.getsockname()[1]
        self.plant("own address and port", f"{self.device}:{port}")
        self._remember("own address and port, as STUN writes them", struct.pack("!HI", port ^ COOKIE >> 16, _number(self.device) ^ COOKIE))
        answer = await self.member.offer(offer)
        assert answer["ok"], answer
        self.answers.append(answer["sdp"])
        await self.voice.connect(answer["sdp"])

    def _talkative_lines(self) -> dict[str, str]:
        """What stands in a careful offer, and what in a careless one."""
        public = self.plant("public address", f"198.51.100.{100 + self.number}")
        label = self._mark("device label")
        candidates = [
            f"a=candidate:{self._mark('candidate')} 1 udp 2130706431 {self.device} 4444 typ host",
            f"a=candidate:2 1 udp 99 {self._mark('local name')}.local 9 typ host",
            f"a=candidate:3 1 udp 9 {public} 9 typ srflx raddr {self.device} rport 9",
        ]
        return {
            "o=- 1 2 IN IP4 0.0.0.0": f"o={self._mark('SDP user')} 1 2 IN IP4 {self.device}",
            "s=-": f"s={self._mark('SDP session')}\r\ni={self._mark('SDP words')}",
            "t=0 0": f"t=0 0\r\na=tool:{self._mark('SDP tool')}",
            "c=IN IP4 0.0.0.0": f"c=IN IP4 {self.device}",
            "cname:voice": f"cname:{self._mark('CNAME')}",
            "msid:voice voice": f"msid:{self._mark('msid')} {label}\r\na=label:{label}\r\na=x-microphone:{self._mark('microphone')}",
            "a=end-of-candidates": "\r\n".join([*candidates, "a=end-of-candidates"]),
        }

    def _mark(self, kind: str, length: int = 14) -> str:
        return self.plant(kind, marked(self.name, kind, length))

    async def speak(self, payload: bytes = bytes(120)) -> None:
        """As a voice does, with every header and report in which something of a person could hide."""
        voice = self.voice
        await voice.send(PACKETS, payload=payload, pace=0.002)
        hidden = self._mark("header extension", 12).encode()
        voice.send_packet(voice.rtp(payload, first=0x90, extra=b"\xbe\xde\0\x03" + hidden))
        listed = self._mark("contributor", 8).encode()
        voice.send_packet(voice.rtp(payload, first=0x82, extra=listed))
        padded = self._mark("padding", 11).encode()
        voice.send_packet(voice.rtp(payload + padded + bytes((len(padded) + 1,)), first=0xA0))
        voice.send_rtcp(self._talkative())
        await voice.settle()

    def _talkative(self) -> bytes:
        """A report with all that RFC 3550 lets one say of oneself."""
        ssrc = struct.pack("!I", self.voice.ssrc)
        items = b"".join(bytes((kind, 12)) + self._mark(f"SDES {words}", 12).encode() for kind, words in enumerate(SDES, 1))
        chunk = ssrc + items + bytes(4 - len(items) % 4)
        reason = self._mark("BYE reason", 11).encode()
        data = self._mark("APP data", 12).encode()
        packets = [
            struct.pack("!BBHI", 0x80, 201, 1, self.voice.ssrc),
            struct.pack("!BBH", 0x81, 202, len(chunk) // 4) + chunk,
            struct.pack("!BBH", 0x80, 204, 2 + len(data) // 4) + ssrc + b"CLUB" + data,
            struct.pack("!BBH", 0x81, 203, 1 + (len(reason) + 1) // 4) + ssrc + bytes((len(reason),)) + reason,
        ]
        return b"".join(packets)

    def everything(self) -> dict[str, bytes]:
        """What was received, by channel."""
        return {
            "sockets": "\n".join(self.received.frames).encode(),
            "HTTP": b"\n".join(self.received.http),
            "SDP": "\n".join(self.answers).encode(),
            "RTP": b"\0\0\0\0".join(self.voice.packets),
            "RTCP": b"\0\0\0\0".join(self.voice.rtcp),
            "datagrams": b"\0\0\0\0".join(map(_readable, self.received.datagrams)),
        }


def _readable(datagram: bytes) -> bytes:
    """Without what is sealed: it is looked at where it was opened, and in so much noise a canary of four bytes is found once in a thousand runs."""
    if not datagram or not 128 <= datagram[0] <= 191:
        return datagram
    if 192 <= datagram[1] <= 223:
        return datagram[:8]
    end = 12 + 4 * (datagram[0] & 0x0F)
    return datagram[: end + 4 + 4 * int.from_bytes(datagram[end + 2 : end + 4], "big")] if datagram[0] & 0x10 else datagram[:end]
