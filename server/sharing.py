"""Puts together what carries voices where many workers share circles."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from rooms.ids import CircleId
from server.audio.port import AudioHost
from server.bugs import Bugs
from server.carriers import Carriers
from server.centre import CentreKey
from server.circles import Circles
from server.clock import Chance, Clock
from server.listening import refused
from server.place import ALONE, Place
from server.settings import Settings, WrongSetting
from server.store.port import Store
from server.voices import Voices
from server.workers.hearing import Hearing
from server.workers.membership import Membership
from server.workers.peers import Peers
from server.workers.signing import Signing


@asynccontextmanager
async def shared_voices(
    settings: Settings, key: CentreKey, *, audio: AudioHost, circles: Circles, store: Store, membership: Membership, bugs: Bugs, clock: Clock,
    chance: Chance, follow: Callable[[CircleId], None], read_again: Callable[[], None], place: Place = ALONE,
) -> AsyncGenerator[tuple[Voices, str]]:  # fmt: skip
    """The voices, and the address at which other workers reach this one. Raises WrongSetting where the port cannot be had."""
    signing = Signing(key.derived("workers"), clock.now, chance.token_bytes)
    async with Peers(signing) as peers:
        carriers = Carriers(membership, circles, bugs, new_mark=chance.mark, clock=clock.monotonic)
        voices = Voices(
            audio, circles, membership, carriers, peers, bugs, follow=follow, clock=clock.monotonic, store_ready=store.ready,
            read_again=read_again,
        )  # fmt: skip
        membership.on_gone.append(voices.on_gone)
        membership.on_anew.append(voices.on_anew)
        membership.ask_ready = peers.ready
        port = place.port(settings.peer_port)
        async with AsyncExitStack() as stack:
            try:
                address = await stack.enter_async_context(Hearing(signing, voices, bugs).listening(settings.worker_host, port))
            except OSError as error:
                raise WrongSetting(refused("--peer-port", port, settings.worker_host, error)) from None
            yield voices, address
