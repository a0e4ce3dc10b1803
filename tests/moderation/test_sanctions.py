"""Which commands are uses of power, that the other facilitators see."""

from dataclasses import fields

import pytest

from moderation.actors import Seated, System, Visitor
from moderation.sanctions import act_of
from rooms.bounds import ACTS_AT_MOST
from rooms.circle import Act
from rooms.commands import Command, Mute, wire_name
from rooms.events import PowerUsed
from rooms.evolve import evolve
from rooms.ids import SeatId
from rooms.views import Audience, view_for
from tests.moderation.test_policy import asked, every_command
from tests.rooms.words import NOW, given

KIM, ANU = Seated(SeatId("kim")), Seated(SeatId("anu"))

NONE = {
    "Join", "Return", "Leave", "Greet", "WasHere", "RaiseHand", "LowerHand", "Begin", "Done", "NotDone", "Pass", "PassForNow", "PassOn",
    "ShareWritten", "WriteQuestion", "InviteResponses", "Respond", "WithYou", "ClaimMilestone", "ListenOnly", "Speak", "StopSpeaking",
    "PutAway", "AskHelp", "AnswerHelp", "AnswerSupport", "WriteLine", "EndHelp", "AnswerFollowUp", "WantCall", "AddLinks", "MarkAway",
    "LetTimePass", "ResumeService", "NameAudioWorker", "TakeBackWritten",
}  # fmt: skip
"""What a facilitator does as one person among others, or for one in need, is nobody's to see."""


def act(actor: Seated | Visitor | System, command: Command) -> Act | None:
    return act_of(given(), actor, command, wire_name(type(command)), NOW)


@pytest.mark.parametrize("name", every_command())
def test_what_is_a_use_of_power(name: str) -> None:
    command = asked(every_command()[name], KIM.seat)
    assert (act(KIM, command) is None) == (name in NONE)
    assert act(ANU, command) is None, "a member has none"
    assert act(System(), command) is None


def test_what_the_others_see_of_it() -> None:
    used = act(KIM, Mute(seat=ANU.seat))
    assert used is not None
    circle = given()
    for _ in range(ACTS_AT_MOST + 5):
        circle = evolve(circle, PowerUsed(act=used))
    acts = view_for(circle, Audience.FACILITATORS)["acts"]
    assert list(acts) == [str(number) for number in range(6, ACTS_AT_MOST + 6)]  # pyright: ignore
    assert acts["25"] == {"by": "kim", "did": "mute", "seat": "anu", "at": NOW}  # pyright: ignore
    assert "acts" not in view_for(circle, Audience.MEMBERS)


def test_no_words_are_kept_of_it() -> None:
    assert {field.name for field in fields(Act)} == {"number", "by", "did", "seat", "at"}
