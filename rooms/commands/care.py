"""Help, support, words to one, follow-ups."""

from dataclasses import dataclass, field

from rooms.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A facilitator's words to one person. 1 to `MESSAGE_AT_MOST` characters; empty takes them back."""

    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """The message to me was read."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHelp:
    """*I need help now*. Seen by facilitators alone."""

    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHelp:
    """Be with this person, who asked for help, in a written side room."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSupport:
    """Offer this person a written side room. Only they and the facilitators see it."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupport:
    """Yes or no to the offered support; no asks for no reason."""

    by: SeatId
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteLine:
    """One line in the side room of `seat`: by that person, or by the facilitator who is with them."""

    by: SeatId
    seat: SeatId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHelp:
    """Close the side room of `seat`, or take the request or offer back. What was written is gone."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeFollowUp:
    """Ask this person whether the centre may follow up after the circle."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFollowUp:
    by: SeatId
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WantCall:
    """A call was asked for: what was typed is kept apart, never in the circle. `on` False: taken back."""

    by: SeatId
    on: bool
