"""Whether a worker without an answer of the store may go on: not when others may be in touch with it, and carry its circles by now."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from server.store.roster import Worker


def in_touch(said: Mapping[Worker, bool | None]) -> bool:
    """By what others answered: whether one of them has an answer of the store. None: no answer of theirs either."""
    return any(said.values())


def unreached(mine: str, said: Mapping[Worker, bool | None]) -> frozenset[str]:
    """Other machines than that of the address `mine` of whose workers none answers.

    By machine, because that is what a network comes apart into: the neighbours on the same one share its fate and know no more, and one that answers
    says of its neighbours that they only hang.
    """
    machines = {_machine(worker.address) for worker in said} - {_machine(mine)}
    return frozenset(machines - {_machine(worker.address) for worker, answer in said.items() if answer is not None})


def _machine(address: str) -> str:
    return urlsplit(address).hostname or ""
