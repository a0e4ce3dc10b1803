"""The command line: serve, open a circle, see whom to call, check an installation. What is wrong is one line on standard error, and exit code 2."""

import dataclasses
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, cast, get_origin

import typer

from rooms.formats import Language
from server.settings import Settings, WrongSetting, environment_name, flag

WRONG = 2
"""Exit code for settings and words that are wrong; 1 is for what went wrong later."""

cli = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
formats = typer.Typer(help="The formats that circles can be opened with, and a centre's own.", rich_markup_mode=None)
cli.add_typer(formats, name="format")


def with_settings(command: Callable[[Settings], None]) -> Callable[..., None]:
    """The command with one option for each setting: `--audio-port`, or CIRCLEKEEPER_AUDIO_PORT, and so on through the table."""

    def run(**given: Any) -> None:
        values: dict[str, Any] = {name: tuple(cast(list[str], value)) if isinstance(value, list) else value for name, value in given.items()}
        command(Settings(**values))

    parameters = [_parameter(entry) for entry in dataclasses.fields(Settings)]
    run.__signature__ = inspect.Signature(parameters)  # pyright: ignore[reportFunctionMemberAccess]  # what typer reads
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _parameter(entry: dataclasses.Field[Any]) -> inspect.Parameter:
    repeatable = get_origin(entry.type) is tuple
    kind: Any = list[str] if repeatable else entry.type
    default: Any = list(cast(tuple[str, ...], entry.default)) if repeatable else entry.default
    option = typer.Option(_flags(entry), envvar=environment_name(entry.name), help=entry.metadata["words"])
    return inspect.Parameter(entry.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])


def _flags(entry: dataclasses.Field[Any]) -> str:
    """Both ways of a switch, so that a command can overrule the environment."""
    return f"{flag(entry.name)}/--no-{entry.name}" if isinstance(entry.default, bool) else flag(entry.name)


@cli.command()
@with_settings
def serve(settings: Settings) -> None:
    """Host circles until SIGTERM or Ctrl-C. SIGHUP replaces many workers one by one."""
    # Here: `open` does without the 0.6 s that the audio libraries take to load.
    if settings.workers > 1:
        from server.supervisor import supervise as serve_until_told
    else:
        from server.serving import serve as serve_until_told

    serve_until_told(settings, sys.stdout, sys.stderr)


@cli.command()
@with_settings
def check(settings: Settings) -> None:
    """Say what is wrong with an installation, with the same settings as `serve`. Exit code 1 if anything is."""
    from server.check import check as look

    wrong = 0
    for finding in look(settings):
        typer.echo(finding.line())
        wrong += not finding.fine
    raise typer.Exit(1 if wrong else 0)


@cli.command("open")
def open_circle(
    title: Annotated[str, typer.Option(help="What people see as the meeting's name. 1 to 60 characters.")],
    format: Annotated[str, typer.Option(help="Which format it runs by; see `circlekeeper format list`.")] = "alumni_checkin",
    language: Annotated[str, typer.Option(help="What the links open in: en, hi or mr.")] = "en",
    minutes: Annotated[int | None, typer.Option(help="Planned length. Default: the format's.")] = None,
    lobby: Annotated[bool, typer.Option(help="Whether the member link leads to the waiting room.")] = True,
    qr: Annotated[bool, typer.Option(help="Draw the member link as a QR code.")] = True,
    url: Annotated[str, typer.Option(envvar="CIRCLEKEEPER_URL", help="The running server. Default: the one that serves --data.")] = "",
    data: Annotated[Path, typer.Option(envvar=environment_name("data"), help="Where the centre's key is.")] = Path("data"),
) -> None:
    """Open a circle on the running server, and print its links."""
    from server.asking import ask_to_open
    from server.printing import links_of

    body: dict[str, object] = {"title": title, "format": format, "language": language, "lobby": lobby}
    if minutes is not None:
        body["minutes"] = minutes
    typer.echo(links_of(ask_to_open(data, url, body), qr=qr), nl=False)


@cli.command("follow-ups")
def follow_ups(
    url: Annotated[str, typer.Option(envvar="CIRCLEKEEPER_URL", help="The running server. Default: the one that serves --data.")] = "",
    data: Annotated[Path, typer.Option(envvar=environment_name("data"), help="Where the centre's key is.")] = Path("data"),
) -> None:
    """Print who wants to be called, once: the server keeps nothing of it afterwards. Write it down."""
    from server.asking import ask_for_follow_ups
    from server.printing import calls_of

    typer.echo(calls_of(ask_for_follow_ups(data, url)), nl=False)


@formats.command("list")
def list_formats() -> None:
    """Name the shipped formats: people, minutes, title."""
    from server.presets import presets

    for preset in presets().values():
        form = preset.format
        people = f"{form.people_least}-{form.people_most}"
        typer.echo(f"{form.id:<20} {people:>6} people {form.minutes:>4} min   {preset.words[Language.ENGLISH].title}")


@formats.command("show")
def show_format(id: Annotated[str, typer.Argument(help="Of a shipped format.")]) -> None:
    """Print the file of a shipped format, to start one's own from."""
    from server.presets import presets, shipped

    if id not in presets():
        raise WrongSetting(f'no format is called "{id}": there are {", ".join(presets())}')
    typer.echo(shipped(id), nl=False)


@formats.command("check")
def check_format(file: Annotated[Path, typer.Argument(help="A format's TOML file.")]) -> None:
    """Say what is wrong with a centre's own format, each as FILE:LINE: what is wrong and what would be right. Exit code 2 if anything is."""
    from server.presets import WrongPreset, read_preset

    try:
        form = read_preset(file).format
    except WrongPreset as wrong:
        for line in wrong.lines:
            typer.echo(line, err=True)
        raise typer.Exit(WRONG) from None
    beyond = sum(phase.minutes for phase in form.phases if phase.beyond)
    after = f" and {beyond:g} after the end" if beyond else ""
    longer = "".join(f", {more.people} in {more.minutes} minutes" for more in form.longer)
    phases = "1 phase" if len(form.phases) == 1 else f"{len(form.phases)} phases"
    typer.echo(f"{file}: {form.id} is fine: {phases}, {form.minutes} minutes{after}, {form.people_least} to {form.people_most} people{longer}")


def main() -> None:
    """`circlekeeper`."""
    try:
        sys.exit(cli(sys.argv[1:] or ["--help"], prog_name="circlekeeper", standalone_mode=False))
    except (WrongSetting, typer.TyperException) as error:
        words = error.format_message() if isinstance(error, typer.TyperException) else str(error)
        typer.echo(f"circlekeeper: {words}", err=True)
        sys.exit(WRONG)
    except typer.Abort:
        sys.exit(130)
