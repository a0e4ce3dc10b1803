"""What the person with the piece does: begin, share, finish, pass; and a facilitator's own microphone beside it."""

import unicodedata
from typing import assert_never

from rooms.circle import WRITTEN_AT_MOST, Circle, Presence, Stage, Turn, TurnState, Written
from rooms.commands import Begin, Done, Pass, PassForNow, ShareWritten, Speak, StopSpeaking
from rooms.events import BeganSpeaking, Decision, ShareBegan, TurnEnded, WrittenShared
from rooms.ids import Instant
from rooms.interruption import put_back, rest_of, silence
from rooms.refusals import Reason, Refusal

TurnCommand = Begin | Done | Pass | PassForNow | ShareWritten | Speak | StopSpeaking

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They could turn the text around them, names and buttons too. Joiners (U+200C, U+200D) stay: Hindi and Marathi are spelt with them."""

LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}


def decide_turn(circle: Circle, command: TurnCommand, now: Instant) -> Decision:
    """*Done* and *Pass* are the same thing once the piece is in front of somebody: it moves on, no reason asked."""
    match command:
        case Speak(by=by):
            # The last tap wins: a deputy who has to step in does not wait for the keeper to stop.
            if circle.seats[by].presence is not Presence.PRESENT:
                return Refusal(Reason.AWAY)
            return () if circle.speaking == by else (BeganSpeaking(seat=by),)
        case StopSpeaking(by=by):
            return silence(circle, by)
        case Begin() | Done() | Pass() | PassForNow() | ShareWritten():
            turn = circle.turn
            if turn is None or turn.seat != command.by:
                return Refusal(Reason.NOT_YOUR_TURN)
            return _with_piece(circle, turn, command, now)
        case _:
            assert_never(command)


def _with_piece(circle: Circle, turn: Turn, command: Begin | Done | Pass | PassForNow | ShareWritten, now: Instant) -> Decision:
    match command:
        case Begin(written=written):
            return _begin(circle, turn, now, written=written)
        case Done() | Pass():
            return (TurnEnded(seat=turn.seat),)
        case PassForNow():
            return Refusal(Reason.SHARING) if turn.state is TurnState.SHARING else (put_back(turn, front=False, again=True),)
        case ShareWritten(text=text):
            return _share_written(circle, turn, text)
        case _:
            assert_never(command)


def _begin(circle: Circle, turn: Turn, now: Instant, *, written: bool) -> Decision:
    """In mid-share it only changes between voice and writing; after an interruption the rest goes on."""
    if circle.stage is Stage.PAUSED:
        return Refusal(Reason.PAUSED)
    if circle.seats[turn.seat].presence is not Presence.PRESENT:
        return Refusal(Reason.AWAY)
    if turn.state is TurnState.SHARING and turn.ends_at is not None:
        return () if turn.written == written else (ShareBegan(left=turn.left, ends_at=turn.ends_at, written=written),)
    left = rest_of(turn.left) if turn.state is TurnState.HELD else turn.left
    return (ShareBegan(left=left, ends_at=Instant(now + left), written=written),)


def _share_written(circle: Circle, turn: Turn, text: str) -> Decision:
    if circle.stage is Stage.PAUSED:
        return Refusal(Reason.PAUSED)
    words = written_words(text)
    if words is None:
        return Refusal(Reason.BAD_TEXT)
    return (TurnEnded(seat=turn.seat), WrittenShared(written=Written(seat=turn.seat, text=words)))


def written_words(text: str) -> str | None:
    """The text as it is shown: composed (NFC), without what could disturb the page. None: empty or too long.

    What is pasted from elsewhere often carries invisible signs, so they are left out rather than refused.
    """
    if len(text) > 2 * WRITTEN_AT_MOST:
        return None
    for end, plain in LINE_ENDS.items():
        text = text.replace(end, plain)
    kept = (sign for sign in text if sign == "\n" or (sign not in BIDI_CONTROLS and unicodedata.category(sign) not in ("Cc", "Cs")))
    words = unicodedata.normalize("NFC", "".join(kept)).strip()
    return words if 0 < len(words) <= WRITTEN_AT_MOST else None
