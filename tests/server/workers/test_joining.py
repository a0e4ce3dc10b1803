"""What a proxy and an operator are told of a worker among others."""

import pytest

from server.workers.joining import levels, readiness, totals
from tests.server.workers.company import a_company


@pytest.mark.parametrize(("cut_off", "draining"), [(False, False), (True, False), (False, True)])
async def test_who_is_cut_off_or_about_to_stop_is_not_ready(cut_off: bool, draining: bool) -> None:
    async with a_company() as company:
        one = await company.comes()
        one.membership.cut_off, one.membership.draining = cut_off, draining
        assert readiness(one.membership) == {"among_others": not cut_off, "staying": not draining}


async def test_the_living_and_the_given_up_are_counted() -> None:
    async with a_company() as company:
        one, dead = [await company.comes() for _ in range(2)]
        await company.passes(1)
        assert levels(one.membership) == {"workers": 2}
        await dead.stop()
        await company.passes(3)
        assert levels(one.membership) == {"workers": 1}
        assert totals(one.membership) == {"workers_given_up": {"all": 1}}


def test_one_process_alone_tells_nothing_of_others() -> None:
    assert (readiness(None), levels(None), totals(None)) == ({}, {}, {})
