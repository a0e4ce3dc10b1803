"""What machines ask: does it live, is it ready, how much is going on. Counts only, never who or where, and of people seldom and of many."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from server.callers import Callers
from server.clock import Clock
from server.settings import Network
from server.store.port import Store, Unavailable

STORE_SECONDS = 2.0
"""A store that has not answered by then is not ready: a tap that waits longer feels lost."""

BUCKET_SECONDS = 300.0
"""Numbers that move with people are taken once in this time: read more often they would tell who came and went when, and who spoke."""

PEOPLE_AT_LEAST = 5
"""With fewer here, numbers are persons: levels are not told, and totals stay what they were."""

APART: Mapping[str, frozenset[str]] = MappingProxyType({
    "bugs": frozenset({"all"}), "workers_given_up": frozenset({"all"}), "audio_dropped": frozenset({"empty", "unknown-kind"}),
})  # fmt: skip
"""Totals by kind that do not move with people, told as they are: somebody is to be woken by the first two, and `circlekeeper check` looks at the
third for the datagram it has sent; no browser sends such."""

Levels = Callable[[], Mapping[str, int]]
"""Numbers that go up and down, by metric name without prefix."""
Totals = Callable[[], Mapping[str, Mapping[str, int]]]
"""Numbers that only grow: metric name without prefix, then kind."""

WORDS = {
    "circles": "Circles that have not ended",
    "connections": "Sockets of browsers",
    "seats": "Seats with a browser connected",
    "audio_peers": "Connections to the audio port",
    "audio_waiting": "Audio connections that are not established yet",
    "http_answers": "HTTP answers by class of status",
    "socket_events": "What happened on sockets",
    "audio_packets": "Voice packets in, carried, and out to listeners",
    "audio_events": "What happened at the audio port",
    "workers": "Workers that live and share the circles, as this one sees them",
    "workers_given_up": "Workers that this one gave up because they beat no more",
    "bugs": "Faults that nobody expected; each is in the log with an id",
    "audio_dropped": "Datagrams that went no further, by reason",
}


class Health:
    """`/healthz`, `/readyz`, `/metrics`."""

    def __init__(
        self,
        *,
        store: Store,
        audio_ready: Callable[[], bool],
        callers: Callers,
        clock: Clock,
        metrics_from: tuple[Network, ...],
        levels: Levels,
        totals: Totals,
        also_ready: Callable[[], Mapping[str, bool]] = dict[str, bool],
        levels_apart: Levels = dict[str, int],
    ) -> None:
        """`also_ready`: what else has to be true of a worker to which a proxy may send people. `levels_apart`: those that tell nothing of people."""
        self._store = store
        self._also_ready = also_ready
        self._levels_apart = levels_apart
        self._audio_ready = audio_ready
        self._callers = callers
        self._metrics_from = metrics_from
        self._clock = clock
        self._levels = levels
        self._totals = totals
        self._bucket: int | None = None
        self._taken: tuple[Mapping[str, int], Mapping[str, Mapping[str, int]]] = ({}, {})
        self._registry = CollectorRegistry(auto_describe=False)
        self._circles = 0
        self._registry.register(self)

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready), web.get("/metrics", self._metrics)]

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        # What can be read from a full disk is of no help to who taps.
        parts = {"store": await self._count_circles() and self._store.ready(), "audio": self._audio_ready(), **self._also_ready()}
        return web.json_response({"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        if not self._callers.is_here(request, self._metrics_from):
            raise web.HTTPNotFound
        await self._count_circles()
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _count_circles(self) -> bool:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                self._circles = len(await self._store.circles())
        except (Unavailable, TimeoutError):
            return False
        return True

    def collect(self) -> Iterator[Metric]:
        """Called by prometheus-client when somebody asks; the counts stay where they are counted."""
        levels, totals = self._of_people()
        for name, value in {"circles": self._circles, **self._levels_apart(), **levels}.items():
            yield GaugeMetricFamily(f"circlekeeper_{name}", WORDS[name], value=value)
        for name, kinds in self._with_apart(totals).items():
            family = CounterMetricFamily(f"circlekeeper_{name}", WORDS[name], labels=["kind"])
            for kind, count in sorted(kinds.items()):
                family.add_metric([kind], count)
            yield family

    def _with_apart(self, totals: Mapping[str, Mapping[str, int]]) -> Mapping[str, Mapping[str, int]]:
        now = self._totals()
        apart = {name: {kind: count for kind, count in now.get(name, {}).items() if kind in kinds} for name, kinds in APART.items()}
        return {**totals, **{name: {**totals.get(name, {}), **kinds} for name, kinds in apart.items()}}

    def _of_people(self) -> tuple[Mapping[str, int], Mapping[str, Mapping[str, int]]]:
        """As they were when they were first asked for in this bucket."""
        bucket = int(self._clock.monotonic() // BUCKET_SECONDS) if BUCKET_SECONDS else None
        if bucket is None or bucket != self._bucket:
            self._bucket, levels = bucket, self._levels()
            many = levels["seats"] >= PEOPLE_AT_LEAST
            self._taken = (dict(levels), {name: dict(kinds) for name, kinds in self._totals().items()}) if many else ({}, self._taken[1])
        return self._taken


def counted(kinds: Iterable[tuple[object, int]]) -> Mapping[str, int]:
    """Of a Counter's items, with the words of an enum as plain ones."""
    return Counter({str(kind): count for kind, count in kinds})
