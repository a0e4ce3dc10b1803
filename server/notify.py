"""Tells systemd, where that started the process, that it serves and that it stops: one datagram for each, as sd_notify(3) has it."""

import logging
import os
import socket

READY, STOPPING = "READY=1", "STOPPING=1"

_log = logging.getLogger("circlekeeper")


def tell(state: str) -> None:
    """Nothing where nobody asks for it. It waits for nothing, and what fails stops nobody: systemd ends whom it has not heard in time."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        try:
            # A name with @ lies in no folder: written with a zero byte in its place.
            line.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError as error:
            _log.warning("not-notified", extra={"code": error.errno})
