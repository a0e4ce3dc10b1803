"""The roster in Redis: everything of it has one hash tag, so that a beat, a burial and what a worker leaves behind are one step each."""

import logging
from typing import Any

import msgspec

from rooms.circle import SCHEMA
from rooms.ids import CircleId, Instant, SeatId, SecretHash, WorkerId
from server.store.redis.client import Client, Script
from server.store.roster import Beaten, Heard, Lease, Worker

LASTS_SECONDS = 86_400
"""Every key of the roster goes by itself when no worker has beaten for so long."""

GONE_AT_MOST = 256
"""Workers that are remembered as gone: one that was stopped and goes on must learn it. Restarts of a month."""

BEAT, BURY = Script("beat", keys=5), Script("bury", keys=5)
SIT, SETTLE = Script("sit", keys=3), Script("settle", keys=2)

log = logging.getLogger(__name__)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Worker)
"""Passes over what a newer release says beside it."""


class RedisRoster:
    """On the line of a RedisStore: answers while that store is started. All keys begin with `prefix`."""

    def __init__(self, client: Client, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._unknown: set[WorkerId] = set()
        """Those of whom it was said that nobody understands them."""

    async def beat(self, me: Worker) -> Beaten:
        seconds, micros, buried, known, beats, said, gone, estates = await self._run(
            BEAT, *self._all(me.id), me.id, _encoder.encode(me), LASTS_SECONDS, GONE_AT_MOST
        )
        return Beaten(
            time=Instant(int(seconds) + int(micros) / 1e6),
            buried=bool(buried),
            known=bool(known),
            workers=self._heard(beats, said),
            gone=frozenset(WorkerId(id.decode()) for id in gone),
            estates=frozenset(WorkerId(id.decode()) for id in estates),
        )

    async def bury(self, worker: WorkerId, last: Instant) -> bool:
        return bool(await self._run(BURY, *self._all(worker), worker, f"{last * 1000:.0f}", LASTS_SECONDS, GONE_AT_MOST))

    async def leave(self, worker: WorkerId) -> None:
        await self._run(BURY, *self._all(worker), worker, "", LASTS_SECONDS, GONE_AT_MOST)

    async def sit(self, worker: WorkerId, lease: Lease) -> None:
        keys = (self._leases(worker), self._key("buried"), self._key("estates"))
        await self._run(SIT, *keys, _field(lease), lease.token, worker, LASTS_SECONDS)

    async def rise(self, worker: WorkerId, lease: Lease) -> None:
        await self.settle(worker, [lease])

    async def leases(self, worker: WorkerId) -> list[Lease]:
        fields: list[bytes] = await self._client.ask("HKEYS", self._leases(worker))
        if not fields:
            return []
        tokens: list[bytes | None] = await self._client.ask("HMGET", self._leases(worker), *fields)
        return [_lease(field, token) for field, token in zip(fields, tokens, strict=True) if token is not None]

    async def settle(self, worker: WorkerId, leases: list[Lease]) -> None:
        over = [part for lease in leases for part in (_field(lease), lease.token)]
        await self._run(SETTLE, self._leases(worker), self._key("estates"), worker, *over)

    def _heard(self, beats: list[bytes], said: list[bytes]) -> dict[WorkerId, Heard]:
        words = dict(zip(said[::2], said[1::2], strict=True))
        found: dict[WorkerId, Heard] = {}
        for each, at in zip(beats[::2], beats[1::2], strict=True):
            id = WorkerId(each.decode())
            found[id] = Heard(self._understood(id, words.get(each, b"")), Instant(float(at) / 1000))
        self._unknown &= found.keys()
        return found

    def _understood(self, id: WorkerId, said: bytes) -> Worker:
        """Of a release far from this one: nobody counts on it, but it is missed when it beats no more, as everybody is."""
        try:
            return _decoder.decode(said)
        except msgspec.DecodeError:
            if id not in self._unknown:
                log.warning("worker-unknown", extra={"worker": id})
            self._unknown.add(id)
            return Worker(id=id, address="", schema=SCHEMA, born=Instant(0.0))

    async def _run(self, script: Script, *parts: str | bytes | float) -> Any:
        return await self._client.run_script(script, *parts)

    def _all(self, worker: WorkerId) -> tuple[str, ...]:
        return (*(self._key(name) for name in ("beats", "said", "buried", "estates")), self._leases(worker))

    def _leases(self, worker: WorkerId) -> str:
        return self._key(f"leases:{worker}")

    def _key(self, name: str) -> str:
        return f"{self._prefix}:{{workers}}:{name}"


def _field(lease: Lease) -> str:
    return f"{lease.circle} {lease.seat}"


def _lease(field: bytes, token: bytes) -> Lease:
    circle, _, seat = field.decode().partition(" ")
    return Lease(CircleId(circle), SeatId(seat), SecretHash(token.decode()))
