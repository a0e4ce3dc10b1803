"""What has happened to a circle. Past tense; together, in order, they lead from one state to the next.

Events carry every instant and number that `evolve` needs, so that it needs no clock. None of them is kept.
"""

from rooms.events.course import (
    MilestoneClaimed as MilestoneClaimed,
    PhaseBegan as PhaseBegan,
    PlaceDropped as PlaceDropped,
    PlaceMoved as PlaceMoved,
    PlaceTaken as PlaceTaken,
    PromptChosen as PromptChosen,
    QuestionWritten as QuestionWritten,
    QueueClosed as QueueClosed,
    QueueOpened as QueueOpened,
    RoundBegan as RoundBegan,
    Warmed as Warmed,
)
from rooms.events.meeting import (
    AllMuted as AllMuted,
    AllUnmuted as AllUnmuted,
    AudioWorkerNamed as AudioWorkerNamed,
    CircleEnded as CircleEnded,
    CirclePaused as CirclePaused,
    CircleResumed as CircleResumed,
    CircleStarted as CircleStarted,
    DeputyMoved as DeputyMoved,
    DoorGuarded as DoorGuarded,
    DoorLocked as DoorLocked,
    DoorUnlocked as DoorUnlocked,
    GuardLifted as GuardLifted,
    HelpChanged as HelpChanged,
    KeeperChanged as KeeperChanged,
    LinkReplaced as LinkReplaced,
    LinksAdded as LinksAdded,
    PowerUsed as PowerUsed,
    SafeModeBegan as SafeModeBegan,
    ServiceMissed as ServiceMissed,
)
from rooms.events.seats import (
    Admitted as Admitted,
    CallWanted as CallWanted,
    CameBack as CameBack,
    ClaimedSeat as ClaimedSeat,
    CommandApplied as CommandApplied,
    FollowUpAnswered as FollowUpAnswered,
    FollowUpProposed as FollowUpProposed,
    Greeted as Greeted,
    ListensOnly as ListensOnly,
    MessageLeft as MessageLeft,
    Muted as Muted,
    Parted as Parted,
    Renamed as Renamed,
    RoleChanged as RoleChanged,
    SeatForgotten as SeatForgotten,
    SeatGiven as SeatGiven,
    SeatTaken as SeatTaken,
    SeatTakenAgain as SeatTakenAgain,
    StayedAway as StayedAway,
    Unmuted as Unmuted,
    WentAway as WentAway,
)
from rooms.events.turn import (
    BeganSpeaking as BeganSpeaking,
    PieceOffered as PieceOffered,
    Regretted as Regretted,
    ResponseBegan as ResponseBegan,
    ResponseEnded as ResponseEnded,
    ResponsesInvited as ResponsesInvited,
    ShareBegan as ShareBegan,
    StoppedSpeaking as StoppedSpeaking,
    TakenBack as TakenBack,
    TimeAdded as TimeAdded,
    TurnEnded as TurnEnded,
    TurnHeld as TurnHeld,
    TurnPutBack as TurnPutBack,
    UnreadForgotten as UnreadForgotten,
    WrittenHeldBack as WrittenHeldBack,
    WrittenPutOff as WrittenPutOff,
    WrittenShared as WrittenShared,
)
from rooms.refusals import Refusal

SeatEvent = (
    SeatTaken | SeatTakenAgain | CameBack | WentAway | StayedAway | Parted | Admitted | Muted | Unmuted | CommandApplied
    | RoleChanged | Greeted | Renamed | ListensOnly | MessageLeft | FollowUpProposed | FollowUpAnswered | CallWanted | SeatForgotten
    | ClaimedSeat | SeatGiven
)  # fmt: skip
QueueEvent = PlaceTaken | PlaceDropped | PlaceMoved | QueueClosed | QueueOpened
PhaseEvent = RoundBegan | PhaseBegan | PromptChosen | MilestoneClaimed | QuestionWritten | Warmed
TurnEvent = (
    PieceOffered | ShareBegan | TurnHeld | TurnPutBack | TurnEnded | WrittenShared | TimeAdded | BeganSpeaking | StoppedSpeaking
    | ResponsesInvited | ResponseBegan | ResponseEnded | Regretted | TakenBack
)  # fmt: skip
UnreadEvent = WrittenHeldBack | WrittenPutOff | UnreadForgotten
MeetingEvent = CircleStarted | CirclePaused | CircleResumed | CircleEnded | AllMuted | AllUnmuted | ServiceMissed | AudioWorkerNamed
DoorEvent = LinksAdded | LinkReplaced | DoorLocked | DoorUnlocked | DoorGuarded | GuardLifted
KeepingEvent = KeeperChanged | SafeModeBegan | DeputyMoved | PowerUsed
CareEvent = HelpChanged

Event = SeatEvent | QueueEvent | PhaseEvent | TurnEvent | UnreadEvent | MeetingEvent | DoorEvent | KeepingEvent | CareEvent

Decision = tuple[Event, ...] | Refusal
"""What comes of a command. No events: the circle already is as it was asked to be."""
