"""What lies in memory (words of the circles that are open) stays there: no core dumps, and a word on swap."""

import resource
from pathlib import Path

SWAPS, CORE_PATTERN = Path("/proc/swaps"), Path("/proc/sys/kernel/core_pattern")


def forbid_dumps() -> None:
    """A process that crashes leaves no file with its memory. Its children neither, and nobody can allow it again."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def handed_on(pattern: Path = CORE_PATTERN) -> bool:
    """Whether this machine gives dumps to a program, which the kernel does whatever the limit: that program has a setting of its own."""
    return _read(pattern).startswith("|")


def swaps(table: Path = SWAPS) -> bool:
    """Whether memory may be written to a disk."""
    return len(_read(table).splitlines()) > 1


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
