"""How this machine reaches the package registries, lent to a build while it lasts: files laid over those of the build, in no layer of the image."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
PIP, NPM = "/etc/pip.conf", "/root/.npmrc"

OF_PIP = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
"""What still means something inside. A cache or a folder of this machine does not."""
OF_NPM = ("registry", "proxy", "https-proxy", "noproxy")

SECONDS = 60


def lent(folder: Path) -> dict[Path, str]:
    """Files to lay over those of the build, by where they are here. What is secret in them lies in `folder`, readable by its owner alone."""
    folder.mkdir(mode=0o700)
    found: dict[Path, str] = {}
    bundle = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or CERTIFICATES
    if Path(bundle).is_file():
        found[Path(bundle).resolve()] = CERTIFICATES
    pip, npm = folder / "pip.conf", folder / "npmrc"
    pip.write_text("\n".join(["[global]", f"cert = {CERTIFICATES}", *(f"{name} = {value}" for name, value in _of_pip().items()), ""]))
    npm.write_text("\n".join([f"cafile={CERTIFICATES}", *(f"{name}={value}" for name, value in _of_npm().items()), ""]))
    return {**found, pip: PIP, npm: NPM}


def _of_pip() -> dict[str, str]:
    asked = [sys.executable, "-m", "pip", "config", "list"]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    found: dict[str, str] = {}
    for name, value in re.findall(r"^(?:global|install|:env:)\.([a-z-]+)='(.*)'$", told, re.MULTILINE):
        here = " ".join(part for part in value.split() if not part.startswith("file:"))
        if name in OF_PIP and here:
            found[name] = here
    return found


def _of_npm() -> dict[str, str]:
    if which("npm") is None:
        return {}
    asked = {name: subprocess.run(["npm", "config", "get", name], capture_output=True, text=True, timeout=SECONDS, check=False) for name in OF_NPM}
    told = {name: done.stdout.strip() for name, done in asked.items() if done.returncode == 0}
    return {name: value for name, value in told.items() if value not in ("", "null", "undefined")}
