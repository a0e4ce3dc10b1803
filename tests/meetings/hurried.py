"""Workers for which a person's lost connection is a short story: they wait a fraction of the time, so that a test need not wait at all."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from tests.meetings.workers import workers
from tests.serving import ServerProcess

_SCALED = """
from dataclasses import replace
from rooms import bounds
for name in ("HOLD_SECONDS", "PLACE_SECONDS", "KEEPER_SECONDS"):
    setattr(bounds, name, getattr(bounds, name) * scale)

from server.sockets import limits
limits.PATIENCE = replace(limits.PATIENCE, ping_every=max(1, 5 * scale), pong_within=max(2, 5 * scale))
"""
"""The bounds are set before anybody has read them."""


def hurried(folder: Path, redis: str, scale: float, count: int = 2) -> AbstractAsyncContextManager[list[ServerProcess]]:
    """As `workers`, with every wait for a person, and for the answer to a ping, times `scale`; for that not below two seconds,
    since everybody of a meeting answers from one process, which the machine may hold up."""
    return workers(folder, redis, count, plant=f"scale = {scale!r}\n{_SCALED}")
