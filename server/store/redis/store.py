"""The shared store behind the port: every change is one script on one shelf, so of two workers that commit at once one is told of the other."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from rooms.circle import SCHEMA, Circle, Stage
from rooms.deadlines import expires_at, next_deadline
from rooms.ids import CircleId, Instant, SeatId
from server.store import follow_up as follow_ups
from server.store.follow_up import KEPT_SECONDS, FollowUp
from server.store.port import GAP_SECONDS, LATE_SECONDS, CodeTaken, Conflict, NoSuchCircle, StoreUnusable, Unavailable, Version, Versioned
from server.store.recent import Recent
from server.store.redis.client import Client, Script
from server.store.redis.ears import Ears
from server.store.redis.keys import Keys, Shelf
from server.store.redis.roster import RedisRoster
from server.store.snapshot import encode
from server.store.unread import Unread
from server.store.wakes import Wakes

LASTS_SECONDS = 30 * 86_400
"""Every key goes by itself in the end, for the day when no worker is left to forget it. Longer than any circle is planned ahead."""

GIVEN_BACK_SECONDS = 1.0
"""So long nothing follows a circle that was given back: a worker that holds a newer one finds out, and gives that back instead."""

WIPE_SECONDS = 60.0
"""At the most so often is Redis asked to write its log anew, without what was deleted."""

COMMIT, RESTORE = Script("write", "commit", keys=5), Script("write", "restore", keys=5)
READ = Script("read", keys=1)
FORGET = Script("forget", keys=4)
SERVICE = Script("service", keys=1)
KEEP, TAKE, EXPIRE = Script("keep", keys=2), Script("take", keys=2), Script("expire", keys=2)

log = logging.getLogger(__name__)


class RedisStore:
    """The circles at `url` whose keys begin with `prefix`. `word`: 16 hex digits by chance, this worker's own."""

    def __init__(self, url: str, prefix: str, word: str) -> None:
        self._keys = Keys(prefix)
        self._word = word
        self._client = Client(url)
        self.roster = RedisRoster(self._client, prefix)
        """Of the workers that share these circles."""
        self.schema = SCHEMA
        """The shape in which circles are written: one that every worker on the roster reads."""
        self._wakes = Wakes()
        self._ears = Ears(self._client, url, self._keys, word.encode(), self._wakes.wake)
        self._held = Recent()
        """What this worker saw last of its circles, to give them back to a Redis that lost its memory."""
        self._unread = Unread()
        self._boots: dict[int, bytes] = {}
        self._words = 0
        self._last_beat: Instant | None = None
        self._to_wipe = asyncio.Event()
        self._life: asyncio.Task[None] | None = None
        self._open = False

    async def try_out(self) -> None:
        """Looks whether it could be used, and writes nothing. Raises StoreUnusable."""
        await self._client.start(self._keys)
        await self._client.stop()

    async def start(self) -> None:
        await self._client.start(self._keys)
        self._open = True
        self._life = asyncio.get_running_loop().create_task(self._live())
        try:
            beat = await self._client.ask("GET", self._keys.beat)
            for shelf in self._keys.shelves():
                await self._learn_boot(shelf)
        except Unavailable as error:
            await self.stop()
            raise StoreUnusable(f"Redis does not answer: {error}") from None
        self._last_beat = None if beat is None else Instant(float(beat))

    async def stop(self) -> None:
        self._open = False
        self._wakes.close()
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait({self._life})  # what broke it has been told by `lives`
        await self._client.stop()

    async def lives(self) -> None:
        """Until cancelled; raises what broke it. From then on nothing is answered any more, so whoever serves from it must end."""
        assert self._life is not None, "the store is not started"
        await asyncio.shield(self._life)

    def ready(self) -> bool:
        return self._open and self._client.ready

    async def open(self, circle: Circle, due: Instant | None) -> Versioned:
        reply = await self._commit(COMMIT, Version(0, 0), circle, due)
        if reply[0] != b"done":
            raise CodeTaken(circle.id)
        return self._committed(circle, reply)

    async def load(self, circle: CircleId, known: Versioned | None = None) -> Versioned:
        stored = await self._read(circle, known)
        held = self._held.get(circle)
        if held is not None and _lost(held.version, None if stored is None else stored.version):
            await self._restore(held)
            stored = await self._read(circle, None)
        if stored is None:
            self._held.drop(circle)
            raise NoSuchCircle(circle)
        self._held.keep(stored)
        return stored

    async def versions(self, circles: Sequence[CircleId]) -> list[Version | None]:
        if not self._open:
            raise Unavailable("store-closed")
        replies = await self._client.ask_all([("HMGET", self._keys.shelf(circle).circle(circle), "epoch", "version") for circle in circles])
        return [await self._checked(circle, None if reply[0] is None else _version(reply)) for circle, reply in zip(circles, replies, strict=True)]

    async def _checked(self, circle: CircleId, stored: Version | None) -> Version | None:
        """What is stored; where Redis has lost it, what it is given back."""
        held = self._held.get(circle)
        if held is None or not _lost(held.version, stored):
            return stored
        try:
            return (await self.load(circle)).version
        except NoSuchCircle:
            return None

    async def commit(self, expected: Version, circle: Circle, due: Instant | None) -> Versioned:
        reply = await self._commit(COMMIT, expected, circle, due, str(round(GIVEN_BACK_SECONDS * 1000)))
        if reply[0] == b"soon":
            raise Unavailable("store-given-back")
        if reply[0] == b"none":
            # Lost, or forgotten: loading finds out, and gives back what was lost.
            raise Conflict(await self.load(circle.id))
        if reply[0] == b"other":
            current = self._versioned(circle.id, reply[1:])
            held = self._held.get(circle.id)
            if held is not None and _lost(held.version, current.version):
                current = await self.load(circle.id)
            self._held.keep(current)
            raise Conflict(current)
        if circle.stage is Stage.ENDED:
            self._to_wipe.set()
        return self._committed(circle, reply)

    async def due(self, at_most: int) -> list[tuple[Instant, CircleId]]:
        shelves = self._keys.shelves()
        replies = await asyncio.gather(*(self._ask("ZRANGE", shelf.due, 0, at_most - 1, "WITHSCORES") for shelf in shelves))
        found = [(Instant(float(at)), CircleId(circle.decode())) for reply in replies for circle, at in zip(reply[::2], reply[1::2], strict=True)]
        return sorted(found)[:at_most]

    async def circles(self) -> list[CircleId]:
        replies = await asyncio.gather(*(self._ask("SMEMBERS", shelf.live) for shelf in self._keys.shelves()))
        return sorted(CircleId(circle.decode()) for reply in replies for circle in reply)

    def changes(self) -> AsyncIterator[CircleId]:
        return self._wakes.listen()

    async def watch(self, circle: CircleId) -> None:
        await self._ears.watch(circle)

    async def unwatch(self, circle: CircleId) -> None:
        await self._ears.unwatch(circle)

    async def beat(self, now: Instant) -> Instant | None:
        before = await self._run(SERVICE, self._keys.beat, repr(now), GAP_SECONDS, LASTS_SECONDS)
        self._client.wrote()
        return None if before is None else Instant(float(before))

    async def last_beat(self) -> Instant | None:
        return self._last_beat

    async def keep_follow_up(self, follow_up: FollowUp) -> None:
        shelf = self._keys.shelf(follow_up.circle)
        lasts = int(KEPT_SECONDS + LATE_SECONDS)
        field = _field(follow_up.circle, follow_up.seat)
        await self._run(KEEP, shelf.follow_ups, shelf.follow_up_expiry, field, follow_ups.encode(follow_up), repr(follow_up.expires), lasts)
        self._to_wipe.set()

    async def drop_follow_up(self, circle: CircleId, seat: SeatId) -> None:
        shelf = self._keys.shelf(circle)
        # The deadline stays behind: the field it names is gone, so it does nothing.
        if await self._ask("HDEL", shelf.follow_ups, _field(circle, seat)):
            self._to_wipe.set()

    async def follow_ups(self, circle: CircleId) -> list[FollowUp]:
        return [one for one in _read_follow_ups(await self._ask("HVALS", self._keys.shelf(circle).follow_ups)) if one.circle == circle]

    async def take_follow_ups(self, now: Instant) -> list[FollowUp]:
        shelves = self._keys.shelves()
        replies = await asyncio.gather(*(self._run(TAKE, shelf.follow_ups, shelf.follow_up_expiry) for shelf in shelves))
        taken = [one for reply in replies for one in reply]
        if taken:
            self._to_wipe.set()
        return [one for one in _read_follow_ups(taken) if one.expires > now]

    async def forget(self, now: Instant) -> int:
        shelves = self._keys.shelves()
        over = await asyncio.gather(*(self._ask("ZRANGEBYSCORE", shelf.expiry, "-inf", repr(now)) for shelf in shelves))
        gone = [(shelf, CircleId(circle.decode())) for shelf, circles in zip(shelves, over, strict=True) for circle in circles]
        deleted = await asyncio.gather(*(self._forget(shelf, circle, now) for shelf, circle in gone))
        expired = await asyncio.gather(*(self._run(EXPIRE, shelf.follow_ups, shelf.follow_up_expiry, repr(now)) for shelf in shelves))
        if any(deleted) or any(expired):
            self._to_wipe.set()
        return sum(deleted)

    async def _forget(self, shelf: Shelf, circle: CircleId, now: Instant) -> int:
        keys = (shelf.circle(circle), shelf.due, shelf.expiry, shelf.live)
        deleted = int(await self._run(FORGET, *keys, circle, repr(now), shelf.channel(circle), self._word))
        self._held.drop(circle)
        if deleted:
            self._wakes.wake([circle])
        return deleted

    # ------------------------------------------------------------------------------------------------ asking

    async def _ask(self, *parts: str | bytes | float) -> Any:
        if not self._open:
            raise Unavailable("store-closed")
        return await self._client.ask(*parts)

    async def _run(self, script: Script, *parts: str | bytes | float) -> Any:
        if not self._open:
            raise Unavailable("store-closed")
        return await self._client.run_script(script, *parts)

    async def _commit(self, script: Script, expected: Version, circle: Circle, due: Instant | None, *more: str | bytes) -> list[bytes]:
        shelf = self._keys.shelf(circle.id)
        ended, schema = circle.stage is Stage.ENDED, self.schema
        forgotten = expires_at(circle) + (0.0 if ended else LATE_SECONDS)
        return await self._run(
            script, shelf.circle(circle.id), shelf.due, shelf.expiry, shelf.live, shelf.boot,
            circle.id, *expected, schema, encode(circle, schema), int(ended), "" if due is None else repr(due), repr(forgotten), LASTS_SECONDS,
            shelf.channel(circle.id), self._word, self._new_boot(), *more,
        )  # fmt: skip

    async def _read(self, circle: CircleId, known: Versioned | None) -> Versioned | None:
        fields = await self._run(READ, self._keys.shelf(circle).circle(circle), *(known.version if known else (0, 0)))
        if not fields:
            return None
        return known if known and len(fields) == 2 else self._versioned(circle, fields)

    def _versioned(self, circle: CircleId, fields: list[bytes]) -> Versioned:
        return Versioned(self._unread.decoded(circle, int(fields[2]), fields[3]), _version(fields))

    def _committed(self, circle: Circle, reply: list[bytes]) -> Versioned:
        committed = Versioned(circle, Version(int(reply[1]), int(reply[2])))
        self._held.keep(committed)
        self._wakes.wake([circle.id])
        return committed

    # ------------------------------------------------------------------------------------------------ a Redis that lost its memory

    async def _restore(self, held: Versioned) -> None:
        """Gives the circle back, and with a shelf that was lost all others that lay on it: its new word then says that nothing more is missing."""
        shelf = self._keys.shelf(held.circle.id)
        if await self._ask("GET", shelf.boot) == self._boots.get(shelf.number):
            return await self._restored(held)
        for one in self._held.all():
            if self._keys.shelf(one.circle.id) == shelf:
                await self._restored(one)
        await self._learn_boot(shelf)

    async def _restored(self, held: Versioned) -> None:
        shelf = self._keys.shelf(held.circle.id)
        (reply, *_) = await self._commit(RESTORE, held.version, held.circle, next_deadline(held.circle), self._boots.get(shelf.number, b""))
        if reply == b"done":
            self._wakes.wake([held.circle.id])
        if reply != b"kept":
            log.warning("circle-restored", extra={"circle": held.circle.id, "code": reply.decode()})
            self._held.drop(held.circle.id)

    async def _learn_boot(self, shelf: Shelf) -> None:
        await self._ask("SET", shelf.boot, self._new_boot(), "NX", "EX", LASTS_SECONDS)
        self._boots[shelf.number] = await self._ask("GET", shelf.boot)

    def _new_boot(self) -> str:
        """Another one each time: a Redis that lost its memory must not be given the word it had."""
        self._words += 1
        return f"{self._word}-{self._words}"

    # ------------------------------------------------------------------------------------------------ in the background

    async def _live(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._client.run())
            tasks.create_task(self._ears.run())
            tasks.create_task(self._wipe())

    async def _wipe(self) -> None:
        """Deleted values stay in the log on disk until it is written anew."""
        while True:
            await self._to_wipe.wait()
            self._to_wipe.clear()
            try:
                if await self._ask("SET", self._keys.wiping, self._word, "NX", "EX", int(WIPE_SECONDS)):
                    await self._client.everywhere("BGREWRITEAOF")
                else:
                    self._to_wipe.set()  # another worker asked for one a moment ago; what was deleted since is in the next
            except Unavailable as error:
                log.error("store-not-wiped", extra={"code": str(error)})
                self._to_wipe.set()
            await asyncio.sleep(WIPE_SECONDS)


def _lost(held: Version, stored: Version | None) -> bool:
    """Whether Redis may lack what this worker holds: it is missing, it went backwards, or somebody gave it back who may have seen less."""
    return stored is None or stored < held or stored.epoch > held.epoch


def _version(fields: list[bytes]) -> Version:
    return Version(int(fields[0]), int(fields[1]))


def _field(circle: CircleId, seat: SeatId) -> str:
    return f"{circle} {seat}"


def _read_follow_ups(details: list[bytes]) -> list[FollowUp]:
    """The oldest first."""
    found = [one for each in details if (one := follow_ups.decode(each)) is not None]
    return sorted(found, key=lambda one: (one.at, one.circle, one.seat))
