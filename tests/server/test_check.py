"""`circlekeeper check`: each thing that is usually wrong is found, and the line says what to do."""

import asyncio
import os
import re
import socket
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from server.check import Finding, check
from server.dumps import handed_on, swaps
from server.presets import shipped
from server.settings import Settings
from tests.certificates import make_certificate
from tests.fakes import FakeClock
from tests.ports import free_port, free_ports
from tests.server.store.redis_servers import redis_server
from tests.serving import plain_pages, run_command, running_server, server_process

FAR = 4_000_000_000.0
"""Later than every file."""


@pytest.fixture
def free() -> int:
    """A number that is free for TCP and UDP."""
    return free_port()


def found(tmp_path: Path, now: float = FAR, **given: Any) -> dict[str, Finding]:
    static = tmp_path / "static"
    if not static.exists():
        plain_pages(static)
    values: dict[str, Any] = {"data": tmp_path / "data", **given}
    settings = Settings(**values)
    return {finding.name: finding for finding in check(settings, clock=FakeClock(now), static=static, resolve=lambda _: ())}


def test_everything_is_fine(tmp_path: Path, free: int) -> None:
    findings = found(tmp_path, port=free)
    assert [name for name, finding in findings.items() if not finding.fine] == []
    assert set(findings) == {"settings", "numbers", "data", "memory", "pages", "clock", "port", "voices"}
    assert findings["voices"].line() == f"ok     voices    UDP {free} of 127.0.0.1 leads here"


def test_memory_stays_memory(tmp_path: Path, free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    none, one, piped, file = (tmp_path / name for name in ("none", "one", "piped", "file"))
    none.write_text("Filename\tType\n")
    one.write_text("Filename\tType\n/swapfile\tfile\n")
    piped.write_text("|/usr/lib/systemd/systemd-coredump %P\n")
    file.write_text("core\n")
    assert (swaps(none), swaps(one), swaps(tmp_path / "missing")) == (False, True, False)
    assert (handed_on(piped), handed_on(file)) == (True, False)
    monkeypatch.setattr("server.check.swaps", lambda: True)
    monkeypatch.setattr("server.check.handed_on", lambda: True)
    words = found(tmp_path, port=free)["memory"].words
    assert words.startswith("serve forbids itself core dumps; but")
    assert words.endswith("turn it off")


async def test_a_server_that_serves_leaves_no_dump(tmp_path: Path) -> None:
    async with server_process(tmp_path / "data", static=plain_pages(tmp_path / "static")) as server:
        limits = await asyncio.to_thread(Path(f"/proc/{server.pid}/limits").read_text)
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits


def test_a_centres_own_formats_are_read(tmp_path: Path, free: int) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "x.toml").write_text(shipped("circle").replace('id = "circle"', 'id = "ours"'), "utf-8")
    assert found(tmp_path, port=free, formats=own)["formats"].line() == f"ok     formats   17 formats with those in {own}"
    (own / "x.toml").write_text("x")
    finding = found(tmp_path, port=free, formats=own)["formats"]
    assert (finding.fine, finding.words.partition(" this")[0]) == (False, f"--formats: {own / 'x.toml'}:1:")


def test_a_wrong_setting_is_all_there_is(tmp_path: Path) -> None:
    findings = found(tmp_path, port=99999)
    assert [finding.line() for finding in findings.values()] == ["WRONG  settings  --port must be 0 to 65535, not 99999"]


def test_plain_http_for_others_is_wrong(tmp_path: Path, free: int) -> None:
    assert "NO TLS" in found(tmp_path, port=free, host="0.0.0.0", public_url="http://192.168.7.7").get("settings", Finding("", True, "")).words


def test_the_numbers_are_there_to_be_read(tmp_path: Path, free: int) -> None:
    words = found(tmp_path, port=free, helpline=("Our_line=022 5555", "Emergency=112"))["numbers"].words
    assert words == "people may call Our line 022 5555, Emergency 112; the centre's own: none: set --centre-number"
    assert found(tmp_path, port=free, centre_number="022 5555 0100")["numbers"].words.endswith("the centre's own: 022 5555 0100")


def test_a_folder_that_takes_nothing(tmp_path: Path, free: int) -> None:
    (tmp_path / "file").write_text("")
    finding = found(tmp_path, port=free, data=tmp_path / "file")["data"]
    assert (finding.fine, finding.words.partition(" (")[0]) == (False, f"cannot write in {tmp_path / 'file'}")


def test_pages_that_are_not_built(tmp_path: Path, free: int) -> None:
    (plain_pages(tmp_path / "static") / "dist" / "manifest.json").unlink()
    finding = found(tmp_path, port=free)["pages"]
    assert (finding.fine, "make pages" in finding.words) == (False, True)


