"""What the real page says of its device on the wire, and what it is told in return: no address but the server's own."""

import asyncio
import json
import re

from playwright.async_api import WebSocket

from tests.browser.people import PATIENCE_SECONDS, House, Person
from tests.serving import ServerProcess

ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}|[\w-]+\.local", re.IGNORECASE)
TALKATIVE = """
const Silent = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Silent {
  get localDescription() {
    const real = super.localDescription;
    if (!real) return real;
    const candidates = ["1 1 udp 2122260223 192.168.7.5 54321 typ host", "2 1 udp 1 5e1c-77.local 54322 typ host",
      "3 1 udp 1 2001:db8:7::5 54323 typ srflx raddr 192.168.7.5 rport 54321"].map((said) => `a=candidate:${said}\\r\\n`).join("");
    const sdp = real.sdp.replace(/^o=.*$/m, "o=- 471147114711 2 IN IP4 192.168.7.5").replace(/^c=.*$/gm, "c=IN IP4 192.168.7.5")
      .replace(/^m=audio \\d+/gm, "m=audio 54321").replace(/^a=rtcp:.*$/gm, "a=rtcp:54322 IN IP6 2001:db8:7::5")
      .replace(/^(a=ice-ufrag:.*)$/gm, `${candidates}a=end-of-candidates\\r\\n$1`);
    window.native = sdp;
    return { type: real.type, sdp };
  }
};
"""
"""A browser that has found all its addresses by the time of the offer. How many a test machine has is chance."""


class Wire:
    """What one page sent and was sent, frame by frame."""

    def __init__(self, person: Person) -> None:
        self.sent: list[str] = []
        self.received: list[str] = []
        person.page.on("websocket", self._open)

    def _open(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: self.sent.append(str(payload)))
        socket.on("framereceived", lambda payload: self.received.append(str(payload)))

    @property
    def offers(self) -> list[str]:
        return [json.loads(frame[frame.index("[") :])[1]["sdp"] for frame in self.sent if '["offer"' in frame]

    @property
    def answers(self) -> list[str]:
        return [json.loads(frame[frame.index("[") :])[0]["sdp"] for frame in self.received if '"sdp":' in frame]


def addresses(text: str) -> set[str]:
    """All that look like one; a fingerprint's pairs of digits only seem to."""
    return set(ADDRESS.findall("\n".join(line for line in text.splitlines() if not line.startswith("a=fingerprint:"))))


async def joined(served: ServerProcess, house: House) -> tuple[Person, Wire]:
    links = await served.centre.open_circle(lobby=False)
    person = await house.person("A")
    await person.context.add_init_script(TALKATIVE)
    wire = Wire(person)
    await person.open(links.facilitator)
    await person.enter()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not wire.answers or "connected" not in (await person.state())["calls"]:  # noqa: ASYNC110  # in another process
            await asyncio.sleep(0.1)
    return person, wire


async def test_an_offer_carries_no_address_and_an_answer_only_the_servers(served: ServerProcess, house: House) -> None:
    person, wire = await joined(served, house)
    native = await person.page.evaluate("() => window.native")
    assert addresses(native) >= {"192.168.7.5", "2001:db8:7::5", "5e1c-77.local"}, "the control: the browser would have told them"
    assert "a=candidate" in native
    for offer in wire.offers:
        assert addresses(offer) == {"0.0.0.0"}
        assert not re.search(r"candidate|54321|54322|4711", offer)
    told = "\n".join(wire.sent)
    assert not re.search(r"192\.168|2001:db8|\.local", told)
    for answer in wire.answers:
        assert addresses(answer) == {"0.0.0.0", "127.0.0.1"}
        assert set(re.findall(r"^a=candidate:\d+ 1 udp \d+ (\S+ \d+) typ host", answer, re.MULTILINE)) == {f"127.0.0.1 {served.audio_port}"}
        assert answer.count("a=candidate") == 1
    assert "candidate" not in served.errors(), "and the log has no word of it"
