"""One meeting of twelve on a bad network, from the first link to the goodbye, and the checker at its end."""

import asyncio

from tests.bench.tally import Tally
from tests.meetings.history import nothing_acknowledged_was_lost, screens, sound_at_every_moment, the_same_story
from tests.meetings.people import People, Person
from tests.serving import ServerProcess

MEMBERS = 12
VOICES = 3
DROPS = 6
"""Lost networks in one meeting: every second member, on average."""
FRAMES = 8
"""Packets in one share."""
MEETING_SECONDS = 90.0
"""One takes 4 s on an idle machine; a busy one with a killed server may need a minute."""


async def hold(server: ServerProcess, number: int, tally: Tally, *, killed: bool) -> None:
    """All members share once, then all screens must tell one story. `killed`: the server is, in the middle, and comes back."""
    links = await server.centre.open_circle(lobby=False)
    async with asyncio.timeout(MEETING_SECONDS), People(server.url, seed=number) as people:
        keeper, steady = people.person(), people.person()
        members = [steady, *(people.person(voice=number < VOICES) for number in range(MEMBERS - 1))]
        for person, link in ((keeper, links.facilitator), (steady, links.member)):
            assert (answer := await person.come(link))["ok"], answer
        for answer in await asyncio.gather(*(person.come(links.member) for person in members[1:])):
            assert answer["ok"], answer
        assert (await keeper.do("start_circle"))["ok"]
        meeting = Meeting(server, people, tally, kill_after=people.chance.randrange(DROPS) if killed else None)
        await meeting.until_all_shared()
        await meeting.check()
        assert (ended := await keeper.do("end_circle"))["ok"], ended
        for person in people.everyone:
            await person.member.gone()
            assert person.member.bye == "ended", person.member.bye
            if person.voice is not None:
                person.voice.drop()  # as a phone does, so that it is the end of the circle that ends its voice
    tally.meetings += 1
    tally.people += len(people.everyone)
    tally.commands += sum(answer["ok"] for person in people.everyone for answer in person.member.history.acknowledged.values())


class Meeting:
    """Everyone's habits. `away`: who has no network just now, and therefore does nothing."""

    def __init__(self, server: ServerProcess, people: People, tally: Tally, *, kill_after: int | None) -> None:
        self._server = server
        self._people = people
        self._chance = people.chance
        self._keeper, self._steady, *self._others = people.everyone
        self._tally = tally
        self._kill_after = kill_after
        self._away: set[Person] = set()
        self._all_shared = asyncio.Event()
        self._over = False
        self._lives = 1

    async def until_all_shared(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for person in self._members:
                tasks.create_task(self._attend(person))
            await self._lose_networks()
            await self._all_shared.wait()
            self._over = True

    @property
    def _members(self) -> list[Person]:
        return [self._steady, *self._others]

    # ------------------------------------------------------------------------------------------------------- habits

    async def _attend(self, person: Person) -> None:
        while not self._over:
            if person not in self._away:
                await self._take_part(person)
            await asyncio.sleep(0.03)

    async def _take_part(self, person: Person) -> None:
        match person.my_turn():
            case "offered" if person.voice is None and self._chance.random() < 0.1:
                await person.do("pass_for_now")
            case "offered" if person.voice is None and self._chance.random() < 0.2:
                self._shared(person, await person.do("share_written", text="I am here.\nThank you."))
            case "offered" | "held":
                await person.do("begin")
            case "sharing":
                if person.hears:
                    await self._speak(person)
                if person not in self._away:
                    await self._finish(person)
            case _:
                if person.shares == 0 and "place" not in person.member.view.get("seats", {}).get(person.member.seat, {}):
                    await person.do("raise_hand")

    async def _finish(self, person: Person) -> None:
        """The screen follows the answer, and until then it still shows the turn."""
        self._shared(person, answer := await person.do("done"))
        if answer["ok"]:
            await person.member.until(lambda _: person.my_turn() != "sharing" or person in self._away)

    def _shared(self, person: Person, answer: dict[str, object]) -> None:
        if answer["ok"]:
            person.shares += 1
            self._tally.shares += 1
        if all(member.shares for member in self._members):
            self._all_shared.set()

    async def _speak(self, speaker: Person) -> None:
        """Says something, and counts at everyone who listened. Who was cut off meanwhile, at either end, proves nothing."""
        spoken = speaker.listenings
        listeners = [
            (other, other.voice, other.listenings, other.voice.heard("piece"))
            for other in self._others
            if other is not speaker and other.voice is not None and other.hears
        ]
        for _ in range(FRAMES):
            if not speaker.hears or speaker.voice is None:
                return
            await speaker.voice.send(1, pace=0.02)
        for other, voice, listened, before in listeners:
            try:
                await voice.until("piece", before + FRAMES)
            except TimeoutError:
                if (speaker.hears, speaker.listenings, other.hears, other.listenings) == (True, spoken, True, listened):
                    self._tally.missed.append(f"{voice.heard('piece') - before} of {FRAMES} packets")
            else:
                self._tally.packets += FRAMES

    # ---------------------------------------------------------------------------------------------------- bad luck

    async def _lose_networks(self) -> None:
        """Somebody loses the network now and then, the holder more often than others, and finds it again."""
        for drop in range(DROPS):
            await asyncio.sleep(self._chance.uniform(0.05, 0.3))
            if drop == self._kill_after:
                await self._kill()
            holding = [person for person in self._others if person.my_turn()]
            person = self._chance.choice(holding if holding and self._chance.random() < 0.4 else self._others)
            await self._lose(person)
            await asyncio.sleep(self._chance.uniform(0.0, 0.4))
            await self._find(person)
            self._tally.drops += 1

    async def _lose(self, person: Person) -> None:
        self._away.add(person)
        await person.vanish()

    async def _find(self, person: Person) -> None:
        answer = await person.reappear()
        assert answer["ok"], answer
        self._away.discard(person)

    async def _kill(self) -> None:
        """`kill -9` at whatever moment this is. The steady one is first back, so that it sees all that others see."""
        await self._server.kill()
        await asyncio.gather(*(self._lose(person) for person in self._people.everyone))
        await self._server.start()
        self._lives += 1
        self._tally.kills += 1
        await self._find(self._steady)
        await asyncio.gather(*(self._find(person) for person in self._people.everyone if person is not self._steady))

    # ---------------------------------------------------------------------------------------------------- the checker

    async def check(self) -> None:
        """One story on all screens, nothing acknowledged lost."""
        steady = self._steady.member
        for person in self._members:
            await person.member.until(
                lambda member: member.view == steady.view and not any(seat.get("away") for seat in member.view["seats"].values())
            )
        shown = screens(steady)
        assert len(shown) == self._lives, "who was never away was cut off"
        assert sum(map(len, shown)) > MEMBERS, "each share is to be seen"
        for person in self._members:
            sound_at_every_moment(person.member)
        the_same_story(steady, [person.member for person in self._others])
        for person in self._others:
            await person.member.drop()
            nothing_acknowledged_was_lost(person.member, (await person.member.come_back())["last"])
