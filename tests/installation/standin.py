"""One Debian with all that stands around the workers, for machines that no registry of images reaches: other versions, the same programs."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.image.building import BASE_SECONDS, debootstrap

NAME = "circlekeeper-check/around"
PACKAGES = "ca-certificates,redis-server,redis-tools,haproxy,coturn,wget"

OVERRIDE = f"""services:
  redis: {{image: {NAME}}}
  edge: {{image: {NAME}, user: haproxy}}
  pages: {{image: {NAME}}}
  relay: {{image: {NAME}}}
  owner: {{image: {NAME}}}
"""


def make(folder: Path) -> Path:
    """The root folder. What the real images bring and Debian's packages do not: Caddy, who owns Redis's folder, and what the relay asks for."""
    root = folder / "around"
    debootstrap(root, PACKAGES, folder / "around.log")
    shutil.copy(Path(sys.prefix) / "bin" / "caddy", root / "usr/bin/caddy")
    for command in (
        ["chroot", str(root), "install", "-d", "-o", "redis", "-g", "redis", "/data"],
        ["setcap", "cap_net_bind_service=+ep", str(root / "usr/bin/turnserver")],
    ):
        subprocess.run(command, check=True, timeout=BASE_SECONDS)
    return root
