"""The three voices a circle can have at once, and who has each of them now."""

from collections.abc import Mapping
from enum import StrEnum

from rooms.ids import SeatId


class Slot(StrEnum):
    """One outgoing stream of a circle. A seat is heard in at most one slot, a slot carries at most one seat."""

    PIECE = "piece"
    """Whoever holds the talking piece."""
    KEEPER = "keeper"
    """A facilitator or deputy who tapped *Speak*."""
    CROSSTALK = "crosstalk"
    """A second voice where the format allows an answer."""


Floor = Mapping[Slot, SeatId]
"""The seats that may be heard now, by slot. An absent slot is silent."""
