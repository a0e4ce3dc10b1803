"""Somebody who has recorded what everybody sent, and plays it again on connections of their own."""

from collections import Counter
from dataclasses import dataclass, field

from aiohttp import ClientSession

from tests.member import Dropped, Json, Member


@dataclass(slots=True)
class Recording:
    """Of one or more browsers: every event with its arguments, connection by connection, in the order in which they were sent."""

    connections: list[list[tuple[str, tuple[object, ...]]]] = field(default_factory=list[list[tuple[str, tuple[object, ...]]]])

    @property
    def messages(self) -> list[tuple[str, tuple[object, ...]]]:
        return [message for connection in self.connections for message in connection]


class Recorded(Member):
    """A member whose line is tapped."""

    def __init__(self, session: ClientSession, url: str, tape: Recording, *, name: tuple[int, int] | None = None) -> None:
        super().__init__(session, url, name=name)
        self._tape = tape

    async def connect(self) -> None:
        await super().connect()
        self._tape.connections.append([])
        self._mine = self._tape.connections[-1]

    async def ask(self, event: str, *arguments: object) -> Json:
        self._mine.append((event, arguments))
        return await super().ask(event, *arguments)


async def play_again(member: Member, messages: list[tuple[str, tuple[object, ...]]]) -> Counter[str]:
    """All of them on new connections, one after the other on the same as long as it lives. What each event was answered."""
    answers = Counter[str]()
    for event, arguments in messages:
        if not member.online:
            await member.connect()
        try:
            answer = await member.ask(event, *arguments)
        except Dropped:
            answers[f"{event} closed"] += 1
            continue
        answers[f"{event} {answer.get('code', 'yes')}"] += 1
    await member.close()
    return answers