def test_a_clock_that_woke_up_in_the_past(tmp_path: Path, free: int) -> None:
    plain_pages(tmp_path / "static")
    os.utime(tmp_path / "static" / "dist" / "manifest.json", (FAR, FAR))
    assert not found(tmp_path, now=FAR - 3600, port=free)["clock"].fine
    assert found(tmp_path, now=FAR + 1, port=free)["clock"].fine


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        finding = found(tmp_path, port=taken.getsockname()[1], audio_port=0)["port"]
    assert (finding.fine, "is in use by another program" in finding.words) == (False, True)


def test_an_audio_port_in_use(tmp_path: Path, free: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        finding = found(tmp_path, port=free, audio_port=taken.getsockname()[1])["voices"]
    assert (finding.fine, "choose another --audio-port" in finding.words) == (False, True)


def test_voices_that_lead_elsewhere(tmp_path: Path, free: int) -> None:
    """The loopback network's broadcast address: nothing sent there comes back."""
    assert found(tmp_path, port=free, audio_address=("127.0.0.2",))["voices"].fine
    finding = found(tmp_path, port=free, host="0.0.0.0", audio_address=("127.255.255.255",))["voices"]
    assert (finding.fine, f"open UDP {free} in the firewall" in finding.words) == (False, True)


@pytest.mark.parametrize(
    ("host", "days", "fine", "words"),
    [
        ("circles.example.org", 90, True, "the certificate is for circles.example.org, for 90 more days"),
        ("circles.example.org", 7, False, "expires within 14 days"),
        ("circles.example.org", -1, False, "browsers will refuse the certificate: certificate has expired"),
        ("other.example.org", 90, False, "browsers will refuse the certificate: Hostname mismatch"),
    ],
)
def test_certificates(tmp_path: Path, free: int, host: str, days: int, fine: bool, words: str) -> None:
    certificate, key = make_certificate(tmp_path, "pair", host, days)
    url = f"https://circles.example.org:{free}"
    settings = Settings(data=tmp_path, port=free, tls_cert=certificate, tls_key=key, public_url=url, audio_address=("192.0.2.7",))
    finding = next(finding for finding in check(settings, static=tmp_path, resolve=lambda _: ()) if finding.name == "TLS")
    assert (finding.fine, words in finding.words) == (fine, True), finding


async def test_beside_a_server_that_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    static = plain_pages(tmp_path / "static")
    async with running_server(tmp_path / "data", static=static) as served:
        given = {"port": served.app.port, "audio_port": served.app.audio_port}
        with monkeypatch.context() as patient:
            patient.setattr("server.check.PROBE_SECONDS", 60.0)
            findings = await asyncio.to_thread(found, tmp_path, **given)
        elsewhere = await asyncio.to_thread(found, tmp_path, **{**given, "audio_port": 9})
    assert findings["port"].words == f"{served.app.port}: a Circlekeeper serves there now"
    assert (findings["port"].fine, findings["voices"].fine, elsewhere["voices"].fine) == (True, True, False)


@pytest.fixture
def redis(tmp_path: Path) -> Generator[str]:
    with redis_server(tmp_path / "redis") as url:
        yield url


def test_redis_is_looked_at(tmp_path: Path, free: int, redis: str) -> None:
    assert found(tmp_path, port=free, redis=redis)["redis"].line() == "ok     redis     can be used"
    at = redis.removeprefix("redis://").removesuffix("/0")
    finding = found(tmp_path, port=free, redis=f"redis://nobody:wrong@{at}")["redis"]
    assert finding.line() == f"WRONG  redis     Redis at {at} refuses the user or the password in --redis"


def test_the_voices_of_every_worker_are_looked_at(tmp_path: Path, free: int, redis: str) -> None:
    """One more than there are: a rolling restart takes it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        first = free_ports(3)
        taken.bind(("127.0.0.1", first + 2))
        settings = Settings(data=tmp_path / "data", port=free, audio_port=first, workers=2, redis=redis)
        static = plain_pages(tmp_path / "static")
        findings = [finding for finding in check(settings, static=static, resolve=lambda _: ()) if finding.name == "voices"]
    named = [(finding.fine, f"UDP {first + index}" in finding.words) for index, finding in enumerate(findings)]
    assert named == [(True, True), (True, True), (False, True)]


def test_the_command_ends_with_one_if_anything_is_wrong(tmp_path: Path, free: int) -> None:
    (tmp_path / "file").write_text("")
    done = run_command("check", "--port", str(free), "--data", str(tmp_path / "file"))
    assert done.returncode == 1
    assert f"WRONG  data      cannot write in {tmp_path / 'file'}" in done.stdout
    assert done.stderr == ""
