"""What the others ask around a share."""

from dataclasses import dataclass, field

from rooms.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteResponses:
    """The share is done; up to 3 others may respond for 60 s each, where the phase's crosstalk is `after_share`. *Done* passes on."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """Be heard in answer to the share, for 60 s, one at a time: after an invitation, or during a share where crosstalk is `open`. *Done* ends it."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithYou:
    """A silent sign to the one who shares, or shared last. Counted once for each person, never named; applause where the phase says so."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMilestone:
    """Say which milestone is mine, in a phase that has them. `milestone` is one of `rooms/milestones.py`; empty takes it back."""

    by: SeatId
    milestone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteQuestion:
    """A question for those who run the meeting alone, who may read it aloud, in a phase that has them. Empty takes it back."""

    by: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenOnly:
    """*I only listen today*, without a reason, and back."""

    by: SeatId
    on: bool
