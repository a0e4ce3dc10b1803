"""A whole meeting of twelve in which everybody is full of canaries: nobody is sent another's, and afterwards none is left anywhere.

Each canary says who else is to receive it; that they do is the proof that the search would find the others. Addresses come through a proxy that
is trusted, and from the sockets themselves. What a store of another kind keeps is to be looked for in the same way: `lying_around`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from tests.meetings.canaries import Canary, Hit, hits
from tests.meetings.guests import Guest, marked
from tests.meetings.later import SkippingProcess, skipping_process
from tests.meetings.people import secret_of
from tests.serving import Links

NAMES = ("kim", "dev", "anu", "bela", "chand", "esha", "farid", "gita", "hari", "indu", "jaya", "watch")
"""Kim keeps, Dev is the deputy, Watch is a member who only listens and looks. The others have something to hide."""
STAFF = ("kim", "dev")
INVITED = ("anu", "bela", "chand")
"""By a link of their own."""
CALLED = "gita"
"""Wants a call: the centre is given the number, the safe time and the name."""
CANARIES_AT_LEAST = 40
REPORT_SECONDS = 12
"""A listener is told how a stream is going every 5 s."""
PAGES = ("/", "/circle", "/open", "/healthz", "/readyz", "/metrics", "/api/formats", "/nothing-here", "/manifest.webmanifest")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[SkippingProcess]:
    async with skipping_process(tmp_path / "data", "--trusted-proxy", "127.0.0.0/8") as process:
        yield process


class Evening:
    """The guests, and what of a meeting they do."""

    def __init__(self, server: SkippingProcess, links: Links, personal: list[str]) -> None:
        self.server = server
        self.links = links
        self.guests = {name: Guest(name, number, server.url) for number, name in enumerate(NAMES, 1)}
        self.kim, self.dev, self.watch = self.guests["kim"], self.guests["dev"], self.guests["watch"]
        self.centre: list[Canary] = []
        """What nobody of the circle has."""
        self.personal: dict[str, str] = dict(zip(INVITED, personal, strict=True))
        for name, link in self.personal.items():
            self.guests[name].plant("secret of the own link", secret_of(link)[1])
        self.secret("secret of the members' link", secret_of(links.member)[1])
        self.secret("secret of the facilitators' link", secret_of(links.facilitator)[1])

    def secret(self, kind: str, value: str) -> None:
        self.centre.append(Canary(kind=kind, owner="the centre", value=value))

    @property
    def canaries(self) -> list[Canary]:
        return [canary for guest in self.guests.values() for canary in guest.canaries] + self.centre

    def link_of(self, guest: Guest) -> str:
        return self.links.facilitator if guest.name in STAFF else self.personal.get(guest.name, self.links.member)

    async def arrive(self) -> None:
        """By the facilitator's link, a personal one, the shared one, or the typed code; with a name that only facilitators are to know."""
        for guest in self.guests.values():
            await guest.look_around(*PAGES)
            name = f"Ö{marked(guest.name, 'called', 10)} {marked(guest.name, 'family', 8)}"
            called = guest.plant("typed name", name, seen_by=STAFF, kept=True, outlives=guest.name == CALLED)
            await guest.come(self.link_of(guest), by_code=guest.name == "jaya", called=called)
            if guest.member.you["standing"] == "waiting":
                words = f"We met on Tuesday, {marked(guest.name, 'greeting')} – आप"
                await guest.do("greet", text=guest.plant("lobby greeting", words, seen_by=STAFF, kept=True))
                await self.kim.member.until(lambda member, text=words: text in str(member.view.get("lobby")))

    async def settle_down(self) -> None:
        """One is turned away, the others are let in; everybody listens, and the circle starts."""
        indu = self.guests["indu"]
        await self.kim.do("turn_away", seat=indu.member.seat)
        await indu.member.gone()
        await self.kim.do("admit_all")
        for guest in self.present:
            await guest.member.until(lambda member: member.you.get("standing") == "seated" and len(member.view.get("seats", {})) == len(NAMES) - 1)
            await guest.listen()
        await self.kim.do("start_circle")

    @property
    def present(self) -> list[Guest]:
        return [guest for guest in self.guests.values() if guest.name != "indu"]

    async def turn(self, guest: Guest) -> None:
        """Offered and begun."""
        await guest.do("raise_hand")
        await guest.member.until(lambda member: member.view.get("turn", {}).get("seat") == guest.member.seat)
        await guest.do("begin")
        await self.watch.member.until(lambda member: member.view["turn"]["state"] == "sharing")

    async def meet(self) -> None:
        await self.shares()
        await self.troubles()
        await self.networks()
        for guest in self.present:
            guest.socket_ids()
        async with asyncio.timeout(REPORT_SECONDS):
            while not (self.kim.voice.rtcp and self.watch.voice.rtcp):  # noqa: ASYNC110  # sent by the server's own beat
                await asyncio.sleep(0.1)

    async def shares(self) -> None:
        """Voices with the floor and without it, and a share in writing."""
        anu, bela, chand = (self.guests[name] for name in INVITED)
        room = {guest.name for guest in self.present}
        await self.turn(anu)
        await anu.speak(anu.plant("voice with the floor", "A" * 60 + marked("anu", "voice"), seen_by=room - {"anu"}).encode())
        await bela.speak(bela.plant("voice without the floor", "B" * 60 + marked("bela", "voice")).encode())
        await anu.do("done")
        await chand.do("raise_hand")
        await chand.member.until(lambda member: member.view.get("turn", {}).get("seat") == chand.member.seat)
        text = chand.plant("written share", f"I write {marked('chand', 'share')}", seen_by=room - {"chand"}, kept=None)
        await chand.do("share_written", text=text)
        await self.kim.member.until(lambda member: text in str(member.view))
        for share in self.kim.member.view.get("unread", {}):  # what newcomers write is read by a facilitator first
            await self.kim.do("show_written", share=int(share))
        await self.watch.member.until(lambda member: text in str(member.view.get("written")))

    async def troubles(self) -> None:
        """Two ask for help, one wants a call, one is written to."""
        esha, farid, gita, hari = (self.guests[name] for name in ("esha", "farid", CALLED, "hari"))
        for guest, with_whom in ((esha, self.kim), (farid, self.dev)):
            seat = guest.member.seat
            await guest.do("ask_help")
            await with_whom.member.until(lambda member, seat=seat: seat in member.view.get("help", {}))
            await with_whom.do("answer_help", seat=seat)
            text = guest.plant("what is asked in a side room", f"I need {marked(guest.name, 'need')}", seen_by=[with_whom.name], kept=True)
            await guest.do("write_line", seat=seat, text=text)
            answer = with_whom.plant("what is answered there", f"I hear {marked(guest.name, 'heard')}", seen_by=[guest.name], kept=True)
            await with_whom.do("write_line", seat=seat, text=answer)
            await guest.member.until(lambda member, text=answer: text in str(member.you["help"]))
        number = gita.plant("number to call", "+91 22 5550 7431", seen_by=["kim"], kept=True, outlives=True)
        when = gita.plant("safe time to call", f"after six {marked('gita', 'when')}", seen_by=["kim"], kept=True, outlives=True)
        assert (await gita.member.ask("call", {"number": number, "when": when, "may_name": False}))["ok"]
        await self.kim.member.until(lambda member: member.view["seats"][gita.member.seat].get("wants_call"))
        assert (await self.kim.member.ask("calls"))["calls"]
        assert not (await self.watch.member.ask("calls"))["ok"]
        text = self.kim.plant("message to one", f"Are you well, {marked('kim', 'message')}?", seen_by=["hari", "dev"], kept=True)
        await self.kim.do("message", seat=hari.member.seat, text=text)
        await hari.member.until(lambda member: text in str(member.you))

    async def networks(self) -> None:
        """One comes back from another place; links are made anew; a strange number is put under a message."""
        hari = self.guests["hari"]
        await hari.voice.close()
        await hari.member.drop()
        await hari.come_back()
        await hari.listen()
        self.kim.plant("secret of a new link", (await self.kim.do("new_link"))["secret"])
        self.kim.plant("secret of an invitation", (await self.kim.do("invite"))["secret"])
        await hari.member.say(f'42{hari.plant("message number", "918273645")}["resync"]')
        await self.turn(self.guests["jaya"])
        await self.guests["jaya"].speak()
        await self.guests["jaya"].do("done")

    def reached_others(self) -> list[Hit]:
        """Of all that each received: what of somebody else's was in it, and is not for them."""
        found: list[Hit] = []
        for guest in self.guests.values():
            foreign = [canary for canary in self.canaries if canary.owner != guest.name and guest.name not in canary.seen_by]
            received = {f"{guest.name}, {channel}": content for channel, content in guest.everything().items()}
            found += hits(foreign, received)
        return found

    def did_not_reach(self) -> list[tuple[str, str]]:
        """Who was to receive something and did not."""
        due = [(canary, name) for canary in self.canaries for name in canary.seen_by]
        return [(canary.kind, name) for canary, name in due if not hits([canary], self.guests[name].everything())]


