"""Puts together what only exists when many workers share circles."""

from collections.abc import Callable, Mapping

from rooms.ids import WorkerId
from server.clock import SharedClock
from server.store.port import StoreUnusable, Unavailable
from server.store.roster import Roster
from server.workers.membership import Membership

ANOTHER_KEY = (
    "workers with another centre.key share circles under this --redis-prefix: give every machine of a centre the same file in --data, and every "
    "centre a --redis-prefix of its own"
)

ANOTHER_RELEASE = (
    "workers of a release too far from this one share these circles (state of form {}): upgrade by one release at a time, or stop all of them first"
)


async def joined(
    roster: Roster, clock: SharedClock, new_id: Callable[[], WorkerId], write_in: Callable[[int], None], centre: str = ""
) -> Membership:
    """Has seen who is there, set the clock, and told the store by `write_in` in which shape to write. Raises StoreUnusable.

    `centre`: see `Worker`.
    """
    membership = Membership(roster, clock, new_id, centre=centre)
    membership.on_schema.append(write_in)
    try:
        await membership.begin()
    except Unavailable as error:
        raise StoreUnusable(f"the store that is shared does not answer: {error}") from None
    if membership.strangers():
        await membership.leave()
        raise StoreUnusable(ANOTHER_KEY)
    if far := membership.too_far():
        await membership.leave()
        raise StoreUnusable(ANOTHER_RELEASE.format(", ".join(map(str, sorted(far)))))
    return membership


def readiness(membership: Membership | None, shut: bool = False) -> Mapping[str, bool]:
    """What a proxy has to know beside the store and the voices. `shut`: nobody new is let in."""
    return {} if membership is None else {"among_others": not membership.cut_off, "staying": not (membership.draining or shut)}


def levels(membership: Membership | None) -> Mapping[str, int]:
    """For /metrics. They tell nothing of people."""
    return {} if membership is None else {"workers": len(membership.peers()) + 1}


def totals(membership: Membership | None) -> Mapping[str, Mapping[str, int]]:
    return {} if membership is None else {"workers_given_up": {"all": membership.buried}}
