"""The matrix: every command, asked by everyone, in every stage. A command without a row here is a failure, not a yes."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from moderation.actors import Actor, Seated, System, Visitor
from moderation.policy import Denial, denial
from rooms import commands as c
from rooms.circle import Circle, Link, Stage
from rooms.commands import Command
from rooms.events import CircleEnded
from rooms.evolve import evolve
from rooms.formats import Crosstalk, Order, Phase
from rooms.ids import Instant, Nonce, SeatId, SecretHash
from rooms.names import Pseudonym
from rooms.seat import Role
from server.wire import COMMANDS
from tests.rooms.words import NOW, given

COLUMNS = "facilitator deputy member listener waiting gone visitor system"

MATRIX = """
Join            already  already  already  already  already  already  -        visitors
Return          already  already  already  already  already  already  -        visitors
Leave           -        -        -        -        -        outside  outside  outside
Greet           lobby    lobby    lobby    lobby    -        lobby    lobby    lobby
WasHere         lobby    lobby    lobby    lobby    -        lobby    lobby    lobby
RaiseHand       -        -        -        members  outside  outside  outside  outside
LowerHand       -        -        -        members  outside  outside  outside  outside
Begin           -        -        -        members  outside  outside  outside  outside
Done            -        -        -        members  outside  outside  outside  outside
NotDone         -        -        -        members  outside  outside  outside  outside
Pass            -        -        -        members  outside  outside  outside  outside
PassForNow      -        -        -        members  outside  outside  outside  outside
PassOn          -        -        -        members  outside  outside  outside  outside
ShareWritten    -        -        -        members  outside  outside  outside  outside
InviteResponses -        -        -        members  outside  outside  outside  outside
Respond         -        -        -        members  outside  outside  outside  outside
ClaimMilestone  -        -        -        members  outside  outside  outside  outside
ListenOnly      -        -        -        members  outside  outside  outside  outside
TakeBackWritten -        -        -        -        outside  outside  outside  outside
WithYou         -        -        -        -        outside  outside  outside  outside
WriteQuestion   -        -        -        -        outside  outside  outside  outside
PutAway         -        -        -        -        outside  outside  outside  outside
AskHelp         -        -        -        -        outside  outside  outside  outside
AnswerSupport   -        -        -        -        outside  outside  outside  outside
WriteLine       -        -        -        -        outside  outside  outside  outside
EndHelp         -        -        -        -        outside  outside  outside  outside
AnswerFollowUp  -        -        -        -        outside  outside  outside  outside
WantCall        -        -        -        -        outside  outside  outside  outside
Speak           -        -        keepers  keepers  outside  outside  outside  outside
StopSpeaking    -        -        keepers  keepers  outside  outside  outside  outside
StartCircle     -        -        keepers  keepers  outside  outside  outside  outside
EndCircle       -        -        keepers  keepers  outside  outside  outside  outside
Pause           -        -        keepers  keepers  outside  outside  outside  outside
Resume          -        -        keepers  keepers  outside  outside  outside  outside
Next            -        -        keepers  keepers  outside  outside  outside  outside
GoTo            -        -        keepers  keepers  outside  outside  outside  outside
Undo            -        -        keepers  keepers  outside  outside  outside  outside
ChoosePrompt    -        -        keepers  keepers  outside  outside  outside  outside
Skip            -        -        keepers  keepers  outside  outside  outside  outside
Give            -        -        keepers  keepers  outside  outside  outside  outside
Stop            -        -        keepers  keepers  outside  outside  outside  outside
AddTime         -        -        keepers  keepers  outside  outside  outside  outside
Move            -        -        keepers  keepers  outside  outside  outside  outside
MoveToEnd       -        -        keepers  keepers  outside  outside  outside  outside
CloseQueue      -        -        keepers  keepers  outside  outside  outside  outside
OpenQueue       -        -        keepers  keepers  outside  outside  outside  outside
SetOrder        -        -        keepers  keepers  outside  outside  outside  outside
Mute            -        -        keepers  keepers  outside  outside  outside  outside
Unmute          -        -        keepers  keepers  outside  outside  outside  outside
MuteAll         -        -        keepers  keepers  outside  outside  outside  outside
UnmuteAll       -        -        keepers  keepers  outside  outside  outside  outside
Remove          -        -        keepers  keepers  outside  outside  outside  outside
Admit           -        -        keepers  keepers  outside  outside  outside  outside
AdmitAll        -        -        keepers  keepers  outside  outside  outside  outside
TurnAway        -        -        keepers  keepers  outside  outside  outside  outside
Reseat          -        -        keepers  keepers  outside  outside  outside  outside
Rename          -        -        keepers  keepers  outside  outside  outside  outside
MakeListener    -        -        keepers  keepers  outside  outside  outside  outside
MakeMember      -        -        keepers  keepers  outside  outside  outside  outside
ShowWritten     -        -        keepers  keepers  outside  outside  outside  outside
PutOffWritten   -        -        keepers  keepers  outside  outside  outside  outside
Lock            -        -        keepers  keepers  outside  outside  outside  outside
Unlock          -        -        keepers  keepers  outside  outside  outside  outside
LiftLobby       -        -        keepers  keepers  outside  outside  outside  outside
NewLink         -        -        keepers  keepers  outside  outside  outside  outside
Invite          -        -        keepers  keepers  outside  outside  outside  outside
Keep            -        -        keepers  keepers  outside  outside  outside  outside
Message         -        -        keepers  keepers  outside  outside  outside  outside
ProposeFollowUp -        -        keepers  keepers  outside  outside  outside  outside
AnswerHelp      -        -        keepers  keepers  outside  outside  outside  outside
OfferSupport    -        -        keepers  keepers  outside  outside  outside  outside
MakeDeputy      -        keeper   keeper   keeper   outside  outside  outside  outside
MoveDeputy      -        keeper   keeper   keeper   outside  outside  outside  outside
HandOver        -        keeper   keeper   keeper   outside  outside  outside  outside
AddLinks        system   system   system   system   system   system   system   -
MarkAway        system   system   system   system   system   system   system   -
LetTimePass     system   system   system   system   system   system   system   -
ResumeService   system   system   system   system   system   system   system   -
NameAudioWorker system   system   system   system   system   system   system   -
"""
"""The same in every stage before the end, in safe mode, and in every kind of phase."""

CODES: dict[str, Denial | None] = {
    "-": None,
    "already": Denial.VISITORS_ONLY,
    "visitors": Denial.VISITORS_ONLY,
    "outside": Denial.SEATED_ONLY,
    "members": Denial.MEMBERS_ONLY,
    "keepers": Denial.FACILITATORS_ONLY,
    "keeper": Denial.KEEPER_ONLY,
    "lobby": Denial.WAITING_ONLY,
    "system": Denial.SYSTEM_ONLY,
}

AFTER_THE_END = {"Join", "Return", "AddLinks", "MarkAway", "LetTimePass", "ResumeService", "NameAudioWorker"}
"""What may still be asked. Everything else is `not-now`, whoever asks."""

ACTORS: dict[str, list[Actor]] = {
    "facilitator": [Seated(SeatId("kim"))],
    "deputy": [Seated(SeatId("dev"))],
    "member": [Seated(SeatId("anu")), Seated(SeatId("bela"))],
    "listener": [Seated(SeatId("lis"))],
    "waiting": [Seated(SeatId("wim"))],
    "gone": [Seated(SeatId(name)) for name in ("lea", "rem", "tom", "who")],
    "visitor": [Visitor()],
    "system": [System()],
}

ROWS: dict[str, dict[str, str]] = {
    name: dict(zip(COLUMNS.split(), codes, strict=True)) for name, *codes in map(str.split, MATRIX.strip().splitlines())
}

PHASES = [
    Phase(id="opening", minutes=5),
    Phase(id="silence", minutes=5, silent=True, bell=True),
    Phase(id="milestones", minutes=5, milestones=True, applause=True),
    Phase(id="call", minutes=1, call=True),
    Phase(id="responses", minutes=20, order=Order.ROUND, crosstalk=Crosstalk.AFTER_SHARE),
    Phase(id="fellowship", minutes=15, order=Order.OPEN, crosstalk=Crosstalk.OPEN, beyond=True),
    *(Phase(id=f"by_{order.value}", minutes=10, order=order, keeper_first=True, rounds=2, firm_after_seconds=30) for order in Order),
]
"""One of each kind."""

STAGES = {"gathering": given("gathering"), "open": given(), "paused": given("paused"), "safe": replace(given(), safe_since=NOW)}

LIVE = STAGES | {
    f"{name} in {phase.id}": replace(circle, format=replace(circle.format, phases=tuple(PHASES)), phase=index, order=phase.order or Order.HANDS)
    for name, circle in STAGES.items()
    for index, phase in enumerate(PHASES)
}
"""Every stage before the end, in every kind of phase."""

VALUES: dict[str, object] = {
    "at": 1, "link": None, "nonce": Nonce("n"), "name": Pseudonym(adjective=1, thing=1), "token": SecretHash("t"), "next": SecretHash("n"),
    "written": False, "text": "Tea.", "seconds": 60, "place": 1, "order": Order.ROUND, "links": (Link(secret=SecretHash("s"), role=Role.MEMBER),),
    "down_since": Instant(0.0), "connected": False, "moved": False, "worker": "w", "mark": "m", "instead_of": None,
    "called": None, "listens": False, "milestone": "30d", "on": True, "confirmed": False, "phase": 1, "prompt": 1,
    "secret": SecretHash("s"), "listener": SecretHash("l"), "yes": True, "to": SeatId("wim"), "share": 1,
}  # fmt: skip


def every_command() -> dict[str, type[Command]]:
    return {command.__name__: command for command in get_args(Command)}


def asked(command: type[Command], by: SeatId, seat: str = "chand") -> Command:
    """The command as `by` would send it, about somebody else."""
    values = {**VALUES, "by": by, "seat": SeatId(seat)}
    return command(**{field.name: values[field.name] for field in fields(command)})  # pyright: ignore[reportArgumentType, reportUnknownVariableType]


def seat_of(actor: Actor) -> SeatId:
    return actor.seat if isinstance(actor, Seated) else SeatId("nobody")


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert ROWS.keys() == every_command().keys()


@pytest.mark.parametrize("name", every_command())
@pytest.mark.parametrize("stage", LIVE)
def test_the_matrix(stage: str, name: str) -> None:
    found = {column: asked_by(LIVE[stage], name, column) for column in ACTORS}
    assert found == {column: {CODES[code]} for column, code in ROWS[name].items()}


@pytest.mark.parametrize("name", every_command())
def test_after_the_end(name: str) -> None:
    """A tombstone has no seats, so whoever sat there is gone."""
    ended = evolve(given(), CircleEnded())
    for column in ACTORS:
        as_gone = "gone" if column in ("facilitator", "deputy", "member", "listener", "waiting") else column
        expected = CODES[ROWS[name][as_gone]] if name in AFTER_THE_END else Denial.NOT_NOW
        assert asked_by(ended, name, column) == {expected}


def asked_by(circle: Circle, name: str, column: str) -> set[Denial | None]:
    return {denial(circle, actor, asked(every_command()[name], seat_of(actor))) for actor in ACTORS[column]}


@pytest.mark.parametrize("name", [name for name, command in every_command().items() if "by" in {field.name for field in fields(command)}])
def test_nobody_asks_in_anothers_name(name: str) -> None:
    """Not even those who moderate; from the lobby only what is for the lobby."""
    for asks in ("wim",) if name in ("Greet", "WasHere") else ("kim", "dev"):
        assert denial(given(), Seated(SeatId(asks)), asked(every_command()[name], SeatId("anu"))) is Denial.NOT_YOURS


@pytest.mark.parametrize(
    ("asks", "command", "code"),
    [
        ("kim", c.Mute(seat=SeatId("dev")), Denial.NOT_FACILITATORS),
        ("dev", c.Mute(seat=SeatId("kim")), Denial.NOT_FACILITATORS),
        ("kim", c.Mute(seat=SeatId("kim")), Denial.NOT_FACILITATORS),
        ("dev", c.Remove(seat=SeatId("kim")), Denial.NOT_FACILITATORS),
        ("dev", c.Remove(seat=SeatId("dev")), Denial.NOT_FACILITATORS),
        ("kim", c.Remove(seat=SeatId("kim")), Denial.NOT_FACILITATORS),
        ("kim", c.Remove(seat=SeatId("dev")), None),
        ("kim", c.Mute(seat=SeatId("lis")), None),
        ("dev", c.Remove(seat=SeatId("lis")), None),
        ("kim", c.Unmute(seat=SeatId("dev")), None),
        ("kim", c.Mute(seat=SeatId("who")), None),
        ("kim", c.MakeListener(seat=SeatId("anu")), None),
        ("dev", c.MakeListener(seat=SeatId("anu")), None),
        ("kim", c.MakeListener(seat=SeatId("dev")), None),
        ("kim", c.MakeMember(seat=SeatId("dev")), None),
        ("dev", c.MakeMember(seat=SeatId("dev")), Denial.NOT_FACILITATORS),
        ("dev", c.MakeListener(seat=SeatId("kim")), Denial.NOT_FACILITATORS),
        ("kim", c.MakeListener(seat=SeatId("kim")), Denial.NOT_FACILITATORS),
    ],
)
def test_those_who_moderate_are_protected(asks: str, command: Command, code: Denial | None) -> None:
    assert denial(given(), Seated(SeatId(asks)), command) is code


def test_it_goes_by_the_seat_as_it_is_now() -> None:
    kim, mute = Seated(SeatId("kim")), c.Mute(seat=SeatId("anu"))
    assert denial(given(), kim, mute) is None
    assert denial(given("left kim"), kim, mute) is Denial.SEATED_ONLY
    assert denial(given("waiting kim"), kim, mute) is Denial.SEATED_ONLY
    assert {stage.value for stage in Stage} == STAGES.keys() - {"safe"} | {"ended"}


def test_the_matrix_has_every_command_of_the_wire() -> None:
    """What a browser may send, by its name on the wire, and what the gateway sends for it."""
    assert {kind.__name__ for kind in COMMANDS.values()} <= ROWS.keys()
    apart = {"Join", "Return", "WantCall", "AddLinks", "MarkAway", "LetTimePass", "ResumeService", "NameAudioWorker"}
    assert ROWS.keys() - {kind.__name__ for kind in COMMANDS.values()} == apart
