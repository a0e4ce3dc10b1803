"""The real audio host alone in a process, for the audio bench: `python -m tests.bench.audio_host PTIME`."""

import secrets
import sys
import time
from typing import Any

import uvloop

from rooms.ids import CircleId, SeatId
from rooms.slots import Slot
from server.audio.host import AudioHost
from server.audio.settings import AudioSettings
from tests.bench import lines
from tests.bench.process import SERVER_CORE, pin


async def main() -> None:
    """Until the input ends."""
    circle = CircleId("BENCHMRK")
    floor: list[tuple[tuple[int, int], dict[Slot, SeatId]]] = []

    def read_again() -> None:
        for version, holders in floor[-1:]:  # a machine so busy that the process stood still: as the product does
            host.set_floor(circle, version, holders)

    settings = AudioSettings(ptime=int(sys.argv[1]))  # type: ignore[arg-type]  # the bench asks for 20 and 60 only
    host = AudioHost(settings, clock=time.monotonic, wall_clock=time.time, random_bytes=secrets.token_bytes, on_gap=read_again)
    await host.start()

    async def answer(question: dict[str, Any]) -> dict[str, Any]:
        if "offer" in question:
            return {"answer": host.answer(circle, SeatId(question["seat"]), question["offer"])}
        if "give" in question:
            floor.append(((1, question["version"]), {Slot.PIECE: SeatId(question["give"])}))
            read_again()
        return {"peers": host.counters.peers, "gaps": host.counters.gaps, "dropped": dict(host.counters.dropped)}

    await lines.serve(answer)
    await host.stop()


if __name__ == "__main__":
    pin(SERVER_CORE)
    uvloop.run(main())
