"""Without a network a page says so, in the language it was opened in; what the browser keeps for that is the same for everybody."""

import asyncio
from typing import Any

from tests.browser.people import PATIENCE_SECONDS, House, Person
from tests.serving import ServerProcess

WORKS = "async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"
CACHES = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => {
  const kept = await caches.open(name);
  const one = async (request) => [request.url, (await kept.match(request)).url, await (await kept.match(request)).text()];
  const entries = (await kept.keys()).map(one);
  return [name, await Promise.all(entries)];
})))"""


async def until(person: Person, holds: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await person.page.evaluate(holds):  # noqa: ASYNC110  # in another process, which sends no event
            await asyncio.sleep(0.1)


async def kept(person: Person) -> dict[str, list[list[str]]]:
    """Address, the answer's own address and text of everything in each cache."""
    found: dict[str, Any] = await person.page.evaluate(CACHES)
    return found


async def test_a_circle_without_a_network_and_nothing_of_it_is_kept(house: House, served: ServerProcess) -> None:
    circle = await served.centre.open_circle(title="A telling title", language="hi")
    (link,) = await served.centre.invite(circle.code)
    a = await house.person("A")
    await a.open(f"{served.url}/")
    await a.page.evaluate("async () => { await (await caches.open('shell-of-yesterday')).put('/static/dist/old-AAAAAAAA.js', new Response('old')); }")
    await until(a, WORKS)
    await until(a, "async () => (await caches.keys()).length === 1")
    ((_, first),) = (await kept(a)).items()
    assert len(first) == 4, "the offline page in three languages, and what it wears"

    await a.open(link.replace("language=hi", "language=en"))
    await a.enter()
    await a.reads("We begin soon")
    await a.page.reload()
    await a.reads("We begin soon")

    await a.context.set_offline(True)
    await a.page.reload()
    await a.reads("You have no network")
    assert "/circle" in a.page.url
    assert await a.page.evaluate("() => getComputedStyle(document.querySelector('.leaf-blade')).fill") not in ("", "rgb(0, 0, 0)"), "it is dressed"
    for language, words in (("mr", "नेटवर्क नाही"), ("hi", "नेटवर्क"), ("xx", "You have no network")):
        await a.page.goto(f"{served.url}/circle?language={language}#{circle.code}.{'s' * 22}")
        await a.reads(words)

    await a.context.set_offline(False)
    await a.page.goto(f"{served.url}/circle?language=en")
    await a.reads("We begin soon")
    (everything,) = (await kept(a)).values()
    secret = link.rpartition(".")[2]
    for address, own, text in everything:
        path = address.removeprefix(served.url)
        assert path.startswith(("/static/dist/", "/offline.")), path
        assert not set("?#") & set(path + own)
        for telling in (circle.code, secret, "A telling title"):
            assert telling not in address + own + text
    assert len(everything) > len(first), "files are kept as they are used"
    assert [problem for problem in a.problems if "ERR_INTERNET_DISCONNECTED" not in problem] == []
