"""What the person at the terminal sees: one line that says what is wrong, exit code 2, or the links they asked for."""

import errno
import logging
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest

from server import listening, serving
from server.asking import FILE as URL_FILE
from server.centre import KEY_BYTES, NAME as KEY, read_or_make_key
from server.cli import main
from server.clock import Chance, SystemClock
from tests.certificates import make_certificate
from tests.fakes import a_follow_up
from tests.ports import free_port
from tests.serving import plain_pages, run_command, running_server, server_process, taken_port


def one_line(code: object, out: str, err: str) -> str:
    """The one line of a command that was refused."""
    assert code == 2, err
    assert out == ""
    assert err.startswith("circlekeeper: ")
    assert err.count("\n") == 1, err
    return err.removeprefix("circlekeeper: ").rstrip()


def refused(done: subprocess.CompletedProcess[str]) -> str:
    return one_line(done.returncode, done.stdout, done.stderr)


class Terminal(Protocol):
    """`circlekeeper ARGUMENTS` that is refused, in this process: loading all parts anew takes a second each time."""

    def __call__(self, *arguments: str) -> str: ...


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    root = logging.getLogger()
    before = (root.handlers, root.filters, root.level)

    # Whether the pages of this tree are built is another test's business.
    monkeypatch.setattr(serving, "running", partial(serving.running, static=plain_pages(tmp_path_factory.mktemp("static"))))

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["circlekeeper", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return one_line(end.value.code, said.out, said.err)

    yield run
    root.handlers, root.filters = before[0], before[1]
    root.setLevel(before[2])


def test_a_port_in_use(tmp_path: Path) -> None:
    """In a process of its own, so that the exit code is the real one."""
    with taken_port() as port:
        done = run_command("serve", "--port", str(port), "--data", str(tmp_path))
    assert refused(done) == f"--port {port} on 127.0.0.1 is in use by another program"


def test_an_audio_port_in_use(terminal: Terminal, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = terminal("serve", "--port", "0", "--audio-port", str(port), "--data", str(tmp_path))
    assert said == f"--audio-port {port} on 127.0.0.1 is in use by another program"


def test_a_data_folder_that_cannot_be_written(terminal: Terminal, tmp_path: Path) -> None:
    """A file in its place, and a file system that takes nothing: both also stop root, whom permission bits do not."""
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "data", Path("/proc/circlekeeper")):
        said = terminal("serve", "--port", "0", "--data", str(folder))
        assert said.startswith(f"--data {folder} cannot be written to: "), said


def test_a_data_folder_in_which_only_the_key_can_be_read(terminal: Terminal, tmp_path: Path) -> None:
    read_or_make_key(tmp_path, Chance())
    (tmp_path / URL_FILE).mkdir()  # stands for another user's: root would write into that one
    assert terminal("serve", "--port", "0", "--data", str(tmp_path)) == f"--data {tmp_path} cannot be written to: Is a directory"


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("open", "--title", "Tonight"), ("follow-ups",)])
def test_a_key_that_is_no_text(terminal: Terminal, tmp_path: Path, command: tuple[str, ...]) -> None:
    """An editor saved it as UTF-16."""
    (tmp_path / KEY).write_text("c0" * KEY_BYTES, "utf-16")
    assert terminal(*command, "--data", str(tmp_path)).startswith(f"{tmp_path / KEY} holds no key: copy the centre's there again")


