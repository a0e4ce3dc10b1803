"""The composition root: puts the parts together, starts them in order, and stops them in the opposite one, in time."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rooms.ids import WorkerId
from rooms.preset import Preset
from server import bundle
from server.addresses import Addresses, addresses
from server.alone import Alone
from server.announce import Announce
from server.api import Api
from server.asking import tell_url
from server.attendance import Attendance
from server.audio.host import AudioHost
from server.audio.settings import AudioSettings
from server.boundary import application
from server.bugs import Bugs
from server.bundle import STATIC, Bundle, NoBundle
from server.callers import Callers
from server.cards import Cards
from server.centre import KEY_AT_LEAST, NAME as KEY_NAME, CentreKey, read_or_make_key
from server.circles import Circles
from server.clock import Chance, SharedClock, SystemClock
from server.floors import set_again
from server.follow_ups import FollowUps
from server.gateway import Gateway
from server.health import Health, counted
from server.listening import Doors, bound, bound_for_proxy, refused, tls
from server.pages import Pages
from server.place import ALONE, Place
from server.presets import with_own
from server.relays import SECRET_AT_LEAST, Relays
from server.settings import Settings, WrongSetting, bitrate, checked, helplines, networks, ptime
from server.sharing import shared_voices
from server.sockets.edge import Edge
from server.store.port import Store, StoreUnusable, Unavailable
from server.store.redis.store import RedisStore
from server.store.snapshot import READABLE
from server.store.sqlite import SqliteStore
from server.templates import Telling
from server.timekeeper import Timekeeper
from server.voices import Voices
from server.workers import joining
from server.workers.acquaintance import Acquaintance
from server.workers.estates import Estates
from server.workers.membership import Membership

SHARED_GAP_SECONDS = 0.6
"""A worker is given up 1.5 s after a beat that it may have sent 0.5 s before it stood still. Who stood still for less than the second between
must be sure to be still the one that carries its circles; everybody else must look again before a word gets through.
"""

RETURN_SECONDS = 1.0
"""Over so long those who are connected are told to come back to another worker: it meets them in tenths and not at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A server that serves, as far as tests and the command line look into it."""

    addresses: Addresses
    port: int
    audio_port: int
    api: Api
    store: Store
    circles: Circles
    audio: AudioHost
    presets: Mapping[str, Preset]
    membership: Membership | None
    """Among the workers that share the store. None: nobody shares it."""
    doors: Doors


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a machine has to have before anything starts."""

    settings: Settings
    key: CentreKey
    turn_secret: str
    presets: Mapping[str, Preset]
    bundle: Bundle
    tls: ssl.SSLContext | None
    addresses: Addresses
    place: Place = ALONE
    own: socket.socket | None = None
    """The worker's, for a proxy."""
    socket: socket.socket

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])


def found(settings: Settings, chance: Chance, static: Path = STATIC, place: Place = ALONE) -> Found:
    """Looks at everything that is usually wrong, cheapest first. Raises WrongSetting."""
    settings = checked(settings)
    context = tls(settings.tls_cert, settings.tls_key)
    key = CentreKey(_key(settings, chance))
    turn_secret = _turn_secret(settings.turn_secret)
    presets = with_own(settings.formats)
    sock = place.socket or bound(settings)
    own: socket.socket | None = None
    try:
        reach = addresses(settings, int(sock.getsockname()[1]))
        if settings.redis and settings.worker_port is not None:
            own = bound_for_proxy(settings, place.port(settings.worker_port))
        return Found(
            settings=settings, key=key, turn_secret=turn_secret, presets=presets, bundle=_bundle(settings, static), tls=context, socket=sock,
            addresses=reach, place=place, own=own,
        )  # fmt: skip
    except WrongSetting:
        sock.close()
        if own is not None:
            own.close()
        raise


async def looked_at(settings: Settings, static: Path = STATIC) -> Found:
    """For who starts workers: all that is usually wrong with any of them, the store too. Raises WrongSetting."""
    chance = Chance()
    # A worker takes its own port itself.
    at = found(replace(settings, worker_port=None), chance, static)
    try:
        store = await _started_store(at, chance)
        await store.stop()
    except WrongSetting:
        at.socket.close()
        raise
    return replace(at, settings=replace(at.settings, worker_port=settings.worker_port))


async def redis_tried(settings: Settings) -> None:
    """Whether this Redis could be used, for who only looks. Raises WrongSetting."""
    try:
        await RedisStore(settings.redis, settings.redis_prefix, "").try_out()
    except StoreUnusable as error:
        raise WrongSetting(str(error)) from None


