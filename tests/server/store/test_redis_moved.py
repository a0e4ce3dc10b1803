"""A Cluster that is rearranged while people meet."""

import asyncio
from dataclasses import replace

from rooms.circle import Circle
from rooms.ids import CircleId
from server.store.redis import RedisStore
from server.store.redis.keys import Keys
from tests.fakes import a_circle
from tests.server.store.contract import COMES_SECONDS
from tests.server.store.redis_servers import moved
from tests.server.store.test_redis import worker


async def test_changes_are_heard_of_a_circle_whose_shelf_was_moved_to_another_master(cluster: str) -> None:
    async with worker(cluster, "moved") as one, worker(cluster, "moved") as other:
        circle = a_circle()
        await other.watch(circle.id)
        changes = other.changes()
        current = await one.open(circle, None)
        with moved(cluster, Keys("moved").shelf(circle.id).circle(circle.id)):
            for title in ("here", "there", "and there"):
                current = await one.commit(current.version, replace(current.circle, title=title), None)
                async with asyncio.timeout(COMES_SECONDS):
                    while await _read(other, await anext(changes)) != current.circle:
                        pass


async def _read(store: RedisStore, circle: CircleId) -> Circle:
    return (await store.load(circle)).circle
