"""Help that was asked for, support that was offered, words to one person. Peers see nothing of it."""

from rooms.circle import Circle
from rooms.commands import (
    AnswerFollowUp,
    AnswerHelp,
    AnswerSupport,
    AskHelp,
    EndHelp,
    Message,
    OfferSupport,
    ProposeFollowUp,
    PutAway,
    WantCall,
    WriteLine,
)
from rooms.events import Decision
from rooms.ids import Instant

CareCommand = (
    AnswerFollowUp | AnswerHelp | AnswerSupport | AskHelp | EndHelp | Message | OfferSupport | ProposeFollowUp | PutAway | WantCall | WriteLine
)


def decide_care(circle: Circle, command: CareCommand, now: Instant) -> Decision:
    raise NotImplementedError(command, circle, now)