def _key(settings: Settings, chance: Chance) -> str:
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = read_or_make_key(settings.data, chance)
    except OSError as error:
        raise WrongSetting(f"--data {settings.data} cannot be written to: {error.strerror}") from None
    if len(key) < KEY_AT_LEAST:
        raise WrongSetting(f"{settings.data / KEY_NAME} holds no key: copy the centre's there again, or remove it, and a new one is made")
    return key


def _turn_secret(path: Path | None) -> str:
    """Empty: there are no relays."""
    if path is None:
        return ""
    try:
        secret = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"--turn-secret {path} cannot be read: {getattr(error, 'strerror', 'it is not text')}") from None
    if len(secret) < SECRET_AT_LEAST:
        raise WrongSetting(f"--turn-secret {path} holds {len(secret)} characters; {SECRET_AT_LEAST} at least, by chance")
    return secret


def _bundle(settings: Settings, static: Path) -> Bundle:
    try:
        if settings.dev:
            bundle.build(static)
        return bundle.load(static)
    except NoBundle as error:
        raise WrongSetting(str(error)) from None


@asynccontextmanager
async def running(settings: Settings, static: Path = STATIC, place: Place = ALONE) -> AsyncGenerator[App]:
    """Serves while entered. Raises WrongSetting where it cannot start. A part that breaks cancels whoever entered."""
    clock, chance = SharedClock(SystemClock()), Chance()
    bugs = Bugs(chance.token_bytes)
    at = found(settings, chance, static, place)
    callers = Callers(trusted=networks("trusted_proxy", at.settings.trusted_proxy), salt=chance.token_bytes(32))
    answers: Counter[str] = Counter()
    closed = asyncio.Event()
    doors = Doors()
    async with AsyncExitStack() as stack:
        stack.callback(at.socket.close)
        if at.own is not None:
            stack.callback(at.own.close)
        store = await _started_store(at, chance)
        stack.push_async_callback(store.stop)
        membership = await _joined(store, clock, chance, at.key)
        circles = await stack.enter_async_context(Circles(store, clock, lambda: clock.right))
        if membership is not None:
            stack.push_async_callback(membership.leave)
            await stack.enter_async_context(_together(membership.run()))
        timekeeper = Timekeeper(store, circles, clock, membership)
        try:
            await timekeeper.recover()
        except Unavailable as error:
            raise WrongSetting(f"circles could not be given back the time in which nobody was served: {error}") from None
        audio = AudioHost(_audio_settings(at), clock=clock.monotonic, wall_clock=clock.now, random_bytes=chance.token_bytes, on_gap=closed.set)
        await _start(audio, at)
        stack.push_async_callback(audio.stop)
        voices, address = Alone(audio), ""
        if membership is not None:
            voices, address = await stack.enter_async_context(
                shared_voices(
                    at.settings, at.key, audio=audio, circles=circles, store=store, membership=membership, bugs=bugs, clock=clock, chance=chance,
                    follow=lambda circle: announce.follow(circle), read_again=closed.set, place=place,
                )
            )  # fmt: skip
        announce = Announce(store, circles.follow, voices, bugs)
        attendance = Attendance(circles, bugs, membership and membership.leases)
        follow_ups = FollowUps(circles, store, clock)
        cards, relays = Cards(at.presets), Relays(at.settings.turn, at.turn_secret, chance.token_bytes)
        gateway = Gateway(circles, announce, attendance, voices, follow_ups, clock, chance, bugs, cards=cards, relays=relays)
        edge = Edge(gateway, at.addresses.origins, clock.monotonic, callers.bucket)
        api = Api(
            road=circles, follow_ups=follow_ups, key=at.key, presets=at.presets, callers=callers, clock=clock, chance=chance,
            public_url=at.addresses.url,
        )  # fmt: skip
        pages = Pages(bundle=at.bundle, telling=_telling(at.settings), dev=at.settings.dev, static=static)
        health = Health(
            store=store, audio_ready=lambda: audio.alive, callers=callers, clock=clock,
            metrics_from=networks("metrics_from", at.settings.metrics_from),
            levels=lambda: _levels(edge, attendance, audio), totals=lambda: {**_totals(answers, edge, audio, bugs), **joining.totals(membership)},
            also_ready=lambda: joining.readiness(membership, doors.shut), levels_apart=lambda: joining.levels(membership),
        )  # fmt: skip
        http = application(https=at.addresses.https, bugs=bugs, answers=answers)
        http.add_routes([*pages.routes(), *api.routes(), *health.routes()])
        edge.attach(http)
        parts = [timekeeper.run(), announce.run(), attendance.run(), set_again(store, voices, closed)]
        if membership is not None and isinstance(store, RedisStore):
            membership.on_anew.append(attendance.send_away)
            membership.load = lambda: audio.counters.peers
            membership.shut = lambda: doors.shut
            edge.shut = lambda: membership.cut_off or doors.shut
            parts += [store.lives(), Estates(membership, store.roster, circles, clock).run(), Acquaintance(membership, clock).run()]
            membership.address = address
            membership.serve()
        if isinstance(voices, Voices):
            parts.append(voices.run())
        await stack.enter_async_context(_together(*parts))
        await stack.enter_async_context(doors.open(http, at.socket, at.tls, at.own, https=at.addresses.https))
        tell_url(at.settings.data, at.addresses.local_url)
        # Last in, first out: nobody new comes, those who are here are told to come back, then the parts end in order.
        stack.push_async_callback(edge.stop, 0.0 if membership is None else RETURN_SECONDS)
        if membership is not None and isinstance(voices, Voices):
            stack.push_async_callback(_hand_over, membership, voices)
        stack.callback(doors.shut_all)
        yield App(
            addresses=at.addresses, port=at.port, audio_port=audio.port, api=api, store=store, circles=circles, audio=audio, presets=at.presets,
            membership=membership, doors=doors,
        )  # fmt: skip