def lying_around(server: SkippingProcess) -> dict[str, bytes]:
    """Every file of the data folder, the write-ahead log too, and all that the server said."""
    files = {str(path.relative_to(server.data)): path.read_bytes() for path in server.data.rglob("*") if path.is_file()}
    return files | {"standard error": server.errors().encode(), "standard output": "".join(server.printed).encode()}


async def metrics(url: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_nobody_receives_a_canary_of_others_and_none_is_left(server: SkippingProcess) -> None:
    links = await server.centre.open_circle(names="known_to_facilitator")
    evening = Evening(server, links, await server.centre.invite(links.code, len(INVITED)))
    async with AsyncExitStack() as stack:
        for guest in evening.guests.values():
            await stack.enter_async_context(guest)
        await evening.arrive()
        await evening.settle_down()
        await evening.meet()

        during, told = lying_around(server), {"metrics": await metrics(server.url)}
        await evening.kim.do("end_circle")
        for guest in evening.present:
            await guest.member.gone()
            assert guest.member.bye == "ended"
    # Searched only now: it takes seconds in which nobody of these answers a ping.
    kept = [canary for canary in evening.canaries if canary.kept]
    assert not hits([canary for canary in evening.canaries if canary.kept is False], during | told)
    kinds = {canary.kind for canary in evening.canaries}
    assert len(kinds) >= CANARIES_AT_LEAST, len(kinds)
    assert len(hits(kept, during)) > len(STAFF), "the control: what the circle keeps is found in its files while it lasts"

    for name in ("kim", "watch"):
        guest = evening.guests[name]
        assert all(guest.everything().values()), "the control: something came on each channel"
        own = [canary for canary in guest.canaries if canary.kind == "own address and port, as STUN writes them"]
        assert hits(own, guest.everything()), "the control: each is told where the server sees them, and their own alone"
    assert evening.reached_others() == []
    assert evening.did_not_reach() == [], "the control: who is to receive something does, and the search finds it"
    await nothing_is_left(evening)


async def nothing_is_left(evening: Evening) -> None:
    """Neither five minutes later, nor when the server is stopped. A wish to be called waits for the centre."""
    server = evening.server
    promised = [canary for canary in evening.canaries if canary.outlives]
    rest = [canary for canary in evening.canaries if not canary.outlives]
    assert hits(rest, lying_around(server)) == [], "at once"
    assert hits(promised, lying_around(server)), "the control: the wish is still there"
    status, answer = await server.centre.ask("/api/follow-ups/take", {})
    assert status == 200
    assert len(cast(list[object], answer["follow_ups"])) == 1
    await server.five_minutes_later()
    assert hits(evening.canaries, lying_around(server) | {"metrics": await metrics(server.url)}) == [], "five minutes later"
    assert await server.stop() == 0
    assert hits(evening.canaries, lying_around(server)) == [], "after it was stopped"
