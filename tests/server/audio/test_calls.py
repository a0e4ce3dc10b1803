"""Who is heard by whom: voices with real ICE, DTLS and SRTP against the host."""

from rooms.ids import SeatId
from server.audio.counters import Dropped
from tests.server.audio.conftest import CIRCLE, Studio


async def test_packets_in_from_the_holder_equal_packets_out_to_each_listener(studio: Studio) -> None:
    holder, *listeners = await studio.join("a", "b", "c", "d")
    studio.give("a")
    await holder.send(200, pace=0.002)
    for listener in listeners:
        await listener.until("piece", 200)
        assert listener.unopened == 0
        assert listener.received.total() == 200
    assert holder.received.total() == 0, "nobody hears themselves"
    counts = studio.host.counts(CIRCLE, SeatId("b"))
    assert counts is not None
    assert counts.sent == 200


async def test_before_the_first_floor_nobody_is_heard(studio: Studio) -> None:
    speaker, listener = await studio.join("a", "b")
    await speaker.send(20, pace=0)
    await speaker.settle()
    await listener.settle()
    assert listener.received.total() == 0
    assert studio.host.counters.dropped[Dropped.GATE] == 20


async def test_three_slots_are_heard_apart_and_each_speaker_hears_the_others(studio: Studio) -> None:
    piece, keeper, crosstalk, listener = await studio.join("a", "b", "c", "d")
    studio.give("a", keeper="b", crosstalk="c")
    for speaker, count in ((piece, 10), (keeper, 20), (crosstalk, 30)):
        await speaker.send(count, pace=0.001)
    for section, count in (("piece", 10), ("keeper", 20), ("crosstalk", 30)):
        await listener.until(section, count)
    await piece.until("keeper", 20)
    await piece.until("crosstalk", 30)
    await piece.settle()
    assert piece.heard("piece") == 0
    assert len({listener.ssrcs[section] for section in listener.ssrcs}) == 3


async def test_an_offer_with_one_section_hears_only_that_slot(studio: Studio) -> None:
    piece, keeper = await studio.join("a", "b")
    (listener,) = await studio.join("c", sections=1)
    studio.give("a", keeper="b")
    await keeper.send(20, pace=0)
    await piece.send(20, pace=0)
    await listener.until("piece", 20)
    await listener.settle()
    assert listener.received.total() == 20