@asynccontextmanager
async def _together(*parts: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    """Parts that live as long as the server: cancelled when it stops, and all of them when one breaks."""
    wrong: Exception | None = None
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in parts]
        try:
            yield
        except Exception as error:  # noqa: BLE001  carried out of the group as it is: a start that failed says so in one line
            wrong = error
        finally:
            for task in tasks:
                task.cancel()
    if wrong is not None:
        raise wrong


async def _started_store(at: Found, chance: Chance) -> Store:
    settings = at.settings
    shared = bool(settings.redis)
    store = RedisStore(settings.redis, settings.redis_prefix, chance.token_bytes(8).hex()) if shared else SqliteStore(settings.data)
    try:
        await store.start()
    except StoreUnusable as error:
        raise WrongSetting(str(error) if shared else f"--data: {error}") from None
    return store


async def _joined(store: Store, clock: SharedClock, chance: Chance, key: CentreKey) -> Membership | None:
    if not isinstance(store, RedisStore):
        return None

    def write_in(schema: int) -> None:
        store.schema = max(schema, READABLE[0])

    try:
        return await joining.joined(store.roster, clock, lambda: WorkerId(chance.token_bytes(8).hex()), write_in, key.derived("roster").hex()[:16])
    except StoreUnusable as error:
        raise WrongSetting(str(error)) from None


async def _hand_over(membership: Membership, voices: Voices) -> None:
    """Before anybody is told to come back elsewhere: their browsers connect their voices there beside those here, so that nothing is missed."""
    membership.draining = True
    await voices.drain()


async def _start(audio: AudioHost, at: Found) -> None:
    try:
        await audio.start()
    except OSError as error:
        raise WrongSetting(refused("--audio-port", audio_port(at), ", ".join(at.addresses.audio_hosts), error)) from None


def audio_port(at: Found) -> int:
    """The UDP port asked for: by default the TCP port's number, so that there is one number to open in a firewall."""
    return at.place.port(at.port if at.settings.audio_port is None else at.settings.audio_port)


def _audio_settings(at: Found) -> AudioSettings:
    settings = AudioSettings(
        hosts=at.addresses.audio_hosts,
        port=audio_port(at),
        advertised=at.addresses.audio,
        ptime=ptime(at.settings),
        bitrate=bitrate(at.settings),
    )
    return replace(settings, gap_seconds=SHARED_GAP_SECONDS) if at.settings.redis else settings


def _telling(settings: Settings) -> Telling:
    return Telling(title=settings.title, helplines=helplines(settings.helpline), centre_number=settings.centre_number)


def _levels(edge: Edge, attendance: Attendance, audio: AudioHost) -> Mapping[str, int]:
    voices = audio.counters
    return {"connections": edge.open_sockets, "seats": attendance.count(), "audio_peers": voices.peers, "audio_waiting": voices.waiting}


def _totals(answers: Counter[str], edge: Edge, audio: AudioHost, bugs: Bugs) -> Mapping[str, Mapping[str, int]]:
    counters = audio.counters
    return {
        "http_answers": dict(answers),
        "socket_events": dict(edge.counts),
        "audio_packets": {"in": counters.packets_in, "carried": counters.packets_carried, "out": counters.packets_out},
        "audio_dropped": counted(counters.dropped.items()),
        "audio_events": {
            "offers": counters.offers, "offers_refused": counters.offers_refused, "handshakes": counters.handshakes,
            "handshakes_failed": counters.handshakes_failed, "gaps": counters.gaps,
        },
        "bugs": {"all": bugs.count},
    }  # fmt: skip
