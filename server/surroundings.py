"""What a process was started with, put in order before anything relies on it: by a shell, a supervisor or a script, nobody knows which."""

import asyncio
import os
import resource
import signal
import sys
from contextlib import suppress

STANDARD_ERROR = 2

DESCRIPTORS = 65_536
"""At most: one for each person, and some."""


def settle() -> None:
    """For every process that serves, before it opens anything."""
    _hold_standard()
    _allow_descriptors()


def _hold_standard() -> None:
    """Closed input, output or error is nothing to read and nowhere to write. Else what is opened next takes the number, is written into, and ends
    the process when it is closed: libuv closes none of the three."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def _allow_descriptors() -> None:
    """What the machine lets a process have. The usual 1,024 are for programs that use select(2); who comes after them was cut off without a word."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def hear_of_children() -> None:
    """How each ended: who ignores SIGCHLD is not told. Python 3.11 waits for each in a thread: where none can be started the parent would end and
    with it all; later ones wait as here."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.version_info < (3, 12):
        with suppress(OSError):  # a kernel before 5.3
            os.close(os.pidfd_open(os.getpid()))
            asyncio.set_child_watcher(asyncio.PidfdChildWatcher())  # pyright: ignore[reportDeprecated]  # not in 3.11