def test_a_store_that_cannot_be_used(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "circles.db").write_text("this is no database, whatever its name says" * 100)
    assert terminal("serve", "--port", "0", "--data", str(tmp_path)).startswith("--data: cannot use ")


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--port", "eighty"), {}, "Invalid value for '--port'"),
        (("--port", "99999"), {}, "--port must be 0 to 65535, not 99999"),
        ((), {"CIRCLEKEEPER_PORT": "99999"}, "--port must be 0 to 65535, not 99999"),
        ((), {"CIRCLEKEEPER_AUDIO_ADDRESS": "203.0.113.7 nonsense"}, "--audio-address must be a numeric address"),
        (("--tls-cert", "c.pem"), {}, "--tls-cert needs --tls-key"),
        ((), {"CIRCLEKEEPER_TLS_KEY": "k.pem"}, "--tls-key needs --tls-cert"),
        (("--tls-cert", "/nothing", "--tls-key", "/nothing"), {}, "--tls-cert /nothing cannot be read: No such file or directory"),
        (("--public-url", "circles.example.org"), {}, "--public-url must be https://NAME"),
        (("--public-url", "https://203.0.113.9", "--audio-address", "10.0.0.5"), {}, "--audio-address 10.0.0.5 is private"),
        (("--host", "203.0.113.9"), {}, "--host 203.0.113.9 is not an address of this machine"),
        (("--colour", "red"), {}, "No such option: --colour"),
    ],
)
def test_a_wrong_setting(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    for name, value in {"CIRCLEKEEPER_PORT": "0", **environment}.items():
        monkeypatch.setenv(name, value)
    assert terminal("serve", "--data", str(tmp_path), *arguments).startswith(said)


def test_a_certificate_and_another_ones_key(terminal: Terminal, tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_certificate(tmp_path, name)
    serve = ("serve", "--port", "0", "--data", str(tmp_path))
    said = terminal(*serve, "--tls-cert", str(tmp_path / "a.pem"), "--tls-key", str(tmp_path / "b.key"))
    assert said == f"--tls-key {tmp_path / 'b.key'} is not the key of the certificate"
    assert "no PEM pair" in terminal(*serve, "--tls-cert", str(tmp_path / "a.key"), "--tls-key", str(tmp_path / "a.key"))


def test_nothing_asked_is_help(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["circlekeeper"])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert "serve" in capsys.readouterr().out


@pytest.mark.parametrize("flag", ["--worker-port", "--peer-port"])
def test_an_address_of_workers_that_is_elsewhere_is_named_by_its_own_setting(flag: str) -> None:
    said = listening.refused(flag, 8101, "203.0.113.9", OSError(errno.EADDRNOTAVAIL, "x"))
    assert said == "--worker-host 203.0.113.9 is not an address of this machine"


async def test_opening_prints_links_and_a_code_for_the_camera(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server:
        data = ("--data", str(tmp_path / "data"))
        opened = run_command("open", "--title", "Tonight", "--language", "mr", "--no-lobby", *data)
        assert opened.returncode == 0, opened.stderr
        code, facilitator, member, *drawing = opened.stdout.splitlines()
        assert code.split() == ["Code", member.partition("#")[2].partition(".")[0]]
        assert facilitator.startswith("Who runs it     ")
        assert member.startswith("To share        ")
        assert f"{server.url}/circle?language=mr#" in member
        assert len(drawing) > 15
        assert "█" in drawing[5]
        plain = run_command("open", "--title", "Tonight", "--no-qr", "--url", server.url, *data)
        assert len(plain.stdout.splitlines()) == 3
        for arguments, said in (
            (("--title", ""), "the server says wrong-value (--title)"),
            (("--title", "T", "--format", "nothing"), "the server says unknown-format (--format)"),
            (("--title", "T", "--minutes", "1"), "the server says wrong-value (--minutes)"),
            (("--title", "T", "--url", "ftp://x"), '--url must begin with http:// or https://, not "ftp://x"'),
        ):
            assert refused(run_command("open", *arguments, *data)) == said
        (tmp_path / "data" / "centre.key").write_text("0" * 64)
        assert refused(run_command("open", "--title", "T", *data)) == "the server says wrong-key"


async def test_whom_to_call_is_printed_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    static, now = plain_pages(tmp_path / "static"), SystemClock().now()
    async with running_server(data, static=static) as served:
        await served.app.store.keep_follow_up(a_follow_up(at=now))
        await served.app.store.keep_follow_up(replace(a_follow_up(seat="other", at=now + 1), called="Asha", when="", may_name=True))
    async with server_process(data, static=static):
        first, second = run_command("follow-ups", "--data", str(data)).stdout.split("\n\n")
        assert first.startswith("Who          शांत कडुनिंब, circle ABCD2345, asked for a call at ")
        assert "\nNumber       +91 98765 43210\nWhen         संध्याकाळी ७ नंतर\nYou may say  NOT which centre calls" in first
        assert second.startswith("Who          Asha (शांत कडुनिंब), circle ")
        assert second.endswith("\nWhen         any time\nYou may say  which centre calls\n")
        again = run_command("follow-ups", "--data", str(data))
        assert (again.stdout, again.returncode) == ("Nobody waits for a call.\n", 0)
        (data / "centre.key").write_text("0" * 64)
        assert refused(run_command("follow-ups", "--data", str(data))) == "the server says wrong-key"


def test_opening_without_a_server_says_so(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("open", "--title", "T", "--data", str(tmp_path)).startswith(f"no centre's key at {tmp_path / 'centre.key'}")
    (tmp_path / "centre.key").write_text("0" * 64)
    port = free_port()
    said = terminal("open", "--title", "T", "--url", f"http://127.0.0.1:{port}", "--data", str(tmp_path))
    assert said == f"no server answers at http://127.0.0.1:{port} ([Errno 111] Connection refused): is `circlekeeper serve` running?"


# ------------------------------------------------------------------------------------------------------------------ formats


class Told(Protocol):
    """`circlekeeper ARGUMENTS`: exit code, what was printed, and what was complained of."""

    def __call__(self, *arguments: str) -> tuple[object, str, str]: ...


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    def run(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr("sys.argv", ["circlekeeper", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return run


def test_the_shipped_formats_are_listed_and_shown_and_fine(told: Told, tmp_path: Path) -> None:
    code, listed, complaints = told("format", "list")
    assert (code, complaints) == (0, "")
    assert "alumni_checkin         6-11 people   60 min   Alumni check-in" in listed.splitlines()
    own = tmp_path / "own.toml"
    for id in (line.split()[0] for line in listed.splitlines()):
        code, file, complaints = told("format", "show", id)
        assert (code, complaints) == (0, "")
        own.write_text(file, "utf-8")
        code, summary, complaints = told("format", "check", str(own))
        assert (code, complaints) == (0, "")
        assert summary.startswith(f"{own}: {id} is fine: ")
        assert summary.count("\n") == 1


def test_a_fine_format_is_told_in_one_line(told: Told, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(told("format", "show", "alumni_checkin")[1], "utf-8")
    assert told("format", "check", str(own)) == (
        0, f"{own}: alumni_checkin is fine: 8 phases, 60 minutes and 15 after the end, 6 to 11 people, 15 in 90 minutes\n", "",
    )  # fmt: skip


def test_every_mistake_of_a_format_is_a_line_with_its_place(told: Told, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    good = told("format", "show", "alumni_checkin")[1]
    own.write_text(good.replace("share_seconds = 60", "share_seconds = 6").replace('crosstalk = "open"', 'crosstalks = "open"'), "utf-8")
    lines = own.read_text("utf-8").splitlines()
    seconds, crosstalk = lines.index("share_seconds = 6") + 1, lines.index('crosstalks = "open"') + 1
    assert told("format", "check", str(own)) == (
        2,
        "",
        f"{own}:{seconds}: phases[2].share_seconds: must be a number from 20 to 3600, not 6\n"
        f"{own}:{crosstalk}: phases[8].crosstalks: is no key of a preset; is it crosstalk?\n",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "x"\nminutes 60\n', ":2: this is not TOML: Expected '=' after a key in a key/value pair\n"),
        ('id = "x"\nabout.en = """\n', ":2: this is not TOML: Unterminated string\n"),
        ("", ":1: id is missing\n"),
    ],
)
def test_what_is_no_format_at_all_is_told_where_it_breaks(told: Told, tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    code, out, complaints = told("format", "check", str(own))
    assert (code, out) == (2, "")
    assert f"{own}{said}" in complaints


def test_formats_that_are_not_there(terminal: Terminal, told: Told, tmp_path: Path) -> None:
    assert told("format", "check", str(tmp_path / "x.toml")) == (2, "", f"{tmp_path / 'x.toml'}: cannot be read: No such file or directory\n")
    assert terminal("format", "show", "x").startswith('no format is called "x": there are alumni_checkin, ')
    assert terminal("format", "dance").startswith("No such command")


def test_a_wrong_format_of_the_centre_ends_the_start(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('id = "x"\n', "utf-8")
    said = terminal("serve", "--port", "0", "--data", str(tmp_path / "data"), "--formats", str(tmp_path))
    assert said == f"--formats: {tmp_path / 'own.toml'}:1: minutes is missing (and 4 more: circlekeeper format check {tmp_path / 'own.toml'})"
