"""Stock python-socketio with its Redis manager, which only echoes. `python -m tests.bench.echo_stock REDIS_URL` prints where it listens."""

import asyncio
import sys
from typing import Any

import socketio
import uvloop
from aiohttp import web


async def main() -> None:
    """Until it is ended. A ping every 5 s, as our server."""
    library: Any = socketio.AsyncServer(
        async_mode="aiohttp", cors_allowed_origins="*", ping_interval=5, ping_timeout=5, transports=["websocket"],
        client_manager=socketio.AsyncRedisManager(sys.argv[1]),
    )  # fmt: skip
    circles: dict[str, str] = {}

    async def join(sid: str, circle: str) -> dict[str, object]:
        await library.enter_room(sid, circle)
        circles[sid] = circle
        return {"ok": True}

    async def do(sid: str, number: int, text: str) -> dict[str, object]:
        await library.emit("patch", (number, text), room=circles[sid])
        return {"ok": True}

    library.on("join", join)
    library.on("do", do)
    app = web.Application()
    library.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=2048).start()
    print(f"127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
