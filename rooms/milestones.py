"""Lengths of recovery that people may celebrate, as data: there is no official set."""

import re

HERE = "here"
"""*I am here*, so that silence says nothing."""

NEW_START = "new"
"""Honoured first. What was before stays private."""

COMMON = ("1d", "30d", "60d", "90d", "6m", "9m", "1y", "18m", "2y")
"""Offered on the screen, after the two above: a number and d days, m months, y years."""

_YEARS = re.compile(r"([1-9]|[1-5][0-9])y")


def is_milestone(text: str) -> bool:
    """`here`, `new`, one of the common ones, or 1 to 59 years."""
    return text in (HERE, NEW_START, *COMMON) or _YEARS.fullmatch(text) is not None


def in_order(milestone: str) -> float:
    """For sorting: the new start first, then from the shortest to the longest, *I am here* last."""
    if milestone == NEW_START:
        return -1.0
    if milestone == HERE:
        return 1e9
    return int(milestone[:-1]) * {"d": 1.0, "m": 30.4, "y": 365.0}[milestone[-1]]
