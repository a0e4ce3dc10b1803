"""What the person with the piece, and who waits for it, ask."""

from dataclasses import dataclass, field

from rooms.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHand:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerHand:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Accept the offered piece, or go on with a held one. `written`: in writing, with a closed microphone."""

    by: SeatId
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Decline the offered turn. No reason asked."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassForNow:
    """Decline the offered turn, and be offered it again at the end of this round."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWritten:
    """Pass the piece on with these words. 1 to `WRITTEN_AT_MOST` characters."""

    by: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWritten:
    """A facilitator has read this share, and all may."""

    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOffWritten:
    """Not now: the author has their words back."""

    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackWritten:
    """By the author, of a share that waits, or that was put off: nothing of it is kept."""

    by: SeatId
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """*I wasn't done*: for 5 s after one's own *Done*, while the next person has not begun. The rest of the time goes on."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """End the share and offer the piece to this seat, where the order is `tag`. They may decline."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """A facilitator or deputy opens their own microphone, beside whoever holds the piece."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSpeaking:
    by: SeatId
