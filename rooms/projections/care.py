"""A request for help and its side room, as those see them whom they concern."""

from rooms.help import Help
from rooms.projections.json import View


def help_view(help: Help) -> View:
    view: View = {"state": help.state.value, "since": help.since}
    if help.by is not None:
        view["by"] = help.by
    return view


def lines(help: Help) -> View:
    """What was written, numbered from 1 in the order of writing."""
    written: View = {str(n): {"by": line.by, "text": line.text} for n, line in enumerate(help.lines, start=1)}
    return {"lines": written} if written else {}
