"""A browser whose answers are lost on the way keeps its seat, and nothing that it sent is good for a second use."""

import json
import re
from typing import Any

from playwright.async_api import WebSocketRoute, expect

from tests.browser.people import House
from tests.server.house import eventually
from tests.server.sockets.bare import Bare
from tests.serving import ServerProcess


class Line:
    """Between the page and the server: keeps what the page says, and loses as many answers to who comes as it is told, with the connection."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.lost = 0
        self.to_lose = 0
        self._open: WebSocketRoute | None = None

    def between(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._open = page

        coming: set[str] = set()

        def from_page(message: str | bytes) -> None:
            self.said.append(str(message))
            if found := re.match(r'42(\d+)\["(join|return)"', str(message)):
                coming.add(f"43{found[1]}[")
            server.send(message)

        async def from_server(message: str | bytes) -> None:
            if self.to_lose and any(str(message).startswith(answer) for answer in coming):
                self.to_lose -= 1
                self.lost += 1
                await self.cut()
            else:
                page.send(message)

        page.on_message(from_page)
        server.on_message(from_server)

    async def cut(self) -> None:
        if self._open is not None:
            page, self._open = self._open, None
            await page.close(code=4000)

    def events(self, name: str) -> list[dict[str, Any]]:
        """What was said of this kind."""
        said = [json.loads(text[text.index("[") :]) for text in self.said if text.startswith("42") and "[" in text]
        return [message[1] for message in said if message[0] == name]


async def test_lost_answers_strand_nobody_and_a_recording_is_worth_nothing(served: ServerProcess, house: House) -> None:
    links = await served.centre.open_circle(lobby=False)
    a, b = await house.person("A"), await house.person("B")
    line = Line()
    await a.page.route_web_socket("**/socket.io/**", line.between)
    await b.open(links.facilitator)
    await b.enter()
    await a.open(links.member)

    line.to_lose = 1
    await a.enter()
    await b.press("Start circle")
    await a.sees("Raise hand")
    joins, returns = line.events("join"), line.events("return")
    assert line.lost == 1
    assert len(joins) == 2
    assert joins[0] == joins[1], "the same, word for word"
    assert len(returns) == 1, "it had arrived: the seat is proved by the token"

    for number in (2, 3):
        line.to_lose = 1
        await line.cut()
        await eventually(lambda number=number: line.lost == number, 20)
        # the lost one is asked again, and then once more with the token that it led to: two more that arrived, each with a next token of its own
        await eventually(lambda number=number: len({said["next"] for said in line.events("return")}) == 1 + 2 * (number - 1), 20)
        await expect(a.page.get_by_text("Your place is kept").first).to_be_hidden(timeout=20_000)
    assert len(line.events("return")) >= 1 + 2 * 3

    for text in [text for text in line.said if text.startswith("42")]:
        async with Bare(served.url) as stranger:
            await stranger.connected()
            stranger.say("427" + text[text.index("[") :])
            answer = (await stranger.says("437"))[0]
            assert answer["ok"] is False or text.endswith('["time"]'), (text, answer)
            assert answer.get("code") in ("joined-before", "no-such-token", "not-joined", None), (text, answer)
    await a.press("Raise hand")
    await a.sees("Begin")
