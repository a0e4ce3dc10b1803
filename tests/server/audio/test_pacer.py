"""Handshakes get their share of time, one step at a time, the begun ones first."""

import asyncio

from server.audio.pacer import Pacer


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_one_at_a_time_and_begun_ones_first() -> None:
    clock, order = Clock(), list[str]()
    pacer = Pacer(clock, 1.0)
    await pacer.turn(begun=False)

    async def step(name: str, *, begun: bool, first: bool = False) -> None:
        await pacer.turn(begun=begun, first=first)
        order.append(name)
        pacer.spent(0.0)

    async with asyncio.TaskGroup() as tasks:
        for name, begun in (("new 1", False), ("new 2", False), ("begun 1", True), ("begun 2", True)):
            tasks.create_task(step(name, begun=begun))
        tasks.create_task(step("who is to be heard", begun=False, first=True))
        await asyncio.sleep(0)
        assert order == []
        pacer.spent(0.0)
    assert order == ["who is to be heard", "begun 1", "begun 2", "new 1", "new 2"]


async def test_a_step_is_followed_by_a_rest_in_proportion() -> None:
    clock = Clock()
    pacer = Pacer(clock, 0.25)
    await pacer.turn(begun=False)
    clock.now += 0.01
    pacer.spent(0.01)  # at a quarter of the time: 30 ms of rest
    waiting = asyncio.ensure_future(pacer.turn(begun=True))
    await asyncio.sleep(0)
    clock.now += 0.028
    await asyncio.sleep(0.04)  # its timer has come, and found the rest not over
    assert not waiting.done()
    clock.now += 0.003
    await asyncio.wait_for(waiting, 1)
    pacer.spent(0.0)
    pacer.close()


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    clock = Clock()
    pacer = Pacer(clock, 1.0)
    await pacer.turn(begun=False)
    gone = [asyncio.ensure_future(pacer.turn(begun=True)) for _ in range(3)]
    stays = asyncio.ensure_future(pacer.turn(begun=False))
    await asyncio.sleep(0)
    gone[0].cancel()
    await asyncio.sleep(0)
    pacer.spent(0.0)  # gives the turn to the second...
    gone[1].cancel()  # ...who goes in the same moment
    gone[2].cancel()
    await asyncio.wait_for(stays, 1)
    pacer.spent(0.0)
