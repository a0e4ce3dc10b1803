"""What people, and the passing of time, ask of a circle. Imperative; each may be refused.

`by` is always the seat of the one who asks, put in by the server from the connection, never read from a message.
`seat` is the seat that something is asked about.
"""

import re
from functools import cache

from rooms.commands.care import (
    AnswerFollowUp as AnswerFollowUp,
    AnswerHelp as AnswerHelp,
    AnswerSupport as AnswerSupport,
    AskHelp as AskHelp,
    EndHelp as EndHelp,
    Message as Message,
    OfferSupport as OfferSupport,
    ProposeFollowUp as ProposeFollowUp,
    PutAway as PutAway,
    WantCall as WantCall,
    WriteLine as WriteLine,
)
from rooms.commands.coming import (
    Greet as Greet,
    Join as Join,
    Leave as Leave,
    Return as Return,
    WasHere as WasHere,
)
from rooms.commands.guiding import (
    AddTime as AddTime,
    ChoosePrompt as ChoosePrompt,
    CloseQueue as CloseQueue,
    EndCircle as EndCircle,
    Give as Give,
    GoTo as GoTo,
    Move as Move,
    MoveToEnd as MoveToEnd,
    Next as Next,
    OpenQueue as OpenQueue,
    Pause as Pause,
    Resume as Resume,
    SetOrder as SetOrder,
    Skip as Skip,
    StartCircle as StartCircle,
    Stop as Stop,
    Undo as Undo,
)
from rooms.commands.keeping import (
    HandOver as HandOver,
    Keep as Keep,
    MakeDeputy as MakeDeputy,
    MakeListener as MakeListener,
    MakeMember as MakeMember,
    MoveDeputy as MoveDeputy,
)
from rooms.commands.people import (
    Admit as Admit,
    AdmitAll as AdmitAll,
    Invite as Invite,
    LiftLobby as LiftLobby,
    Lock as Lock,
    Mute as Mute,
    MuteAll as MuteAll,
    NewLink as NewLink,
    Remove as Remove,
    Rename as Rename,
    Reseat as Reseat,
    TurnAway as TurnAway,
    Unlock as Unlock,
    Unmute as Unmute,
    UnmuteAll as UnmuteAll,
)
from rooms.commands.system import (
    AddLinks as AddLinks,
    LetTimePass as LetTimePass,
    MarkAway as MarkAway,
    NameAudioWorker as NameAudioWorker,
    ResumeService as ResumeService,
)
from rooms.commands.together import (
    ClaimMilestone as ClaimMilestone,
    InviteResponses as InviteResponses,
    ListenOnly as ListenOnly,
    Respond as Respond,
    WithYou as WithYou,
    WriteQuestion as WriteQuestion,
)
from rooms.commands.turns import (
    Begin as Begin,
    Done as Done,
    LowerHand as LowerHand,
    NotDone as NotDone,
    Pass as Pass,
    PassForNow as PassForNow,
    PassOn as PassOn,
    PutOffWritten as PutOffWritten,
    RaiseHand as RaiseHand,
    ShareWritten as ShareWritten,
    ShowWritten as ShowWritten,
    Speak as Speak,
    StopSpeaking as StopSpeaking,
    TakeBackWritten as TakeBackWritten,
)

Command = (
    Join | Return | Leave | Greet | WasHere
    | RaiseHand | LowerHand | Begin | Done | NotDone | Pass | PassForNow | PassOn | ShareWritten | InviteResponses | Respond
    | WithYou | ClaimMilestone | WriteQuestion | ListenOnly | Speak | StopSpeaking
    | ShowWritten | PutOffWritten | TakeBackWritten
    | StartCircle | EndCircle | Pause | Resume | Next | GoTo | Undo | ChoosePrompt | Skip | Give | Stop | AddTime
    | Move | MoveToEnd | CloseQueue | OpenQueue | SetOrder
    | Mute | Unmute | MuteAll | UnmuteAll | Remove | Admit | AdmitAll | TurnAway | Reseat
    | Lock | Unlock | LiftLobby | Rename | MakeListener | MakeMember | Message | PutAway | NewLink | Invite
    | MakeDeputy | MoveDeputy | HandOver | Keep
    | AskHelp | AnswerHelp | OfferSupport | AnswerSupport | WriteLine | EndHelp | ProposeFollowUp | AnswerFollowUp | WantCall
    | AddLinks | MarkAway | LetTimePass | ResumeService | NameAudioWorker
)  # fmt: skip


@cache
def wire_name(kind: type[Command]) -> str:
    """What a command is called between browser and server: RaiseHand is `raise_hand`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
