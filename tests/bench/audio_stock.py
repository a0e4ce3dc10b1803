"""Stock aiortc with its MediaRelay in a process, the audio bench's peer: decodes the speaker once, encodes for each listener."""

import asyncio
from typing import Any

import uvloop
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

from tests.bench import lines
from tests.bench.process import SERVER_CORE, pin


async def main() -> None:
    """Until the input ends. The first offer is the speaker's."""
    relay = MediaRelay()
    voice: asyncio.Future[MediaStreamTrack] = asyncio.get_running_loop().create_future()
    connections: list[RTCPeerConnection] = []

    async def answer(question: dict[str, Any]) -> dict[str, Any]:
        if "offer" not in question:
            return {"peers": len(connections)}
        connection = RTCPeerConnection()
        connections.append(connection)
        if len(connections) == 1:
            connection.on("track", voice.set_result)
        await connection.setRemoteDescription(RTCSessionDescription(question["offer"], "offer"))
        if len(connections) > 1:
            connection.addTrack(relay.subscribe(await voice))
        await connection.setLocalDescription(await connection.createAnswer())
        return {"answer": connection.localDescription.sdp}

    await lines.serve(answer)
    async with asyncio.timeout(4):
        for connection in connections:
            await connection.close()


if __name__ == "__main__":
    pin(SERVER_CORE)
    uvloop.run(main())
