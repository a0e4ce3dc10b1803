"""A circle that lives in Redis: while it lasts its words lie there, and after its end and one rewrite of the log nothing of them lies anywhere.

The whole search, of what everybody is sent, is that of `test_canaries.py`.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.meetings.canaries import Canary, hits
from tests.meetings.people import People, secret_of
from tests.meetings.workers import workers
from tests.server.store.redis_servers import Redis, redis_server
from tests.serving import ServerProcess

REWRITE_SECONDS = 60.0
"""What the guide says; here it is the first log that is written anew."""


def lying_around(folder: Path, servers: Sequence[ServerProcess]) -> dict[str, bytes]:
    """Every file of Redis and of the workers, and what they said."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                found[str(path.relative_to(folder))] = path.read_bytes()
        except FileNotFoundError:
            pass  # the log is being written anew
    return found | {f"output of {number}": "".join(server.printed).encode() for number, server in enumerate(servers)}


def kept_in(redis: str) -> dict[str, bytes]:
    """Every value, as Redis gives it away."""
    with Redis.from_url(redis) as asked:
        return {str(key): bytes(key) + asked.dump(key) for key in asked.scan_iter()}


async def test_nothing_of_a_circle_is_left_after_its_end(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis", "--rdbcompression", "no") as redis:
        async with workers(tmp_path, redis, 2) as servers, People(servers[0].url) as people:
            links = await servers[0].centre.open_circle(title="Circle at Zephyr Hill", names="known_to_facilitator")
            keeper, anu = people.person(), people.person()
            anu.member.turn_to(servers[1].url)
            for person, link, called in ((keeper, links.facilitator, "Kim"), (anu, links.member, "Quillon Marrow")):
                await person.member.connect()
                assert (await person.member.join(*secret_of(link), called=called))["ok"]
            planted = {
                "title": "Circle at Zephyr Hill", "typed name": "Quillon Marrow", "greeting": "From the Vantongeren street",
                "share": "What Brindlewick has done", "code": links.code, "token": anu.member.token,
            }  # fmt: skip
            canaries = [Canary(kind=kind, owner="anu", value=value) for kind, value in planted.items()]
            assert (await anu.do("greet", text=planted["greeting"]))["ok"]
            await keeper.member.until(lambda member: planted["greeting"] in str(member.view.get("lobby")))
            during = {hit.kind for hit in hits(canaries, kept_in(redis))}
            assert (await keeper.do("admit_all"))["ok"]
            await anu.member.until(lambda member: member.you.get("standing") == "seated")
            assert (await keeper.do("start_circle"))["ok"]
            assert (await anu.do("raise_hand"))["ok"]
            await anu.member.until(lambda _: anu.my_turn() == "offered")
            assert (await anu.do("share_written", text=planted["share"]))["ok"]
            await keeper.member.until(lambda member: planted["share"] in str(member.view))
            during |= {hit.kind for hit in hits(canaries, kept_in(redis))}
            assert during == set(planted) - {"token"}, "the control: all but the token, of which only the hash is kept"
            await asyncio.sleep(1.1)  # the log on disk is written once a second
            on_disk = {hit.kind for hit in hits(canaries, lying_around(tmp_path, servers))}
            assert {"greeting", "typed name", "title", "code"} <= on_disk, "the control"

            assert (await keeper.do("end_circle"))["ok"]
            await anu.member.gone()
            left = [canary for canary in canaries if canary.kind != "code"]
            async with asyncio.timeout(REWRITE_SECONDS):
                while hits(left, lying_around(tmp_path, servers)):  # noqa: ASYNC110  # files of another process
                    await asyncio.sleep(0.2)
            assert not hits(left, kept_in(redis))
            assert not any(server.errors().count("Traceback") for server in servers)
