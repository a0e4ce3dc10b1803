"""What a process was started with, put in order before anything relies on it: by a shell, a supervisor or a script, nobody knows which."""

import os

STANDARD_ERROR = 2


def settle() -> None:
    """For every process that serves, before it opens anything."""
    _hold_standard()


def _hold_standard() -> None:
    """Closed input, output or error is nothing to read and nowhere to write. Else what is opened next takes the number, is written into, and ends
    the process when it is closed: libuv closes none of the three."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
