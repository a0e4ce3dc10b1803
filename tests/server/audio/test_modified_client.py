"""A client that was changed by hand is heard by nobody it should not be heard by, while the holder is counted at full rate."""

import asyncio
import time

from rooms.ids import SeatId
from server.audio.counters import Dropped
from tests.server.audio.conftest import CIRCLE, Studio
from tests.voice import OPUS, Voice


async def _only_the_holder_is_heard(holder: Voice, listeners: list[Voice], *attacks: asyncio.Task[None]) -> None:
    """The control: 100 packets of the holder arrive at each listener while the attacks run, and nothing else does."""
    before = [listener.received.total() for listener in listeners]
    await holder.send(100, pace=0.004)
    await asyncio.gather(*attacks)
    await holder.settle()
    for listener, heard in zip(listeners, before, strict=True):
        await listener.until("piece", heard + 100)
        await listener.settle()
        assert listener.received.total() == heard + 100
        assert all(packet[12:16] != b"EVIL" for packet in listener.packets)


async def _attack(voice: Voice, **kind: int) -> None:
    await voice.send(100, payload=b"EVIL" + bytes(116), pace=0.004, **kind)
    await voice.settle()


async def test_without_the_floor_with_other_ssrcs_and_types(studio: Studio) -> None:
    holder, evil, other, listener = await studio.join("holder", "evil", "other", "listener")
    studio.give("holder")
    async with asyncio.TaskGroup() as tasks:
        attacks = [
            tasks.create_task(_attack(evil)),
            tasks.create_task(_attack(other, ssrc=holder.ssrc)),  # a seat is known by its transport, not by the SSRC it claims
        ]
        await _only_the_holder_is_heard(holder, [listener], *attacks)
        for kind in ({"ssrc": listener.ssrcs["piece"]}, {"payload_type": 0}, {"payload_type": OPUS + 1}, {"ssrc": 77}):
            await _only_the_holder_is_heard(holder, [listener], tasks.create_task(_attack(evil, **kind)))


async def test_the_holder_may_not_be_two(studio: Studio) -> None:
    holder, listener = await studio.join("holder", "listener")
    studio.give("holder")
    await holder.send(5, pace=0)
    await listener.until("piece", 5)
    await holder.send(50, ssrc=4711, pace=0)
    await holder.send(50, payload_type=63, pace=0)
    await holder.settle()
    await listener.settle()
    assert listener.received.total() == 5
    assert studio.host.counters.dropped[Dropped.SSRC] == 50
    assert studio.host.counters.dropped[Dropped.PAYLOAD_TYPE] == 50


async def test_after_a_mute_after_a_narrowing_and_after_removal(studio: Studio) -> None:
    evil, holder, listener = await studio.join("evil", "holder", "listener")
    studio.give("evil", keeper="holder")
    await evil.send(20, pace=0)
    await listener.until("piece", 20)
    studio.host.narrow_floor(CIRCLE, [SeatId("evil")])  # at once, before any new version
    await _attack(evil)
    studio.give("holder")
    await listener.settle()
    assert listener.received.total() == 20
    async with asyncio.TaskGroup() as tasks:
        await _only_the_holder_is_heard(holder, [listener], tasks.create_task(_attack(evil)))
        evil.settle = _nothing  # type: ignore[method-assign]  # a removed seat gets no answer
        studio.host.drop_seat(CIRCLE, SeatId("evil"))
        await _only_the_holder_is_heard(holder, [listener], tasks.create_task(_attack(evil)))
    assert studio.host.counts(CIRCLE, SeatId("evil")) is None


async def _nothing(*, seconds: float = 0) -> None:
    """Stands in for `settle`."""


async def test_an_older_floor_opens_nothing(studio: Studio) -> None:
    evil, listener = await studio.join("evil", "listener")
    studio.give("evil")
    studio.give()
    for stale in ((1, 1), (1, 2), (0, 99)):
        studio.host.set_floor(CIRCLE, stale, {slot: SeatId("evil") for slot in studio.slots[:1]})
        await evil.send(20, pace=0)
        await evil.settle()
    await listener.settle()
    assert listener.received.total() == 0


async def test_a_seat_of_another_circle_is_not_heard(studio: Studio) -> None:
    evil, listener = await studio.join("evil", "listener")
    studio.give("listener")
    for slot in studio.slots:
        studio.host.set_floor(studio.other_circle, (9, 9), {slot: SeatId("evil")})
    await evil.send(20, pace=0)
    await evil.settle()
    await listener.settle()
    assert listener.received.total() == 0


async def test_a_holder_who_sends_faster_than_a_voice_is_cut_to_a_voice(studio: Studio) -> None:
    holder, listener = await studio.join("holder", "listener")
    studio.give("holder")
    stands_still = time.monotonic()  # or as many more would pass as a voice has in the time that this takes
    studio.host._clock = lambda: stands_still  # pyright: ignore[reportPrivateUsage]
    await holder.send(900, pace=0)
    await holder.settle()
    await listener.settle()
    assert listener.received.total() == 500
    assert studio.host.counters.dropped[Dropped.PACE] == 400
