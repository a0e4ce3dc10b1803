"""Somebody else can reach Redis and publish there: what they say wakes workers, and changes nothing."""

import asyncio
from pathlib import Path

from rooms.ids import CircleId
from server.store.redis.keys import Keys
from tests.bounds import TOLERANCE
from tests.meetings.shared import shared_meeting
from tests.meetings.workers import workers
from tests.server.store.redis_servers import Redis, redis_server

HOSTILE = (b"", b"\x00" * 64, b"done", b'{"stage": "ended"}', b"\xff\xfe", b"x" * 100_000)


async def test_what_strangers_publish_changes_no_state(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as redis, Redis.from_url(redis) as stranger:
        async with workers(tmp_path, redis, 2) as servers, shared_meeting(servers, redis, 8) as meeting:
            await meeting.gather(4)
            await meeting.settle(2 * TOLERANCE)
            await asyncio.sleep(0.5)  # who comes is noted
            shelf = Keys("circlekeeper").shelf(CircleId(meeting.code))
            before, state = len(meeting.witness.of(meeting.code)), stranger.hgetall(shelf.circle(CircleId(meeting.code)))
            heard = 0
            for channel in (shelf.channel(CircleId(meeting.code)), shelf.channel(CircleId("ZZZZ9999")), shelf.channel(CircleId("not a circle"))):
                for said in HOSTILE:
                    heard += stranger.execute_command("SPUBLISH", channel, said)
                    stranger.publish(channel, said)
            assert heard >= len(servers) * len(HOSTILE), "the control: the workers heard it"
            await asyncio.sleep(0.5)
            assert stranger.hgetall(shelf.circle(CircleId(meeting.code))) == state
            assert len(meeting.witness.of(meeting.code)) == before
            async with meeting.busy():
                await asyncio.sleep(1)
            await meeting.settle(2 * TOLERANCE)
            meeting.check(within=0.5 * TOLERANCE)
            for server in servers:
                assert "Traceback" not in server.errors()
