"""A Redis of a test's own, which it may kill."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port
from tests.server.store.redis_servers import redis_server

_LOG = ("--appendfsync", "no")
"""Written before anybody is answered. With `everysec` it holds the log back while an earlier part is on its way to a slow disk, and what was
answered meanwhile dies with it; a kill asks nothing of the disk.
"""


@dataclass
class Restartable:
    """A Redis that can be killed, and started again on the same port."""

    folder: Path
    port: int = field(default_factory=free_port)
    url: str = ""
    folders: list[Path] = field(default_factory=list[Path])
    """Where its logs are, in their order."""
    _stack: ExitStack = field(default_factory=ExitStack)

    def start(self, *, empty: bool = False) -> None:
        """With what its log has, or without any memory."""
        if empty:
            self.folder = self.folder.with_name(f"redis-{len(self.folders)}")
        if self.folder not in self.folders:
            self.folders.append(self.folder)
        self.url = self._stack.enter_context(redis_server(self.folder, *_LOG, port=self.port))

    def kill(self) -> None:
        self._stack.close()
