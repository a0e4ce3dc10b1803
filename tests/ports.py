"""Ports that a test may choose before something listens there, and that are still free when it is killed and started again.

Below those that the kernel gives to whoever asks for any: one of them is taken by another test's connection while nobody listens. Each is kept from
the other test processes of this machine by a name that ends with this process.
"""

import itertools
import os
import socket

FIRST, LAST = 25_000, 32_000
_places = itertools.count(os.getpid() * 97)


def free_port() -> int:
    """For TCP and UDP, and nobody else's for as long as this process lives."""
    for place in itertools.islice(_places, LAST - FIRST):
        port = FIRST + place % (LAST - FIRST)
        if _keep(port):
            return port
    raise AssertionError(f"no port from {FIRST} to {LAST} is free")


def _keep(port: int) -> bool:
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0circlekeeper-port-{port}")
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(type=kind) as probe:
                probe.bind(("", port))
    except OSError:
        name.close()
        return False
    name.detach()  # open until the process ends
    return True
