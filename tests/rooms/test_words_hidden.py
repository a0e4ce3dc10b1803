"""What people said, wrote or are called prints as nothing, so that no exception carries it into a log."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args

from rooms import circle, commands, events, help, seat, turn
from rooms.ids import SeatId

WORDS = {"text", "called", "greeting", "message"}


def test_no_word_prints() -> None:
    data: list[Any] = [value for module in (circle, help, seat, turn) for value in vars(module).values()]
    kinds: list[Any] = [*get_args(commands.Command), *get_args(events.Event), *data]
    found = {f"{kind.__name__}.{field.name}": field.repr for kind in kinds if isinstance(kind, type) and is_dataclass(kind) for field in fields(kind)}
    words = {name: prints for name, prints in found.items() if name.rpartition(".")[2] in WORDS}
    assert len(words) > 10
    assert [name for name, prints in words.items() if prints] == []
    assert "here" not in repr(help.Line(by=SeatId("anu"), text="here"))
