"""Ports that stay free until they are used: below those that the kernel gives to whoever asks for any, and each for one test process alone."""

import socket

FIRST, LAST = 10_100, 19_999
"""Above 10080, the last port that no browser opens (Fetch Standard, "port blocking"), and below where the buses of a Redis Cluster would be:
10,000 above its ports."""

_mine: list[socket.socket] = []
"""Held until this process ends, and so is each port: whoever tries to come back to a server that is away meets nobody else there."""


def free_port() -> int:
    """One that nobody has, for TCP and UDP."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many in a row."""
    for first in range(FIRST, LAST + 2 - count, count):
        ports = range(first, first + count)
        if _claimed(ports) and all(map(_is_free, ports)):
            return first
    raise AssertionError("no port is free")


def _claimed(ports: range) -> bool:
    """Whether no test process had one of them; now this one has. A name in the abstract space goes with its process, however that ends."""
    names: list[socket.socket] = []
    try:
        for port in ports:
            names.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            names[-1].bind(f"\0circlekeeper-test-port-{port}")
    except OSError:
        for name in names:
            name.close()
        return False
    _mine.extend(names)
    return True


def _is_free(port: int) -> bool:
    """Asked of a claimed one alone, since a port that is tried is not free for a moment."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        for host in ("127.0.0.1", ""):
            with socket.socket(socket.AF_INET, kind) as probe:
                try:
                    probe.bind((host, port))
                except OSError:
                    return False
    return True
